using Reconciliation.Domain;
using Reconciliation.Storage;

namespace Reconciliation.Core;

/// <summary>
/// Makes what an agent says of a soin on the phone. It is made from the facts and not stored, since only the console needs it.
/// </summary>
/// <param name="judgement">The policy.</param>
/// <param name="clock">The clock.</param>
public sealed class SoinAnswers(Jugement judgement, TimeProvider clock)
{
    /// <summary>The answer about a soin; null where its facts are not known.</summary>
    /// <param name="facts">The facts of its journée.</param>
    /// <param name="vue">The soin as it is stored.</param>
    /// <param name="adherentId">The member who calls: of a soin that concerns another too they are told their own lines.</param>
    public AgentAnswer? Answer(SoinFacts facts, StoredVue vue, string adherentId)
    {
        ArgumentNullException.ThrowIfNull(facts);
        ArgumentNullException.ThrowIfNull(vue);
        return facts.Identities.Soins.FirstOrDefault(s => s.Id == vue.SoinId) is { } identified
            && facts.Soin(vue.SoinId) is { } stored
            ? judgement.AnswerOf(identified.Soin, vue.AdherentIds.Count > 1 ? adherentId : null, InstantOf(stored, clock.GetUtcNow()))
            : null;
    }

    /// <summary>A soin whose deadline has passed unjudged is shown as at its deadline, like the row that is stored of it.</summary>
    /// <param name="stored">The soin.</param>
    /// <param name="now">Now.</param>
    internal static DateTimeOffset InstantOf(StoredSoin stored, DateTimeOffset now) =>
        stored.Echeance is { } echeance && echeance < now ? echeance : now;
}
