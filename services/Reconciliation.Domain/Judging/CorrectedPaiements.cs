namespace Reconciliation.Domain;

/// <summary>The payments of a part after their corrections.</summary>
/// <param name="Standing">Those that stand, that is, whose corrections do not take back all or more.</param>
/// <param name="Lost">
/// The sum that was taken back of the part without being replaced, less additions: a payment that stands takes the place of one that does
/// not.
/// </param>
/// <param name="Shortfall">
/// The sum by which the part pays less than before something was taken back; negative: more. Only a payment made since then, or one of the
/// same amount, makes up for a cancelled one.
/// </param>
internal readonly record struct CorrectedPaiements(Ligne[] Standing, Montant Lost, Montant Shortfall)
{
    /// <summary>Applies corrections to payments.</summary>
    /// <param name="paiements">The payments.</param>
    /// <param name="corrections">The corrections of the payments, without retenues.</param>
    /// <param name="corrected">The payment that each correction concerns.</param>
    public static CorrectedPaiements From(
        Ligne[] paiements, Ligne[] corrections, IReadOnlyDictionary<LigneId, LigneId> corrected)
    {
        var changes = new (Montant Change, DateOnly? TakenBackOn)[paiements.Length];
        foreach (var correction in corrections)
        {
            var root = corrected.GetValueOrDefault(correction.Id);
            ref var change = ref changes[Math.Max(0, Array.FindIndex(paiements, p => p.Id == root))];
            change.Change += correction.Montant;
            if (TakesBack(correction))
            {
                change.TakenBackOn = change.TakenBackOn > correction.PayeLe ? change.TakenBackOn : correction.PayeLe;
            }
        }

        var standing = paiements.Where((p, rank) => changes[rank].TakenBackOn is null
            || p.Montant + changes[rank].Change > Montant.Zero).ToArray();
        var (lost, shortfall) = (Montant.Zero, Montant.Zero);
        var cancelled = new List<(Ligne Paiement, DateOnly TakenBackOn)>();
        for (var rank = 0; rank < paiements.Length; rank++)
        {
            var (paiement, (change, takenBackOn)) = (paiements[rank], changes[rank]);
            if (standing.Length > 0 && !standing.Contains(paiement))
            {
                lost += Montant.Max(Montant.Zero, -(paiement.Montant + change));
                shortfall += paiement.Montant;
                cancelled.Add((paiement, takenBackOn!.Value));
            }
            else
            {
                (lost, shortfall) = (lost - change, shortfall - change);
            }
        }

        var replacing = standing.Where(s => cancelled.Exists(c => Replaces(s, c.Paiement, c.TakenBackOn)));
        shortfall -= Montant.Somme(replacing.Select(s => s.Montant));
        return new(standing, lost, shortfall);
    }

    /// <summary>Whether a line takes something back: a cancellation does, even one of 0,00 €.</summary>
    public static bool TakesBack(Ligne ligne) =>
        ligne.Nature == Nature.Annulation || (ligne.Nature == Nature.Regularisation && ligne.Montant < Montant.Zero);

    // Of another amount it was made since; one of the same may have come before the other was taken back.
    private static bool Replaces(Ligne standing, Ligne cancelled, DateOnly takenBackOn)
    {
        var (isLater, isSince) = (standing.PayeLe > cancelled.PayeLe, standing.PayeLe >= takenBackOn);
        return standing.Montant == cancelled.Montant ? isLater || isSince : isLater && isSince;
    }
}
