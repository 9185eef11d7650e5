namespace Reconciliation.Domain;

/// <summary>Payments found so far to pay for one act. Only <see cref="Groupes"/> and <see cref="Etapes"/> change one, while it pairs.</summary>
internal sealed class Groupe
{
    public List<LigneRo> Ro { get; } = [];

    public List<LigneComplementaire> Complementaire { get; } = [];

    /// <summary>The group of some payments.</summary>
    /// <param name="paiements">The payments.</param>
    public static Groupe De(params ReadOnlySpan<Ligne> paiements)
    {
        var groupe = new Groupe();
        foreach (var paiement in paiements)
        {
            if (paiement is LigneRo ro)
            {
                groupe.Ro.Add(ro);
            }
            else if (paiement is LigneComplementaire complementaire)
            {
                groupe.Complementaire.Add(complementaire);
            }
        }

        return groupe;
    }

    /// <summary>Whether its lines could be paired otherwise as well: nothing more is paired with it.</summary>
    public bool EstAmbigu { get; set; }

    public IEnumerable<Ligne> Lignes => Ro.Concat<Ligne>(Complementaire);

    /// <summary>Whether the group can still take another: no contract pays in both.</summary>
    public bool Accueille(Groupe autre) =>
        !EstAmbigu && !Complementaire.Exists(c => autre.Complementaire.Exists(a => a.Contrat == c.Contrat));

    /// <summary>Whether the complementary lines of the group still look for their RO line.</summary>
    public bool ChercheRo => !EstAmbigu && Ro.Count == 0;
}

/// <summary>Which lines may stand for one another, and whether pairing leaves a choice.</summary>
internal static class Interchangeables
{
    /// <summary>
    /// Whether two sides can be paired in one way only, interchangeable lines being the same: one on each side, or interchangeable
    /// lines on both, or interchangeable lines enough for every line of the other side.
    /// </summary>
    public static bool SansChoix(IReadOnlyList<LigneRo> ro, IReadOnlyList<LigneComplementaire> complementaire)
    {
        var (roEgales, complementaireEgales) = (Egales(ro), Egales(complementaire));
        return (roEgales && complementaireEgales)
            || (roEgales && complementaire.Count <= ro.Count)
            || (complementaireEgales && ro.Count <= complementaire.Count);
    }

    /// <summary>Whether lines of several contracts can share soins, rank by rank, in one way only.</summary>
    public static bool SansChoix(IReadOnlyList<IReadOnlyList<LigneComplementaire>> parContrat)
    {
        if (parContrat.All(lignes => lignes.Count == 1))
        {
            return true;
        }

        var distinctes = parContrat.Where(lignes => !Egales(lignes)).ToList();
        return distinctes.Count == 0
            || (distinctes.Count == 1 && parContrat.All(lignes => lignes.Count >= distinctes[0].Count));
    }

    private static bool Egales(IReadOnlyList<LigneRo> lignes)
    {
        for (var i = 1; i < lignes.Count; i++)
        {
            var (a, b) = (lignes[0], lignes[i]);
            if (a.Depense != b.Depense || a.Base != b.Base || a.Montant != b.Montant)
            {
                return false;
            }
        }

        return true;
    }

    private static bool Egales(IReadOnlyList<LigneComplementaire> lignes)
    {
        for (var i = 1; i < lignes.Count; i++)
        {
            var (a, b) = (lignes[0], lignes[i]);
            if (a.Depense != b.Depense || a.Montant != b.Montant || a.MontantRoDeclare != b.MontantRoDeclare)
            {
                return false;
            }
        }

        return true;
    }
}
