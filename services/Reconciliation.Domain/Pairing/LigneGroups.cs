namespace Reconciliation.Domain;

/// <summary>The payments of one pool and the group in which each is: its own, until a stage of pairing brings groups together.</summary>
internal sealed class LigneGroups
{
    private readonly List<LigneRo> _ro = [];
    private readonly List<LigneComplementaire> _complementaire = [];
    private readonly List<LigneAutre> _autres = [];
    private readonly Dictionary<LigneId, LigneGroup> _groups = [];
    private readonly HashSet<LigneId> _cancelled = [];
    private readonly DecisionsInForce _decisions;

    /// <param name="paiements">The payments, in the order of their identities.</param>
    /// <param name="isAnnule">Whether a payment was cancelled.</param>
    /// <param name="decisions">The décisions of agents.</param>
    public LigneGroups(IEnumerable<Ligne> paiements, Func<Ligne, bool> isAnnule, DecisionsInForce decisions)
    {
        _decisions = decisions;
        foreach (var paiement in paiements)
        {
            var group = _groups[paiement.Id] = LigneGroup.From(paiement);
            _ro.AddRange(group.Ro);
            _complementaire.AddRange(group.Complementaire);
            _autres.AddRange(group.Autres);
            if (isAnnule(paiement))
            {
                _cancelled.Add(paiement.Id);
            }
        }
    }

    /// <summary>The group of each payment. A group of three payments is in it three times.</summary>
    public IEnumerable<LigneGroup> All => _groups.Values;

    /// <summary>Whether any payment was cancelled.</summary>
    public bool HoldsCancelled => _cancelled.Count > 0;

    /// <summary>Whether the stages look at payments that stand only.</summary>
    public bool StandingOnly { get; set; }

    /// <summary>Each complementary line that names an RO line (<c>referenceRo</c>) and was put into its group, with that RO line.</summary>
    public List<(LigneComplementaire Rc, LigneRo Ro)> Named { get; } = [];

    /// <summary>The RO payments that a stage looks at.</summary>
    public IEnumerable<LigneRo> Ro => StandingOnly ? _ro.Where(ro => !_cancelled.Contains(ro.Id)) : _ro;

    /// <summary>The complementary payments that a stage looks at.</summary>
    public IEnumerable<LigneComplementaire> Complementaire =>
        StandingOnly ? _complementaire.Where(rc => !_cancelled.Contains(rc.Id)) : _complementaire;

    /// <summary>The payments of parts without rules of their own that a stage looks at.</summary>
    public IEnumerable<LigneAutre> Autres => _autres.Where(LooksAt);

    /// <summary>Whether there is any payment of such a part.</summary>
    public bool HoldsAutres => _autres.Count > 0;

    /// <summary>Whether a payment was cancelled.</summary>
    /// <param name="ligne">The payment.</param>
    public bool IsCancelled(Ligne ligne) => _cancelled.Contains(ligne.Id);

    /// <summary>Whether the stages look at a payment now.</summary>
    /// <param name="ligne">The payment.</param>
    public bool LooksAt(Ligne ligne) => !StandingOnly || !_cancelled.Contains(ligne.Id);

    /// <summary>The group of a payment.</summary>
    /// <param name="ligne">The payment.</param>
    public LigneGroup this[LigneId ligne] => _groups[ligne];

    public bool Contains(LigneId ligne) => _groups.ContainsKey(ligne);

    /// <summary>
    /// The complementary payments that have no RO line in their group yet. It is empty after the first stage for most journées, which hold
    /// one line of each part.
    /// </summary>
    public List<LigneComplementaire> AwaitingRo() =>
        _complementaire.Count == 0 ? [] : [.. Complementaire.Where(rc => _groups[rc.Id].LooksForRo)];

    /// <summary>
    /// Whether the groups of two payments may become one: no contract pays in both, and no agent set any two of their lines apart.
    /// </summary>
    public bool TakesIn(Ligne a, Ligne b) => _groups[a.Id].TakesIn(_groups[b.Id]) && !Separates(a, b);

    /// <summary>Whether the groups of two payments may become one, whatever contracts pay in them.</summary>
    public bool MayShare(Ligne a, Ligne b) => !_groups[a.Id].IsAmbiguous && !_groups[b.Id].IsAmbiguous && !Separates(a, b);

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

    /// <summary>Brings payments into the group of the first, those left out that were set apart from one in it.</summary>
    /// <param name="lignes">The payments.</param>
    public void Share(IEnumerable<Ligne> lignes)
    {
        Ligne? first = null;
        foreach (var ligne in lignes)
        {
            first ??= ligne;
            if (MayShare(first, ligne))
            {
                Unite([first.Id, ligne.Id]);
            }
        }
    }

    /// <summary>Whether an agent set two of some payments apart.</summary>
    /// <param name="lignes">The payments.</param>
    public bool SeparatesAny(IReadOnlyList<Ligne> lignes) =>
        _decisions.SeparatesLignes && lignes.Any(a => lignes.Any(b => Separates(a, b)));

    // An agent who set two lines apart wants them in two soins. So the groups of two payments stay apart if any line of one was set apart
    // from any line of the other: a third line, such as the RO line of two contracts, must not bring them together again.
    private bool Separates(Ligne a, Ligne b) =>
        _decisions.SeparatesLignes
        && _groups[a.Id].Lignes.Any(x => _groups[b.Id].Lignes.Any(y => _decisions.Separates(x.Id, y.Id)));
}
