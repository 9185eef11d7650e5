namespace Reconciliation.Domain;

/// <summary>Lines that pay for one care act, of one part or several.</summary>
public sealed record Soin
{
    /// <summary>The journée to which the soin belongs.</summary>
    public required Journee Journee { get; init; }

    /// <summary>The RO lines, corrections and retenues included, in the order of their identities.</summary>
    public required IReadOnlyList<LigneRo> Ro { get; init; }

    /// <summary>The complementary lines, corrections included, in the order of their identities.</summary>
    public required IReadOnlyList<LigneComplementaire> Complementaire { get; init; }

    /// <summary>The lines of parts without rules of their own, in the order of their identities.</summary>
    public IReadOnlyList<LigneAutre> Autres { get; init; } = [];

    /// <summary>The lines that hold an amount back, or correct one that was held back, in this soin or another: no gross amounts.</summary>
    public required IReadOnlySet<LigneId> Retenues { get; init; }

    /// <summary>Whether its lines could be paired in more than one way, so that nothing was guessed.</summary>
    public required bool IsAmbiguous { get; init; }

    /// <summary>Whether one of its lines came with two contents at one revision.</summary>
    public required bool IsConteste { get; init; }

    /// <summary>The payment that each correction concerns in the end, of this soin and maybe others.</summary>
    public required IReadOnlyDictionary<LigneId, LigneId> Corrected { get; init; }

    /// <summary>The soin as it was each time that an agent accepted its gap.</summary>
    public IReadOnlyList<AcceptedEcart> AcceptedEcarts { get; init; } = [];

    /// <summary>The décisions that still end the expectation of a part: no line of it has come that was not known.</summary>
    public IReadOnlyList<NeRienAttendre> EndedExpectations { get; init; } = [];

    /// <summary>All lines: RO first, then complementary, then those of other parts.</summary>
    public IEnumerable<Ligne> Lignes =>
        Autres.Count == 0 ? Ro.Concat<Ligne>(Complementaire) : Ro.Concat<Ligne>(Complementaire).Concat(Autres);

    /// <summary>The number of lines.</summary>
    public int LigneCount => Ro.Count + Complementaire.Count + Autres.Count;

    /// <summary>The payments among the lines. A payment founds a soin; a correction only joins one.</summary>
    public IEnumerable<Ligne> Paiements => Lignes.Where(l => l.Nature == Nature.Paiement);
}

/// <summary>A gap that an agent accepted.</summary>
/// <param name="DecisionId">The décision.</param>
/// <param name="Soin">The soin as its lines stood then.</param>
public sealed record AcceptedEcart(Guid DecisionId, Soin Soin);

/// <summary>The result of pairing a set of facts: every line that counts is in one soin, or unattached; never in two, never lost.</summary>
/// <param name="Soins">The soins, in the order of their first line.</param>
/// <param name="NonRattachees">Corrections whose origin has not come, and retenues that fit no soin or several.</param>
/// <param name="Homonymes">The lines of which the name is that of another beneficiary's line too.</param>
public sealed record PairedJournee(IReadOnlyList<Soin> Soins, IReadOnlyList<Ligne> NonRattachees, IReadOnlySet<LigneId> Homonymes);
