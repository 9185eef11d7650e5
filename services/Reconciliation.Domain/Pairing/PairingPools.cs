namespace Reconciliation.Domain;

/// <summary>
/// The payments that are paired together: those of one journée; or of several of one beneficiary, where an agent linked lines of two days
/// or a complementary line names an RO line of another day.
/// </summary>
internal static class PairingPools
{
    /// <summary>Divides payments.</summary>
    /// <param name="paiements">Payments, in the order of their identities.</param>
    /// <param name="decisions">The décisions of agents.</param>
    /// <returns>Pools, each in the order of identities.</returns>
    public static IEnumerable<IReadOnlyList<Ligne>> From(IEnumerable<Ligne> paiements, DecisionsInForce decisions)
    {
        var byJournee = new Dictionary<Journee, List<Ligne>>();
        foreach (var paiement in paiements)
        {
            if (!byJournee.TryGetValue(paiement.Journee, out var journee))
            {
                byJournee[paiement.Journee] = journee = [];
            }

            journee.Add(paiement);
        }

        var ties = Named(byJournee).Concat(Linked(byJournee, decisions)).ToList();
        return ties.Count == 0 ? byJournee.Values : Join(byJournee, ties);
    }

    // Nearly always the line that is named is in the journée of the one that names it, or has not come.
    private static IEnumerable<(Journee, Journee)> Named(Dictionary<Journee, List<Ligne>> byJournee)
    {
        List<LigneComplementaire>? elsewhere = null;
        foreach (var journee in byJournee.Values)
        {
            foreach (var ligne in journee)
            {
                if (ligne is LigneComplementaire { ReferenceRo: { } name } rc && !HoldsRo(journee, name))
                {
                    (elsewhere ??= []).Add(rc);
                }
            }
        }

        if (elsewhere is null)
        {
            return [];
        }

        var ro = byJournee.Values.SelectMany(j => j.OfType<LigneRo>()).ToLookup(l => (l.BeneficiaireId, l.Id.Reference));
        return elsewhere.SelectMany(rc => ro[(rc.BeneficiaireId, rc.ReferenceRo!.Value)].Select(named => (rc.Journee, named.Journee)));
    }

    private static bool HoldsRo(List<Ligne> journee, Reference name)
    {
        foreach (var ligne in journee)
        {
            if (ligne is LigneRo && ligne.Id.Reference == name)
            {
                return true;
            }
        }

        return false;
    }

    private static IEnumerable<(Journee, Journee)> Linked(Dictionary<Journee, List<Ligne>> byJournee, DecisionsInForce decisions)
    {
        if (decisions.Links.Count == 0)
        {
            return [];
        }

        var days = byJournee.Values.SelectMany(j => j).ToDictionary(l => l.Id, l => l.Journee);
        return decisions.Links
            .SelectMany(link => link.Lignes.Where(days.ContainsKey).Select(l => days[l]).GroupBy(j => j.BeneficiaireId, j => j))
            .SelectMany(journees => journees.Distinct().ToList() is var all ? all.Skip(1).Select(j => (all[0], j)) : []);
    }

    private static IEnumerable<IReadOnlyList<Ligne>> Join(Dictionary<Journee, List<Ligne>> byJournee, List<(Journee A, Journee B)> ties)
    {
        var pools = byJournee.Keys.ToDictionary(j => j, j => new List<Journee> { j });
        foreach (var (a, b) in ties.Where(t => !ReferenceEquals(pools[t.A], pools[t.B])))
        {
            pools[a].AddRange(pools[b]);
            foreach (var journee in pools[b].ToList())
            {
                pools[journee] = pools[a];
            }
        }

        return pools.Values.Distinct()
            .Select(pool => pool.Count == 1
                ? byJournee[pool[0]]
                : pool.SelectMany(j => byJournee[j]).OrderBy(l => l.Id, LigneId.Ordre).ToList());
    }
}
