namespace Reconciliation.Domain;

/// <summary>The payments of one journée and the group in which each is: its own, until a stage of pairing brings groups together.</summary>
internal sealed class Groupes
{
    private readonly List<LigneRo> _ro = [];
    private readonly List<LigneComplementaire> _complementaire = [];
    private readonly Dictionary<LigneId, Groupe> _groupes = [];
    private readonly DecisionsEnVigueur _decisions;

    /// <param name="paiements">The payments, in the order of their identities.</param>
    /// <param name="decisions">What agents decided.</param>
    public Groupes(IEnumerable<Ligne> paiements, DecisionsEnVigueur decisions)
    {
        _decisions = decisions;
        foreach (var paiement in paiements)
        {
            var groupe = _groupes[paiement.Id] = Groupe.De(paiement);
            _ro.AddRange(groupe.Ro);
            _complementaire.AddRange(groupe.Complementaire);
        }
    }

    /// <summary>The group of each payment: a group as often as it has payments.</summary>
    public IEnumerable<Groupe> Tous => _groupes.Values;

    /// <summary>The RO payments.</summary>
    public IReadOnlyList<LigneRo> Ro => _ro;

    /// <summary>The group of a payment.</summary>
    /// <param name="ligne">The payment.</param>
    public Groupe this[LigneId ligne] => _groupes[ligne];

    public bool Contient(LigneId ligne) => _groupes.ContainsKey(ligne);

    /// <summary>The complementary payments that still look for their RO line. Most journées hold one line of each part: those are done when
    /// the first stage has paired them.</summary>
    /// <param name="candidate">Which payments to look at.</param>
    public List<LigneComplementaire> EnAttenteDeRo(Func<Ligne, bool> candidate) =>
        _complementaire.Count == 0 ? [] : [.. _complementaire.Where(rc => _groupes[rc.Id].ChercheRo && candidate(rc))];

    /// <summary>Whether the groups of two payments may become one.</summary>
    public bool Accueille(Ligne a, LigneComplementaire b) => _groupes[a.Id].Accueille(_groupes[b.Id]) && !Separe(a, b);

    /// <summary>Brings the groups of some payments together.</summary>
    /// <param name="lignes">The payments.</param>
    public Groupe Reunir(IReadOnlyList<LigneId> lignes)
    {
        var groupe = lignes.Count > 0 ? _groupes[lignes[0]] : new Groupe();
        foreach (var autre in lignes.Skip(1).Select(id => _groupes[id]))
        {
            if (!ReferenceEquals(autre, groupe))
            {
                groupe.Ro.AddRange(autre.Ro);
                groupe.Complementaire.AddRange(autre.Complementaire);
                foreach (var ligne in autre.Lignes)
                {
                    _groupes[ligne.Id] = groupe;
                }
            }
        }

        return groupe;
    }

    // Lines that were set apart do not meet in a soin by way of a third either, such as the RO line of two contracts.
    private bool Separe(Ligne a, Ligne b) =>
        _decisions.SepareDesLignes
        && _groupes[a.Id].Lignes.Any(x => _groupes[b.Id].Lignes.Any(y => _decisions.Separe(x.Id, y.Id)));
}
