namespace Reconciliation.Domain;

/// <summary>
/// Payments found so far to pay for one act. Only <see cref="LigneGroups"/> and the stages change one, while they pair.
/// </summary>
internal sealed class LigneGroup : LignesByKind
{
    /// <summary>The group of some payments.</summary>
    /// <param name="paiements">The payments.</param>
    public static LigneGroup From(params ReadOnlySpan<Ligne> paiements)
    {
        var group = new LigneGroup();
        foreach (var paiement in paiements)
        {
            paiement.AddTo(group);
        }

        return group;
    }

    /// <summary>Whether its lines could be paired otherwise as well: nothing more is paired with it.</summary>
    public bool IsAmbiguous { get; set; }

    /// <summary>Whether the group can still take another: no contract pays in both.</summary>
    public bool TakesIn(LigneGroup other) =>
        !IsAmbiguous
        && (other.Complementaire.Count == 0 || !Complementaire.Exists(c => other.Complementaire.Exists(a => a.Contrat == c.Contrat)));

    /// <summary>Whether the complementary lines of the group still look for their RO line.</summary>
    public bool LooksForRo => !IsAmbiguous && Ro.Count == 0;
}

/// <summary>Tells which lines may stand for one another, and whether pairing leaves a choice.</summary>
internal static class InterchangeableLignes
{
    /// <summary>
    /// Whether two sides can be paired in one way only, interchangeable lines being the same: one on each side, or interchangeable
    /// lines on both, or interchangeable lines enough for every line of the other side.
    /// </summary>
    public static bool WithoutChoice(IReadOnlyList<LigneRo> ro, IReadOnlyList<LigneComplementaire> complementaire)
    {
        var (roEqual, complementaireEqual) = (AreEqual(ro), AreEqual(complementaire));
        return (roEqual && complementaireEqual)
            || (roEqual && complementaire.Count <= ro.Count)
            || (complementaireEqual && ro.Count <= complementaire.Count);
    }

    /// <summary>Whether lines of several contracts can share soins, rank by rank, in one way only.</summary>
    public static bool WithoutChoice(IReadOnlyList<IReadOnlyList<LigneComplementaire>> byContrat)
    {
        if (byContrat.All(lignes => lignes.Count == 1))
        {
            return true;
        }

        var distinct = byContrat.Where(lignes => !AreEqual(lignes)).ToList();
        return distinct.Count == 0
            || (distinct.Count == 1 && byContrat.All(lignes => lignes.Count >= distinct[0].Count));
    }

    /// <summary>Whether lines state the same amounts.</summary>
    public static bool AreEqual(IReadOnlyList<LigneRo> lignes)
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

    /// <summary>Whether lines state the same amounts.</summary>
    public static bool AreEqual(IReadOnlyList<LigneComplementaire> lignes)
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
