using System.Collections.Frozen;

namespace Reconciliation.Domain;

/// <summary>
/// Of each line its highest revision, in the order of identities, without the lines that a later revision took to another beneficiary.
/// </summary>
/// <param name="Lignes">The lines that count.</param>
/// <param name="Contestees">The lines whose highest revision came with two contents.</param>
/// <param name="Homonymes">The lines whose name another beneficiary's line has too: a counter that started over.</param>
public sealed record CurrentLignes(IReadOnlyList<Ligne> Lignes, IReadOnlySet<LigneId> Contestees, IReadOnlySet<LigneId> Homonymes)
{
    private static readonly FrozenSet<LigneId> None = FrozenSet<LigneId>.Empty;

    internal static CurrentLignes From(HashSet<Ligne> lignes)
    {
        var winners = new Dictionary<LigneId, Ligne>(lignes.Count);
        var contestees = new HashSet<LigneId>();
        foreach (var ligne in lignes)
        {
            if (!winners.TryGetValue(ligne.Id, out var holder) || ligne.Revision > holder.Revision)
            {
                winners[ligne.Id] = ligne;
                contestees.Remove(ligne.Id);
            }
            else if (ligne.Revision == holder.Revision)
            {
                contestees.Add(ligne.Id);
                winners[ligne.Id] = Smaller(holder, ligne);
            }
        }

        List<Ligne> current = [.. winners.Values.OrderBy(l => l.Id, LigneId.Ordre)];
        return AreNamesUnique(current) ? new(current, contestees, None) : WithoutMoved(current, contestees, lignes);
    }

    // Lines of one name follow one another.
    private static bool AreNamesUnique(List<Ligne> current)
    {
        for (var i = 1; i < current.Count; i++)
        {
            if (current[i].Id.HasNameOf(current[i - 1].Id))
            {
                return false;
            }
        }

        return true;
    }

    private static CurrentLignes WithoutMoved(List<Ligne> current, HashSet<LigneId> contestees, HashSet<Ligne> lignes)
    {
        var claimed = current.GroupBy(l => l.Id.OfAnybody()).Where(g => g.Skip(1).Any()).Select(g => g.Key).ToHashSet();
        var holders = lignes.Where(l => claimed.Contains(l.Id.OfAnybody()))
            .GroupBy(l => l.Id.OfAnybody())
            .ToDictionary(g => g.Key, g => NameHolders.Of(g.Select(l => (l.BeneficiaireId, l.Revision))));
        return new(
            [.. current.Where(l => !holders.TryGetValue(l.Id.OfAnybody(), out var of) || of.Contains(l.BeneficiaireId))],
            contestees,
            current.Where(l => holders.TryGetValue(l.Id.OfAnybody(), out var of) && of.Count > 1 && of.Contains(l.BeneficiaireId))
                .Select(l => l.Id).ToHashSet());
    }

    private static int Compare(Ligne a, Ligne b, short version)
    {
        var (x, y) = (Empreinte.Of(a, version), Empreinte.Of(b, version));
        return (x.High, x.Low).CompareTo((y.High, y.Low));
    }

    // Of two contents of one revision the one that promises less is shown until the source settles it.
    private static Ligne Smaller(Ligne a, Ligne b)
    {
        if (a.Montant != b.Montant)
        {
            return a.Montant < b.Montant ? a : b;
        }

        // Compares by the first version of the fingerprint: a later version must not turn over the content that was shown. Compares by the
        // last version if the first one tells nothing.
        var order = Compare(a, b, version: 1);
        return (order != 0 ? order : Compare(a, b, EmpreinteMembers.Product.CurrentVersion)) < 0 ? a : b;
    }
}

/// <summary>The beneficiaries that hold a name which lines of several of them have.</summary>
public static class NameHolders
{
    /// <summary>
    /// Goes through the revisions of a name from the lowest. A revision replaces the line of its own beneficiary. Of a beneficiary without
    /// a line of that name, it replaces the line of the only other holder: the line moved. If several hold the name, or come to hold it at
    /// one revision, none gives way.
    /// </summary>
    /// <param name="claims">The beneficiary and the revision of each line of the name.</param>
    /// <returns>The beneficiaries of which a line counts.</returns>
    public static IReadOnlySet<string> Of(IEnumerable<(string Beneficiaire, int Revision)> claims)
    {
        ArgumentNullException.ThrowIfNull(claims);
        var holders = new HashSet<string>(StringComparer.Ordinal);
        foreach (var revision in claims.GroupBy(c => c.Revision, c => c.Beneficiaire).OrderBy(g => g.Key))
        {
            var coming = revision.ToHashSet(StringComparer.Ordinal);
            if (coming.Count == 1 && holders.Count == 1)
            {
                holders.Clear();
            }

            holders.UnionWith(coming);
        }

        return holders;
    }
}
