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
            return Known(Montant.Max(Montant.Max(a, b), default), ro, complementaire, autres);
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

        var stated = Array.FindAll(paiements, l => l.Depense > default(Montant));
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

    // Care costs something: a figure below nothing says as little as 0,00 €.
    private static bool IsUnknown(Ligne ligne) => ligne.Depense <= default(Montant) && ligne.Montant > default(Montant);
}

/// <summary>The base of reimbursement of the RO payments of a soin, and their rate.</summary>
internal static class BaseOfRo
{
    /// <summary>
    /// The sum of the bases, but several lines that state one base beside one cost of the care state that of the same care.
    /// </summary>
    /// <param name="ro">The RO part.</param>
    /// <param name="depense">The cost of the care.</param>
    /// <returns>The base, null where no payment is there; the rate, per cent, null unless all have one.</returns>
    public static (Montant? Base, decimal? Taux) From(SoinPart ro, SoinDepense depense)
    {
        if (ro.Paiements is not [LigneRo first, ..])
        {
            return (null, null);
        }

        if (ro.Paiements.Length == 1)
        {
            return (first.Base, first.Taux);
        }

        var lignes = ro.Paiements.Cast<LigneRo>().ToList();
        var isShared = depense.Montant == first.Depense && lignes.TrueForAll(l => l.Depense == first.Depense && l.Base == first.Base);
        return (
            isShared ? first.Base : Montant.Somme(lignes.Select(l => l.Base ?? default)),
            lignes.TrueForAll(l => l.Taux == first.Taux) ? first.Taux : null);
    }
}
