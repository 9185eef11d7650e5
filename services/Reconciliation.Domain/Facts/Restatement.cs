namespace Reconciliation.Domain;

/// <summary>The RO amount that a complementary payment declares, as the last of its corrections restates it.</summary>
/// <param name="paiement">The payment.</param>
internal struct Restatement(LigneComplementaire paiement)
{
    private LigneComplementaire _last = paiement;

    /// <summary>The amount; null: neither the payment nor a correction declares one.</summary>
    public readonly Montant? Declared => _last.MontantRoDeclare;

    /// <summary>Reads a correction of the payment that holds nothing back; of one day the later one in the order of identities.</summary>
    /// <param name="correction">The correction, in the order of identities.</param>
    public void Read(Ligne correction)
    {
        if (correction is LigneComplementaire { MontantRoDeclare: not null } restated
            && (_last.Nature == Nature.Paiement || restated.PayeLe >= _last.PayeLe))
        {
            _last = restated;
        }
    }
}
