namespace Reconciliation.Domain;

/// <summary>Lines sorted by their kind, those of one kind in the order in which they were added.</summary>
internal class LignesByKind
{
    public List<LigneRo> Ro { get; } = [];

    public List<LigneComplementaire> Complementaire { get; } = [];

    /// <summary>The lines of parts without rules of their own.</summary>
    public List<LigneAutre> Autres { get; } = [];

    /// <summary>All lines: RO first, then complementary, then those of other parts.</summary>
    public IEnumerable<Ligne> Lignes =>
        Autres.Count == 0 ? Ro.Concat<Ligne>(Complementaire) : Ro.Concat<Ligne>(Complementaire).Concat(Autres);

    /// <summary>Sorts lines by their kind.</summary>
    /// <param name="lignes">The lines.</param>
    public static LignesByKind Of(IReadOnlyList<Ligne> lignes)
    {
        var byKind = new LignesByKind();
        for (var i = 0; i < lignes.Count; i++)
        {
            lignes[i].AddTo(byKind);
        }

        return byKind;
    }
}
