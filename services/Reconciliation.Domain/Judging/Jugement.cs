namespace Reconciliation.Domain;

/// <summary>Judges soins: from the facts, the policy and the instant to the views. Pure; nothing latches.</summary>
/// <param name="delay">When a missing part is expected.</param>
/// <param name="texts">What members are told besides the figures.</param>
public sealed class Jugement(DelaiAttendu delay, MemberTexts texts)
{
    /// <summary>The view of a soin at an instant.</summary>
    /// <param name="soin">The soin.</param>
    /// <param name="now">The instant.</param>
    public Vue Judge(Soin soin, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(soin);
        var balance = new PartsBalance(soin, delay);
        var situation = Situate(balance, now);
        var principal = balance.Principal;
        return new()
        {
            AdherentId = principal.AdherentId,
            AutresAdherents = OtherAdherents(soin, principal.AdherentId),
            Journee = soin.Journee,
            ProfessionnelId = principal.ProfessionnelId,
            CodeActe = principal.CodeActe,
            Libelle = principal.Libelle ?? balance.Complementaire.Principal?.Libelle,
            Depense = balance.Depense,
            Situation = situation,
            Niveau = Graduate(balance, situation, now),
            Total = AddUp(balance),
            PartRo = PartRo(balance, now),
            PartComplementaire = PartComplementaire(balance, now),
            VersementUnique = IsUnique(balance),
            Enjeu = Enjeu(balance, situation),
            Canal = First(balance).Canal,
            OrdreVersements = Sort(balance),
            EcartJours = EcartJours(balance),
            Message = new MemberMessage(balance, situation, texts).Compose(),
            Echeance = Echeance(balance, situation, now),
        };
    }

    /// <summary>What the member is told of a soin at an instant, with slots in place of the configured texts.</summary>
    /// <param name="soin">The soin.</param>
    /// <param name="now">The instant.</param>
    public string MessagePatternOf(Soin soin, DateTimeOffset now) =>
        new Jugement(delay, MessagePattern.Slots).Judge(soin, now).Message;

    // Nearly always all lines are one member's.
    private static IReadOnlyList<string> OtherAdherents(Soin soin, string adherentId) => soin.Lignes.All(l => l.AdherentId == adherentId)
        ? []
        : [.. soin.Lignes.Select(l => l.AdherentId).Where(a => a != adherentId).Distinct().Order(StringComparer.Ordinal)];

    // The payment that came to the member first, RO before complementary on one day.
    private static Ligne First(PartsBalance c) => (c.Ro.Principal, c.Complementaire.Principal) switch
    {
        (null, null) => c.Autres.Principal!,
        (null, var rc) => rc,
        (var ro, null) => ro,
        var (ro, rc) => rc.PayeLe < ro.PayeLe ? rc : ro,
    };

    // In the order of SituationPrecedence.
    private static Situation Situate(PartsBalance c, DateTimeOffset now) =>
        c.Soin.IsConteste ? Situation.Conteste
        : c.Soin.IsAmbiguous ? Situation.ARapprocher
        : c.IsAnnule ? Situation.Annule
        : c.IsInEcart ? Situation.Ecart
        : c.Expectation is { } expectation && now > expectation.Until ? Situation.EnRetard
        : c.IsRoMissing ? Situation.EnAttenteRo
        : c.IsComplementaireMissing ? Situation.EnAttenteComplementaire
        : Situation.Complet;

    private static Niveau Graduate(PartsBalance c, Situation situation, DateTimeOffset now) =>
        situation == Situation.EnRetard && c.Expectation?.AnormalAfter is { } threshold && now > threshold ? Niveau.Anormal : Niveau.Normal;

    // The second threshold raises the level of a late soin only: it wakes nobody for one in another situation.
    private static DateTimeOffset? Echeance(PartsBalance c, Situation situation, DateTimeOffset now) =>
        c.Expectation is not { } expectation ? null
        : now <= expectation.Until ? expectation.Until
        : situation == Situation.EnRetard && expectation.AnormalAfter is { } threshold && now <= threshold ? threshold
        : null;

    private static Montant Enjeu(PartsBalance c, Situation situation) => situation switch
    {
        Situation.EnRetard => (c.IsRoMissing ? c.RoAnnounced : c.ComplementaireEstimated) ?? Montant.Zero,
        Situation.Ecart when c.TotalPaid > c.Depense => c.TotalPaid - c.Depense,
        Situation.Ecart => Montant.Max(c.RoDeclared.Max() - c.Ro.Raw, c.Ro.Raw - c.RoDeclared.Min()),
        _ => c.Value,
    };

    private static MontantTotal AddUp(PartsBalance c) => new(
        c.Value,
        c.Retenues,
        c.Paid(Destinataire.Assure),
        c.Paid(Destinataire.Professionnel),
        c.Certitude,
        c.Inchange);

    private static PartVue PartRo(PartsBalance c, DateTimeOffset now) =>
        Part(c.Ro, c.RoExpectation, c.IsRoOnTime, c.RoAnnounced, c.Ro.IsThere || c.IsRoMissing ? PlaceOfRo(c) : null, now);

    private static PartVue PartComplementaire(PartsBalance c, DateTimeOffset now) => Part(
        c.Complementaire,
        c.ComplementaireExpectation,
        c.IsComplementaireOnTime,
        c.ComplementaireEstimated,
        c.Complementaire.IsThere || c.IsComplementaireMissing ? VisibleSur.EspacePersonnel : null,
        now);

    private static PartVue Part(
        SoinPart part, ExpectedWindow? expectation, bool? onTime, Montant? expected, VisibleSur? visibleSur, DateTimeOffset now)
    {
        var state = part.IsAnnulee ? EtatPart.Annulee
            : part.IsThere ? EtatPart.Payee
            : expectation is null ? EtatPart.NonAttendue
            : now > expectation.Until ? EtatPart.EnRetard
            : EtatPart.Attendue;
        return new(
            state,
            part.IsThere ? part.Raw : null,
            expected,
            part.Principal?.Destinataire,
            part.Principal?.PayeLe,
            part.Principal?.Virement,
            visibleSur,
            expectation,
            expectation is null ? onTime : now <= expectation.Until);
    }

    /// <summary>Where the RO part is or will be seen: as its own line says, else as the complementary line does.</summary>
    internal static VisibleSur PlaceOfRo(PartsBalance c) =>
        (c.Ro.Principal ?? c.Complementaire.Principal)!.Releve == Releve.Courrier ? VisibleSur.Courrier : VisibleSur.Ameli;

    /// <summary>Whether one transfer carries the payments of both parts.</summary>
    internal static bool IsUnique(PartsBalance c) =>
        c.AreBothThere && c.Ro.Principal!.Virement is var virement && c.Ro.IsOf(virement) && c.Complementaire.IsOf(virement);

    private static int? EcartJours(PartsBalance c) =>
        c.AreBothThere ? c.Complementaire.Principal!.PayeLe.DayNumber - c.Ro.Principal!.PayeLe.DayNumber : null;

    private static OrdreVersements? Sort(PartsBalance c) => EcartJours(c) switch
    {
        null => null,
        > 0 => OrdreVersements.RoPuisComplementaire,
        < 0 => OrdreVersements.ComplementairePuisRo,
        _ => OrdreVersements.MemeJour,
    };
}
