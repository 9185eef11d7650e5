using Reconciliation.Contracts;
using Reconciliation.Domain;
using Reconciliation.Storage;

namespace Reconciliation.Core;

/// <summary>Makes the décision that an agent asks for, if the facts allow it.</summary>
internal sealed class DecisionFactory
{
    private readonly DecisionRequest _request;
    private readonly KnownState _state;
    private readonly StoredSoin _soin;
    private readonly PartCatalogue _parts;
    private readonly PairedFacts _identities;
    private readonly Dictionary<LigneId, Ligne> _current;
    private readonly Jugement _judgement;

    public DecisionFactory(DecisionRequest request, KnownState state, StoredSoin soin, PartCatalogue parts, Jugement judgement)
    {
        (_request, _state, _soin, _parts, _judgement) = (request, state, soin, parts, judgement);
        _identities = state.Pair();
        _current = JourneeDeSoins.From(state.Lignes.Select(l => l.Ligne)).SelectCurrentLignes().Lignes.ToDictionary(l => l.Id);
    }

    /// <summary>The identity of a line that a décision names.</summary>
    /// <param name="targeted">The line, whose part was read as one of these.</param>
    /// <param name="beneficiaire">The beneficiary of the décision.</param>
    /// <param name="parts">The parts.</param>
    public static LigneId Id(LigneVisee targeted, string beneficiaire, PartCatalogue parts) => new(
        parts.OfCode(targeted.Part.Code)!,
        targeted.Source,
        new(targeted.Ligne.Organisme, targeted.Ligne.Decompte, targeted.Ligne.Ordre),
        beneficiaire);

    public (Decision? Decision, DecisionOutcome? Refusal) Make(Guid id, DateTimeOffset priseLe)
    {
        var (author, motif, soinId) = (_request.Author, _request.Content.Motif, _soin.SoinId);
        switch (_request.Content.Type)
        {
            case TypeDeDecision.Lier:
                return Verify() is { } defects
                    ? (null, defects)
                    : (new Lier { Id = id, PriseLe = priseLe, Auteur = author, Motif = motif, SoinId = soinId, Lignes = Targeted() }, null);
            case TypeDeDecision.Delier:
                return Verify() is { } missing
                    ? (null, missing)
                    : (new Delier
                    {
                        Id = id,
                        PriseLe = priseLe,
                        Auteur = author,
                        Motif = motif,
                        SoinId = soinId,
                        Lignes = Targeted(),
                    }, null);
            case TypeDeDecision.AccepterEcart:
                return _soin.Situation != Domain.Situation.Ecart
                    ? (null, new DecisionOutcome.NothingToDecide("Ce soin ne présente pas d'écart à accepter."))
                    : (new AccepterEcart
                    {
                        Id = id,
                        PriseLe = priseLe,
                        Auteur = author,
                        Motif = motif,
                        SoinId = soinId,
                        Lignes = Revisions(),
                    }, null);
            case TypeDeDecision.NeRienAttendre:
                var part = _parts.OfCode(_request.Content.Part!.Value.Code)!;
                return !IsAwaited(part, priseLe)
                    ? (null, new DecisionOutcome.NothingToDecide("Cette part n'est pas attendue."))
                    : (new NeRienAttendre
                    {
                        Id = id,
                        PriseLe = priseLe,
                        Auteur = author,
                        Motif = motif,
                        SoinId = soinId,
                        Part = part,
                        Lignes = Revisions(),
                    }, null);
            case TypeDeDecision.Rouvrir:
                var reopened = _request.Content.DecisionId!.Value;
                return RefusalToReopen(reopened) is { } refusal
                    ? (null, refusal)
                    : (new Rouvrir
                    {
                        Id = id,
                        PriseLe = priseLe,
                        Auteur = author,
                        Motif = motif,
                        SoinId = soinId,
                        DecisionId = reopened,
                    }, null);
            case TypeDeDecision.Annoter:
                return (new Annoter { Id = id, PriseLe = priseLe, Auteur = author, Motif = motif, SoinId = soinId }, null);
            default:
                throw new InvalidOperationException($"Nothing makes a décision {_request.Content.Type}.");
        }
    }

    private DecisionOutcome? RefusalToReopen(Guid decisionId) =>
        !_state.DecisionsOf(_soin.SoinId, _identities).Any(d => d.Id == decisionId)
            ? new DecisionOutcome.Refused([Regle.Refuse(Regle.DecisionInconnue, "decisionId")])
        : !HeldDecisions.Of(_state.Facts).Contains(decisionId)
            ? new DecisionOutcome.NothingToDecide("Cette décision n'est déjà plus en vigueur.")
        : null;

    private bool IsAwaited(Part part, DateTimeOffset now) =>
        _identities.Soins.Any(s => s.Id == _soin.SoinId && _judgement.Awaits(s.Soin, part, now));

    private HashSet<(LigneId, int)> Revisions() => [.. OfSoin().Select(l => (l.Id, l.Revision))];

    // Lines of any day of the soin's beneficiary: their journées were read for it.
    private DecisionOutcome.Refused? Verify()
    {
        var rejections = _request.Content.Lignes.Select((l, rank) => Default(Id(l), $"lignes[{rank}]")).OfType<Rejet>().ToList();
        if (rejections.Count == 0 && !OfSoin().Any(l => Targeted().Contains(l.Id)))
        {
            rejections.Add(Regle.Refuse(Regle.AutreSoin, "lignes"));
        }

        return rejections.Count == 0 ? null : new DecisionOutcome.Refused(rejections);
    }

    private Rejet? Default(LigneId id, string member) =>
        !_current.TryGetValue(id, out var ligne) ? Regle.Refuse(Regle.LigneInconnue, member)
        : ligne.Nature != Domain.Nature.Paiement ? Regle.Refuse(Regle.PaiementSeul, member)
        : null;

    private HashSet<LigneId> Targeted() => [.. _request.Content.Lignes.Select(Id)];

    private LigneId Id(LigneVisee targeted) => Id(targeted, _soin.BeneficiaireId, _parts);

    // The payments come first: they say to which journée the soin belongs.
    private IEnumerable<Ligne> OfSoin() =>
        _identities.Soins.Where(s => s.Id == _soin.SoinId).SelectMany(s => s.Soin.Paiements.Concat(s.Soin.Lignes.Except(s.Soin.Paiements)));
}
