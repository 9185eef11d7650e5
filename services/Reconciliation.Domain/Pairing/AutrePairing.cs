namespace Reconciliation.Domain;

/// <summary>
/// Joins lines of parts without rules of their own to the soins of their journée. Such a line joins the only soin that states its shared
/// reference; else, being the only one of its part with that professional and cost, the only soin with both; else it stays alone.
/// </summary>
internal static class AutrePairing
{
    /// <summary>Joins lines, one part after the other in the order of their numbers: a later part may join an earlier one.</summary>
    /// <param name="groups">The payments, with the two parts paired.</param>
    public static void Run(LigneGroups groups)
    {
        if (!groups.HoldsAutres)
        {
            return;
        }

        foreach (var part in groups.Autres.GroupBy(l => l.Id.Part).OrderBy(g => g.Key.Number))
        {
            foreach (var reference in Alone(groups, part).Where(l => l.ReferenceSoin is not null).GroupBy(Reference))
            {
                JoinOnly(groups, [.. reference], l => Reference(l) == reference.Key);
            }

            foreach (var cost in Alone(groups, part).GroupBy(Cost).Where(g => g.Count() == 1))
            {
                JoinOnly(groups, [.. cost], l => Cost(l) == cost.Key);
            }
        }
    }

    // Of one day: the payments may be of several.
    private static (DateOnly, string?) Reference(Ligne ligne) => (ligne.DateSoin, ligne.ReferenceSoin);

    private static (DateOnly, string, Montant) Cost(Ligne ligne) => (ligne.DateSoin, ligne.ProfessionnelId, ligne.Depense);

    // Lines in a group with others, by a décision or an earlier rule, look for nothing more.
    private static List<LigneAutre> Alone(LigneGroups groups, IEnumerable<LigneAutre> lignes) =>
        [.. lignes.Where(l => groups[l.Id].Lignes.Take(2).Count() == 1)];

    // Between several soins nothing is guessed.
    private static void JoinOnly(LigneGroups groups, IReadOnlyList<LigneAutre> lignes, Func<Ligne, bool> isTied)
    {
        var part = lignes[0].Id.Part;
        var soins = groups.All.Distinct()
            .Where(g => !g.Autres.Exists(l => l.Id.Part == part) && g.Lignes.Any(l => groups.LooksAt(l) && isTied(l)))
            .Take(2)
            .ToList();
        if (soins.Count != 1)
        {
            return;
        }

        var first = soins[0].Lignes.First();
        foreach (var ligne in lignes.Where(l => groups.TakesIn(first, l)))
        {
            groups.Unite([first.Id, ligne.Id]);
        }
    }
}
