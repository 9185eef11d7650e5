namespace Reconciliation.Domain;

/// <summary>The payments of one journée and the group in which each is: its own, until a stage of pairing brings groups together.</summary>
internal sealed class LigneGroups
{
    private readonly List<LigneRo> _ro = [];
    private readonly List<LigneComplementaire> _complementaire = [];
    private readonly List<LigneAutre> _autres = [];
    private readonly Dictionary<LigneId, LigneGroup> _groups = [];
    private readonly DecisionsInForce _decisions;

    /// <param name="paiements">The payments, in the order of their identities.</param>
    /// <param name="decisions">What agents decided.</param>
    public LigneGroups(IEnumerable<Ligne> paiements, DecisionsInForce decisions)
    {
        _decisions = decisions;
        foreach (var paiement in paiements)
        {
            var group = _groups[paiement.Id] = LigneGroup.From(paiement);
            _ro.AddRange(group.Ro);
            _complementaire.AddRange(group.Complementaire);
            _autres.AddRange(group.Autres);
        }
    }

    /// <summary>The group of each payment: a group as often as it has payments.</summary>
    public IEnumerable<LigneGroup> All => _groups.Values;

    /// <summary>The RO payments.</summary>
    public IReadOnlyList<LigneRo> Ro => _ro;

    /// <summary>The payments of parts without rules of their own.</summary>
    public IReadOnlyList<LigneAutre> Autres => _autres;

    /// <summary>The group of a payment.</summary>
    /// <param name="ligne">The payment.</param>
    public LigneGroup this[LigneId ligne] => _groups[ligne];

    public bool Contains(LigneId ligne) => _groups.ContainsKey(ligne);

    /// <summary>The complementary payments that still look for their RO line. Most journées hold one line of each part: those are done when
    /// the first stage has paired them.</summary>
    /// <param name="candidate">Which payments to look at.</param>
    public List<LigneComplementaire> AwaitingRo(Func<Ligne, bool> candidate) =>
        _complementaire.Count == 0 ? [] : [.. _complementaire.Where(rc => _groups[rc.Id].LooksForRo && candidate(rc))];

    /// <summary>Whether the groups of two payments may become one.</summary>
    public bool TakesIn(Ligne a, Ligne b) => _groups[a.Id].TakesIn(_groups[b.Id]) && !Separates(a, b);

    /// <summary>Brings the groups of some payments together.</summary>
    /// <param name="lignes">The payments.</param>
    public LigneGroup Unite(IReadOnlyList<LigneId> lignes)
    {
        var group = lignes.Count > 0 ? _groups[lignes[0]] : new LigneGroup();
        foreach (var other in lignes.Skip(1).Select(id => _groups[id]))
        {
            if (!ReferenceEquals(other, group))
            {
                group.Ro.AddRange(other.Ro);
                group.Complementaire.AddRange(other.Complementaire);
                group.Autres.AddRange(other.Autres);
                foreach (var ligne in other.Lignes)
                {
                    _groups[ligne.Id] = group;
                }
            }
        }

        return group;
    }

    // Lines that were set apart do not meet in a soin by way of a third either, such as the RO line of two contracts.
    private bool Separates(Ligne a, Ligne b) =>
        _decisions.SeparatesLignes
        && _groups[a.Id].Lignes.Any(x => _groups[b.Id].Lignes.Any(y => _decisions.Separates(x.Id, y.Id)));
}
