namespace Reconciliation.Domain;

/// <summary>
/// All that is known of the care of one beneficiary on one day, as a set of facts. Folding is a union of sets: commutative,
/// associative and idempotent, so order, duplication and replay cannot matter.
/// </summary>
/// <remarks>
/// A revision may move a line to another day or beneficiary, and a correction may name another day than the line it corrects.
/// The journées so tied together are folded as one set; each soin still belongs to one of them.
/// </remarks>
public sealed class JourneeDeSoins
{
    // Two lines are one fact if all that they state is equal: the source may send it any number of times.
    private readonly HashSet<Ligne> _lignes = new(ByFact.Comparer);
    private readonly Dictionary<Guid, Decision> _decisions = [];

    private JourneeDeSoins()
    {
    }

    /// <summary>No fact at all.</summary>
    public static JourneeDeSoins Empty => new();

    /// <summary>The distinct lines, every revision and content that came, in no particular order.</summary>
    public IReadOnlyCollection<Ligne> Lignes => _lignes;

    /// <summary>The décisions, in no particular order.</summary>
    public IReadOnlyCollection<Decision> Decisions => _decisions.Values;

    /// <summary>The set of some facts.</summary>
    /// <param name="lignes">Lines, in any order and number.</param>
    /// <param name="decisions">Décisions, in any order and number.</param>
    public static JourneeDeSoins From(IEnumerable<Ligne> lignes, IEnumerable<Decision>? decisions = null)
    {
        var journee = Empty;
        journee.Add(lignes, decisions ?? []);
        return journee;
    }

    /// <summary>The union of two sets of facts.</summary>
    /// <param name="other">The other set.</param>
    public JourneeDeSoins Union(JourneeDeSoins other)
    {
        ArgumentNullException.ThrowIfNull(other);
        var union = From(Lignes, Decisions);
        union.Add(other.Lignes, other.Decisions);
        return union;
    }

    /// <summary>The lines that count.</summary>
    public CurrentLignes SelectCurrentLignes() => CurrentLignes.From(_lignes);

    private void Add(IEnumerable<Ligne> lignes, IEnumerable<Decision> decisions)
    {
        _lignes.UnionWith(lignes);
        foreach (var decision in decisions)
        {
            _decisions.TryAdd(decision.Id, decision);
        }
    }

    // Equal lines have one identity: to hash all that they state would cost more than all the rest of a fold.
    private sealed class ByFact : EqualityComparer<Ligne>
    {
        public static ByFact Comparer { get; } = new();

        public override bool Equals(Ligne? x, Ligne? y) => EqualityComparer<Ligne>.Default.Equals(x, y);

        public override int GetHashCode(Ligne obj) => HashCode.Combine(obj.Id, obj.Revision);
    }
}
