namespace Reconciliation.Domain;

/// <summary>The verdict on a soin.</summary>
/// <remarks>
/// Its numbers are stored and never renumbered: which verdict goes before another is said by <see cref="SituationPrecedence"/>.
/// </remarks>
public enum Situation
{
    /// <summary>A line came with two contents at one revision.</summary>
    Conteste = 0,

    /// <summary>Its pairing is ambiguous.</summary>
    ARapprocher = 1,

    /// <summary>Every part nets to zero after cancellations.</summary>
    Annule = 2,

    /// <summary>The parts do not add up as declared, or more was paid than spent.</summary>
    Ecart = 3,

    /// <summary>An expected part is missing past its window.</summary>
    EnRetard = 4,

    /// <summary>RO is awaited.</summary>
    EnAttenteRo = 5,

    /// <summary>The complementary part is awaited.</summary>
    EnAttenteComplementaire = 6,

    /// <summary>Every expected part is there.</summary>
    Complet = 7,
}

/// <summary>The attention that a soin needs.</summary>
public enum Niveau
{
    /// <summary>Nothing beyond the situation.</summary>
    Normal,

    /// <summary>Late beyond the second threshold.</summary>
    Anormal,
}

/// <summary>The certainty of the total.</summary>
public enum Certitude
{
    /// <summary>All expected parts are paid.</summary>
    Ferme,

    /// <summary>The missing amount is stated by the other part.</summary>
    Annonce,

    /// <summary>The missing amount is only derived.</summary>
    Estime,
}

/// <summary>The state of a part.</summary>
public enum EtatPart
{
    /// <summary>Paid.</summary>
    Payee,

    /// <summary>Awaited, within its window.</summary>
    Attendue,

    /// <summary>Awaited, past its window.</summary>
    EnRetard,

    /// <summary>Not expected.</summary>
    NonAttendue,

    /// <summary>Paid, then cancelled.</summary>
    Annulee,
}

/// <summary>The place where the member sees a part.</summary>
public enum VisibleSur
{
    /// <summary>On ameli.fr.</summary>
    Ameli,

    /// <summary>By post.</summary>
    Courrier,

    /// <summary>On the Espace personnel MGEN.</summary>
    EspacePersonnel,
}

/// <summary>The order of the payments.</summary>
public enum OrdreVersements
{
    /// <summary>RO first.</summary>
    RoPuisComplementaire,

    /// <summary>Complementary first.</summary>
    ComplementairePuisRo,

    /// <summary>Same day.</summary>
    MemeJour,
}

/// <summary>The total of a soin.</summary>
/// <param name="Valeur">RO gross and complementary, each as paid, else as announced.</param>
/// <param name="Retenues">The sum held back, positive.</param>
/// <param name="AuCompte">The sum paid so far to the member, net; never below zero because of the retenues of a tiers payant.</param>
/// <param name="AuProfessionnel">The sum paid so far to the professional, net.</param>
/// <param name="Certitude">The certainty of <paramref name="Valeur"/>.</param>
/// <param name="Inchange">
/// Whether RO paid the amount declared and nothing was taken back without being replaced; null until both are there, or where nothing was
/// declared.
/// </param>
public sealed record MontantTotal(
    Montant Valeur, Montant Retenues, Montant AuCompte, Montant AuProfessionnel, Certitude Certitude, bool? Inchange)
{
    /// <summary>The value less the sum held back.</summary>
    public Montant Net => Valeur - Retenues;
}

/// <summary>One part of a soin.</summary>
/// <param name="Etat">The state of the part.</param>
/// <param name="Montant">
/// The amount paid, gross, corrections included; null while nothing came. While a payment is of a day ahead, the amount paid so far.
/// </param>
/// <param name="MontantAttendu">
/// The amount that the other part announces or lets derive; null where it says nothing. While a payment is of a day ahead, the whole.
/// </param>
/// <param name="Destinataire">The recipient of the money.</param>
/// <param name="PayeLe">The day of the first payment.</param>
/// <param name="Virement">The transfer of the first payment.</param>
/// <param name="VisibleSur">The place where the member sees the part; null where none is expected.</param>
/// <param name="Expectation">The window, or the days ahead on which it is paid; null where the part is not awaited.</param>
/// <param name="DansLesDelais">Whether it was paid, or can still be, within its window; null where it is not expected.</param>
public sealed record PartVue(
    EtatPart Etat,
    Montant? Montant,
    Montant? MontantAttendu,
    Destinataire? Destinataire,
    DateOnly? PayeLe,
    string? Virement,
    VisibleSur? VisibleSur,
    ExpectedWindow? Expectation,
    bool? DansLesDelais)
{
    /// <summary>Of RO: the base of reimbursement; null while nothing came.</summary>
    public Montant? Base { get; init; }

    /// <summary>Of RO: the rate, per cent; null while nothing came, or where its payments have several.</summary>
    public decimal? Taux { get; init; }

    /// <summary>The name of the first payment in its source.</summary>
    public Reference? Ligne { get; init; }

    /// <summary>
    /// The amount that the transfer of the first payment brought to its recipient for this soin, both parts and retenues included.
    /// </summary>
    public Montant? MontantVirement { get; init; }
}

