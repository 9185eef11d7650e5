namespace Reconciliation.Domain;

/// <summary>What may show that an RO line and a complementary line pay for one act: what each of them must state alike.</summary>
/// <typeparam name="T">What is compared.</typeparam>
/// <param name="OfRo">What the RO line states; null: nothing that could show it.</param>
/// <param name="OfComplementaire">What the complementary line states.</param>
internal sealed record Evidence<T>(Func<LigneRo, T?> OfRo, Func<LigneComplementaire, T?> OfComplementaire)
    where T : struct
{
    public bool IsTied(LigneRo ro, LigneComplementaire rc) =>
        OfRo(ro) is { } key && OfComplementaire(rc) is { } other && EqualityComparer<T>.Default.Equals(key, other);
}

/// <summary>The evidence of the stages of pairing, from the surest to the weakest.</summary>
internal static class EvidenceRules
{
    /// <summary>Stage 2: the complementary line names the RO line.</summary>
    public static readonly Evidence<Reference> Name = new(ro => ro.Id.Reference, rc => rc.ReferenceRo);

    /// <summary>Stage 2: both name one soin.</summary>
    public static readonly Evidence<ValueTuple<string>> SharedReference = new(ro => Key(ro.ReferenceSoin), rc => Key(rc.ReferenceSoin));

    /// <summary>Stage 3: the professional, what the care cost, and what RO paid of it.</summary>
    public static readonly Evidence<(string, Montant, Montant)> Montants = new(
        ro => (ro.ProfessionnelId, ro.Depense, ro.Montant),
        rc => rc.MontantRoDeclare is { } declare ? (rc.ProfessionnelId, rc.Depense, declare) : null);

    /// <summary>Stage 4: the professional and what the care cost.</summary>
    public static readonly Evidence<(string, Montant)> Depense = new(ro => (ro.ProfessionnelId, ro.Depense), rc => (rc.ProfessionnelId, rc.Depense));

    /// <summary>Stage 5: the professional and the act. A line that declares an RO amount looks for that amount besides.</summary>
    public static readonly Evidence<(string, string)> Acte = new(ro => (ro.ProfessionnelId, ro.CodeActe), rc => (rc.ProfessionnelId, rc.CodeActe));

    /// <summary>Whether two lines that have no other to choose from pair at any stage.</summary>
    /// <param name="ro">The RO line.</param>
    /// <param name="rc">The complementary line.</param>
    public static bool Tie(LigneRo ro, LigneComplementaire rc) =>
        Name.IsTied(ro, rc) || SharedReference.IsTied(ro, rc) || Montants.IsTied(ro, rc) || Depense.IsTied(ro, rc)
        || (Acte.IsTied(ro, rc) && (rc.MontantRoDeclare ?? ro.Montant) == ro.Montant);

    private static ValueTuple<string>? Key(string? reference) => reference is null ? null : new(reference);
}
