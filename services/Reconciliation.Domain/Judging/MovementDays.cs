namespace Reconciliation.Domain;

/// <summary>The days on which the movements of a soin change what is told of it.</summary>
internal static class MovementDays
{
    /// <summary>The next day on which money moves; null: all has moved.</summary>
    /// <param name="c">The balance of the soin.</param>
    public static DateOnly? Next(PartsBalance c) =>
        Earlier(Earlier(c.Ro.NextDay, c.Complementaire.NextDay), Earlier(c.Autres.NextDay, NextRetenue(c)));

    private static DateOnly? Earlier(DateOnly? a, DateOnly? b) => a is null || b < a ? b : a;

    // Sums held back are told together and not one by one: what is held back and given back on one day changes nothing that anybody sees.
    private static DateOnly? NextRetenue(PartsBalance c) => c.Soin.Retenues.Count == 0
        ? null
        : ViewOfMontants.LignesOfRetenues(c)
            .Where(r => !r.Part.HasBegun(r.Ligne))
            .GroupBy(r => (r.Ligne.PayeLe, r.Ligne.Destinataire), r => r.Ligne.Montant)
            .Where(g => Montant.Somme(g) != Montant.Zero)
            .Min(g => (DateOnly?)g.Key.PayeLe);
}
