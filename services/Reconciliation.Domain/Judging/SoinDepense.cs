namespace Reconciliation.Domain;

/// <summary>What the care cost: the figure on which the payments that stand agree.</summary>
/// <param name="Montant">The figure; 0,00 € where it is unknown.</param>
/// <param name="IsKnown">Whether it is known: 0,00 € on a line that pays says nothing.</param>
internal readonly record struct SoinDepense(Montant Montant, bool IsKnown)
{
    /// <summary>
    /// Each part and each contract offers the sum of its lines, or what they all state: the largest figure that all offer, else the
    /// largest sum.
    /// </summary>
    /// <param name="ro">The RO part.</param>
    /// <param name="complementaire">The complementary part.</param>
    public static SoinDepense From(SoinPart ro, SoinPart complementaire)
    {
        if (ro.Paiements.Length <= 1 && complementaire.Paiements.Length <= 1)
        {
            // Nearly every soin.
            var (a, b) = (ro.Principal?.Depense ?? default, complementaire.Principal?.Depense ?? default);
            return Known(Montant.Max(a, b), ro, complementaire);
        }

        var offers = complementaire.Paiements
            .GroupBy(l => ((LigneComplementaire)l).Contrat)
            .Select(contrat => Offer([.. contrat]))
            .Append(Offer(ro.Paiements))
            .Where(offer => offer.Length > 0)
            .ToList();
        var agreed = offers.Count == 0 ? default : offers[0].Where(figure => offers.TrueForAll(o => o.Contains(figure)))
            .DefaultIfEmpty().Max();
        return Known(agreed > default(Montant) ? agreed : offers.Select(o => o[0]).DefaultIfEmpty().Max(), ro, complementaire);
    }

    // The sum first. A line of 0,00 € that pays leaves the figure of its group unknown; one that pays nothing adds nothing.
    private static Montant[] Offer(Ligne[] paiements)
    {
        if (Array.Exists(paiements, IsUnknown))
        {
            return [];
        }

        var stated = Array.FindAll(paiements, l => l.Depense != default);
        return stated switch
        {
            [] => [],
            [var single] => [single.Depense],
            _ => Array.TrueForAll(stated, l => l.Depense == stated[0].Depense)
                ? [Montant.Somme(stated.Select(l => l.Depense)), stated[0].Depense]
                : [Montant.Somme(stated.Select(l => l.Depense))],
        };
    }

    private static SoinDepense Known(Montant figure, SoinPart ro, SoinPart complementaire) =>
        new(figure, figure != default || !(Array.Exists(ro.Paiements, IsUnknown) || Array.Exists(complementaire.Paiements, IsUnknown)));

    private static bool IsUnknown(Ligne ligne) => ligne.Depense == default && ligne.Montant > default(Montant);
}
