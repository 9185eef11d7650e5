using Reconciliation.Contracts;
using Reconciliation.Core;

namespace Reconciliation.Api;

/// <summary>The answer to a reader whose place is one of another history.</summary>
internal static class FeedEpoch
{
    /// <summary>The members of the problem: the epoch as it is announced, and the place from which to read on.</summary>
    /// <param name="feedBreak">The break between the two histories, as far as it is known; null: nothing is known.</param>
    public static RepriseDeFlux Members(FeedBreak? feedBreak) => new(
        feedBreak?.Epoch?.Name,
        feedBreak?.Epoch?.Previous,
        feedBreak?.Since,
        feedBreak?.Resume is { } cursor ? Cursors.Write(cursor) : null);
}
