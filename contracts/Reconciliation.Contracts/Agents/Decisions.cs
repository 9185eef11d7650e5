using System.Text.Json.Serialization;

namespace Reconciliation.Contracts;

/// <summary>A line that a décision names.</summary>
/// <param name="Part">The part that it pays.</param>
/// <param name="Source">The system that states it.</param>
/// <param name="Ligne">Its identity within the source.</param>
public sealed record LigneVisee(PartDeLigne Part, string Source, ReferenceLigne Ligne);

/// <summary>The décision that an agent asks for on a soin.</summary>
public sealed record DecisionDemandee
{
    /// <summary>The kind of décision.</summary>
    public required TypeDeDecision Type { get; init; }

    /// <summary>The agent's reason: 1–500 printable characters, no NIR.</summary>
    public required string Motif { get; init; }

    /// <summary>For <c>lier</c> and <c>delier</c>: the payments concerned, 2 to 50, one of the soin at least.</summary>
    public IReadOnlyList<LigneVisee> Lignes { get; init; } = [];

    /// <summary>For <c>rouvrir</c>: the décision that shall no longer hold.</summary>
    public Guid? DecisionId { get; init; }

    /// <summary>For <c>neRienAttendre</c>: the part of which nothing more is to be expected.</summary>
    public PartDeLigne? Part { get; init; }
}

/// <summary>
/// The result of a décision: the view that the soin has now, or would have, and those of the other soins that the décision changed.
/// </summary>
public sealed record DecisionPrise : Vue
{
    /// <summary>The id of the décision: the same for the same décision sent again.</summary>
    public required Guid DecisionId { get; init; }

    /// <summary>Whether nothing was decided, and the views are only those that the décision would bring about.</summary>
    public required bool Apercu { get; init; }

    /// <summary>The new views of the other soins that it changes.</summary>
    public required IReadOnlyList<Vue> AutresSoins { get; init; }
}

/// <summary>A décision as it was taken.</summary>
public sealed record DecisionLue
{
    /// <summary>Its id.</summary>
    public required Guid DecisionId { get; init; }

    /// <summary>The kind of décision.</summary>
    public required TypeDeDecision Type { get; init; }

    /// <summary>The agent's reason.</summary>
    public required string Motif { get; init; }

    /// <summary>The agent.</summary>
    public required string Auteur { get; init; }

    /// <summary>When, UTC.</summary>
    [JsonConverter(typeof(InstantUtcConverter))]
    public required DateTimeOffset PriseLe { get; init; }

    /// <summary>The soin on which it was taken.</summary>
    public required Guid? SoinId { get; init; }

    /// <summary>
    /// Whether it holds: it was neither reopened nor contradicted by a later one, the amounts are those of the accepted gap, and
    /// nothing came of the part of which nothing was to be expected.
    /// </summary>
    public required bool EnVigueur { get; init; }

    /// <summary>The lines of which it says something.</summary>
    public required IReadOnlyList<LigneVisee> Lignes { get; init; }

    /// <summary>The décision that it reopens; null for any other.</summary>
    public required Guid? DecisionRouverte { get; init; }

    /// <summary>The part of which nothing more is to be expected; null for any other décision.</summary>
    public PartDeLigne? Part { get; init; }
}
