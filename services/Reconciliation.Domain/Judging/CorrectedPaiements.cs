namespace Reconciliation.Domain;

/// <summary>The payments of a part after their corrections.</summary>
internal static class CorrectedPaiements
{
    /// <summary>
    /// The payments that stand, that is, whose corrections do not take back all or more. And the sum that was taken back of the part
    /// without being replaced, less additions: a payment that stands takes the place of one that does not.
    /// </summary>
    /// <param name="paiements">The payments.</param>
    /// <param name="corrections">The corrections of the payments, without retenues.</param>
    /// <param name="corrected">The payment that each correction concerns.</param>
    public static (Ligne[] Standing, Montant Lost) From(
        Ligne[] paiements, Ligne[] corrections, IReadOnlyDictionary<LigneId, LigneId> corrected)
    {
        var changes = new (Montant Change, bool IsTakenBack)[paiements.Length];
        foreach (var correction in corrections)
        {
            var root = corrected.GetValueOrDefault(correction.Id);
            var rank = Math.Max(0, Array.FindIndex(paiements, p => p.Id == root));
            changes[rank] = (changes[rank].Change + correction.Montant, changes[rank].IsTakenBack || TakesBack(correction));
        }

        var standing = paiements.Where((p, rank) => !changes[rank].IsTakenBack
            || p.Montant + changes[rank].Change > Montant.Zero).ToArray();
        var lost = Montant.Zero;
        for (var rank = 0; rank < paiements.Length; rank++)
        {
            var isReplaced = standing.Length > 0 && !standing.Contains(paiements[rank]);
            lost += isReplaced
                ? Montant.Max(Montant.Zero, -(paiements[rank].Montant + changes[rank].Change))
                : -changes[rank].Change;
        }

        return (standing, lost);
    }

    /// <summary>Whether a line takes something back: a cancellation does, even one of 0,00 €.</summary>
    public static bool TakesBack(Ligne ligne) =>
        ligne.Nature == Nature.Annulation || (ligne.Nature == Nature.Regularisation && ligne.Montant < Montant.Zero);
}
