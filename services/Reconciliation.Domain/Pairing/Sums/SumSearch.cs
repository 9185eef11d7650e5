namespace Reconciliation.Domain;

/// <summary>Like units of one side of an exact sum: the amounts that each adds to it, and their number.</summary>
/// <param name="Montant">The RO amount that each pays, or declares.</param>
/// <param name="Depense">The cost of the care that each states.</param>
/// <param name="Versement">The amount that each pays besides, where that is bounded; else 0,00.</param>
/// <param name="Lignes">The number of lines of each: one, but where an agent or another contract brought some together.</param>
/// <param name="Count">The number of units.</param>
internal readonly record struct SumTerm(Montant Montant, Montant Depense, Montant Versement, int Lignes, int Count);

/// <summary>The target of an exact sum.</summary>
/// <param name="Montant">The RO amount.</param>
/// <param name="Depense">The cost of the care; null: it is not added up.</param>
/// <param name="VersementMax">The most that may be paid besides; null: not bounded.</param>
/// <param name="LignesMin">The least number of lines in a set.</param>
internal readonly record struct SumTarget(Montant Montant, Montant? Depense, Montant? VersementMax, int LignesMin);

/// <summary>Finds which lines add up to a sum. Sets of like amounts are one set.</summary>
internal sealed class SumSearch
{
    private readonly SumTerm[] _terms;
    private readonly SumTarget _target;
    private readonly bool _addsDepense;
    private readonly long[] _montantMin;
    private readonly long[] _montantMax;
    private readonly long[] _depenseMin;
    private readonly long[] _depenseMax;
    private readonly int[] _taken;

    private SumSearch(SumTerm[] terms, SumTarget target)
    {
        (_terms, _target, _taken, _addsDepense) = (terms, target, new int[terms.Length], target.Depense is not null);
        (_montantMin, _montantMax) = Reach(t => t.Montant.Cents);
        (_depenseMin, _depenseMax) = Reach(t => t.Depense.Cents);
        Needed = new int[terms.Length];
    }

    /// <summary>The first set found, as a count for each term; null: none fits.</summary>
    public int[]? First { get; private set; }

    /// <summary>Whether one set fits and no other.</summary>
    public bool IsOnly { get; private set; }

    /// <summary>Of each term the most that any set takes.</summary>
    public int[] Needed { get; }

    /// <summary>Goes through all sets.</summary>
    /// <param name="terms">The terms to add, the largest amounts first: so a branch that leads nowhere is left soonest.</param>
    /// <param name="target">The sum that they must come to.</param>
    public static SumSearch Run(SumTerm[] terms, SumTarget target)
    {
        var search = new SumSearch(terms, target);
        search.Visit(0, target.Montant.Cents, target.Depense?.Cents ?? 0, target.VersementMax?.Cents ?? long.MaxValue, 0);
        return search;
    }

    // The least and the most that the terms from each one on can add: a branch that cannot come to the sum any more is left at once.
    private (long[] Min, long[] Max) Reach(Func<SumTerm, long> value)
    {
        var (min, max) = (new long[_terms.Length + 1], new long[_terms.Length + 1]);
        for (var i = _terms.Length - 1; i >= 0; i--)
        {
            var all = value(_terms[i]) * _terms[i].Count;
            (min[i], max[i]) = (min[i + 1] + Math.Min(0, all), max[i + 1] + Math.Max(0, all));
        }

        return (min, max);
    }

    private void Visit(int term, long montant, long depense, long versement, int lignes)
    {
        if (montant < _montantMin[term] || montant > _montantMax[term]
            || (_addsDepense && (depense < _depenseMin[term] || depense > _depenseMax[term])))
        {
            return;
        }

        if (term == _terms.Length)
        {
            if (versement >= 0 && lignes >= _target.LignesMin)
            {
                Note();
            }

            return;
        }

        ref readonly var of = ref _terms[term];
        for (var count = 0; count <= of.Count; count++)
        {
            _taken[term] = count;
            Visit(
                term + 1,
                montant - (count * of.Montant.Cents),
                depense - (count * of.Depense.Cents),
                versement - (count * of.Versement.Cents),
                lignes + (count * of.Lignes));
        }

        _taken[term] = 0;
    }

    private void Note()
    {
        IsOnly = First is null;
        First ??= [.. _taken];
        for (var i = 0; i < _taken.Length; i++)
        {
            Needed[i] = Math.Max(Needed[i], _taken[i]);
        }
    }
}
