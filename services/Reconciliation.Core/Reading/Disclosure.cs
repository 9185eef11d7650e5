using Reconciliation.Storage;

namespace Reconciliation.Core;

/// <summary>What came of asking for a member's data.</summary>
public enum DisclosureOutcome
{
    /// <summary>The caller has it, and that is recorded.</summary>
    Granted,

    /// <summary>There is nothing by that name.</summary>
    Unknown,

    /// <summary>It is another member's.</summary>
    Forbidden,

    /// <summary>The caller has to say first why they read it.</summary>
    MotifMissing,
}

/// <summary>A member's data, or why a caller does not get it.</summary>
/// <param name="Outcome">What came of asking.</param>
/// <param name="Value">The data; nothing unless it was granted.</param>
public readonly record struct Disclosed<T>(DisclosureOutcome Outcome, T? Value)
    where T : class
{
    /// <summary>Nothing, and why.</summary>
    /// <param name="outcome">Why.</param>
    public static implicit operator Disclosed<T>(DisclosureOutcome outcome) => new(outcome, null);

    /// <summary>The data.</summary>
    /// <param name="value">The data.</param>
    public static implicit operator Disclosed<T>(T value) => new(DisclosureOutcome.Granted, value);
}

/// <summary>
/// The one door by which a member's data leaves a use case: it asks whether the caller may have it and, where a reason is required,
/// why they read it, and writes the record of accesses before anything is handed out. A refusal tells nothing and records nothing.
/// </summary>
/// <param name="log">The record of accesses.</param>
/// <param name="clock">The clock.</param>
public sealed class Disclosure(AccessLog log, TimeProvider clock)
{
    /// <summary>How long after the last page of a member the same call goes on, without the reason being asked again.</summary>
    public static readonly TimeSpan MotifValidity = TimeSpan.FromHours(1);

    /// <summary>Hands out what was read, if the caller may have it, and records that it is.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="action">The name of the use case, as it is recorded.</param>
    /// <param name="adherentIds">Whose data: the one whom the reason is about first; none where it concerns no member.</param>
    /// <param name="soinId">Which soin, if one.</param>
    /// <param name="value">The data.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<Disclosed<T>> HandOutAsync<T>(
        Caller caller, string action, IReadOnlyList<string> adherentIds, Guid? soinId, T value, CancellationToken cancellationToken)
        where T : class =>
        await RequestAsync(caller, action, adherentIds, soinId, cancellationToken) is var outcome and not DisclosureOutcome.Granted
            ? outcome
            : value;

    /// <summary>Asks whether data may be handed out, and records that it is.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="action">The name of the use case, as it is recorded.</param>
    /// <param name="adherentIds">Whose data: the one whom the reason is about first; none where it concerns no member.</param>
    /// <param name="soinId">Which soin, if one.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<DisclosureOutcome> RequestAsync(
        Caller caller, string action, IReadOnlyList<string> adherentIds, Guid? soinId, CancellationToken cancellationToken)
    {
        // What concerns no member is for nobody who may have one member's data only.
        if (!caller.MaySee(adherentIds))
        {
            return DisclosureOutcome.Forbidden;
        }

        if (!caller.IsAgent)
        {
            return DisclosureOutcome.Granted;
        }

        var now = clock.GetUtcNow();
        var motif = caller.Motif;
        if (motif is null && caller.MustGiveMotif && adherentIds.Count > 0)
        {
            motif = await log.CurrentMotifAsync(caller.Name, adherentIds[0], now - MotifValidity, cancellationToken);
            if (motif is null)
            {
                return DisclosureOutcome.MotifMissing;
            }
        }

        await log.RecordAsync(new(caller.Name, caller.Client, action, [.. adherentIds.Distinct()], soinId, motif), now, cancellationToken);
        return DisclosureOutcome.Granted;
    }
}
