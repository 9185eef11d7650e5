using Reconciliation.Contracts;
using Reconciliation.Domain;

namespace Reconciliation.Storage;

/// <summary>A soin with everything by which it may be found.</summary>
/// <param name="Soin">The soin.</param>
/// <param name="Recues">Every line that was received for it, all revisions.</param>
/// <param name="Identites">The ids of its journées.</param>
internal sealed record SoinRegarde(SoinIdentifie Soin, IReadOnlyList<LigneStockee> Recues, Identites Identites)
{
    public bool EstDe(Sens sens) => sens.EstDe(Soin, Recues, Identites.Remplaces.Where(r => r.Value == Soin.Id).Select(r => r.Key));
}

/// <summary>The terms of a search, and which of them leads.</summary>
internal sealed class Criteres
{
    private readonly IReadOnlyList<Terme> _termes;

    public Criteres(IReadOnlyList<Terme> termes)
    {
        _termes = termes;
        Pistes = termes.MinBy(t => t.Rang)!.Sens;
        Jour = termes.FirstOrDefault(t => t.Sens is [{ Type: TrouvePar.Date }])?.Sens[0].Jour;
    }

    /// <summary>The tracks to follow, one after the other: the senses of the term that narrows most.</summary>
    public IReadOnlyList<Sens> Pistes { get; }

    /// <summary>The day of care, where one is asked for: it narrows every track.</summary>
    public DateOnly? Jour { get; }

    /// <summary>
    /// Whether a soin is listed for a candidate: it has every term, was not found on an earlier track, and the candidate is the first
    /// of its lines on this one. So every soin is listed once, whatever the page.
    /// </summary>
    public bool Retient(SoinRegarde soin, int piste, Candidat candidat) =>
        _termes.All(t => t.Sens.Any(soin.EstDe))
        && !Pistes.Take(piste).Any(p => Atteint(soin, p))
        && (!candidat.Ligne || Premiere(soin, Pistes[piste]) == candidat.Repere.Position);

    /// <summary>By what a soin is found.</summary>
    public IReadOnlyList<TrouvePar> ParQuoi(SoinRegarde soin) =>
        [.. _termes.SelectMany(t => t.Sens).Where(soin.EstDe).Select(s => s.Type).Distinct().Order()];

    private bool Atteint(SoinRegarde soin, Sens sens) =>
        soin.EstDe(sens) && (DuSoin(sens) ? Convient(soin.Soin.Soin.Journee.DateSoin) : soin.Recues.Any(l => EstSurLaPiste(sens, l)));

    private long? Premiere(SoinRegarde soin, Sens sens) =>
        soin.Recues.Where(l => EstSurLaPiste(sens, l)).Select(l => Place(sens, l)).OrderDescending().Select(p => (long?)p.Position).FirstOrDefault();

    private bool EstSurLaPiste(Sens sens, LigneStockee ligne) => sens.EstDe(ligne.Ligne) && Convient(ligne.Ligne.DateSoin);

    private bool Convient(DateOnly jour) => Jour is null || Jour == jour;

    private static bool DuSoin(Sens sens) => sens.Type is TrouvePar.Soin or TrouvePar.Adherent or TrouvePar.Beneficiaire;

    // In the order of the index that is followed.
    private static (int Jour, long Cents, long Position) Place(Sens sens, LigneStockee l) => sens.Type switch
    {
        TrouvePar.Professionnel or TrouvePar.Montant => (l.Ligne.DateSoin.DayNumber, 0, l.Position),
        TrouvePar.Date => (0, l.Ligne.Montant.Cents, l.Position),
        _ => (0, 0, l.Position),
    };
}
