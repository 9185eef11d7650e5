using System.Text.Json;
using System.Text.Json.Serialization;

namespace Reconciliation.Contracts;

/// <summary>Writes and reads an enumeration as its camelCase name, and refuses numbers.</summary>
/// <typeparam name="T">The enumeration.</typeparam>
public sealed class CamelCaseEnumConverter<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.CamelCase, allowIntegerValues: false)
    where T : struct, Enum;

/// <summary>The effect of a payment line on the account.</summary>
/// <remarks>Its numbers are stored and never renumbered.</remarks>
[JsonConverter(typeof(CamelCaseEnumConverter<Nature>))]
public enum Nature
{
    /// <summary>A payment; its amount is zero or positive.</summary>
    Paiement = 0,

    /// <summary>A correction of an earlier line, of either sign.</summary>
    Regularisation = 1,

    /// <summary>The cancellation of an earlier line; its amount is zero or negative.</summary>
    Annulation = 2,

    /// <summary>A participation forfaitaire or franchise held back; its amount is zero or negative.</summary>
    Retenue = 3,
}

/// <summary>The recipient of the money of a line.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<Destinataire>))]
public enum Destinataire
{
    /// <summary>The member's account.</summary>
    Assure,

    /// <summary>The health professional, in tiers payant.</summary>
    Professionnel,
}

/// <summary>The way in which the care was declared to the régime obligatoire.</summary>
/// <remarks>Its numbers are stored and never renumbered.</remarks>
[JsonConverter(typeof(CamelCaseEnumConverter<Canal>))]
public enum Canal
{
    /// <summary>Electronically, with the carte Vitale: 48 to 72 hours on average.</summary>
    CarteVitale = 0,

    /// <summary>By a paper feuille de soins sent by post: the delay varies.</summary>
    FeuilleDeSoins = 1,
}

/// <summary>The manager of the member's complementary cover, as an RO line states it.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<Complementaire>))]
public enum Complementaire
{
    /// <summary>MGEN.</summary>
    Mgen,

    /// <summary>Another insurer.</summary>
    Autre,

    /// <summary>Nobody: the member has no complementary contract.</summary>
    Aucune,
}

/// <summary>The manager of the member's régime obligatoire, as a complementary line states it.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<RegimeObligatoire>))]
public enum RegimeObligatoire
{
    /// <summary>MGEN.</summary>
    Mgen,

    /// <summary>Another body.</summary>
    Autre,
}

/// <summary>The way in which the statements of the régime obligatoire reach the member.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<Releve>))]
public enum Releve
{
    /// <summary>On the ameli.fr account.</summary>
    Ameli,

    /// <summary>By post, for members without an ameli account.</summary>
    Courrier,
}

/// <summary>The verdict on a soin at an instant.</summary>
/// <remarks>Its numbers are stored and never renumbered.</remarks>
[JsonConverter(typeof(CamelCaseEnumConverter<Situation>))]
public enum Situation
{
    /// <summary>A line came with two contents at one revision.</summary>
    Conteste = 0,

    /// <summary>The pairing is ambiguous: a décision or a new line must settle it.</summary>
    ARapprocher = 1,

    /// <summary>Every part nets to zero after annulations.</summary>
    Annule = 2,

    /// <summary>Both parts are there and do not add up as declared, or more was paid than spent.</summary>
    Ecart = 3,

    /// <summary>An expected part is missing past the end of its window.</summary>
    EnRetard = 4,

    /// <summary>The RO part is expected and still within its window.</summary>
    EnAttenteRo = 5,

    /// <summary>The complementary part is expected and still within its window.</summary>
    EnAttenteComplementaire = 6,

    /// <summary>Every expected part is there.</summary>
    Complet = 7,
}

/// <summary>The attention that a soin needs.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<Niveau>))]
public enum Niveau
{
    /// <summary>Nothing beyond the situation.</summary>
    Normal,

    /// <summary>Late beyond the second threshold of the policy.</summary>
    Anormal,
}

/// <summary>The certainty of the total.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<Certitude>))]
public enum Certitude
{
    /// <summary>Every expected part is paid.</summary>
    Ferme,

    /// <summary>The missing amount is stated by the other part.</summary>
    Annonce,

    /// <summary>The missing amount is only derived.</summary>
    Estime,
}

/// <summary>The state of one part of a soin.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<EtatPart>))]
public enum EtatPart
{
    /// <summary>Its payment has arrived (a payment of 0,00 € counts).</summary>
    Payee,

    /// <summary>It is expected and within its window.</summary>
    Attendue,

    /// <summary>It is expected and past its window.</summary>
    EnRetard,

    /// <summary>Nothing is expected of it.</summary>
    NonAttendue,

    /// <summary>It was paid and then cancelled.</summary>
    Annulee,
}

/// <summary>The place where the member can see a part.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<VisibleSur>))]
public enum VisibleSur
{
    /// <summary>On the ameli.fr account.</summary>
    Ameli,

    /// <summary>On a statement sent by post.</summary>
    Courrier,

    /// <summary>On the Espace personnel MGEN.</summary>
    EspacePersonnel,
}

/// <summary>The order in which the two payments were made, by payment days.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<OrdreVersements>))]
public enum OrdreVersements
{
    /// <summary>RO first.</summary>
    RoPuisComplementaire,

    /// <summary>Complementary first.</summary>
    ComplementairePuisRo,

    /// <summary>On the same day.</summary>
    MemeJour,
}

/// <summary>The criterion by which a search found a soin.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<TrouvePar>))]
public enum TrouvePar
{
    /// <summary>The id of the soin.</summary>
    Soin,

    /// <summary>The member.</summary>
    Adherent,

    /// <summary>The beneficiary.</summary>
    Beneficiaire,

    /// <summary>The décompte of a line.</summary>
    Decompte,

    /// <summary>The bank transfer of a line.</summary>
    Virement,

    /// <summary>The professional of a line.</summary>
    Professionnel,

    /// <summary>A day: of the care, or of a payment.</summary>
    Date,

    /// <summary>An amount: of a line, of a transfer, or of the soin.</summary>
    Montant,
}

/// <summary>The kind of décision that an agent takes about lines.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<TypeDeDecision>))]
public enum TypeDeDecision
{
    /// <summary>The lines pay for one soin.</summary>
    Lier,

    /// <summary>No two of the lines pay for the same soin.</summary>
    Delier,

    /// <summary>The gap of the soin, as its lines stand, is accepted.</summary>
    AccepterEcart,

    /// <summary>An earlier décision no longer holds.</summary>
    Rouvrir,

    /// <summary>A remark.</summary>
    Annoter,

    /// <summary>Nothing more is to be expected of a part, until a line of it comes that was not known.</summary>
    NeRienAttendre,
}
