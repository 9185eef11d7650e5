using System.Collections.Frozen;

namespace Reconciliation.Domain;

/// <summary>The values that make units of an exact sum interchangeable.</summary>
/// <param name="IsRo">Whether they are of RO.</param>
/// <param name="Montant">The sum that the unit pays.</param>
/// <param name="Depense">The cost of the care that the unit states.</param>
/// <param name="Third">The base of RO lines; the RO amount that complementary ones declare.</param>
/// <param name="Lignes">The number of lines of the unit.</param>
/// <param name="Named">The RO line that they name, if it lacks others: they are like no other.</param>
internal readonly record struct Likeness(bool IsRo, Montant Montant, Montant Depense, Montant? Third, int Lignes, LigneId? Named = null);

/// <summary>
/// Lines of one part that enter an exact sum together: one, but where an agent or another contract brought some together.
/// </summary>
internal sealed class SumUnit
{
    private SumUnit(IReadOnlyList<Ligne> lignes, Montant montant, Likeness likeness)
    {
        (Lignes, Montant, Likeness) = (lignes, montant, likeness);
        Depense = likeness.Depense;
        Common = lignes.All(l => l.Depense == lignes[0].Depense) ? lignes[0].Depense : null;
        Decompte = lignes.All(l => Of(l) == Of(lignes[0])) ? Of(lignes[0]) : null;

        static (string, string, string) Of(Ligne l) => (l.Id.Source, l.Id.Reference.Organisme, l.Id.Reference.Decompte);
    }

    public IReadOnlyList<Ligne> Lignes { get; }

    public Ligne First => Lignes[0];

    /// <summary>The RO amount that it pays or declares.</summary>
    public Montant Montant { get; }

    /// <summary>The sum of the costs of care that its lines state.</summary>
    public Montant Depense { get; }

    /// <summary>The cost of the care, where all its lines state one figure.</summary>
    public Montant? Common { get; }

    /// <summary>The statement, where all its lines are of one.</summary>
    public (string Source, string Organisme, string Numero)? Decompte { get; }

    public Likeness Likeness { get; }

    /// <summary>RO lines of one group.</summary>
    /// <param name="lignes">The lines, one at least.</param>
    public static SumUnit Of(IReadOnlyList<LigneRo> lignes)
    {
        var montant = Montant.Somme(lignes.Select(l => l.Montant));
        return new(lignes, montant, new(
            IsRo: true, montant, Montant.Somme(lignes.Select(l => l.Depense)), Montant.Somme(lignes.Select(l => l.Base ?? Montant.Zero)),
                lignes.Count));
    }

    /// <summary>Lines of one contract.</summary>
    /// <param name="lignes">The lines, one at least, each of which declares an RO amount.</param>
    public static SumUnit Of(IReadOnlyList<LigneComplementaire> lignes)
    {
        var declare = Montant.Somme(lignes.Select(l => l.MontantRoDeclare!.Value));
        return new(lignes, declare, new(
            IsRo: false, Montant.Somme(lignes.Select(l => l.Montant)), Montant.Somme(lignes.Select(l => l.Depense)), declare,
                lignes.Count));
    }
}

/// <summary>A line that may be the sum of several of the other part.</summary>
/// <param name="First">The line.</param>
/// <param name="Target">The RO amount that it declares or pays.</param>
/// <param name="Depense">The cost of the care that the line states.</param>
/// <param name="VersementMax">The most that the others may pay; null: not bounded.</param>
/// <param name="Likeness">The values that make the line interchangeable with others.</param>
/// <param name="Base">The RO line that the line names, and so has already of the other part; null: none.</param>
/// <param name="Open">The units that the line may take.</param>
internal sealed record SumClaim(
    Ligne First, Montant Target, Montant Depense, Montant? VersementMax, Likeness Likeness, SumUnit? Base, IReadOnlyList<SumUnit> Open)
{
    private int LignesMin => Base is null ? 2 : 1;

    /// <summary>Whether some units add up to it.</summary>
    /// <param name="units">The units.</param>
    public bool Fits(IReadOnlyList<SumUnit> units)
    {
        var all = Base is null ? units : [Base, .. units];
        return units.Sum(u => u.Lignes.Count) >= LignesMin
            && Montant.Somme(all.Select(u => u.Montant)) == Target
            && (Montant.Somme(all.Select(u => u.Depense)) == Depense || all.All(u => u.Common == Depense))
            && (VersementMax is not { } max || Montant.Somme(units.Select(u => u.Likeness.Montant)) <= max);
    }

    /// <summary>
    /// Finds the open units that add up to the line: by the sum of their costs of care, or where all state the line's cost.
    /// </summary>
    public SumOptions Search()
    {
        var classes = Open.GroupBy(u => u.Likeness).Select(g => (Of: g.Key, Units: g.ToList())).OrderByDescending(c => c.Units[0].Montant)
            .ToList();
        var added = Run(classes, Depense - (Base?.Depense ?? Montant.Zero));
        return Base is null || Base.Common == Depense
            ? added.Or(Run(classes.FindAll(c => c.Units[0].Common == Depense), null))
            : added;
    }

    private SumOptions Run(List<(Likeness Of, List<SumUnit> Units)> classes, Montant? depense)
    {
        var search = SumSearch.Run(
            [.. classes.Select(c => new SumTerm(
                c.Units[0].Montant, c.Of.Depense, VersementMax is null ? Montant.Zero : c.Of.Montant, c.Of.Lignes, c.Units.Count))],
            new(Target - (Base?.Montant ?? Montant.Zero), depense, VersementMax, LignesMin));
        var needed = classes.Zip(search.Needed).Where(c => c.Second > 0).ToDictionary(c => c.First.Of, c => c.Second);
        var only = search.IsOnly ? classes.Zip(search.First!).Where(c => c.Second > 0).ToDictionary(c => c.First.Of, c => c.Second) : null;
        return new(only, needed);
    }
}

/// <summary>The units that a claim may take.</summary>
/// <param name="Only">The only set, as a count for each kind of unit; null: none fits, or several do.</param>
/// <param name="Needed">Of each kind the most that any set takes.</param>
/// <param name="Units">The units of the only set, where it matters which of like ones.</param>
internal sealed record SumOptions(
    IReadOnlyDictionary<Likeness, int>? Only, IReadOnlyDictionary<Likeness, int> Needed, IReadOnlyList<SumUnit>? Units = null)
{
    public static SumOptions None { get; } = new(null, FrozenDictionary<Likeness, int>.Empty);

    public bool IsNone => Needed.Count == 0;

    /// <summary>The only set, unit by unit.</summary>
    /// <param name="units">The units.</param>
    public static SumOptions Single(IReadOnlyList<SumUnit> units)
    {
        var counts = units.CountBy(u => u.Likeness).ToDictionary();
        return new(counts, counts, units);
    }

    /// <summary>The choice that two options leave together.</summary>
    /// <param name="other">The other options.</param>
    public SumOptions Or(SumOptions other) =>
        other.IsNone ? this
        : IsNone ? other
        : new(null, Needed.Keys.Union(other.Needed.Keys).ToDictionary(k => k, k => Math.Max(Needed.GetValueOrDefault(k),
            other.Needed.GetValueOrDefault(k))));
}
