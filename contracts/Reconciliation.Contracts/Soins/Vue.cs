using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace Reconciliation.Contracts;

/// <summary>
/// The unified view of a soin: the payments of each part, and those expected with their days. Amounts are euros with two decimals.
/// </summary>
public record Vue
{
    /// <summary>The id of the soin; never changes once published.</summary>
    public required Guid SoinId { get; init; }

    /// <summary>The version of the view, from 1, one more at each change.</summary>
    public required int Version { get; init; }

    /// <summary>The member, as the RO line names them.</summary>
    public required string AdherentId { get; init; }

    /// <summary>The beneficiary of the care.</summary>
    public required string BeneficiaireId { get; init; }

    /// <summary>The day of care in Europe/Paris.</summary>
    public required DateOnly DateSoin { get; init; }

    /// <summary>The professional.</summary>
    public required string ProfessionnelId { get; init; }

    /// <summary>The code of the act.</summary>
    public required string CodeActe { get; init; }

    /// <summary>The act in words, or null.</summary>
    public required string? Libelle { get; init; }

    /// <summary>The cost of the care, in euros: the figure on which the payments that stand agree; 0.00 where it is unknown.</summary>
    public required decimal Depense { get; init; }

    /// <summary>The verdict.</summary>
    public required Situation Situation { get; init; }

    /// <summary>The attention that the soin needs.</summary>
    public required Niveau Niveau { get; init; }

    /// <summary>The total of both parts.</summary>
    public required MontantTotal MontantTotal { get; init; }

    /// <summary>The part of the régime obligatoire.</summary>
    public required PartRoVue PartRo { get; init; }

    /// <summary>The part of the complémentaire santé.</summary>
    public required PartVue PartComplementaire { get; init; }

    /// <summary>
    /// The amount left to the member: <c>depense − net</c>, in euros, never below zero. Null where it cannot be told: the cost is unknown,
    /// the pairing ambiguous, a part another insurer's or below zero, or one is awaited without a figure.
    /// </summary>
    public required decimal? ResteACharge { get; init; }

    /// <summary>Whether one bank transfer covers both parts.</summary>
    public required bool VersementUnique { get; init; }

    /// <summary>The order of the two payments by payment days; null until both are there.</summary>
    public required OrdreVersements? OrdreVersements { get; init; }

    /// <summary>Day of the complementary payment less day of the RO payment, in days; negative: complementary first; null until both are
    /// there.</summary>
    public required int? EcartJours { get; init; }

    /// <summary>One plain French sentence or two for the member.</summary>
    public required string Message { get; init; }

    /// <summary>When this version was judged, UTC.</summary>
    [JsonConverter(typeof(InstantUtcConverter))]
    public required DateTimeOffset MisAJourLe { get; init; }

    /// <summary>The amounts held back, line by line, in the order of days; <c>montantTotal.retenues</c> is their sum.</summary>
    [JsonPropertyOrder(1)]
    public IReadOnlyList<RetenueVue> Retenues { get; init; } = [];

    /// <summary>
    /// The facts that the message states, in its order: <see cref="Message"/> is written from them and from nothing else.
    /// </summary>
    [JsonPropertyOrder(1)]
    public IReadOnlyList<MessagePartie> MessageParties { get; init; } = [];
    /// <summary>
    /// The history of the database in which this version was written. Versions are ordered within one; of two, the one announced later is
    /// the later. Absent from versions that were written before histories were told apart.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Epoque { get; init; }

    /// <summary>The soin into which this one was merged; absent unless that happened.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Guid? RemplacePar { get; init; }
}

/// <summary>The total of a soin. Euros with two decimals.</summary>
public sealed record MontantTotal
{
    /// <summary>RO gross and complementary, each as paid, else as announced by the other part.</summary>
    public required decimal Valeur { get; init; }

    /// <summary>Participations forfaitaires and franchises held back, as a positive amount.</summary>
    public required decimal Retenues { get; init; }

    /// <summary><see cref="Valeur"/> less <see cref="Retenues"/>.</summary>
    public required decimal Net { get; init; }

    /// <summary>
    /// The sum paid so far to the member's account, net; never below zero because of the retenues of a tiers payant. In the list of a
    /// member it counts their own lines only.
    /// </summary>
    public required decimal AuCompte { get; init; }

