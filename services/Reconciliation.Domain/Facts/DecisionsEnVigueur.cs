namespace Reconciliation.Domain;

/// <summary>The décisions that hold: a later one prevails over an earlier, and one that was reopened is no more.</summary>
public sealed class DecisionsEnVigueur
{
    private readonly List<Lier> _liens = [];
    private readonly HashSet<(LigneId, LigneId)> _separees = [];
    private readonly List<AccepterEcart> _acceptations = [];
    private readonly HashSet<Guid> _tenues = [];

    private DecisionsEnVigueur()
    {
    }

    /// <summary>The links that hold; no line is in two of them.</summary>
    public IReadOnlyList<Lier> Liens => _liens;

    /// <summary>The ids of the décisions that hold, in whole or in part: neither reopened nor contradicted by a later one.</summary>
    public IReadOnlySet<Guid> Tenues => _tenues;

    /// <summary>Finds out which of some décisions hold.</summary>
    /// <param name="decisions">Every décision of a set of facts.</param>
    public static DecisionsEnVigueur De(IEnumerable<Decision> decisions)
    {
        ArgumentNullException.ThrowIfNull(decisions);
        var enVigueur = new DecisionsEnVigueur();
        var rouvertes = new HashSet<Guid>();
        foreach (var decision in decisions.OrderByDescending(d => d.PriseLe).ThenByDescending(d => d.Id))
        {
            if (rouvertes.Contains(decision.Id))
            {
                continue;
            }

            if (decision is Rouvrir rouvrir)
            {
                rouvertes.Add(rouvrir.DecisionId);
            }

            if (enVigueur.Ajouter(decision))
            {
                enVigueur._tenues.Add(decision.Id);
            }
        }

        return enVigueur;
    }

    /// <summary>The décisions of which something holds, and those that reopen one of these, in the order in which they were taken.</summary>
    /// <param name="decisions">Every décision of a set of facts.</param>
    /// <param name="concerne">What must hold of a décision.</param>
    public static IReadOnlyList<Decision> QuiConcernent(IEnumerable<Decision> decisions, Func<Decision, bool> concerne)
    {
        ArgumentNullException.ThrowIfNull(concerne);
        var concernees = new HashSet<Guid>();
        var trouvees = new List<Decision>();
        foreach (var decision in decisions.OrderBy(d => d.PriseLe).ThenBy(d => d.Id))
        {
            if (concerne(decision) || (decision is Rouvrir rouvrir && concernees.Contains(rouvrir.DecisionId)))
            {
                concernees.Add(decision.Id);
                trouvees.Add(decision);
            }
        }

        return trouvees;
    }

    /// <summary>Whether an agent set any lines apart.</summary>
    public bool SepareDesLignes => _separees.Count > 0;

    /// <summary>Whether an agent set two lines apart.</summary>
    /// <param name="a">One.</param>
    /// <param name="b">The other.</param>
    public bool Separe(LigneId a, LigneId b) => _separees.Contains(Paire(a, b));

    /// <summary>Whether the gap of a soin made of exactly these lines was accepted.</summary>
    /// <param name="lignes">The lines.</param>
    public bool Accepte(IReadOnlyCollection<Ligne> lignes) =>
        _acceptations.Exists(a => a.Lignes.SetEquals(lignes.Select(l => (l.Id, l.Revision))));

    // Whether anything of it holds beside the later ones.
    private bool Ajouter(Decision decision)
    {
        switch (decision)
        {
            case Lier lier:
                return Ajouter(lier);
            case Delier delier:
                return Ajouter(delier);
            case AccepterEcart accepter:
                _acceptations.Add(accepter);
                return true;
            default:
                return true;
        }
    }

    private bool Ajouter(Lier lier)
    {
        if (_liens.Exists(l => l.Lignes.Overlaps(lier.Lignes)) || Paires(lier.Lignes).Any(_separees.Contains))
        {
            return false;
        }

        _liens.Add(lier);
        return true;
    }

    private bool Ajouter(Delier delier)
    {
        var libres = Paires(delier.Lignes)
            .Where(paire => !_liens.Exists(l => l.Lignes.Contains(paire.A) && l.Lignes.Contains(paire.B)))
            .ToList();
        _separees.UnionWith(libres);
        return libres.Count > 0;
    }

    private static IEnumerable<(LigneId A, LigneId B)> Paires(IEnumerable<LigneId> lignes)
    {
        var liste = lignes.ToList();
        return from a in liste from b in liste where LigneId.Ordre.Compare(a, b) < 0 select (a, b);
    }

    private static (LigneId, LigneId) Paire(LigneId a, LigneId b) => LigneId.Ordre.Compare(a, b) < 0 ? (a, b) : (b, a);
}
