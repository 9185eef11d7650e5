using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Reconciliation.Simulation.Engines;
using Reconciliation.Simulation.Faults;
using Reconciliation.Simulation.Verdict;

namespace Reconciliation.Simulation;

/// <summary>The events of a run, and the verdict of the oracle.</summary>
internal sealed record Report
{
    public required int Seed { get; init; }

    /// <summary>The options that run it again.</summary>
    public required string Again { get; init; }

    /// <summary>Of each failover, from the promotion to the first new line stored, in seconds, the shortest first.</summary>
    public required IReadOnlyList<double> BackAtWork { get; init; }

    /// <summary>Versions that some reader was given, and that a lossy failover took.</summary>
    public required int Ghosts { get; init; }

    /// <summary>Histories of the database.</summary>
    public required int Epochs { get; init; }

    /// <summary>The number of versions that each reader was told.</summary>
    public required IReadOnlyDictionary<string, int> Told { get; init; }

    /// <summary>The whole run, waiting included.</summary>
    public required double Minutes { get; init; }

    /// <summary>The first and the last simulated instant, UTC; a change of the clocks in Paris lies between.</summary>
    public required DateTimeOffset ClockFrom { get; init; }

    public required DateTimeOffset ClockTo { get; init; }

    public required IReadOnlyDictionary<FaultKind, int> Faults { get; init; }

    /// <summary>
    /// Engines that had not ended long after they were told to, and were killed then: a matter of time, not of correctness.
    /// </summary>
    public required int SlowStops { get; init; }

    /// <summary>Distinct lines, each revision and content for itself.</summary>
    public required int LinesSent { get; init; }

    public required int MessagesSent { get; init; }

    /// <summary>Messages that repeat an earlier one, in whatever form.</summary>
    public required int DuplicatesSent { get; init; }

    /// <summary>Messages sent once more because the broker had not confirmed them.</summary>
    public required int SentAgain { get; init; }

    public required int PoisonSent { get; init; }

    public required int Quarantined { get; init; }

    public required int LinesLost { get; init; }

    public required int LinesCountedTwice { get; init; }

    public required int Soins { get; init; }

    public required int VersionsWritten { get; init; }

    /// <summary>Messages on the outgoing exchange: the versions, and copies of them.</summary>
    public required int VersionsPublished { get; init; }

    public required IReadOnlyList<Finding> Findings { get; init; }

    public IReadOnlyList<string> CannotCheck { get; } = Oracle.CannotCheck;

    /// <summary>Whether nothing was lost, counted twice, or otherwise not as it must be.</summary>
    public bool Passed => Findings.Count == 0;

    public string ToJson() => JsonSerializer.Serialize(this, ReportJson.Default.Report);

    public override string ToString()
    {
        var text = new StringBuilder();
        Line($"Simulation with seed {Seed}: {(Passed ? "nothing lost, nothing twice" : "NOT AS IT MUST BE")}, {Minutes:0.0} minutes");
        Line($"  clock        {ClockFrom:yyyy-MM-dd HH:mm}Z to {ClockTo:yyyy-MM-dd HH:mm}Z");
        Line($"  faults       {Faults.Values.Sum()}: {string.Join(", ", Faults.OrderBy(f => f.Key).Select(f => $"{f.Key} {f.Value}"))}");
        Line($"  slow stops   {SlowStops} engines did not end within {EngineSlot.StopLimit.TotalSeconds} s when told to, and were killed");
        Line($"  sent         {LinesSent} lines in {MessagesSent} messages: {DuplicatesSent} duplicates, {PoisonSent} poison");
        Line($"  sent again   {SentAgain} unconfirmed");
        Line($"  lost         {LinesLost} lines");
        Line($"  twice        {LinesCountedTwice} lines");
        Line($"  quarantine   {Quarantined} messages");
        Line($"  soins        {Soins}, {VersionsWritten} versions, published {VersionsPublished} times");
        Line($"  readers      {string.Join(", ", Told.OrderBy(t => t.Key).Select(t => $"{t.Key} {t.Value}"))}; ghosts {Ghosts}");
        if (BackAtWork.Count > 0)
            Line($"  failovers    {BackAtWork.Count}, {Epochs} epochs; back at work: half in {At(0.5):0.00} s, p99 {At(0.99):0.00} s");
        foreach (var finding in Findings)
            Line($"  BROKEN       {finding.Law}: {finding.Details}");
        foreach (var limit in CannotCheck)
            Line($"  not checked  {limit}");
        Line($"  again        ./infra/test simulation {Again}");
        return text.ToString();

        double At(double share) => BackAtWork[(int)Math.Ceiling(share * BackAtWork.Count) - 1];

        void Line(FormattableString line) => text.AppendLine(line.ToString(CultureInfo.InvariantCulture));
    }
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, WriteIndented = true, UseStringEnumConverter = true)]
[JsonSerializable(typeof(Report))]
internal sealed partial class ReportJson : JsonSerializerContext;
