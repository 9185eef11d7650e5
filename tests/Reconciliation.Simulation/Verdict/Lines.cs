using System.Globalization;
using Reconciliation.Contracts;

namespace Reconciliation.Simulation.Verdict;

/// <summary>
/// The lines that were sent, understood as naively as can be and without anything of the domain: which lines there are, which revision
/// of each counts, and where each correction leads.
/// </summary>
internal sealed class Lines
{
    private readonly Dictionary<string, PaiementEmis> _current;

    public Lines(IEnumerable<PaiementEmis> records)
    {
        Distinct = [.. records.Select(Content).Distinct()];
        var contents = Distinct.ToLookup(Canonical);
        _current = contents.ToDictionary(
            line => line.Key,
            line => line.OrderByDescending(l => l.Revision).ThenBy(l => l.Montant).First());
        Contested =
            contents.Where(line => line.Count(l => l.Revision == _current[line.Key].Revision) > 1).Select(line => line.Key).ToHashSet();
    }

    /// <summary>Every content of every revision of every line, once.</summary>
    public IReadOnlyList<PaiementEmis> Distinct { get; }

    /// <summary>The highest revision of each line, by its canonical name; of two contents of it the smaller amount.</summary>
    public IReadOnlyDictionary<string, PaiementEmis> Current => _current;

    /// <summary>The lines whose highest revision has two contents.</summary>
    public IReadOnlySet<string> Contested { get; }

    /// <summary>The content of a record: everything but the event that brought it.</summary>
    public static PaiementEmis Content(PaiementEmis record) => record with { EvenementId = "" };

    public static string Canonical(PaiementEmis record) => Canonical(record is PaiementRoEmis, record.Source, record.Ligne);

    /// <summary>The name of a line as one text.</summary>
    public static string Canonical(bool ro, string source, ReferenceLigne line) => string.Create(
        CultureInfo.InvariantCulture, $"{(ro ? "ro" : "rc")}\u001f{source}\u001f{line.Organisme}\u001f{line.Decompte}\u001f{line.Ordre}");

    public static long Cents(decimal? euros) => (long)((euros ?? 0) * 100);

    /// <summary>The payment that a line is or corrects in the end; null: it leads to none.</summary>
    public PaiementEmis? Root(PaiementEmis line) => End(line) is { Nature: Nature.Paiement } payment ? payment : null;

    /// <summary>
    /// The line whose day is that of the soin: a complementary payment that names an RO line goes with it, whatever its own day.
    /// </summary>
    public PaiementEmis Home(PaiementEmis line) => (Root(line) ?? line) switch
    {
        PaiementComplementaireEmis { ReferenceRo: { } named } rc => _current.Values.OfType<PaiementRoEmis>().FirstOrDefault(
            ro => ro.Nature == Nature.Paiement && ro.BeneficiaireId == rc.BeneficiaireId && ro.Ligne == named) ?? (PaiementEmis)rc,
        var home => home,
    };

    /// <summary>Whether a line is, or corrects, a retenue that names no line: then only pairing can tell whether it is in a soin.</summary>
    public bool IsLooseRetenue(PaiementEmis line) => End(line) is { Nature: Nature.Retenue, LigneOrigine: null };

    // The end of the chain of origins; null if the chain leads to a line that has not come, or round in a circle.
    private PaiementEmis? End(PaiementEmis line)
    {
        PaiementEmis? at = line;
        for (var step = 0; step < _current.Count && at is not null; step++)
        {
            if (at.Nature == Nature.Paiement || at.LigneOrigine is null)
                return at;
            // A correction is of its own beneficiary's line: one that moved to another has left it behind.
            var origin = _current.GetValueOrDefault(Canonical(at is PaiementRoEmis, at.Source, at.LigneOrigine));
            at = origin?.BeneficiaireId == at.BeneficiaireId ? origin : null;
        }

        return null;
    }
}
