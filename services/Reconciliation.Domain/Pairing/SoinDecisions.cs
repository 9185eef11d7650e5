namespace Reconciliation.Domain;

/// <summary>
/// Finds the décisions that say something of a soin as a whole: they name the lines that it had, and find it by its payments.
/// </summary>
internal static class SoinDecisions
{
    /// <summary>The soin with the décisions on it that may still hold.</summary>
    /// <param name="soin">The soin.</param>
    /// <param name="facts">The facts: a décision names revisions that may since have been replaced.</param>
    /// <param name="decisions">The décisions that no later one contradicts.</param>
    public static Soin Apply(Soin soin, JourneeDeSoins facts, DecisionsInForce decisions)
    {
        var paiements = soin.Paiements.Select(l => l.Id).ToHashSet();
        var mine = decisions.OnSoins.Where(d => d.ConcernedLignes().Any(paiements.Contains)).ToList();
        return mine.Count == 0
            ? soin
            : soin with
            {
                AcceptedEcarts = [.. mine.OfType<AccepterEcart>().Select(d => Accepted(soin, facts, d)).OfType<AcceptedEcart>()],
                EndedExpectations = [.. mine.OfType<NeRienAttendre>().Where(d => StillEnds(soin, d))],
            };
    }

    // Null where a line that was accepted is not known: a décision that was stored with other facts.
    private static AcceptedEcart? Accepted(Soin soin, JourneeDeSoins facts, AccepterEcart accept)
    {
        // Of a revision that came with two contents the one that is shown counts, whichever came first.
        var accepted = facts.Lignes.Where(l => accept.Lignes.Contains((l.Id, l.Revision)));
        var lignes = JourneeDeSoins.From(accepted).SelectCurrentLignes().Lignes;
        if (lignes.Count < accept.Lignes.Count)
        {
            return null;
        }

        var byKind = LignesByKind.Of(lignes);
        return new(accept.Id, soin with { Ro = byKind.Ro, Complementaire = byKind.Complementaire, Autres = byKind.Autres });
    }

    private static bool StillEnds(Soin soin, NeRienAttendre end) =>
        soin.Lignes.Where(l => l.Id.Part == end.Part).All(l => end.Lignes.Contains((l.Id, l.Revision)));
}
