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
    private readonly HashSet<Ligne> _lignes = new(ParFait.Comparateur);
    private readonly Dictionary<Guid, Decision> _decisions = [];

    private JourneeDeSoins()
    {
    }

    /// <summary>No fact at all.</summary>
    public static JourneeDeSoins Vide => new();

    /// <summary>The distinct lines, every revision and content that came, in no particular order.</summary>
    public IReadOnlyCollection<Ligne> Lignes => _lignes;

    /// <summary>The décisions, in no particular order.</summary>
    public IReadOnlyCollection<Decision> Decisions => _decisions.Values;

    /// <summary>The set of some facts.</summary>
    /// <param name="lignes">Lines, in any order and number.</param>
    /// <param name="decisions">Décisions, in any order and number.</param>
    public static JourneeDeSoins De(IEnumerable<Ligne> lignes, IEnumerable<Decision>? decisions = null)
    {
        var journee = Vide;
        journee.Ajouter(lignes, decisions ?? []);
        return journee;
    }

    /// <summary>The union of two sets of facts.</summary>
    /// <param name="autre">The other set.</param>
    public JourneeDeSoins Union(JourneeDeSoins autre)
    {
        ArgumentNullException.ThrowIfNull(autre);
        var union = De(Lignes, Decisions);
        union.Ajouter(autre.Lignes, autre.Decisions);
        return union;
    }

    /// <summary>The lines that count: of each line its highest revision.</summary>
    public Actuelles LignesActuelles() => Actuelles.De(_lignes);

    private void Ajouter(IEnumerable<Ligne> lignes, IEnumerable<Decision> decisions)
    {
        _lignes.UnionWith(lignes);
        foreach (var decision in decisions)
        {
            _decisions.TryAdd(decision.Id, decision);
        }
    }

    // Equal lines have one identity: to hash all that they state would cost more than all the rest of a fold.
    private sealed class ParFait : EqualityComparer<Ligne>
    {
        public static ParFait Comparateur { get; } = new();

        public override bool Equals(Ligne? x, Ligne? y) => EqualityComparer<Ligne>.Default.Equals(x, y);

        public override int GetHashCode(Ligne obj) => HashCode.Combine(obj.Id, obj.Revision);
    }

    /// <summary>Of each line its highest revision, in the order of identities, and the lines that contradict themselves there.</summary>
    /// <param name="Lignes">The lines that count.</param>
    /// <param name="Contestees">Those of which the highest revision came with two contents.</param>
    public sealed record Actuelles(IReadOnlyList<Ligne> Lignes, IReadOnlySet<LigneId> Contestees)
    {
        internal static Actuelles De(HashSet<Ligne> lignes)
        {
            var gagnantes = new Dictionary<LigneId, Ligne>(lignes.Count);
            var contestees = new HashSet<LigneId>();
            foreach (var ligne in lignes)
            {
                if (!gagnantes.TryGetValue(ligne.Id, out var tenante) || ligne.Revision > tenante.Revision)
                {
                    gagnantes[ligne.Id] = ligne;
                    contestees.Remove(ligne.Id);
                }
                else if (ligne.Revision == tenante.Revision)
                {
                    contestees.Add(ligne.Id);
                    gagnantes[ligne.Id] = Prudente(tenante, ligne);
                }
            }

            return new([.. gagnantes.Values.OrderBy(l => l.Id, LigneId.Ordre)], contestees);
        }

        // Of two contents of one revision the one that promises less is shown until the source settles it.
        private static Ligne Prudente(Ligne a, Ligne b)
        {
            if (a.Montant != b.Montant)
            {
                return a.Montant < b.Montant ? a : b;
            }

            var (x, y) = (Empreinte.De(a), Empreinte.De(b));
            return (x.Haut, x.Bas).CompareTo((y.Haut, y.Bas)) < 0 ? a : b;
        }
    }
}
