namespace Reconciliation.Domain;

/// <summary>The effect of a line on the account.</summary>
/// <remarks>Its numbers are stored and never renumbered.</remarks>
public enum Nature
{
    /// <summary>A payment.</summary>
    Paiement = 0,

    /// <summary>A correction, of either sign.</summary>
    Regularisation = 1,

    /// <summary>A cancellation, zero or negative.</summary>
    Annulation = 2,

    /// <summary>A participation forfaitaire or franchise, zero or negative.</summary>
    Retenue = 3,
}

/// <summary>The recipient of the money.</summary>
public enum Destinataire
{
    /// <summary>The member.</summary>
    Assure,

    /// <summary>The professional, in tiers payant.</summary>
    Professionnel,
}

/// <summary>The way in which the care was declared.</summary>
/// <remarks>Its numbers are stored and never renumbered.</remarks>
public enum Canal
{
    /// <summary>With the carte Vitale.</summary>
    CarteVitale = 0,

    /// <summary>By a paper feuille de soins.</summary>
    FeuilleDeSoins = 1,
}

/// <summary>The manager of the complementary cover, as RO states it.</summary>
public enum Complementaire
{
    /// <summary>MGEN.</summary>
    Mgen,

    /// <summary>Another insurer.</summary>
    Autre,

    /// <summary>Nobody.</summary>
    Aucune,
}

/// <summary>The manager of the régime obligatoire, as the complementary part states it.</summary>
public enum RegimeObligatoire
{
    /// <summary>MGEN.</summary>
    Mgen,

    /// <summary>Another body.</summary>
    Autre,
}

/// <summary>The way in which RO statements reach the member.</summary>
public enum Releve
{
    /// <summary>On ameli.fr.</summary>
    Ameli,

    /// <summary>By post.</summary>
    Courrier,
}

/// <summary>One payment line as a source states it, at one revision: the only kind of fact that enters.</summary>
/// <remarks>
/// There are three kinds: those of the two parts that have rules of their own, and <see cref="LigneAutre"/> for any other.
/// </remarks>
public abstract record Ligne
{
    // No fourth kind outside of this assembly: a rule that goes through the three kinds would lose its lines.
    private protected Ligne()
    {
    }

    /// <summary>The identity; <see cref="LigneId.Part"/> tells the stream.</summary>
    public required LigneId Id { get; init; }

    /// <summary>The revision, from 1.</summary>
    public required int Revision { get; init; }

    /// <summary>The effect of the line on the account.</summary>
    public required Nature Nature { get; init; }

    /// <summary>For a correction or retenue, the line of the same part that it concerns.</summary>
    public required Reference? Origine { get; init; }

    /// <summary>The member.</summary>
    public required string AdherentId { get; init; }

    /// <summary>The beneficiary of the care: part of the identity.</summary>
    public string BeneficiaireId => Id.Beneficiaire;

    /// <summary>The day of care, Europe/Paris.</summary>
    public required DateOnly DateSoin { get; init; }

    /// <summary>The professional.</summary>
    public required string ProfessionnelId { get; init; }

    /// <summary>The code of the act.</summary>
    public required string CodeActe { get; init; }

    /// <summary>The act in words.</summary>
    public required string? Libelle { get; init; }

    /// <summary>The cost of the care.</summary>
    public required Montant Depense { get; init; }

    /// <summary>The amount paid: gross, signed.</summary>
    public required Montant Montant { get; init; }

    /// <summary>The recipient of the money.</summary>
    public required Destinataire Destinataire { get; init; }

    /// <summary>The way in which the care was declared.</summary>
    public required Canal Canal { get; init; }

    /// <summary>When the care was transmitted to the régime obligatoire, if known.</summary>
    public required DateTimeOffset? TransmisLe { get; init; }

    /// <summary>The day of payment, Europe/Paris.</summary>
    public required DateOnly PayeLe { get; init; }

    /// <summary>The bank transfer.</summary>
    public required string Virement { get; init; }

    /// <summary>A reference of the soin shared by both systems, if any.</summary>
    public required string? ReferenceSoin { get; init; }

    /// <summary>The way in which RO statements reach the member.</summary>
    public required Releve Releve { get; init; }

    /// <summary>Whether the line states the cost of the care: 0,00 or less on a line that pays something is no statement.</summary>
    public bool StatesDepense() => Depense > Montant.Zero || Montant == Montant.Zero;

    /// <summary>
    /// The line of the same beneficiary that this one names, and the part of that line: the line that a correction corrects, or the RO line
    /// on which a complementary payment was computed. Null: none.
    /// </summary>
    public (Part Part, Reference Reference)? NamedLigne() =>
        this is LigneComplementaire { Nature: Nature.Paiement, ReferenceRo: { } ro } ? (Part.Ro, ro)
        : Origine is { } origine ? (Id.Part, origine)
        : null;

    /// <summary>The beneficiary and the day of care: the journée to which the line belongs.</summary>
    public Journee Journee => new(BeneficiaireId, DateSoin);

    /// <summary>Adds the line to those of its kind. Another kind does not compile before there is a list for it.</summary>
    internal abstract void AddTo(LignesByKind lignes);
}

/// <summary>A line of the régime obligatoire.</summary>
public sealed record LigneRo : Ligne
{
    /// <summary>The base of reimbursement; known of a payment.</summary>
    public required Montant? Base { get; init; }

    /// <summary>The rate, per cent; known of a payment.</summary>
    public required decimal? Taux { get; init; }

    /// <summary>The manager of the complementary cover.</summary>
    public required Complementaire Complementaire { get; init; }

    internal override void AddTo(LignesByKind lignes) => lignes.Ro.Add(this);
}

/// <summary>A line of the complémentaire santé.</summary>
public sealed record LigneComplementaire : Ligne
{
    /// <summary>The contract that pays.</summary>
    public required string Contrat { get; init; }

    /// <summary>The manager of the régime obligatoire.</summary>
    public required RegimeObligatoire RegimeObligatoire { get; init; }

    /// <summary>The gross RO amount on which the line was computed, if stated.</summary>
    public required Montant? MontantRoDeclare { get; init; }

    /// <summary>The RO line on which it was computed, if stated.</summary>
    public required Reference? ReferenceRo { get; init; }

    internal override void AddTo(LignesByKind lignes) => lignes.Complementaire.Add(this);
}

/// <summary>
/// A line of a part that has no rules of its own. It is never expected; it joins the soin that it names or that its professional and cost
/// single out, else it is a soin of its own; its amount adds to the total.
/// </summary>
public sealed record LigneAutre : Ligne
{
    /// <summary>
    /// The content that the line states besides the members of every line, as one text in which no two contents look alike; null: nothing.
    /// The text counts in the fingerprint, which is stored: the text of one content never changes.
    /// </summary>
    public string? OwnContent { get; init; }

    internal override void AddTo(LignesByKind lignes) => lignes.Autres.Add(this);
}

/// <summary>The name of a journée de soins.</summary>
/// <param name="BeneficiaireId">The beneficiary.</param>
/// <param name="DateSoin">The day of care.</param>
public readonly record struct Journee(string BeneficiaireId, DateOnly DateSoin)
{
    /// <summary>By beneficiary, ordinal, then by day.</summary>
    public static IComparer<Journee> Ordre { get; } = Comparer<Journee>.Create((a, b) => a.CompareTo(b));

    private int CompareTo(Journee other)
    {
        var beneficiaire = string.CompareOrdinal(BeneficiaireId, other.BeneficiaireId);
        return beneficiaire != 0 ? beneficiaire : DateSoin.CompareTo(other.DateSoin);
    }
}
