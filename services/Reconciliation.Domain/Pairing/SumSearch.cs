namespace Reconciliation.Domain;

/// <summary>Like units of one side of an exact sum: what each adds to it, and how many there are.</summary>
/// <param name="Montant">The RO amount that each pays, or declares.</param>
/// <param name="Depense">What each says that the care cost.</param>
/// <param name="Versement">What each pays besides, where that is bounded; else 0,00.</param>
/// <param name="Lignes">How many lines each has: one, but where an agent or another contract brought some together.</param>
/// <param name="Count">How many.</param>
internal readonly record struct SumTerm(Montant Montant, Montant Depense, Montant Versement, int Lignes, int Count);

/// <summary>What an exact sum must come to.</summary>
/// <param name="Montant">The RO amount.</param>
/// <param name="Depense">What the care cost; null: it is not added up.</param>
/// <param name="VersementMax">The most that may be paid besides; null: not bounded.</param>
/// <param name="LignesMin">How many lines a set has at least.</param>
internal readonly record struct SumTarget(Montant Montant, Montant? Depense, Montant? VersementMax, int LignesMin);

/// <summary>Finds which lines add up to a sum. Sets of like amounts are one set.</summary>
internal sealed class SumSearch
{
    private readonly IReadOnlyList<SumTerm> _terms;
    private readonly SumTarget _target;
    private readonly (long Min, long Max)[] _montantAfter;
    private readonly (long Min, long Max)[] _depenseAfter;
    private readonly int[] _taken;

    private SumSearch(IReadOnlyList<SumTerm> terms, SumTarget target)
    {
        (_terms, _target, _taken) = (terms, target, new int[terms.Count]);
        _montantAfter = Reach(t => t.Montant.Cents);
        _depenseAfter = Reach(t => t.Depense.Cents);
    }

    /// <summary>The first set found, as a count for each term; null: none fits.</summary>
    public int[]? First { get; private set; }

    /// <summary>Whether one set fits and no other.</summary>
    public bool IsOnly { get; private set; }

    /// <summary>Of each term the most that any set takes.</summary>
    public int[] Needed { get; private init; } = [];

    /// <summary>Goes through all sets.</summary>
    /// <param name="terms">What there is to add.</param>
    /// <param name="target">What it must come to.</param>
    public static SumSearch Run(IReadOnlyList<SumTerm> terms, SumTarget target)
    {
        var search = new SumSearch(terms, target) { Needed = new int[terms.Count] };
        search.Visit(0, target.Montant.Cents, target.Depense?.Cents ?? 0, target.VersementMax?.Cents ?? long.MaxValue);
        return search;
    }

    // What can still be added from a term on: a branch that cannot come to the sum any more is left at once.
    private (long Min, long Max)[] Reach(Func<SumTerm, long> value)
    {
        var reach = new (long Min, long Max)[_terms.Count + 1];
        for (var i = _terms.Count - 1; i >= 0; i--)
        {
            var all = value(_terms[i]) * _terms[i].Count;
            reach[i] = (reach[i + 1].Min + Math.Min(0, all), reach[i + 1].Max + Math.Max(0, all));
        }

        return reach;
    }

    private void Visit(int term, long montant, long depense, long versement)
    {
        if (montant < _montantAfter[term].Min || montant > _montantAfter[term].Max
            || (_target.Depense is not null && (depense < _depenseAfter[term].Min || depense > _depenseAfter[term].Max)))
        {
            return;
        }

        if (term == _terms.Count)
        {
            if (versement >= 0 && _terms.Select((t, i) => t.Lignes * _taken[i]).Sum() >= _target.LignesMin)
            {
                Note();
            }

            return;
        }

        var of = _terms[term];
        for (var count = 0; count <= of.Count; count++)
        {
            _taken[term] = count;
            Visit(term + 1, montant - (count * of.Montant.Cents), depense - (count * of.Depense.Cents), versement - (count * of.Versement.Cents));
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
