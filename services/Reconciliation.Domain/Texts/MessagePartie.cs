namespace Reconciliation.Domain;

/// <summary>What a piece of a message says. The names are on the wire: none is given another meaning.</summary>
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

    /// <summary>What was taken back of a payment.</summary>
    Reprise,

    /// <summary>What is taken back on a day ahead.</summary>
    RepriseAVenir,

    /// <summary>What was held back, in all.</summary>
    Retenue,

    /// <summary>What is held back on a day ahead, in all.</summary>
    RetenueAVenir,

    /// <summary>What was given back beyond what was held.</summary>
    RetenueRendue,

    /// <summary>What is given back on a day ahead.</summary>
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

    /// <summary>The total less what is held back.</summary>
    Net,

    /// <summary>What was paid exceeds what the care cost.</summary>
    Depassement,

    /// <summary>What was paid and announced exceeds what the care cost.</summary>
    DepassementAnnonce,

    /// <summary>What the care cost.</summary>
    Depense,

    /// <summary>What RO paid, unlike what was announced.</summary>
    RoVerse,

    /// <summary>What RO will have paid, unlike what was announced.</summary>
    RoVerseAVenir,

    /// <summary>What was announced of RO.</summary>
    RoAnnonce,

    /// <summary>What was taken back and not replaced.</summary>
    RepriseNonRemplacee,

    /// <summary>By how much a part took back more than it paid.</summary>
    RepriseExcessive,

    /// <summary>A payment came with two contents.</summary>
    Conteste,

    /// <summary>Payments of the day are being paired; the amount is what came in all.</summary>
    ARapprocher,

    /// <summary>The payments were cancelled; the amount is their total now.</summary>
    Annule,

    /// <summary>The member has nothing to do.</summary>
    RienAFaire,

    /// <summary>Whom to call.</summary>
    Contact,
}

/// <summary>A fact that a member is told: the message is written from these and from nothing else.</summary>
/// <param name="Type">What it says.</param>
/// <param name="Montant">The amount; null where it says none.</param>
/// <param name="Jour">The day; null where it says none.</param>
/// <param name="Lieu">Where the part is or will be seen: by it the part is known; null where no part is meant.</param>
/// <param name="Destinataire">Who receives the money; null where no payment is meant.</param>
/// <param name="AutrePart">The part, where it is one without rules of its own: no place is known of it; null: any other.</param>
public readonly record struct MessagePartie(
    MessagePartieType Type,
    Montant? Montant = null,
    DateOnly? Jour = null,
    VisibleSur? Lieu = null,
    Destinataire? Destinataire = null,
    Part? AutrePart = null);
