namespace Reconciliation.Domain;

/// <summary>The days on which sums held back change what is told: their sums are told together and not one by one.</summary>
internal static class RetenueDays
{
    /// <summary>
    /// The next day ahead on which more, or less, is held back from a recipient than before; null: on none. A sum that is held back and
    /// given back on one day changes nothing that anybody sees.
    /// </summary>
    /// <param name="c">The balance of the soin.</param>
    public static DateOnly? Next(PartsBalance c)
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
