namespace Reconciliation.Recon;

/// <summary>Tells how an import went, however it ended: the refused records, and how many there are of both.</summary>
internal sealed class ImportSummary
{
    private readonly List<ImportSource> _sources;
    private readonly RejectionReport _report;
    private readonly TimeProvider _clock;
    private readonly long _startedAt;
    private readonly long _accepted;
    private readonly long _rejected;

    /// <param name="sources">The sources, with the places from which they are read.</param>
    /// <param name="report">The report of refused records.</param>
    /// <param name="clock">The clock.</param>
    public ImportSummary(List<ImportSource> sources, RejectionReport report, TimeProvider clock)
    {
        (_sources, _report, _clock, _startedAt) = (sources, report, clock, clock.GetTimestamp());
        (_accepted, _rejected) = (sources.Sum(s => s.Mark.Acceptes), sources.Sum(s => s.Mark.Rejetes));
    }

    /// <summary>Shows it.</summary>
    public void Show()
    {
        foreach (var rejection in _report.FirstOnes)
        {
            Console.WriteLine(
                FormattableString.Invariant(
                    $"{rejection.Fichier}:{rejection.Ligne}: {Fault(rejection.Membre, rejection.Regle, rejection.Motif)}"));
            foreach (var other in rejection.Autres)
            {
                Console.WriteLine($"    {Fault(other.Membre, other.Regle, other.Motif)}");
            }
        }

        // Of a slice that was stopped midway some are refused and reported, though the place is before it.
        var (accepted, rejected) = (_sources.Sum(s => s.Mark.Acceptes), _rejected + _report.Count);
        if (rejected > _report.FirstOnes.Count)
        {
            Console.WriteLine($"… {ProgressLine.Number(rejected)} enregistrements refusés en tout"
                + (_report.Path is null ? " ; --rejets FILE les écrit tous."
                    : _report.HasFailed ? "."
                    : $" ; ils sont tous dans {_report.Path}."));
        }

        var (already, duration) = (_accepted + _rejected, _clock.GetElapsedTime(_startedAt));
        Console.WriteLine($"{ProgressLine.Number(accepted)} acceptés, {ProgressLine.Number(rejected)} rejetés"
            + (already > 0 ? $" (dont {ProgressLine.Number(already)} avant l'interruption)" : "")
            + $", en {duration.TotalSeconds.ToString("0.0", ProgressLine.French)} s : "
            + $"{ProgressLine.Rate(accepted + rejected - already, duration)}.");
    }

    private static string Fault(string member, string rule, string motif) =>
        member.Length > 0 ? $"{member} ({rule}) : {motif}" : $"({rule}) {motif}";
}