/// <summary>A line that holds an amount back, or gives back an amount that was held.</summary>
/// <param name="Nature">The effect of the line on the account.</param>
/// <param name="CodeActe">The code of the act of the line.</param>
/// <param name="Montant">The amount held back, positive; negative: given back.</param>
/// <param name="PayeLe">The day of the payment that carries the line.</param>
/// <param name="Virement">The transfer of that payment.</param>
public sealed record RetenueVue(Nature Nature, string CodeActe, Montant Montant, DateOnly PayeLe, string Virement);

/// <summary>The view of one member of a soin that also concerns another.</summary>
/// <param name="AuCompte">The amount that reached their account so far, net.</param>
/// <param name="Message">The message to them.</param>
/// <param name="MessageParties">The facts that the message states.</param>
public sealed record OwnShare(Montant AuCompte, string Message, IReadOnlyList<MessagePartie> MessageParties);

/// <summary>The unified view of a soin at an instant, without the members that storage adds to it: id, version and instant.</summary>
public sealed record Vue
{
    /// <summary>The member: as RO names them, else as the complementary part does.</summary>
    public required string AdherentId { get; init; }

    /// <summary>The other members that its lines name, ordinal order; usually none.</summary>
    public required IReadOnlyList<string> AutresAdherents { get; init; }

    /// <summary>Beneficiary and day of care.</summary>
    public required Journee Journee { get; init; }

    /// <summary>The professional.</summary>
    public required string ProfessionnelId { get; init; }

    /// <summary>The code of the act.</summary>
    public required string CodeActe { get; init; }

    /// <summary>The act in words.</summary>
    public required string? Libelle { get; init; }

    /// <summary>The cost of the care: the figure on which the payments that stand agree; 0,00 € where it is unknown.</summary>
    public required Montant Depense { get; init; }

    /// <summary>The verdict.</summary>
    public required Situation Situation { get; init; }

    /// <summary>The attention that the soin needs.</summary>
    public required Niveau Niveau { get; init; }

    /// <summary>The total.</summary>
    public required MontantTotal Total { get; init; }

    /// <summary>The RO part.</summary>
    public required PartVue PartRo { get; init; }

    /// <summary>The complementary part.</summary>
    public required PartVue PartComplementaire { get; init; }

    /// <summary>The amounts held back, line by line.</summary>
    public required IReadOnlyList<RetenueVue> Retenues { get; init; }

    /// <summary>The amount left to the member; null where it cannot be told.</summary>
    public required Montant? ResteACharge { get; init; }

    /// <summary>The sum of all lines of the soin, signed, whatever their recipient and day: control totals count it.</summary>
    public required Montant LignesTotal { get; init; }

    /// <summary>
    /// The amount at stake for an agent who takes the soin up: the missing amount of a late one, the difference of a gap, else the total.
    /// </summary>
    public required Montant Enjeu { get; init; }

    /// <summary>Whether one transfer covers both parts.</summary>
    public required bool VersementUnique { get; init; }

    /// <summary>The way in which the care was declared, as the first payment says: the delay of the other part is counted by it.</summary>
    public required Canal Canal { get; init; }

    /// <summary>The order of the payments; null until both are there.</summary>
    public required OrdreVersements? OrdreVersements { get; init; }

    /// <summary>Day of the complementary payment less day of the RO payment; null until both are there.</summary>
    public required int? EcartJours { get; init; }

    /// <summary>The facts that the member is told, in the order of the message.</summary>
    public required IReadOnlyList<MessagePartie> MessageParties { get; init; }

    /// <summary>The text for the member: the facts as one or two sentences.</summary>
    public required string Message { get; init; }

    /// <summary>The next instant after which time alone changes the view; null: never.</summary>
    public required DateTimeOffset? Echeance { get; init; }
}
