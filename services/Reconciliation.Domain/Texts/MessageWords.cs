using static Reconciliation.Domain.MessagePartieType;

namespace Reconciliation.Domain;

/// <summary>The words of a message that need nothing but the fact that they state.</summary>
internal static class MessageWords
{
    public const string RoName = "l'assurance maladie";

    public const string ComplementaireName = "votre complémentaire santé";

    // By these a pattern tells clauses apart that a configured text could be thought to hold.
    public const string Letter = "relevé envoyé par courrier";

    public const string DelayVaries = "avec une feuille de soins, le délai peut varier";

    public const string NotDue = "remboursement n'est dû";

    public const string BeyondPayments = "au-delà des versements";

    public const string Participation = "au titre de la participation forfaitaire ou des franchises";

    public static string WhyNot(MessagePartieType type) => type switch
    {
        ComplementaireAilleurs => "la part complémentaire relève d'un autre organisme",
        ComplementaireNonAttendue => "aucune part complémentaire n'est attendue",
        RienARembourser => $"il ne reste rien à rembourser par {ComplementaireName}",
        RoAilleurs => $"la part de {RoName} relève d'un autre organisme",
        RoNonAttendu => $"aucun remboursement de {RoName} n'est attendu pour ce soin",
        AutreAdherent => "d'autres paiements de ce soin concernent un autre adhérent",
        _ => throw new InvalidOperationException($"{type} is no reason why a part is not there."),
    };

    public static string TakenBack(MessagePartie p) => TakenBack(p, isAhead: p.Type == RepriseAVenir);

    public static string TakenBack(MessagePartie p, bool isAhead) => isAhead
        ? Agreement(p, "sera repris", "seront repris")
        : Agreement(p, "a été repris", "ont été repris");

    public static string Held(MessagePartie p) => p.Type switch
    {
        Retenue => Agreement(p, "a été retenu", "ont été retenus"),
        RetenueRendue => Agreement(p, "a été rendu", "ont été rendus"),
        RetenueRendueAVenir => Agreement(p, "sera rendu", "seront rendus"),
        RetenueAVenir => Agreement(p, "sera retenu", "seront retenus"),
        _ => throw new InvalidOperationException($"{p.Type} is no sum held back."),
    };

    public static string NowOrLater(MessagePartie p) => p.Jour is null ? "est désormais" : "sera";

    public static string Missing(MessagePartie p) =>
        $"la part de {Name(p)}{(p.Montant is not { } montant ? "" : IsRo(p) ? $", {montant}," : $", au moins {montant},")}";

    // Of the two parts a fact tells the place, by which the part is known.
    public static bool IsRo(MessagePartie p) => PlaceOf(p) switch
    {
        VisibleSur.Ameli or VisibleSur.Courrier => true,
        VisibleSur.EspacePersonnel => false,
    };

    public static VisibleSur PlaceOf(MessagePartie p) => p.Lieu ?? throw new InvalidOperationException($"{p.Type} tells no place.");

    public static bool IsToMember(MessagePartie p) => p.Destinataire != Destinataire.Professionnel;

    public static string Name(MessagePartie p) => IsRo(p) ? RoName : ComplementaireName;

    public static string From(MessagePartie p) => p.AutrePart is { } autre ? $"({autre.Label})" : $"de {Name(p)}";

    public static string By(MessagePartie p) => p.AutrePart is { } autre ? $"({autre.Label})" : $"par {Name(p)}";

    // In French the plural begins at two.
    public static string Agreement(MessagePartie p, string singular, string plural) => p.Montant is { Cents: < 200 } ? singular : plural;

    public static string Day(MessagePartie p) => Paris.InFull(p.Jour!.Value);
}
