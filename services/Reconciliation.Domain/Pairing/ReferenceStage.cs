namespace Reconciliation.Domain;

/// <summary>
/// Stage 2, explicit references: a complementary line names an RO line, or lines of both parts carry one reference of the soin.
/// </summary>
internal static class ReferenceStage
{
    /// <summary>
    /// The complementary lines that name an RO line share its soin, however many of one contract. A line of the same day comes first, then
    /// one of another day of the beneficiary. Between lines of two sources that have one name, the rule is that of the other stages.
    /// </summary>
    /// <param name="groups">The groups.</param>
    public static void ByName(LigneGroups groups)
    {
        var naming = groups.AwaitingRo().Where(rc => rc.ReferenceRo is not null).ToList();
        if (naming.Count == 0)
        {
            return;
        }

        var byName = groups.Ro.ToLookup(ro => ro.Id.Reference);
        foreach (var lignes in naming.GroupBy(rc => (rc.ReferenceRo, rc.DateSoin)))
        {
            var named = byName[lignes.Key.ReferenceRo!.Value].ToList();
            var candidates = named.Exists(ro => ro.DateSoin == lignes.Key.DateSoin)
                ? named.FindAll(ro => ro.DateSoin == lignes.Key.DateSoin)
                : named;
            if (candidates is not [var single])
            {
                EvidenceStage.Pair(groups, candidates, lignes);
                continue;
            }

            foreach (var rc in lignes.Where(rc => groups[rc.Id].LooksForRo && groups.MayShare(single, rc)))
            {
                var ro = Replacement(groups, single, rc) ?? single;
                groups.Unite([ro.Id, rc.Id]);
                groups.Named.Add((rc, ro));
            }
        }
    }

    // A cancelled line is looked at last: by then the only payment of its act that stands, and that nobody else took, replaces it.
    private static LigneRo? Replacement(LigneGroups groups, LigneRo named, LigneComplementaire rc)
    {
        if (!groups.IsCancelled(named) || groups.IsCancelled(rc))
        {
            return null;
        }

        var standing = groups.Ro
            .Where(ro => !groups.IsCancelled(ro) && IsOfOneAct(ro, named) && groups.TakesIn(ro, rc))
            .Take(2)
            .ToList();
        return standing is [var only] ? only : null;
    }

    private static bool IsOfOneAct(LigneRo a, LigneRo b) =>
        (a.DateSoin, a.ProfessionnelId, a.CodeActe, a.Depense) == (b.DateSoin, b.ProfessionnelId, b.CodeActe, b.Depense);

    /// <summary>Lines that carry one reference pair in order; those that cannot are one soin.</summary>
    /// <param name="groups">The groups.</param>
    public static void BySharedReference(LigneGroups groups)
    {
        var awaiting = groups.AwaitingRo().Where(rc => rc.ReferenceSoin is not null).ToList();
        if (awaiting.Count == 0)
        {
            return;
        }

        var all = groups.Complementaire.Where(rc => rc.ReferenceSoin is not null).ToLookup(rc => (rc.DateSoin, rc.ReferenceSoin));
        var open = awaiting.ToLookup(rc => (rc.DateSoin, rc.ReferenceSoin));
        foreach (var carrying in groups.Ro.Where(ro => ro.ReferenceSoin is not null).GroupBy(ro => (ro.DateSoin, ro.ReferenceSoin)))
        {
            // An RO line that an agent separated from every line with the reference has no part in the reference.
            List<LigneRo> ro = [.. carrying.Where(r => open[carrying.Key].Any(rc => groups.MayShare(r, rc)))];
            if (ro.Count == 0)
            {
                continue;
            }

            if (all[carrying.Key].GroupBy(rc => rc.Contrat).All(contrat => PairInOrder(ro, [.. contrat])))
            {
                EvidenceStage.Pair(groups, ro, open[carrying.Key]);
            }
            else
            {
                groups.Share(ro.Concat<Ligne>(open[carrying.Key]));
            }
        }
    }

    // One by one, or, where one side has more, if those that find a partner fit it as it is: the surplus then waits for its own.
    private static bool PairInOrder(List<LigneRo> ro, List<LigneComplementaire> complementaire) =>
        InterchangeableLignes.WithoutChoice(ro, complementaire)
        && (ro.Count == complementaire.Count
            || (complementaire.TrueForAll(rc => ro.Exists(r => Fits(r, rc))) && !EvidenceStage.SharesRo(ro, complementaire)));

    private static bool Fits(LigneRo ro, LigneComplementaire rc) =>
        rc.MontantRoDeclare is { } declare ? declare == ro.Montant : rc.Depense == ro.Depense;
}
