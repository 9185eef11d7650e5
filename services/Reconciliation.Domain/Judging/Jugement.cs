namespace Reconciliation.Domain;

/// <summary>Judges soins: from the facts, the policy and the instant to the views. Pure; nothing latches.</summary>
/// <param name="delai">When a missing part is expected.</param>
/// <param name="textes">What members are told besides the figures.</param>
public sealed class Jugement(DelaiAttendu delai, TextesMembre textes)
{
    /// <summary>The view of a soin at an instant.</summary>
    /// <param name="soin">The soin.</param>
    /// <param name="maintenant">The instant.</param>
    public Vue Juger(Soin soin, DateTimeOffset maintenant)
    {
        ArgumentNullException.ThrowIfNull(soin);
        var constat = new Constat(soin, delai);
        var situation = Situer(constat, maintenant);
        var principal = constat.Ro.Principal ?? constat.Complementaire.Principal!;
        return new()
        {
            AdherentId = principal.AdherentId,
            AutresAdherents = Autres(soin, principal.AdherentId),
            Journee = soin.Journee,
            ProfessionnelId = principal.ProfessionnelId,
            CodeActe = principal.CodeActe,
            Libelle = principal.Libelle ?? constat.Complementaire.Principal?.Libelle,
            Depense = constat.Depense,
            Situation = situation,
            Niveau = Graduer(constat, situation, maintenant),
            Total = Totaliser(constat),
            PartRo = PartRo(constat, maintenant),
            PartComplementaire = PartComplementaire(constat, maintenant),
            VersementUnique = EstUnique(constat),
            Enjeu = Enjeu(constat, situation),
            Canal = Premier(constat).Canal,
            OrdreVersements = Ordonner(constat),
            EcartJours = EcartJours(constat),
            Message = new Message(constat, situation, textes).Rediger(),
            Echeance = Echeance(constat, situation, maintenant),
        };
    }

    // Nearly always all lines are one member's.
    private static IReadOnlyList<string> Autres(Soin soin, string adherentId) => soin.Lignes.All(l => l.AdherentId == adherentId)
        ? []
        : [.. soin.Lignes.Select(l => l.AdherentId).Where(a => a != adherentId).Distinct().Order(StringComparer.Ordinal)];

    // The payment that came to the member first, RO before complementary on one day.
    private static Ligne Premier(Constat c) => (c.Ro.Principal, c.Complementaire.Principal) switch
    {
        (null, var rc) => rc!,
        (var ro, null) => ro,
        var (ro, rc) => rc.PayeLe < ro.PayeLe ? rc : ro,
    };

    private static Situation Situer(Constat c, DateTimeOffset maintenant) =>
        c.Soin.EstConteste ? Situation.Conteste
        : c.Soin.EstAmbigu ? Situation.ARapprocher
        : c.EstAnnule ? Situation.Annule
        : c.EstEnEcart ? Situation.Ecart
        : c.Attente is { } attente && maintenant > attente.Au ? Situation.EnRetard
        : c.RoManque ? Situation.EnAttenteRo
        : c.ComplementaireManque ? Situation.EnAttenteComplementaire
        : Situation.Complet;

    private static Niveau Graduer(Constat c, Situation situation, DateTimeOffset maintenant) =>
        situation == Situation.EnRetard && c.Attente?.AnormalApres is { } seuil && maintenant > seuil ? Niveau.Anormal : Niveau.Normal;

    // The second threshold raises the level of a late soin only: it wakes nobody for one in another situation.
    private static DateTimeOffset? Echeance(Constat c, Situation situation, DateTimeOffset maintenant) =>
        c.Attente is not { } attente ? null
        : maintenant <= attente.Au ? attente.Au
        : situation == Situation.EnRetard && attente.AnormalApres is { } seuil && maintenant <= seuil ? seuil
        : null;

    private static Montant Enjeu(Constat c, Situation situation) => situation switch
    {
        Situation.EnRetard => (c.RoManque ? c.RoAnnonce : c.ComplementaireEstime) ?? Montant.Zero,
        Situation.Ecart when c.TotalVerse > c.Depense => c.TotalVerse - c.Depense,
        Situation.Ecart => Montant.Max(c.RoDeclare.Max() - c.Ro.Brut, c.Ro.Brut - c.RoDeclare.Min()),
        _ => c.Valeur,
    };

    private static MontantTotal Totaliser(Constat c) => new(
        c.Valeur,
        c.Ro.Retenues + c.Complementaire.Retenues,
        c.Ro.Verse(Destinataire.Assure) + c.Complementaire.Verse(Destinataire.Assure),
        c.Ro.Verse(Destinataire.Professionnel) + c.Complementaire.Verse(Destinataire.Professionnel),
        c.Certitude,
        c.Inchange);

    private static PartVue PartRo(Constat c, DateTimeOffset maintenant) =>
        Part(c.Ro, c.AttenteRo, c.RoALHeure, c.RoAnnonce, c.Ro.EstLa || c.RoManque ? LieuDuRo(c) : null, maintenant);

    private static PartVue PartComplementaire(Constat c, DateTimeOffset maintenant) => Part(
        c.Complementaire,
        c.AttenteComplementaire,
        c.ComplementaireALHeure,
        c.ComplementaireEstime,
        c.Complementaire.EstLa || c.ComplementaireManque ? VisibleSur.EspacePersonnel : null,
        maintenant);

    private static PartVue Part(
        PartDeSoin part, Attente? attente, bool? aLHeure, Montant? attendu, VisibleSur? visibleSur, DateTimeOffset maintenant)
    {
        var etat = part.EstAnnulee ? EtatPart.Annulee
            : part.EstLa ? EtatPart.Payee
            : attente is null ? EtatPart.NonAttendue
            : maintenant > attente.Au ? EtatPart.EnRetard
            : EtatPart.Attendue;
        return new(
            etat,
            part.EstLa ? part.Brut : null,
            attendu,
            part.Principal?.Destinataire,
            part.Principal?.PayeLe,
            part.Principal?.Virement,
            visibleSur,
            attente,
            attente is null ? aLHeure : maintenant <= attente.Au);
    }

    /// <summary>Where the RO part is or will be seen: as its own line says, else as the complementary line does.</summary>
    internal static VisibleSur LieuDuRo(Constat c) =>
        (c.Ro.Principal ?? c.Complementaire.Principal)!.Releve == Releve.Courrier ? VisibleSur.Courrier : VisibleSur.Ameli;

    /// <summary>Whether one transfer carries the payments of both parts.</summary>
    internal static bool EstUnique(Constat c) =>
        c.LesDeuxSontLa && c.Ro.Principal!.Virement is var virement && c.Ro.EstDe(virement) && c.Complementaire.EstDe(virement);

    private static int? EcartJours(Constat c) =>
        c.LesDeuxSontLa ? c.Complementaire.Principal!.PayeLe.DayNumber - c.Ro.Principal!.PayeLe.DayNumber : null;

    private static OrdreVersements? Ordonner(Constat c) => EcartJours(c) switch
    {
        null => null,
        > 0 => OrdreVersements.RoPuisComplementaire,
        < 0 => OrdreVersements.ComplementairePuisRo,
        _ => OrdreVersements.MemeJour,
    };
}
