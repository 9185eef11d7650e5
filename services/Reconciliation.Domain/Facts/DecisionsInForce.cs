namespace Reconciliation.Domain;

/// <summary>The décisions that hold: a later one prevails over an earlier, and one that was reopened is no more.</summary>
public sealed class DecisionsInForce
{
    private readonly List<Lier> _ties = [];
    private readonly HashSet<(LigneId, LigneId)> _separated = [];
    private readonly List<Decision> _onSoins = [];
    private readonly HashSet<Guid> _held = [];

    private DecisionsInForce()
    {
    }

    /// <summary>The links that hold; no line is in two of them.</summary>
    public IReadOnlyList<Lier> Links => _ties;

    /// <summary>The décisions that say something of a soin as a whole, the latest first: accepted gaps and ended expectations.</summary>
    public IReadOnlyList<Decision> OnSoins => _onSoins;

    /// <summary>
    /// The ids of the décisions that hold, in whole or in part: neither reopened nor contradicted by a later one. Whether a gap is
    /// still the accepted one, and nothing came of a part, <see cref="HeldDecisions"/> tells.
    /// </summary>
    public IReadOnlySet<Guid> Held => _held;

    /// <summary>Finds out which of some décisions hold.</summary>
    /// <param name="decisions">Every décision of a set of facts.</param>
    public static DecisionsInForce From(IEnumerable<Decision> decisions)
    {
        ArgumentNullException.ThrowIfNull(decisions);
        var inForce = new DecisionsInForce();
        var reopened = new HashSet<Guid>();
        foreach (var decision in decisions.OrderByDescending(d => d.PriseLe).ThenByDescending(d => d.Id))
        {
            if (reopened.Contains(decision.Id))
            {
                continue;
            }

            if (decision is Rouvrir reopen)
            {
                reopened.Add(reopen.DecisionId);
            }

            if (inForce.Add(decision))
            {
                inForce._held.Add(decision.Id);
            }
        }

        return inForce;
    }

    /// <summary>
    /// The décisions of which something holds, and those that reopen one of these, in the order in which they were taken.
    /// </summary>
    /// <param name="decisions">Every décision of a set of facts.</param>
    /// <param name="concerned">The condition that a décision must fulfil.</param>
    public static IReadOnlyList<Decision> Concerning(IEnumerable<Decision> decisions, Func<Decision, bool> concerned)
    {
        ArgumentNullException.ThrowIfNull(concerned);
        var concernedOnes = new HashSet<Guid>();
        var found = new List<Decision>();
        foreach (var decision in decisions.OrderBy(d => d.PriseLe).ThenBy(d => d.Id))
        {
            if (concerned(decision) || (decision is Rouvrir reopen && concernedOnes.Contains(reopen.DecisionId)))
            {
                concernedOnes.Add(decision.Id);
                found.Add(decision);
            }
        }

        return found;
    }

    /// <summary>Whether an agent set any lines apart.</summary>
    public bool SeparatesLignes => _separated.Count > 0;

    /// <summary>Whether an agent set two lines apart.</summary>
    /// <param name="a">One.</param>
    /// <param name="b">The other.</param>
    public bool Separates(LigneId a, LigneId b) => _separated.Contains(Pair(a, b));

    // Whether anything of it holds beside the later ones.
    private bool Add(Decision decision)
    {
        switch (decision)
        {
            case Lier tie:
                return Add(tie);
            case Delier delier:
                return Add(delier);
            case AccepterEcart or NeRienAttendre:
                _onSoins.Add(decision);
                return true;
            case Rouvrir or Annoter:
                return true;
            default:
                throw new InvalidOperationException($"Nothing says what a {decision.GetType().Name} contradicts.");
        }
    }

    private bool Add(Lier tie)
    {
        if (_ties.Exists(l => l.Lignes.Overlaps(tie.Lignes)) || Pairs(tie.Lignes).Any(_separated.Contains))
        {
            return false;
        }

        _ties.Add(tie);
        return true;
    }

    private bool Add(Delier delier)
    {
        var free = Pairs(delier.Lignes)
            .Where(pair => !_ties.Exists(l => l.Lignes.Contains(pair.A) && l.Lignes.Contains(pair.B)))
            .ToList();
        _separated.UnionWith(free);
        return free.Count > 0;
    }

    private static IEnumerable<(LigneId A, LigneId B)> Pairs(IEnumerable<LigneId> lignes)
    {
        var list = lignes.ToList();
        return from a in list from b in list where LigneId.Ordre.Compare(a, b) < 0 select (a, b);
    }

    private static (LigneId, LigneId) Pair(LigneId a, LigneId b) => LigneId.Ordre.Compare(a, b) < 0 ? (a, b) : (b, a);
}
