using Npgsql;
using Reconciliation.Contracts;
using Reconciliation.Domain;
using Reconciliation.Storage;

namespace Reconciliation.Core;

/// <summary>The décisions on a soin.</summary>
/// <param name="ReplacedBy">The soin that took its lines; null: it still has them.</param>
/// <param name="Decisions">All of them, the oldest first; they are few, since people take them one at a time.</param>
public sealed record DecisionsOfSoin(Guid? ReplacedBy, IReadOnlyList<DecisionLue> Decisions);

/// <summary>Reads the décisions that were taken on a soin or on its lines, and which of them hold.</summary>
/// <param name="queries">Reads views.</param>
/// <param name="source">The database.</param>
/// <param name="disclosure">The door.</param>
/// <param name="streams">The streams.</param>
public sealed class ListDecisions(VueQueries queries, NpgsqlDataSource source, Disclosure disclosure, PaymentStreams streams)
{
    private const string Action = AccessActions.ListDecisions;

    /// <param name="caller">The caller.</param>
    /// <param name="soinId">The soin.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<Disclosed<DecisionsOfSoin>> ReadAsync(Caller caller, Guid soinId, CancellationToken cancellationToken)
    {
        if (await queries.SoinAsync(soinId, cancellationToken) is not { } vue)
        {
            return DisclosureOutcome.Unknown;
        }

        if (vue.RemplacePar is not null)
        {
            DecisionsOfSoin elsewhere = new(vue.RemplacePar, []);
            return await disclosure.HandOutAsync(caller, Action, vue.AdherentIds, soinId, elsewhere, cancellationToken);
        }

        // A décision names lines of its day of care, which may be another member's.
        var facts = await SoinFacts.ReadAsync(source, [vue.Journee], streams, cancellationToken);
        var held = HeldDecisions.Of(facts.State.Facts);
        DecisionsOfSoin read = new(null, [.. facts.DecisionsOf(soinId).Select(d => DecisionMapper.From(d, held.Contains(d.Id)))]);
        IReadOnlyList<string> members = read.Decisions.Count == 0
            ? vue.AdherentIds
            : Members.Of(vue, facts.State.Lignes.Select(l => facts.Ligne(l.Position)).OfType<LigneFacts>());
        return await disclosure.HandOutAsync(caller, Action, members, soinId, read, cancellationToken);
    }
}
