namespace Reconciliation.Domain;

/// <summary>
/// The RO amounts that the complementary payments of a soin declare, each as the last correction of that payment restates it.
/// </summary>
internal sealed class DeclaredMontants
{
    private readonly SoinPart _part;
    private readonly IReadOnlyDictionary<LigneId, LigneId> _corrected;

    /// <param name="complementaire">The complementary part.</param>
    /// <param name="corrected">The payment that each correction concerns.</param>
    public DeclaredMontants(SoinPart complementaire, IReadOnlyDictionary<LigneId, LigneId> corrected) =>
        (_part, _corrected) = (complementaire, corrected);

    /// <summary>The RO amount that a payment declares.</summary>
    public Montant? Of(Ligne paiement)
    {
        var declared = new Restatement((LigneComplementaire)paiement);
        if (!_part.HasCorrections)
        {
            return declared.Declared;
        }

        foreach (var ligne in _part.Lignes)
        {
            if (ligne.Nature != Nature.Paiement && !_part.IsRetenue(ligne) && _corrected.GetValueOrDefault(ligne.Id) == paiement.Id)
            {
                declared.Read(ligne);
            }
        }

        return declared.Declared;
    }

    /// <summary>
    /// The amounts of all contracts, each once: several contracts echo one RO amount. Within a contract equal declarations are echoes and
    /// unequal ones add up, unless the amount that RO paid equals the other reading.
    /// </summary>
    /// <param name="roPaid">The amount that RO paid; null: RO is not there.</param>
    public IReadOnlyList<Montant> All(Montant? roPaid)
    {
        // Nearly every soin has one complementary line at most.
        if (_part.Paiements is [var single])
        {
            return Of(single) is { } declared ? [declared] : [];
        }

        return [.. _part.Paiements
            .Select(p => (((LigneComplementaire)p).Contrat, Montant: Of(p)))
            .Where(d => d.Montant is not null)
            .GroupBy(d => d.Contrat, d => d.Montant!.Value)
            .Select(contrat => OfContrat([.. contrat], roPaid))
            .Distinct()
            .Order()];
    }

    private static Montant OfContrat(List<Montant> declared, Montant? roPaid)
    {
        var (echoed, added) = (Montant.Somme(declared.Distinct()), Montant.Somme(declared));
        return added == roPaid ? added : echoed;
    }
}
