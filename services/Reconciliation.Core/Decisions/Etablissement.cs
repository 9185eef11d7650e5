using Reconciliation.Contracts;
using Reconciliation.Domain;
using Reconciliation.Storage;

namespace Reconciliation.Core;

/// <summary>Makes a décision of what an agent asks, if the facts allow it.</summary>
internal sealed class Etablissement
{
    private readonly DemandeDeDecision _demande;
    private readonly EtatConnu _etat;
    private readonly SoinStocke _soin;
    private readonly Identites _identites;
    private readonly Dictionary<LigneId, Ligne> _actuelles;

    public Etablissement(DemandeDeDecision demande, EtatConnu etat, SoinStocke soin)
    {
        (_demande, _etat, _soin) = (demande, etat, soin);
        _identites = etat.Rapprocher().Identites;
        _actuelles = JourneeDeSoins.De(etat.Lignes.Select(l => l.Ligne)).LignesActuelles().Lignes.ToDictionary(l => l.Id);
    }

    /// <summary>The identity of a line that a décision names.</summary>
    public static LigneId Id(LigneVisee visee) =>
        new((Part)visee.Part, visee.Source, new(visee.Ligne.Organisme, visee.Ligne.Decompte, visee.Ligne.Ordre));

    public (Decision? Decision, IssueDeDecision? Refus) Etablir(Guid id, DateTimeOffset priseLe)
    {
        var (auteur, motif, soinId) = (_demande.Auteur, _demande.Contenu.Motif, _soin.SoinId);
        switch (_demande.Contenu.Type)
        {
            case TypeDeDecision.Lier:
                return Verifier() is { } defauts
                    ? (null, defauts)
                    : (new Lier { Id = id, PriseLe = priseLe, Auteur = auteur, Motif = motif, SoinId = soinId, Lignes = Visees() }, null);
            case TypeDeDecision.Delier:
                return Verifier() is { } manques
                    ? (null, manques)
                    : (new Delier { Id = id, PriseLe = priseLe, Auteur = auteur, Motif = motif, SoinId = soinId, Lignes = Visees() }, null);
            case TypeDeDecision.AccepterEcart:
                var lignes = DuSoin().Select(l => (l.Id, l.Revision)).ToHashSet();
                return _soin.Situation != Domain.Situation.Ecart
                    ? (null, new IssueDeDecision.SansObjet("Ce soin ne présente pas d'écart à accepter."))
                    : (new AccepterEcart { Id = id, PriseLe = priseLe, Auteur = auteur, Motif = motif, SoinId = soinId, Lignes = lignes }, null);
            case TypeDeDecision.Rouvrir:
                var rouverte = _demande.Contenu.DecisionId!.Value;
                return RefusDeRouvrir(rouverte) is { } refus
                    ? (null, refus)
                    : (new Rouvrir { Id = id, PriseLe = priseLe, Auteur = auteur, Motif = motif, SoinId = soinId, DecisionId = rouverte }, null);
            default:
                return (new Annoter { Id = id, PriseLe = priseLe, Auteur = auteur, Motif = motif, SoinId = soinId }, null);
        }
    }

    private IssueDeDecision? RefusDeRouvrir(Guid decisionId) =>
        !_etat.DecisionsDe(_soin.SoinId, _identites).Any(d => d.Id == decisionId)
            ? new IssueDeDecision.Refusee([Regle.Refuse(Regle.DecisionInconnue, "decisionId")])
        : !DecisionsEnVigueur.De(_etat.Decisions).Tenues.Contains(decisionId)
            ? new IssueDeDecision.SansObjet("Cette décision n'est déjà plus en vigueur.")
        : null;

    // A link across journées could not hold: pairing looks at one journée at a time.
    private IssueDeDecision.Refusee? Verifier()
    {
        var rejets = _demande.Contenu.Lignes.Select((l, rang) => Defaut(Id(l), $"lignes[{rang}]")).OfType<Rejet>().ToList();
        if (rejets.Count == 0 && !DuSoin().Any(l => Visees().Contains(l.Id)))
        {
            rejets.Add(Regle.Refuse(Regle.AutreSoin, "lignes"));
        }

        return rejets.Count == 0 ? null : new IssueDeDecision.Refusee(rejets);
    }

    private Rejet? Defaut(LigneId id, string membre) =>
        !_actuelles.TryGetValue(id, out var ligne) ? Regle.Refuse(Regle.LigneInconnue, membre)
        : ligne.Nature != Domain.Nature.Paiement ? Regle.Refuse(Regle.PaiementSeul, membre)
        : DuSoin().FirstOrDefault() is { } une && ligne.Journee != une.Journee ? Regle.Refuse(Regle.AutreJournee, membre)
        : null;

    private HashSet<LigneId> Visees() => [.. _demande.Contenu.Lignes.Select(Id)];

    // The payments first: it is they that say to which journée the soin belongs.
    private IEnumerable<Ligne> DuSoin() =>
        _identites.Soins.Where(s => s.Id == _soin.SoinId).SelectMany(s => s.Soin.Paiements.Concat(s.Soin.Lignes.Except(s.Soin.Paiements)));
}
