namespace Reconciliation.Domain.Tests.Laws;

/// <summary>
/// Generated décisions on some lines: links, separations, accepted gaps, ended expectations, and earlier décisions reopened.
/// </summary>
internal static class RandomDecisions
{
    private static readonly DateTimeOffset Debut = new(2025, 11, 20, 9, 0, 0, TimeSpan.Zero);

    public static IEnumerable<Decision> From(IReadOnlyList<Draw> draws, IReadOnlyList<Ligne> lignes)
    {
        for (var rank = 0; rank < draws.Count; rank++)
        {
            yield return One(draws[rank], rank, lignes);
        }
    }

    private static Decision One(Draw t, int rank, IReadOnlyList<Ligne> lignes)
    {
        var (id, priseLe) = (Id(rank), Debut.AddHours(t.Fewer(4)));
        var chosenOnes = Enumerable.Range(0, t.Among(2, 2, 3, 4)).Select(_ => lignes[t.Fewer(lignes.Count)].Id).ToHashSet();
        return t.Fewer(6) switch
        {
            0 => new Lier { Id = id, PriseLe = priseLe, Auteur = "agent", Motif = "m", Lignes = chosenOnes },
            1 => new Delier { Id = id, PriseLe = priseLe, Auteur = "agent", Motif = "m", Lignes = chosenOnes },
            2 => new Rouvrir { Id = id, PriseLe = priseLe, Auteur = "agent", Motif = "m", DecisionId = Id(t.Fewer(4)) },
            3 => new Annoter { Id = id, PriseLe = priseLe, Auteur = "agent", Motif = "m" },
            4 => new NeRienAttendre
            {
                Id = id,
                PriseLe = priseLe,
                Auteur = "agent",
                Motif = "m",
                Part = t.Among(Part.Ro, Part.Complementaire),
                Lignes = LignesOfASoin(t, lignes),
            },
            _ => new AccepterEcart { Id = id, PriseLe = priseLe, Auteur = "agent", Motif = "m", Lignes = LignesOfASoin(t, lignes) },
        };
    }

    // A gap is accepted for exactly the lines of a soin: chosen at random they would never match.
    private static HashSet<(LigneId, int)> LignesOfASoin(Draw t, IReadOnlyList<Ligne> lignes)
    {
        var soins = Pairing.Pair(JourneeDeSoins.From(lignes)).Soins;
        return soins.Count == 0 ? [] : [.. soins[t.Fewer(soins.Count)].Lignes.Select(l => (l.Id, l.Revision))];
    }

    private static Guid Id(int rank) => new(rank + 1, 0, 0, new byte[8]);
}
