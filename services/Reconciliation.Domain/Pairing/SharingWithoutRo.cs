namespace Reconciliation.Domain;

/// <summary>
/// Two contracts pay for one act: their lines share a soin even before the RO line is there to gather them. Last of all, when no stage has
/// found an RO line for them.
/// </summary>
internal static class SharingWithoutRo
{
    /// <summary>Brings together lines of several contracts that agree on professional, cost and declared amount.</summary>
    /// <param name="groups">The groups.</param>
    public static void Run(LigneGroups groups)
    {
        var waiting = groups.AwaitingRo();
        if (waiting.Count < 2)
        {
            return;
        }

        foreach (var acte in waiting.GroupBy(rc => (rc.DateSoin, rc.ProfessionnelId, rc.Depense, rc.MontantRoDeclare)))
        {
            foreach (var lignes in ByReferences([.. acte]))
            {
                Share(groups, lignes);
            }
        }
    }

    private static void Share(LigneGroups groups, List<LigneComplementaire> lignes)
    {
        var byContrat = lignes.DistinctBy(rc => groups[rc.Id]).GroupBy(rc => rc.Contrat).Select(g => g.ToList()).ToList();
        if (byContrat.Count < 2)
        {
            return;
        }

        if (!InterchangeableLignes.WithoutChoice(byContrat))
        {
            groups.Unite([.. lignes.Select(rc => rc.Id)]).IsAmbiguous = true;
            return;
        }

        var ranks = byContrat.Max(l => l.Count);
        for (var rank = 0; rank < ranks; rank++)
        {
            var shared = byContrat.Where(l => l.Count > rank).Select(l => l[rank]).ToList();
            foreach (var rc in shared.Skip(1).Where(rc => groups.TakesIn(shared[0], rc)))
            {
                groups.Unite([shared[0].Id, rc.Id]);
            }
        }
    }

    // Lines that name different RO lines, or different soins, do not share one.
    private static IEnumerable<List<LigneComplementaire>> ByReferences(List<LigneComplementaire> lignes)
    {
        var byRo = lignes.Select(rc => rc.ReferenceRo).OfType<Reference>().Distinct().Take(2).Count() > 1;
        var bySoin = lignes.Select(rc => rc.ReferenceSoin).OfType<string>().Distinct().Take(2).Count() > 1;
        return lignes
            .GroupBy(rc => (byRo ? rc.ReferenceRo : null, bySoin ? rc.ReferenceSoin : null))
            .Select(g => g.ToList());
    }
}
