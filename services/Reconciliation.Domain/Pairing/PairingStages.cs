using System.Collections.Immutable;

namespace Reconciliation.Domain;

/// <summary>
/// The stages of pairing, from the surest evidence to the weakest. A line paired at one stage leaves the next ones; an RO line stays open
/// to the other contracts of the member. Nothing is guessed where lines that are not interchangeable could be paired in more than one way:
/// all of them become one ambiguous group.
/// </summary>
internal static class PairingStages
{
    // The first stage, décisions, is of all lines at once. The places are those of the rules: two for references and one for each of 3
    // to 8.
    private static readonly ImmutableArray<Action<LigneGroups>> Stages =
    [
        ReferenceStage.ByName,
        ReferenceStage.BySharedReference,
        groups => EvidenceStage.Run(groups, EvidenceRules.Montants, sharesRo: true),
        ExactSumsStage.Run,
        groups => EvidenceStage.Run(groups, EvidenceRules.Complement),
        groups => EvidenceStage.Run(groups, EvidenceRules.Depense),
        EvidenceStage.ByActe,
        EvidenceStage.ByMontantsAlone,
    ];

    /// <summary>Groups payments that are paired together.</summary>
    /// <param name="paiements">The payments of one journée, or of several of one beneficiary, in the order of their identities.</param>
    /// <param name="isAnnule">Whether a payment was cancelled. Payments that stand go through all stages before cancelled ones, so that a
    /// cancelled payment never keeps the partner of the one that replaces it.</param>
    /// <param name="decisions">The décisions of agents.</param>
    public static IEnumerable<LigneGroup> Group(IReadOnlyList<Ligne> paiements, Func<Ligne, bool> isAnnule, DecisionsInForce decisions)
    {
        // Nearly every journée: one payment, or one of each part, which leave nothing to choose.
        if (paiements.Count == 1)
        {
            return [LigneGroup.From(paiements[0])];
        }

        if (paiements is [LigneRo ro, LigneComplementaire rc] && ro.DateSoin == rc.DateSoin
            && decisions is { Links.Count: 0, SeparatesLignes: false })
        {
            return EvidenceRules.Tie(ro, rc) ? [LigneGroup.From(ro, rc)] : [LigneGroup.From(ro), LigneGroup.From(rc)];
        }

        var groups = new LigneGroups(paiements, isAnnule, decisions);
        foreach (var link in decisions.Links)
        {
            groups.Unite([.. link.Lignes.Where(groups.Contains).Order(LigneId.Ordre)]);
        }

        Run(groups, Stages);
        Run(groups, [SharingWithoutRo.Run]);

        // Last, when the two parts are paired and nothing can change that.
        Run(groups, [AutrePairing.Run]);
        return groups.All.Distinct();
    }

    private static void Run(LigneGroups groups, ImmutableArray<Action<LigneGroups>> stages)
    {
        foreach (var standingOnly in groups.HoldsCancelled ? [true, false] : new[] { false })
        {
            groups.StandingOnly = standingOnly;
            foreach (var stage in stages)
            {
                stage(groups);
            }
        }
    }
}
