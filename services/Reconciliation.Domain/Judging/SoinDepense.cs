namespace Reconciliation.Domain;

/// <summary>The cost of the care: the figure on which the payments that stand agree.</summary>
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
    /// <param name="autres">The parts without rules of their own.</param>
    public static SoinDepense From(SoinPart ro, SoinPart complementaire, SoinPart autres)
    {
        if (ro.Paiements.Length <= 1 && complementaire.Paiements.Length <= 1 && !autres.IsThere)
        {
            // Nearly every soin.
            var (a, b) = (ro.Principal?.Depense ?? default, complementaire.Principal?.Depense ?? default);
            return Known(Montant.Max(a, b), ro, complementaire, autres);
        }

        var offers = complementaire.Paiements
            .GroupBy(l => ((LigneComplementaire)l).Contrat)
            .Select(contrat => Offer([.. contrat]))
            .Append(Offer(ro.Paiements))
            .Concat(autres.Paiements.GroupBy(l => l.Id.Part).Select(part => Offer([.. part])))
            .Where(offer => offer.Length > 0)
            .ToList();
        var agreed = offers.Count == 0 ? default : offers[0].Where(figure => offers.TrueForAll(o => o.Contains(figure)))
            .DefaultIfEmpty().Max();
        return Known(agreed > default(Montant) ? agreed : offers.Select(o => o[0]).DefaultIfEmpty().Max(), ro, complementaire, autres);
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

    private static SoinDepense Known(Montant figure, params ReadOnlySpan<SoinPart> parts)
    {
        foreach (var part in parts)
        {
            if (figure == default && Array.Exists(part.Paiements, IsUnknown))
            {
                return new(figure, IsKnown: false);
            }
        }

        return new(figure, IsKnown: true);
    }

    private static bool IsUnknown(Ligne ligne) => ligne.Depense == default && ligne.Montant > default(Montant);
}
