namespace Reconciliation.Domain;

/// <summary>The state of each part of a soin at an instant.</summary>
internal static class ViewOfParts
{
    /// <summary>The RO part.</summary>
    public static PartVue Ro(PartsBalance c, DateTimeOffset now) => Part(
        c,
        c.Ro,
        c.RoExpectation,
        c.IsRoOnTime,
        !c.Ro.IsThere && c.IsEnded(Domain.Part.Ro) ? null : c.RoAnnounced,
        c.Ro.IsThere || c.IsRoMissing ? PlaceOfRo(c) : null,
        now) with
    {
        Base = c.RoBase,
        Taux = c.RoTaux,
    };

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
    public static VisibleSur PlaceOfRo(PartsBalance c) => PlaceOfRo(c.Principal.Releve);

    /// <summary>The place where a line is seen; null: none is known of a part without rules of its own.</summary>
    public static VisibleSur? PlaceOf(Ligne ligne) => ligne switch
    {
        LigneRo => PlaceOfRo(ligne.Releve),
        LigneComplementaire => VisibleSur.EspacePersonnel,
        LigneAutre => null,
        _ => throw new InvalidOperationException($"No place is known of a {ligne.GetType().Name}."),
    };

    /// <summary>The part of a line that a member is told by its name; null: it is told by its place.</summary>
    public static Part? AutrePart(Ligne ligne) => ligne is LigneAutre ? ligne.Id.Part : null;

    private static VisibleSur PlaceOfRo(Releve releve) => releve switch
    {
        Releve.Ameli => VisibleSur.Ameli,
        Releve.Courrier => VisibleSur.Courrier,
    };

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
            Ligne = part.Principal?.Id.Reference,
            MontantVirement = part.Principal is { } p ? c.Of(p.Virement, p.Destinataire) : null,
        };
    }

    // Null where no payment has arrived.
    private static Montant? PaidSoFar(SoinPart part) => Array.Exists(part.Paiements, part.HasBegun) ? part.Arrived : null;

    private static ExpectedWindow DaysOfPayment(SoinPart part) =>
        new(Paris.StartOfDay(part.AnnouncedFrom!.Value), Paris.EndOfDay(part.AnnouncedUntil!.Value), null);
}
