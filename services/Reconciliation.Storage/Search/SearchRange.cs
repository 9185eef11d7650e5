using Reconciliation.Contracts;

namespace Reconciliation.Storage;

/// <summary>
/// One range of an index that a search reads: the lines to which one meaning of its leading term points, between two days of care.
/// </summary>
/// <param name="Reading">The meaning: an amount, a day, a person.</param>
/// <param name="FromDay">The first day of care.</param>
/// <param name="ToDay">The last day of care.</param>
/// <param name="PaidOn">The day of payment, where an amount is looked for by it and not by the day of care.</param>
public sealed record SearchRange(TermReading Reading, DateOnly FromDay, DateOnly ToDay, DateOnly? PaidOn = null)
{
    /// <summary>
    /// Whether the range is read only if those before it found nothing. No index has the term's figure, so the range is a whole day.
    /// </summary>
    public bool IsLastResort { get; private init; }

    /// <summary>How far back an amount alone is looked for.</summary>
    public const int MontantSearchMonths = 36;

    /// <summary>How long after care a payment is looked for by what its soin was paid in all, and by its day.</summary>
    public const int PaymentDelayDays = 92;

    /// <summary>The ranges of a search, in the order in which they are followed; none: the term leads to nothing by itself.</summary>
    /// <param name="terms">The terms.</param>
    /// <param name="leading">The number of the term that leads.</param>
    /// <param name="today">The day in Europe/Paris.</param>
    public static IReadOnlyList<SearchRange> Of(IReadOnlyList<SearchTerm> terms, int leading, DateOnly today)
    {
        var days = DaysOf(terms, leading);
        var (first, last) = (today.AddMonths(-MontantSearchMonths), today.AddDays(Limites.DateSoinAvanceMax));
        return [.. terms[leading].Reading.SelectMany(r => Of(r, days, first, last))];
    }

    /// <summary>The days that another term asks for, and nothing but days.</summary>
    /// <param name="terms">The terms.</param>
    /// <param name="leading">The number of the term that leads; −1: none.</param>
    public static IReadOnlyList<DateOnly> DaysOf(IReadOnlyList<SearchTerm> terms, int leading = -1) =>
        terms.Where((t, i) => i != leading && t.IsDay).FirstOrDefault() is { } term ? [.. term.Reading.Select(r => r.Day).Distinct()] : [];

    /// <summary>Whether a line is in the range.</summary>
    /// <param name="stored">The line.</param>
    public bool Holds(StoredLigne stored) =>
        Reading.IsOf(stored) && Holds(stored.Ligne.DateSoin) && (PaidOn is null || stored.Ligne.PayeLe == PaidOn);

    /// <summary>Whether a day of care is in the range.</summary>
    /// <param name="dateSoin">The day.</param>
    public bool Holds(DateOnly dateSoin) => dateSoin >= FromDay && dateSoin <= ToDay;

    /// <summary>The place of a line in the order of the index that the range is of: a search goes on after it.</summary>
    /// <param name="l">The line.</param>
    public (int Day, long Cents, long Position) Place(StoredLigne l) => Reading.Kind switch
    {
        ReadingKind.Montant when PaidOn is null => (l.Ligne.DateSoin.DayNumber, 0, l.Position),
        ReadingKind.Professionnel => (l.Ligne.DateSoin.DayNumber, 0, l.Position),
        ReadingKind.DateSoin or ReadingKind.PayeLe => (0, l.Ligne.Montant.Cents, l.Position),
        ReadingKind.Soin or ReadingKind.Adherent or ReadingKind.Beneficiaire or ReadingKind.Decompte or ReadingKind.Virement
            or ReadingKind.Montant or ReadingKind.Paid or ReadingKind.Figure or ReadingKind.Transfer => (0, 0, l.Position),
    };

    // A day is read as the day of care first, and then as the day of payment, whenever the care was.
    private static IEnumerable<SearchRange> Of(TermReading reading, IReadOnlyList<DateOnly> days, DateOnly first, DateOnly last)
    {
        var all = new SearchRange(reading, DateOnly.MinValue, DateOnly.MaxValue);
        var onDays = days.Select(d => all with { FromDay = d, ToDay = d });
        return (reading.Kind, days.Count) switch
        {
            (ReadingKind.Figure, _) => days.SelectMany(d => new[] { ReadingKind.DateSoin, ReadingKind.PayeLe }
                .Select(kind => all with { Reading = new(kind) { Day = d }, IsLastResort = true })),
            (ReadingKind.Adherent or ReadingKind.Beneficiaire or ReadingKind.Professionnel, > 0) =>
                onDays.Append(all with { ToDay = days.Max() }),
            (ReadingKind.Montant, > 0) => onDays.Concat(days.Select(d => all with { PaidOn = d })),
            (ReadingKind.Paid, > 0) =>
                onDays.Concat(days.Select(d => all with { FromDay = d.AddDays(-PaymentDelayDays), ToDay = d.AddDays(1) })),
            (ReadingKind.Montant or ReadingKind.Paid, 0) => [all with { FromDay = first, ToDay = last }],
            _ => [all],
        };
    }
}
