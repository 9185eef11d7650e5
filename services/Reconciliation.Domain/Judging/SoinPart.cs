namespace Reconciliation.Domain;

/// <summary>What one part of a soin has paid.</summary>
internal sealed class SoinPart
{
    // An array: it is gone through some ten times a soin.
    private readonly Ligne[] _lignes;

    /// <summary>A part that has paid nothing.</summary>
    public static readonly SoinPart None = new([], new HashSet<LigneId>());

    public SoinPart(IReadOnlyList<Ligne> lignes, IReadOnlySet<LigneId> retenues)
    {
        _lignes = [.. lignes];
        Principal = First(_lignes);
        (Raw, Retenues, IsAnnulee) = CorrectionBalance.From(_lignes, retenues);
    }

    public IEnumerable<Ligne> Paiements => _lignes.Where(l => l.Nature == Nature.Paiement);

    /// <summary>The first payment, by day and identity: the one whose day, transfer and recipient are shown.</summary>
    public Ligne? Principal { get; }

    public bool IsThere => Principal is not null;

    /// <summary>Payments and corrections, without retenues.</summary>
    public Montant Raw { get; }

    /// <summary>What was held back, positive.</summary>
    public Montant Retenues { get; }

    public bool IsAnnulee { get; }

    // The lines come in the order of their identities.
    private static Ligne? First(Ligne[] lignes)
    {
        Ligne? first = null;
        foreach (var ligne in lignes)
        {
            if (ligne.Nature == Nature.Paiement && (first is null || ligne.PayeLe < first.PayeLe))
            {
                first = ligne;
            }
        }

        return first;
    }

    /// <summary>Whether every payment came by one transfer.</summary>
    public bool IsOf(string virement) => Array.TrueForAll(_lignes, l => l.Nature != Nature.Paiement || l.Virement == virement);

    public Montant Paid(Destinataire destinataire)
    {
        var paid = Montant.Zero;
        foreach (var ligne in _lignes)
        {
            paid += ligne.Destinataire == destinataire ? ligne.Montant : Montant.Zero;
        }

        return paid;
    }
}
