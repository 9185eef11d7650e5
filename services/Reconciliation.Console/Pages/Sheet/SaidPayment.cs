using Reconciliation.Contracts;
using Reconciliation.Core;
using Reconciliation.Domain;
using Reconciliation.Storage;

namespace Reconciliation.ConsoleWeb.Pages;

/// <summary>A payment as a caller reads it on their bank statement: a day, a sum, or both. It is read as the search reads it.</summary>
public sealed class SaidPayment
{
    private readonly IReadOnlyList<SearchTerm> _terms;

    private SaidPayment(string text, IReadOnlyList<SearchTerm> terms) => (Text, _terms) = (text, terms);

    /// <summary>The text, as it was said.</summary>
    public string Text { get; }

    /// <summary>Reads a phrase; null: it is empty, or cannot be searched.</summary>
    /// <param name="text">The phrase.</param>
    /// <param name="searches">Reads phrases, as the search does.</param>
    public static SaidPayment? From(string? text, SearchSoins searches) =>
        text?.Trim() is { Length: > 0 } said && !SearchSoins.HoldsNir(said) ? new(said, searches.ReadTerms(said) ?? []) : null;

    /// <summary>Whether a transfer is the one that was said: by its day, its sum, or what it brought for one soin.</summary>
    /// <param name="transfer">The transfer.</param>
    public bool Fits(ReceivedTransfer transfer) =>
        _terms.Count > 0 && _terms.All(t => t.Reading.Any(r => r.Type switch
        {
            TrouvePar.Date => transfer.PayeLe == r.Day || transfer.Lignes.Any(l => l.Stored.Ligne.DateSoin == r.Day),
            TrouvePar.Montant => Sums(transfer).Contains(r.Montant),
            TrouvePar.Virement => transfer.Virement == r.Text,
            TrouvePar.Soin or TrouvePar.Adherent or TrouvePar.Beneficiaire or TrouvePar.Decompte or TrouvePar.Professionnel => false,
        }));

    // As the bank shows it, as one soin's share of it, and gross, as a statement of MGEN shows it.
    private static IEnumerable<Montant> Sums(ReceivedTransfer transfer) =>
    [
        transfer.Montant,
        .. transfer.Lignes.Select(l => l.Stored.Ligne.Montant),
        .. transfer.Lignes.GroupBy(l => l.SoinId).Select(s => Montant.Somme(s.Select(l => l.Stored.Ligne.Montant))),
    ];
}
