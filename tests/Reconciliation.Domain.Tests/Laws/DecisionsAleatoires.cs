namespace Reconciliation.Domain.Tests.Laws;

/// <summary>Generated décisions on some lines: links, separations, accepted gaps, and earlier décisions reopened.</summary>
internal static class DecisionsAleatoires
{
    private static readonly DateTimeOffset Debut = new(2025, 11, 20, 9, 0, 0, TimeSpan.Zero);

    public static IEnumerable<Decision> De(IReadOnlyList<Tirage> tirages, IReadOnlyList<Ligne> lignes)
    {
        for (var rang = 0; rang < tirages.Count; rang++)
        {
            yield return Une(tirages[rang], rang, lignes);
        }
    }

    private static Decision Une(Tirage t, int rang, IReadOnlyList<Ligne> lignes)
    {
        var (id, priseLe) = (Id(rang), Debut.AddHours(t.Moins(4)));
        var choisies = Enumerable.Range(0, t.Parmi(2, 2, 3, 4)).Select(_ => lignes[t.Moins(lignes.Count)].Id).ToHashSet();
        return t.Moins(5) switch
        {
            0 => new Lier { Id = id, PriseLe = priseLe, Auteur = "agent", Motif = "m", Lignes = choisies },
            1 => new Delier { Id = id, PriseLe = priseLe, Auteur = "agent", Motif = "m", Lignes = choisies },
            2 => new Rouvrir { Id = id, PriseLe = priseLe, Auteur = "agent", Motif = "m", DecisionId = Id(t.Moins(4)) },
            3 => new Annoter { Id = id, PriseLe = priseLe, Auteur = "agent", Motif = "m" },
            _ => new AccepterEcart { Id = id, PriseLe = priseLe, Auteur = "agent", Motif = "m", Lignes = LignesDUnSoin(t, lignes) },
        };
    }

    // A gap is accepted for exactly the lines of a soin: chosen at random they would never match.
    private static HashSet<(LigneId, int)> LignesDUnSoin(Tirage t, IReadOnlyList<Ligne> lignes)
    {
        var soins = Appariement.Apparier(JourneeDeSoins.De(lignes)).Soins;
        return soins.Count == 0 ? [] : [.. soins[t.Moins(soins.Count)].Lignes.Select(l => (l.Id, l.Revision))];
    }

    private static Guid Id(int rang) => new(rang + 1, 0, 0, new byte[8]);
}
