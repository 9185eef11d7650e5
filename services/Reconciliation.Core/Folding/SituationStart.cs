using Reconciliation.Domain;

namespace Reconciliation.Core;

/// <summary>
/// The instant since which a soin is in its situation: by it work lists tell the age. A fold finds it from a judged view, a rebuild from a
/// published one.
/// </summary>
internal static class SituationStart
{
    /// <summary>
    /// The instant of a situation: for a late soin the end of its window, however much later that was noticed; for any other the instant
    /// at which it was found.
    /// </summary>
    /// <param name="situation">The situation.</param>
    /// <param name="windowEnd">The end of the window of the part that is awaited, RO before complementary; null: none is.</param>
    /// <param name="found">When the situation was found.</param>
    public static DateTimeOffset Of(Situation situation, DateTimeOffset? windowEnd, DateTimeOffset found) =>
        situation == Situation.EnRetard && windowEnd is { } end ? end : found;
}