    /// <summary>Paid so far to the professional (tiers payant), net.</summary>
    public required decimal AuProfessionnel { get; init; }

    /// <summary>The certainty of <see cref="Valeur"/>.</summary>
    public required Certitude Certitude { get; init; }

    /// <summary>
    /// Whether the RO paid as the complementary part declared, corrections included, and nothing was taken back without being replaced;
    /// null until both are there, and where the complementary part declared nothing.
    /// </summary>
    public required bool? Inchange { get; init; }
}

/// <summary>One part of a soin. Euros with two decimals.</summary>
public record PartVue
{
    /// <summary>The state of the part.</summary>
    public required EtatPart Etat { get; init; }

    /// <summary>
    /// The amount paid, gross, corrections included; null while nothing came. While a payment is of a day ahead: the amount paid so far.
    /// </summary>
    public required decimal? Montant { get; init; }

    /// <summary>
    /// The amount that the other part announces or lets derive for this one; null where the other part says nothing. While a payment is of
    /// a day ahead: the whole.
    /// </summary>
    public required decimal? MontantAttendu { get; init; }

    /// <summary>The recipient of the money; null while nothing came.</summary>
    public required Destinataire? Destinataire { get; init; }

    /// <summary>The day of payment; null while nothing came.</summary>
    public required DateOnly? PayeLe { get; init; }

    /// <summary>The bank transfer; null while nothing came.</summary>
    public required string? Virement { get; init; }

    /// <summary>The place where the member sees or will see the part; null where none is expected.</summary>
    public required VisibleSur? VisibleSur { get; init; }

    /// <summary>
    /// The start of the window in which the part is expected, or of the day ahead on which it is paid, UTC; null where it is not awaited.
    /// </summary>
    [JsonConverter(typeof(InstantUtcNullableConverter))]
    public required DateTimeOffset? AttenduDu { get; init; }

    /// <summary>The end of that window, UTC; null where it is not awaited.</summary>
    [JsonConverter(typeof(InstantUtcNullableConverter))]
    public required DateTimeOffset? AttenduAu { get; init; }

    /// <summary>Whether the part was paid, or can still be paid, within its window; null where it is not expected.</summary>
    public required bool? DansLesDelais { get; init; }

    /// <summary>The name of its first payment in the source; null while nothing came.</summary>
    public ReferenceLigne? Ligne { get; init; }

    /// <summary>
    /// The amount that the transfer of its first payment brought to its recipient for this soin, in euros: both parts, retenues included;
    /// null while nothing came.
    /// </summary>
    public decimal? MontantVirement { get; init; }
}

/// <summary>The part of the régime obligatoire.</summary>
public sealed record PartRoVue : PartVue
{
    /// <summary>A part of which every member is to be given.</summary>
    public PartRoVue()
    {
    }

    /// <summary>A part with the members that every part has.</summary>
    /// <param name="part">The part.</param>
    [SetsRequiredMembers]
    public PartRoVue(PartVue part)
        : base(part)
    {
    }

    /// <summary>The base of reimbursement, in euros; null while nothing came.</summary>
    [JsonPropertyOrder(1)]
    public decimal? Base { get; init; }

    /// <summary>The rate, per cent; null while nothing came, or where its payments have several.</summary>
    [JsonPropertyOrder(1)]
    public decimal? Taux { get; init; }
}

/// <summary>A line that holds an amount back, or gives back an amount that was held.</summary>
/// <param name="Nature">The effect of the line on the account.</param>
/// <param name="CodeActe">The code of the act of the line.</param>
/// <param name="Montant">The amount held back, in euros; negative: given back.</param>
/// <param name="PayeLe">The day of the payment that carries the line.</param>
/// <param name="Virement">The transfer of that payment.</param>
public sealed record RetenueVue(Nature Nature, string CodeActe, decimal Montant, DateOnly PayeLe, string Virement);

/// <summary>The message published to <c>reconciliation.soins</c> at each new version: the view and the situation before it.</summary>
public record SoinMisAJour : Vue
{
    /// <summary>The situation of the version before; null at the first.</summary>
    public required Situation? SituationPrecedente { get; init; }
}
