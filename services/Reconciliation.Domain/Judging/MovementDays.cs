namespace Reconciliation.Domain;

/// <summary>The days on which the movements of a soin change what is told of it.</summary>
internal static class MovementDays
{
    /// <summary>The next day on which money moves; null: all has moved.</summary>
    /// <param name="c">The balance of the soin.</param>
    public static DateOnly? Next(PartsBalance c) =>
        Earlier(Earlier(c.Ro.NextDay, c.Complementaire.NextDay), Earlier(c.Autres.NextDay, NextRetenue(c)));

    private static DateOnly? Earlier(DateOnly? a, DateOnly? b) => a is null || b < a ? b ?? a : a;

    // Sums held back are told together and not one by one: what is held back and given back on one day changes nothing that anybody sees.
    private static DateOnly? NextRetenue(PartsBalance c)
    {
        if (c.Soin.Retenues.Count == 0)
        {
            return null;
        }

        var ahead = new List<Ligne>();
        foreach (var part in (ReadOnlySpan<SoinPart>)[c.Ro, c.Complementaire, c.Autres])
        {
            foreach (var ligne in part.Lignes)
            {
                if (part.IsRetenue(ligne) && !part.HasBegun(ligne))
                {
                    ahead.Add(ligne);
                }
            }
        }

        return ahead
            .GroupBy(l => (l.PayeLe, l.Destinataire))
            .Where(g => Montant.Somme(g.Select(l => l.Montant)) != Montant.Zero)
            .Min(g => (DateOnly?)g.Key.PayeLe);
    }
}
