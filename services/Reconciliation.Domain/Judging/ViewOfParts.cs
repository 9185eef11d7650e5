namespace Reconciliation.Domain;

/// <summary>The state of each part of a soin at an instant.</summary>
internal static class ViewOfParts
{
    /// <summary>The RO part.</summary>
    public static PartVue Ro(PartsBalance c, DateTimeOffset now) =>
        Part(c, c.Ro, c.RoExpectation, c.IsRoOnTime, c.RoAnnounced, c.Ro.IsThere || c.IsRoMissing ? PlaceOfRo(c) : null, now);

    /// <summary>The complementary part.</summary>
    public static PartVue Complementaire(PartsBalance c, DateTimeOffset now) => Part(
        c,
        c.Complementaire,
        c.ComplementaireExpectation,
        c.IsComplementaireOnTime,
        c.ComplementaireEstimated,
        c.Complementaire.IsThere || c.IsComplementaireMissing ? VisibleSur.EspacePersonnel : null,
        now);

    /// <summary>The place where the RO part is or will be seen: as its own line says, else as the complementary line does.</summary>
    public static VisibleSur PlaceOfRo(PartsBalance c) => PlaceOf(c.Principal);

    /// <summary>The place where an RO line is seen.</summary>
    public static VisibleSur PlaceOf(Ligne ligne) => ligne.Releve == Releve.Courrier ? VisibleSur.Courrier : VisibleSur.Ameli;

    private static PartVue Part(
        PartsBalance c,
        SoinPart part,
        ExpectedWindow? expectation,
        bool? onTime,
        Montant? expected,
        VisibleSur? visibleSur,
        DateTimeOffset now)
    {
        var isAnnounced = part.AnnouncedFrom is not null;
        var state = part is { IsAnnulee: true, IsBelowZero: false } ? EtatPart.Annulee
            : isAnnounced ? EtatPart.Attendue
            : part.IsThere ? EtatPart.Payee
            : expectation is null ? EtatPart.NonAttendue
            : now > expectation.Until ? EtatPart.EnRetard
            : EtatPart.Attendue;
        return new(
            state,
            isAnnounced ? PaidSoFar(part) : part.IsThere ? part.Raw : null,
            isAnnounced ? part.Raw : expected,
            part.Principal?.Destinataire,
            part.Principal?.PayeLe,
            part.Principal?.Virement,
            visibleSur,
            isAnnounced ? DaysOfPayment(part) : expectation,
            expectation is null ? onTime : now <= expectation.Until)
        {
            Base = ReferenceEquals(part, c.Ro) ? c.RoBase : null,
            Taux = ReferenceEquals(part, c.Ro) ? c.RoTaux : null,
            Ligne = part.Principal?.Id.Reference,
            MontantVirement = part.Principal is { } p ? c.Of(p.Virement, p.Destinataire) : null,
        };
    }

    // Null where no payment has arrived.
    private static Montant? PaidSoFar(SoinPart part) => Array.Exists(part.Paiements, part.HasBegun) ? part.Arrived : null;

    private static ExpectedWindow DaysOfPayment(SoinPart part) =>
        new(Paris.StartOfDay(part.AnnouncedFrom!.Value), Paris.EndOfDay(part.AnnouncedUntil!.Value), null);
}
