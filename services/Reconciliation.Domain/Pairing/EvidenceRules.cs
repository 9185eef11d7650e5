namespace Reconciliation.Domain;

/// <summary>Evidence that an RO line and a complementary line pay for one act: a value that both must state alike.</summary>
/// <typeparam name="T">The type of the value.</typeparam>
/// <param name="OfRo">The value that the RO line states; null: the line states none.</param>
/// <param name="OfComplementaire">The value that the complementary line states.</param>
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

    /// <summary>Stage 3: the professional, the cost of the care, and the amount that RO paid of it.</summary>
    public static readonly Evidence<(string, Montant, Montant)> Montants = new(
        ro => (ro.ProfessionnelId, ro.Depense, ro.Montant),
        rc => rc.MontantRoDeclare is { } declare ? (rc.ProfessionnelId, rc.Depense, declare) : null);

    /// <summary>
    /// Stage 5: the professional and the cost of the care, where both parts make it up and the complementary one declares nothing.
    /// </summary>
    public static readonly Evidence<(string, Montant, Montant)> Complement = new(
        ro => ro.StatesDepense() ? (ro.ProfessionnelId, ro.Depense, ro.Montant) : null,
        rc => rc.MontantRoDeclare is null && rc.StatesDepense() ? (rc.ProfessionnelId, rc.Depense, rc.Depense - rc.Montant) : null);

    /// <summary>Stage 6: the professional and the cost of the care; an unknown cost shows nothing.</summary>
    public static readonly Evidence<(string, Montant)> Depense = new(
        ro => ro.StatesDepense() ? (ro.ProfessionnelId, ro.Depense) : null,
        rc => rc.StatesDepense() ? (rc.ProfessionnelId, rc.Depense) : null);

    /// <summary>Stage 7: the professional and the act. A line that declares an RO amount looks for that amount besides.</summary>
    public static readonly Evidence<(string, string)> Acte =
        new(ro => (ro.ProfessionnelId, ro.CodeActe), rc => (rc.ProfessionnelId, rc.CodeActe));

    /// <summary>
    /// Stage 8: the cost of the care and the amount that RO paid of it, where the two systems number professionals differently.
    /// </summary>
    public static readonly Evidence<(Montant, Montant)> MontantsAlone = new(
        ro => ro.StatesDepense() ? (ro.Depense, ro.Montant) : null,
        rc => rc.MontantRoDeclare is { } declare && rc.StatesDepense() ? (rc.Depense, declare) : null);

    /// <summary>Stage 7: whether a line that declares an RO amount declares this one.</summary>
    /// <param name="ro">The RO line.</param>
    /// <param name="rc">The complementary line.</param>
    public static bool FitsDeclared(LigneRo ro, LigneComplementaire rc) => (rc.MontantRoDeclare ?? ro.Montant) == ro.Montant;

    /// <summary>
    /// Stage 8: whether the numbers of two professionals are of two forms; two numbers of one form are two professionals.
    /// </summary>
    /// <param name="ro">The RO line.</param>
    /// <param name="rc">The complementary line.</param>
    public static bool AreOfTwoForms(LigneRo ro, LigneComplementaire rc) => ro.ProfessionnelId.Length != rc.ProfessionnelId.Length;

    /// <summary>Whether two lines of one journée that have no other to choose from pair at any stage.</summary>
    /// <param name="ro">The RO line.</param>
    /// <param name="rc">The complementary line.</param>
    public static bool Tie(LigneRo ro, LigneComplementaire rc) =>
        Name.IsTied(ro, rc) || SharedReference.IsTied(ro, rc) || Montants.IsTied(ro, rc) || Depense.IsTied(ro, rc)
        || (Acte.IsTied(ro, rc) && FitsDeclared(ro, rc))
        || (AreOfTwoForms(ro, rc) && MontantsAlone.IsTied(ro, rc));

    private static ValueTuple<string>? Key(string? reference) => reference is null ? null : new(reference);
}
