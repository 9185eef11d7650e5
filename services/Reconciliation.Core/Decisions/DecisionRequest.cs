using Reconciliation.Contracts;
using Reconciliation.Domain;
using Reconciliation.Storage;

namespace Reconciliation.Core;

/// <summary>A décision that an agent asks for.</summary>
public sealed record DecisionRequest
{
    /// <summary>The soin on which it is taken.</summary>
    public required Guid SoinId { get; init; }

    /// <summary>The journée of the soin, as last read.</summary>
    public required Journee Journee { get; init; }

    /// <summary>The version that the agent saw; null: they named none that can exist.</summary>
    public required VersionTag? Seen { get; init; }

    /// <summary>The agent.</summary>
    public required string Author { get; init; }

    /// <summary>The content of the décision and its reason.</summary>
    public required DecisionDemandee Content { get; init; }

    /// <summary>Whether only a preview of the outcome is asked for.</summary>
    public bool IsPreview { get; init; }

    /// <summary>The lines that the request names: of the soin's beneficiary, whatever the day.</summary>
    /// <param name="parts">The parts.</param>
    public IReadOnlyList<LigneId> TargetedLignes(PartCatalogue parts) =>
        [.. Content.Lignes.Select(l => DecisionFactory.Id(l, Journee.BeneficiaireId, parts))];
}

/// <summary>A view that a décision left or would leave.</summary>
/// <param name="SoinId">The soin.</param>
/// <param name="Version">The version.</param>
/// <param name="Vue">The view, as JSON.</param>
/// <param name="AutresAdherents">The members whom its lines name besides the one whom the view names.</param>
public sealed record ResultingVue(Guid SoinId, int Version, string Vue, IReadOnlyList<string> AutresAdherents)
{
    /// <summary>The members concerned.</summary>
    public IEnumerable<string> AdherentIds => AutresAdherents.Prepend(StoredJson.ReadVue(Vue).AdherentId);

    /// <summary>The tag that tells this version from any other.</summary>
    public VersionTag Tag => VersionTag.Of(Version, Vue);
}

/// <summary>The outcome of a request for a décision.</summary>
public abstract record DecisionOutcome
{
    private DecisionOutcome()
    {
    }

    /// <summary>The décision holds, or would hold.</summary>
    /// <param name="DecisionId">Its id.</param>
    /// <param name="IsNew">Whether it is new: false where the same one was sent before.</param>
    /// <param name="Soin">The view of the soin.</param>
    /// <param name="Others">The new views of the other soins that it changed.</param>
    public sealed record Taken(Guid DecisionId, bool IsNew, ResultingVue Soin, IReadOnlyList<ResultingVue> Others) : DecisionOutcome;

    /// <summary>There is no such soin.</summary>
    public sealed record UnknownSoin : DecisionOutcome;

    /// <summary>The soin has become another version since the agent saw it.</summary>
    /// <param name="Current">Its view now.</param>
    public sealed record StaleVersion(ResultingVue Current) : DecisionOutcome;

    /// <summary>Another soin took the lines of this one: the décision must be taken there.</summary>
    /// <param name="By">The other soin.</param>
    public sealed record ReplacedSoin(Guid By) : DecisionOutcome;

    /// <summary>The request asks for something that the facts do not allow.</summary>
    /// <param name="Rejections">The members refused, each with its rule.</param>
    public sealed record Refused(IReadOnlyList<Rejet> Rejections) : DecisionOutcome;

    /// <summary>There is nothing to decide.</summary>
    /// <param name="Motif">The reason, in French.</param>
    public sealed record NothingToDecide(string Motif) : DecisionOutcome;
}
