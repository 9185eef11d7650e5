namespace Reconciliation.Domain;

/// <summary>A support agent's décision about some lines: a fact like a line, folded with them.</summary>
public abstract record Decision
{
    /// <summary>The id of the décision.</summary>
    public required Guid Id { get; init; }

    /// <summary>When it was taken, UTC. Of two décisions that contradict each other, the later one holds.</summary>
    public required DateTimeOffset PriseLe { get; init; }

    /// <summary>The agent who took it.</summary>
    public required string Auteur { get; init; }

    /// <summary>The agent's reason; never empty.</summary>
    public required string Motif { get; init; }

    /// <summary>The soin on which it was taken. It counts for nothing in pairing and judging: a décision speaks of lines.</summary>
    public Guid? SoinId { get; init; }

    /// <summary>The lines of which it says something; none where it says nothing of lines.</summary>
    public virtual IEnumerable<LigneId> ConcernedLignes() => [];
}

/// <summary>These lines pay for one soin.</summary>
public sealed record Lier : Decision
{
    /// <summary>The lines, two or more.</summary>
    public required IReadOnlySet<LigneId> Lignes { get; init; }

    /// <inheritdoc/>
    public override IEnumerable<LigneId> ConcernedLignes() => Lignes;
}

/// <summary>No two of these lines pay for the same soin.</summary>
public sealed record Delier : Decision
{
    /// <summary>The lines, two or more.</summary>
    public required IReadOnlySet<LigneId> Lignes { get; init; }

    /// <inheritdoc/>
    public override IEnumerable<LigneId> ConcernedLignes() => Lignes;
}

/// <summary>
/// The gap of a soin as these lines at these revisions made it is accepted, as long as the amounts are those: once one moves, it is open
/// again.
/// </summary>
public sealed record AccepterEcart : Decision
{
    /// <summary>The lines and their revisions.</summary>
    public required IReadOnlySet<(LigneId Ligne, int Revision)> Lignes { get; init; }

    /// <inheritdoc/>
    public override IEnumerable<LigneId> ConcernedLignes() => Lignes.Select(l => l.Ligne);
}

/// <summary>Nothing more is to be expected of a part of a soin, until a line of that part comes that was not known.</summary>
public sealed record NeRienAttendre : Decision
{
    /// <summary>The part.</summary>
    public required Part Part { get; init; }

    /// <summary>The lines of the soin that were known, and their revisions.</summary>
    public required IReadOnlySet<(LigneId Ligne, int Revision)> Lignes { get; init; }

    /// <inheritdoc/>
    public override IEnumerable<LigneId> ConcernedLignes() => Lignes.Select(l => l.Ligne).Distinct();
}

/// <summary>An earlier décision no longer holds.</summary>
public sealed record Rouvrir : Decision
{
    /// <summary>The décision that no longer holds.</summary>
    public required Guid DecisionId { get; init; }
}

/// <summary>A remark; it changes nothing.</summary>
public sealed record Annoter : Decision;
