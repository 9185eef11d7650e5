namespace Reconciliation.Domain;

/// <summary>A part that is expected and not there.</summary>
/// <param name="Part">The part.</param>
/// <param name="Figure">Its amount, as the other part announces it or lets derive it; null: it is not known.</param>
/// <param name="Window">The window in which it is expected.</param>
/// <param name="Lieu">The place where it will be seen.</param>
/// <param name="Other">The first payment of the other part.</param>
internal readonly record struct ExpectedPart(Part Part, Montant? Figure, ExpectedWindow Window, VisibleSur Lieu, Ligne Other)
{
    /// <summary>The first part that a soin lacks, RO before the complementary one; null: it lacks none.</summary>
    /// <param name="c">The balance of the soin.</param>
    public static ExpectedPart? FirstOf(PartsBalance c) =>
        c.IsRoMissing
            ? new(Part.Ro, c.RoAnnounced, c.RoExpectation!, ViewOfParts.PlaceOfRo(c), c.Complementaire.Principal!)
        : c.IsComplementaireMissing
            ? new(Part.Complementaire, c.ComplementaireEstimated, c.ComplementaireExpectation!, VisibleSur.EspacePersonnel,
                c.Ro.Principal!)
        : null;
}
