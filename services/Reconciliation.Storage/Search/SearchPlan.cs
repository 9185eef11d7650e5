using Reconciliation.Contracts;
using Reconciliation.Domain;

namespace Reconciliation.Storage;

/// <summary>A soin with everything by which it may be found.</summary>
/// <param name="Soin">The soin.</param>
/// <param name="Stored">Its row.</param>
/// <param name="Recues">Every line that was received for it, all revisions.</param>
/// <param name="Identities">The ids of its journées.</param>
internal sealed record InspectedSoin(IdentifiedSoin Soin, StoredSoin Stored, IReadOnlyList<StoredLigne> Recues, PairedFacts Identities)
{
    private readonly Lazy<IReadOnlySet<Montant>> _figures = new(() => Figures(Soin, Stored));

    /// <summary>Whether it is of a sense: by its own name or figures, or by a line that was received for it.</summary>
    /// <param name="reading">The sense.</param>
    public bool IsOf(TermReading reading) => reading.Kind switch
    {
        ReadingKind.Soin =>
            Soin.Id == reading.SoinId || Identities.Replaced.Any(r => r.Value == Soin.Id && r.Key == reading.SoinId),
        ReadingKind.Adherent => Soin.Soin.Lignes.Any(l => l.AdherentId == reading.Text),
        ReadingKind.Beneficiaire => Soin.Soin.Journee.BeneficiaireId == reading.Text,
        ReadingKind.Paid => Stored.Measures.Paid == reading.Montant,
        ReadingKind.Figure => _figures.Value.Contains(reading.Montant),
        ReadingKind.Decompte or ReadingKind.Virement or ReadingKind.Professionnel or ReadingKind.DateSoin or ReadingKind.PayeLe
            or ReadingKind.Montant or ReadingKind.Transfer => Recues.Any(reading.IsOf),
    };

    // The figures that a member reads on a statement of the bank, on the view and on the bill.
    private static HashSet<Montant> Figures(IdentifiedSoin soin, StoredSoin stored)
    {
        var vue = StoredJson.ReadVue(stored.Vue);
        var transfers = soin.Soin.Lignes.GroupBy(l => (l.Virement, l.AdherentId, l.Destinataire))
            .Select(t => Montant.Somme(t.Select(l => l.Montant)));
        return
        [
            .. transfers, Montant.FromEuros(vue.MontantTotal.Valeur), Montant.FromEuros(vue.MontantTotal.Net),
            Montant.FromEuros(vue.Depense),
        ];
    }
}

/// <summary>The terms of a search, and which of them leads.</summary>
internal sealed class SearchPlan
{
    private readonly IReadOnlyList<SearchTerm> _terms;

    /// <param name="terms">The terms.</param>
    /// <param name="leading">The number of the term that leads.</param>
    /// <param name="today">The day in Europe/Paris.</param>
    public SearchPlan(IReadOnlyList<SearchTerm> terms, int leading, DateOnly today) =>
        (_terms, Ranges) = (terms, SearchRange.Of(terms, leading, today));

    /// <summary>The ranges to follow, one after the other: the senses of the term that leads.</summary>
    public IReadOnlyList<SearchRange> Ranges { get; }

    /// <summary>
    /// Whether a soin is listed for a candidate: it has every term, was not found on an earlier range, and the candidate is the first
    /// of its lines on this one. So every soin is listed once, whatever the page.
    /// </summary>
    public bool Keeps(InspectedSoin soin, int range, Candidate candidate) =>
        _terms.All(t => t.Reading.Any(soin.IsOf))
        && !Ranges.Take(range).Any(r => Reaches(soin, r))
        && (!candidate.Ligne || First(soin, Ranges[range]) == candidate.Keyset.Position);

    /// <summary>Whether a line that is in no soin is listed: it has every term by itself.</summary>
    /// <param name="stored">The line.</param>
    public bool KeepsUnattached(StoredLigne stored) => _terms.All(t => t.Reading.Any(r => r.IsOfUnattached(stored)));

    /// <summary>By what a soin is found.</summary>
    public IReadOnlyList<TrouvePar> ByWhat(InspectedSoin soin) =>
        [.. _terms.SelectMany(t => t.Reading).Where(soin.IsOf).Select(s => s.Type).Distinct().Order()];

    private static bool Reaches(InspectedSoin soin, SearchRange range) => range.Reading.IsOfSoin
        ? soin.IsOf(range.Reading) && range.Holds(soin.Soin.Soin.Journee.DateSoin)
        : soin.Recues.Any(range.Holds);

    private static long? First(InspectedSoin soin, SearchRange range) =>
        soin.Recues.Where(range.Holds).Select(range.Place).OrderDescending().Select(p => (long?)p.Position).FirstOrDefault();
}
