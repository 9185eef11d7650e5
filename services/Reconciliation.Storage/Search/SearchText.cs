using Reconciliation.Contracts;
using Reconciliation.Domain;

namespace Reconciliation.Storage;

/// <summary>A phrase, as it was read.</summary>
/// <param name="Terms">The terms, all of which every soin must have.</param>
/// <param name="Ignored">The words that say nothing.</param>
public sealed record ReadPhrase(IReadOnlyList<SearchTerm> Terms, IReadOnlyList<string> Ignored);

/// <summary>From what was said to what it is looked for as.</summary>
public static class SearchText
{
    private static readonly ReadingKind[] Identifiers =
    [
        ReadingKind.Adherent, ReadingKind.Beneficiaire, ReadingKind.Decompte, ReadingKind.Virement, ReadingKind.Professionnel,
    ];

    /// <summary>Reads what was typed into a search.</summary>
    /// <param name="q">The text, as it was typed.</param>
    /// <param name="today">The day in Europe/Paris.</param>
    public static ReadPhrase Read(string q, DateOnly today)
    {
        var phrase = SpokenPhrase.Read(q, today);
        return new([.. phrase.Terms.Select(Term)], phrase.Ignored);
    }

    private static SearchTerm Term(SpokenTerm said)
    {
        var montant = said.Montant is { } stated && Math.Abs(stated.Euros) <= Limites.MontantMax ? said.Montant : null;
        var isNothingElse = montant is null && said is { Days.Count: 0, Numbers.Count: 0, SoinId: null };
        List<TermReading> reading =
        [
            .. OfSoin(said), .. OfNumbers(isNothingElse ? [said.Text] : said.Numbers), .. OfDays(said.Days),
            .. montant is { } amount ? OfMontant(amount, said.IsExpected) : [],
        ];
        return new(reading) { Said = said };
    }

    private static IEnumerable<TermReading> OfSoin(SpokenTerm said) =>
        said.SoinId is { } soinId ? [new(ReadingKind.Soin) { SoinId = soinId }] : [];

    private static IEnumerable<TermReading> OfNumbers(IReadOnlyList<string> numbers) =>
        from kind in Identifiers from number in numbers select new TermReading(kind) { Text = number };

    private static IEnumerable<TermReading> OfDays(IReadOnlyList<DateOnly> days) =>
        from kind in new[] { ReadingKind.DateSoin, ReadingKind.PayeLe } from day in days select new TermReading(kind) { Day = day };

    // An amount that was expected has perhaps not been paid: it leads to nothing by itself, and is looked for in what other terms lead to.
    private static IEnumerable<TermReading> OfMontant(Montant montant, bool isExpected) =>
        from kind in isExpected ? new[] { ReadingKind.Figure } : [ReadingKind.Montant, ReadingKind.Paid, ReadingKind.Figure]
        select new TermReading(kind) { Montant = montant };
}
