using Reconciliation.Contracts;
using Reconciliation.Core;

namespace Reconciliation.Api;

/// <summary>What a reader is told whose place is one of another history.</summary>
internal static class FeedEpoch
{
    /// <summary>The members of the problem: the epoch as it is announced, and where to read on.</summary>
    /// <param name="feedBreak">What is known of it; null: nothing.</param>
    public static RepriseDeFlux Members(FeedBreak? feedBreak) => new(
        feedBreak?.Epoch?.Name,
        feedBreak?.Epoch?.Previous,
        feedBreak?.Epoch is { Previous: not null } epoch ? epoch.Since : null,
        feedBreak?.Resume is { } cursor ? Cursors.Write(cursor) : null);
}
