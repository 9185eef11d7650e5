using System.Text;
using Reconciliation.Contracts;
using Reconciliation.Simulation.Upstream;

namespace Reconciliation.Simulation.Verdict;

/// <summary>The findings of the oracle.</summary>
/// <param name="Findings">The faults that were found; empty: all is well.</param>
/// <param name="LinesLost">Lines that were sent and are nowhere.</param>
/// <param name="LinesCountedTwice">Lines that are stored twice, or that caused versions twice.</param>
/// <param name="Ghosts">Versions that readers were given and that a lossy failover took.</param>
internal sealed record Judgement(IReadOnlyList<Finding> Findings, int LinesLost, int LinesCountedTwice, int Ghosts);

/// <summary>
/// Compares the messages of upstream with the state that the service left behind. All but <see cref="SingleFold"/> is written without the
/// domain: from the records alone, by counting and adding.
/// </summary>
internal static class Oracle
{
    /// <summary>The limits of its proof.</summary>
    public static readonly IReadOnlyList<string> CannotCheck =
    [
        "that lines are paired rightly: views are compared with one fold, by the same domain, of all lines at once, which proves that no "
            + "order, duplicate or fault changed them",
        "which soin a retenue joins that names no line: that depends on pairing",
        "the words and windows of a view, beyond their equality with that fold",
    ];

    public static Judgement Judge(PaymentStream sent, Observed observed, DateTimeOffset now, bool isLossy = false)
    {
        var lines = new Lines(sent.Records);
        var findings = new Findings();
        var lost = Missing(findings, lines, observed);
        var twice = Twice(findings, lines, observed);
        ControlTotals(findings, lines, observed);
        Receptions(findings, sent, lines, observed);
        Poison(findings, sent, observed);
        Queues(findings, observed);
        Conservation.Check(findings, lines, observed, now);
        Versions.Check(findings, observed);
        var ghosts = Readings.Check(findings, observed, isLossy);
        SingleFold.Check(findings, sent, observed, now);
        return new(findings.All, lost, twice, ghosts);
    }

    private static int Missing(Findings findings, Lines lines, Observed observed)
    {
        var stored = observed.Lines.Select(l => Lines.Content(l.Record)).ToHashSet();
        findings.Add("nothing is stored that was not sent", stored.Except(lines.Distinct).Select(Told));
        return findings.Add("every line that was sent is stored", lines.Distinct.Where(l => !stored.Contains(l)).Select(Told));
    }

    private static int Twice(Findings findings, Lines lines, Observed observed)
    {
        var contents = lines.Distinct.CountBy(l => (Lines.Canonical(l), l.Revision)).ToDictionary();
        return findings.Add(
                "a line is stored once, however often it came",
                observed.Lines.CountBy(l => Lines.Content(l.Record)).Where(l => l.Value > 1).Select(l => Told(l.Key)))
            + findings.Add(
                "a line is new once: no two versions of a soin name it as their cause for each time that it was stated",
                observed.Journal.SelectMany(j => j.Caused).CountBy(c => c)
                    .Where(c => c.Value > contents.GetValueOrDefault(c.Key))
                    .Select(c => $"{c.Key.Line} r{c.Key.Revision}: {c.Value} times"));
    }

    // As operations check them: by stream, source and day of payment.
    private static void ControlTotals(Findings findings, Lines lines, Observed observed)
    {
        var sent = Totals(lines.Distinct.Select(l => (Line: l, Cents: Lines.Cents(l.Montant))));
        var stored = Totals(observed.Lines.Select(l => (Line: l.Record, l.Cents)));
        findings.Add(
            "control totals by stream, source and day of payment are those of what was sent, to the cent",
            sent.Keys.Union(stored.Keys)
                .Where(key => sent.GetValueOrDefault(key) != stored.GetValueOrDefault(key))
                .Select(key => $"{key}: {sent.GetValueOrDefault(key)} sent, {stored.GetValueOrDefault(key)} stored"));
        findings.Add(
            "the columns that name a line are those of its content",
            observed.Lines.Where(l => l.Name != Lines.Canonical(l.Record)).Select(l => l.Name));

        static Dictionary<string, (int Lines, long Cents)> Totals(IEnumerable<(PaiementEmis Line, long Cents)> lines) => lines
            .GroupBy(l => FormattableString.Invariant($"{l.Line.GetType().Name} {l.Line.Source} {l.Line.PayeLe:yyyy-MM-dd}"))
            .ToDictionary(g => g.Key, g => (g.Count(), g.Sum(l => l.Cents)));
    }

    // A batch notes the lines that it brought in its own transaction: lines that are applied twice are noted twice.
    private static void Receptions(Findings findings, PaymentStream sent, Lines lines, Observed observed)
    {
        var noted = observed.Receptions.ToLookup(r => (r.Ro, r.Source));
        var came = sent.Records.CountBy(Source).ToDictionary();
        findings.Add(
            "batches noted each new line once, with its amount, and every message that came",
            lines.Distinct.GroupBy(Source)
                .Where(s => noted[s.Key].Sum(r => r.New) != s.Count()
                    || noted[s.Key].Sum(r => r.Cents) != s.Sum(l => Lines.Cents(l.Montant))
                    || noted[s.Key].Sum(r => r.Received) < came[s.Key])
                .Select(s => $"{s.Key}: {s.Count()} lines expected, {noted[s.Key].Sum(r => r.New)} noted"));

        static (bool, string) Source(PaiementEmis line) => (line is PaiementRoEmis, line.Source);
    }

    private static void Poison(Findings findings, PaymentStream sent, Observed observed)
    {
        var kept = observed.Quarantine.Select(Encoding.UTF8.GetString).ToList();
        var poison = sent.Poison.ToList();
        findings.Equal("quarantine holds each poison message once, and nothing else", poison.Count, kept.Count);
        findings.Add(
            "every poison message is in quarantine once",
            poison.Where(p => kept.Count(k => k.Contains(p.Marker, StringComparison.Ordinal)) != 1).Select(p => $"{p.Marker} {p.Kind}"));
        var nirs = poison.Select(p => p.Nir).OfType<string>().ToList();
        findings.Add(
            "no NIR is kept",
            kept.Concat(observed.Lines.Select(l => l.Record.ToString()))
                .Where(text => nirs.Exists(nir => text.Contains(nir, StringComparison.Ordinal))));
    }

    private static void Queues(Findings findings, Observed observed) => findings.Add(
        "every queue is empty",
        observed.Waiting.Where(q => q.Value > 0).Select(q => $"{q.Key}: {q.Value}"));

    private static string Told(PaiementEmis line) =>
        FormattableString.Invariant(
            $"{Lines.Canonical(line)} r{line.Revision} {line.Nature} {line.Montant} {line.BeneficiaireId} {line.DateSoin:yyyy-MM-dd}");
}
