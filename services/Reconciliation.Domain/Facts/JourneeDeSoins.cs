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

    /// <summary>The lines that count: of each line its highest revision.</summary>
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

    /// <summary>Of each line its highest revision, in the order of identities, and the lines that contradict themselves there.</summary>
    /// <param name="Lignes">The lines that count.</param>
    /// <param name="Contestees">Those of which the highest revision came with two contents.</param>
    public sealed record CurrentLignes(IReadOnlyList<Ligne> Lignes, IReadOnlySet<LigneId> Contestees)
    {
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
                    winners[ligne.Id] = IsCautious(holder, ligne);
                }
            }

            return new([.. winners.Values.OrderBy(l => l.Id, LigneId.Ordre)], contestees);
        }

        private static int Compare(Ligne a, Ligne b, short version)
        {
            var (x, y) = (Empreinte.Of(a, version), Empreinte.Of(b, version));
            return (x.High, x.Low).CompareTo((y.High, y.Low));
        }

        // Of two contents of one revision the one that promises less is shown until the source settles it.
        private static Ligne IsCautious(Ligne a, Ligne b)
        {
            if (a.Montant != b.Montant)
            {
                return a.Montant < b.Montant ? a : b;
            }

            // By the first version of the fingerprint: a later one must not turn over what was shown. Where that tells nothing, by the
            // last.
            var order = Compare(a, b, version: 1);
            return (order != 0 ? order : Compare(a, b, EmpreinteMembers.Product.CurrentVersion)) < 0 ? a : b;
        }
    }
}
