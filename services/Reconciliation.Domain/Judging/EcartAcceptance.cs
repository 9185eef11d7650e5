namespace Reconciliation.Domain;

/// <summary>Whether the gap of a soin is one that an agent accepted: the amounts are still those that it accepted.</summary>
public static class EcartAcceptance
{
    /// <summary>Whether the gap was accepted.</summary>
    /// <param name="soin">The soin.</param>
    public static bool IsAccepted(Soin soin)
    {
        ArgumentNullException.ThrowIfNull(soin);
        return soin.AcceptedEcarts.Any(a => Holds(soin, a));
    }

    /// <summary>Whether an acceptance still holds.</summary>
    /// <param name="soin">The soin.</param>
    /// <param name="accepted">The gap that was accepted.</param>
    public static bool Holds(Soin soin, AcceptedEcart accepted)
    {
        ArgumentNullException.ThrowIfNull(accepted);
        var (now, then) = (Figures(soin), Figures(accepted.Soin));
        return (now.Ro, now.Complementaire, now.Autres, now.Depense) == (then.Ro, then.Complementaire, then.Autres, then.Depense)
            && now.Declared.SequenceEqual(then.Declared);
    }

    private static (Montant Ro, Montant Complementaire, Montant Autres, SoinDepense Depense, IReadOnlyList<Montant> Declared) Figures(
        Soin soin)
    {
        var begun = new BegunDays(DateTimeOffset.MaxValue);
        var (ro, complementaire) = (new SoinPart(soin.Ro, soin, begun), new SoinPart(soin.Complementaire, soin, begun));
        var autres = new SoinPart(soin.Autres, soin, begun);
        var declared = new DeclaredMontants(complementaire, soin.Corrected).All(ro.IsThere ? ro.Raw : null);
        return (ro.Raw, complementaire.Raw, autres.Raw, SoinDepense.From(ro, complementaire, autres), declared);
    }
}
