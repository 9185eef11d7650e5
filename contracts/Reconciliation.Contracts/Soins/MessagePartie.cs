using System.Text.Json.Serialization;

namespace Reconciliation.Contracts;

/// <summary>The kind of fact that a piece of a message states.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<MessagePartieType>))]
public enum MessagePartieType
{
    /// <summary>A payment that came.</summary>
    Versement,

    /// <summary>A payment that came, of one transfer that brought all of them.</summary>
    VersementUnique,

    /// <summary>A payment that came, of a part without rules of its own.</summary>
    AutreVersement,

    /// <summary>A payment of a day ahead.</summary>
    VersementAVenir,

    /// <summary>The amount that was taken back of a payment.</summary>
    Reprise,

    /// <summary>The amount that will be taken back on a day ahead.</summary>
    RepriseAVenir,

    /// <summary>The sum that was held back.</summary>
    Retenue,

    /// <summary>The sum that will be held back on a day ahead.</summary>
    RetenueAVenir,

    /// <summary>The amount that was given back beyond the amount held.</summary>
    RetenueRendue,

    /// <summary>The amount that will be given back on a day ahead.</summary>
    RetenueRendueAVenir,

    /// <summary>A part that has been dealt with and pays nothing.</summary>
    RienDu,

    /// <summary>The complementary part is another insurer's.</summary>
    ComplementaireAilleurs,

    /// <summary>No complementary part is expected.</summary>
    ComplementaireNonAttendue,

    /// <summary>Nothing is left for the complementary part to pay.</summary>
    RienARembourser,

    /// <summary>RO is another body's.</summary>
    RoAilleurs,

    /// <summary>RO is not expected.</summary>
    RoNonAttendu,

    /// <summary>Other payments of the soin are another member's.</summary>
    AutreAdherent,

    /// <summary>A missing part, expected about a day; its amount is the least where the complementary part is meant.</summary>
    Attendue,

    /// <summary>A missing part, expected by a day.</summary>
    AttendueAvant,

    /// <summary>With a paper feuille de soins the delay may vary.</summary>
    DelaiVariable,

    /// <summary>A missing part that was expected by a day which is past.</summary>
    EnRetard,

    /// <summary>The total is unchanged; without an amount where it is not known yet.</summary>
    TotalInchange,

    /// <summary>The total, at least so much, is unchanged.</summary>
    TotalInchangeAuMoins,

    /// <summary>The total.</summary>
    Total,

    /// <summary>The total once all that is announced is paid.</summary>
    TotalAVenir,

    /// <summary>The total less the sum held back.</summary>
    Net,

    /// <summary>The payments exceed the cost of the care.</summary>
    Depassement,

    /// <summary>The payments made and announced exceed the cost of the care.</summary>
    DepassementAnnonce,

    /// <summary>The cost of the care.</summary>
    Depense,

    /// <summary>The amount that RO paid, where another one was announced.</summary>
    RoVerse,

    /// <summary>The amount that RO will have paid, where another one was announced.</summary>
    RoVerseAVenir,

    /// <summary>The amount that was announced of RO.</summary>
    RoAnnonce,

    /// <summary>The amount that was taken back and not replaced; with a day, while money still moves.</summary>
    RepriseNonRemplacee,

    /// <summary>The amount by which a part took back more than it paid; with a day, while money still moves.</summary>
    RepriseExcessive,

    /// <summary>A payment came with two contents.</summary>
    Conteste,

    /// <summary>Payments of the day are being paired; the amount is the sum of all that came.</summary>
    ARapprocher,

    /// <summary>The payments were cancelled; the amount is their total now; with a day, while money still moves.</summary>
    Annule,

    /// <summary>The member has nothing to do.</summary>
    RienAFaire,

    /// <summary>The service to call.</summary>
    Contact,
}

/// <summary>A fact that a member is told. A page may set it in its own type and language.</summary>
/// <param name="Type">The kind of fact. New values may be added: a client that does not know one shows <c>message</c>.</param>
/// <param name="Montant">The amount, in euros; null where the fact has none.</param>
/// <param name="Jour">The day in Europe/Paris; null where the fact has none.</param>
/// <param name="Lieu">
/// The place where the part is or will be seen: <c>espacePersonnel</c> is the complementary part, any other RO; null where no part is
/// meant.
/// </param>
/// <param name="Destinataire">The recipient of the money; null where no payment is meant.</param>
public sealed record MessagePartie(MessagePartieType Type, decimal? Montant, DateOnly? Jour, VisibleSur? Lieu, Destinataire? Destinataire)
{
    /// <summary>The part, where it is one that an installation registered beside RO and the complementary one; absent elsewhere.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? AutrePart { get; init; }
}
