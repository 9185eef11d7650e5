using Reconciliation.Contracts;
using Reconciliation.Domain;

namespace Reconciliation.Storage;

/// <summary>A soin with everything by which it may be found.</summary>
/// <param name="Soin">The soin.</param>
/// <param name="Recues">Every line that was received for it, all revisions.</param>
/// <param name="Identities">The ids of its journées.</param>
internal sealed record InspectedSoin(IdentifiedSoin Soin, IReadOnlyList<StoredLigne> Recues, PairedFacts Identities)
{
    public bool IsOf(TermReading reading) =>
        reading.IsOf(Soin, Recues, Identities.Replaced.Where(r => r.Value == Soin.Id).Select(r => r.Key));
}

/// <summary>The terms of a search, and which of them leads.</summary>
internal sealed class SearchPlan
{
    private readonly IReadOnlyList<SearchTerm> _terms;

    /// <param name="terms">The terms.</param>
    /// <param name="leading">The number of the term that leads.</param>
    public SearchPlan(IReadOnlyList<SearchTerm> terms, int leading)
    {
        _terms = terms;
        Ranges = terms[leading].Reading;
        Day = DayOf(terms);
    }

    /// <summary>The tracks to follow, one after the other: the senses of the term that leads.</summary>
    public IReadOnlyList<TermReading> Ranges { get; }

    /// <summary>The day of care, where one is asked for: it narrows every track.</summary>
    public DateOnly? Day { get; }

    /// <summary>The day of care that terms ask for; null: none.</summary>
    /// <param name="terms">The terms.</param>
    public static DateOnly? DayOf(IReadOnlyList<SearchTerm> terms) =>
        terms.FirstOrDefault(t => t.Reading is [{ Type: TrouvePar.Date }])?.Reading[0].Day;

    /// <summary>
    /// Whether a soin is listed for a candidate: it has every term, was not found on an earlier track, and the candidate is the first
    /// of its lines on this one. So every soin is listed once, whatever the page.
    /// </summary>
    public bool Keeps(InspectedSoin soin, int range, Candidate candidate) =>
        _terms.All(t => t.Reading.Any(soin.IsOf))
        && !Ranges.Take(range).Any(p => Reaches(soin, p))
        && (!candidate.Ligne || First(soin, Ranges[range]) == candidate.Keyset.Position);

    /// <summary>The kinds of term by which a soin is found.</summary>
    public IReadOnlyList<TrouvePar> ByWhat(InspectedSoin soin) =>
        [.. _terms.SelectMany(t => t.Reading).Where(soin.IsOf).Select(s => s.Type).Distinct().Order()];

    private bool Reaches(InspectedSoin soin, TermReading reading) =>
        soin.IsOf(reading) && (OfSoin(reading) ? Fits(soin.Soin.Soin.Journee.DateSoin) : soin.Recues.Any(l => IsOnRange(reading, l)));

    private long? First(InspectedSoin soin, TermReading reading) =>
        soin.Recues.Where(l => IsOnRange(reading, l)).Select(l => Place(reading, l)).OrderDescending().Select(p => (long?)p.Position)
            .FirstOrDefault();

    private bool IsOnRange(TermReading reading, StoredLigne ligne) => reading.IsOf(ligne.Ligne) && Fits(ligne.Ligne.DateSoin);

    private bool Fits(DateOnly day) => Day is null || Day == day;

    private static bool OfSoin(TermReading reading) => reading.Type is TrouvePar.Soin or TrouvePar.Adherent or TrouvePar.Beneficiaire;

    // In the order of the index that is followed.
    private static (int Day, long Cents, long Position) Place(TermReading reading, StoredLigne l) => reading.Type switch
    {
        TrouvePar.Professionnel or TrouvePar.Montant => (l.Ligne.DateSoin.DayNumber, 0, l.Position),
        TrouvePar.Date => (0, l.Ligne.Montant.Cents, l.Position),
        _ => (0, 0, l.Position),
    };
}
