namespace Reconciliation.Domain;

/// <summary>What one part of a soin has paid.</summary>
internal sealed class PartDeSoin
{
    // An array: it is gone through some ten times a soin.
    private readonly Ligne[] _lignes;

    public PartDeSoin(IReadOnlyList<Ligne> lignes, IReadOnlySet<LigneId> retenues)
    {
        _lignes = [.. lignes];
        Principal = Premier(_lignes);
        (Brut, Retenues, EstAnnulee) = Solde.De(_lignes, retenues);
    }

    public IEnumerable<Ligne> Paiements => _lignes.Where(l => l.Nature == Nature.Paiement);

    /// <summary>The first payment, by day and identity: the one whose day, transfer and recipient are shown.</summary>
    public Ligne? Principal { get; }

    public bool EstLa => Principal is not null;

    /// <summary>Payments and corrections, without retenues.</summary>
    public Montant Brut { get; }

    /// <summary>What was held back, positive.</summary>
    public Montant Retenues { get; }

    public bool EstAnnulee { get; }

    // The lines come in the order of their identities.
    private static Ligne? Premier(Ligne[] lignes)
    {
        Ligne? premier = null;
        foreach (var ligne in lignes)
        {
            if (ligne.Nature == Nature.Paiement && (premier is null || ligne.PayeLe < premier.PayeLe))
            {
                premier = ligne;
            }
        }

        return premier;
    }

    /// <summary>Whether every payment came by one transfer.</summary>
    public bool EstDe(string virement) => Array.TrueForAll(_lignes, l => l.Nature != Nature.Paiement || l.Virement == virement);

    public Montant Verse(Destinataire destinataire)
    {
        var verse = Montant.Zero;
        foreach (var ligne in _lignes)
        {
            verse += ligne.Destinataire == destinataire ? ligne.Montant : Montant.Zero;
        }

        return verse;
    }
}
