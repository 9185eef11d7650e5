namespace Reconciliation.Domain;

/// <summary>
/// Joins lines of parts without rules of their own to the soins of their journée. Such a line joins the only soin that states its shared
/// reference; else, being the only one of its part with that professional and cost, the only soin with both; else it stays alone.
/// </summary>
/// <param name="groups">The payments of one journée, with the two parts paired.</param>
internal sealed class AutrePairing(LigneGroups groups)
{
    /// <summary>Joins lines, one part after the other in the order of their numbers: a later part may join an earlier one.</summary>
    /// <param name="candidate">Which payments to look at.</param>
    public void Join(Func<Ligne, bool> candidate)
    {
        if (groups.Autres.Count == 0)
        {
            return;
        }

        foreach (var part in groups.Autres.Where(l => candidate(l)).GroupBy(l => l.Id.Part).OrderBy(g => g.Key.Number))
        {
            foreach (var reference in Alone(part).Where(l => l.ReferenceSoin is not null).GroupBy(l => l.ReferenceSoin!))
            {
                JoinOnly([.. reference], candidate, l => l.ReferenceSoin == reference.Key);
            }

            foreach (var cost in Alone(part).GroupBy(l => (l.ProfessionnelId, l.Depense)).Where(g => g.Count() == 1))
            {
                JoinOnly([.. cost], candidate, l => (l.ProfessionnelId, l.Depense) == cost.Key);
            }
        }
    }

    // What an agent linked, or what joined already, looks for nothing more.
    private List<LigneAutre> Alone(IEnumerable<LigneAutre> lignes) => [.. lignes.Where(l => groups[l.Id].Lignes.Take(2).Count() == 1)];

    // Between several soins nothing is guessed.
    private void JoinOnly(IReadOnlyList<LigneAutre> lignes, Func<Ligne, bool> candidate, Func<Ligne, bool> isTied)
    {
        var part = lignes[0].Id.Part;
        var soins = groups.All.Distinct()
            .Where(g => !g.Autres.Exists(l => l.Id.Part == part) && g.Lignes.Any(l => candidate(l) && isTied(l)))
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
