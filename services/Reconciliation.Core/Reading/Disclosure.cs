using Reconciliation.Storage;

namespace Reconciliation.Core;

/// <summary>The outcome of asking for a member's data.</summary>
public enum DisclosureOutcome
{
    /// <summary>The caller has the data, and that is recorded.</summary>
    Granted,

    /// <summary>There is nothing by that name.</summary>
    Unknown,

    /// <summary>The data is another member's.</summary>
    Forbidden,

    /// <summary>The caller has to say first why they read it.</summary>
    MotifMissing,
}

/// <summary>A member's data, or the reason why a caller does not get it. Only the door puts data in, since it knows whose it is.</summary>
public readonly struct Disclosed<T>
    where T : class
{
    internal Disclosed(DisclosureOutcome outcome, T? value) => (Outcome, Value) = (outcome, value);

    /// <summary>The outcome.</summary>
    public DisclosureOutcome Outcome { get; }

    /// <summary>The data; nothing unless it was granted.</summary>
    public T? Value { get; }

    /// <summary>No data, and the reason.</summary>
    /// <param name="outcome">The reason.</param>
    public static implicit operator Disclosed<T>(DisclosureOutcome outcome) => new(outcome, null);
}

/// <summary>
/// The one door by which a member's data leaves a use case: it asks whether the caller may have the data and, where a reason is required,
/// why they read it. It notes with the call whose data it is (<see cref="CallDisclosures"/>), and the edge makes the record of that before
/// it answers. A refusal tells nothing and records nothing.
/// </summary>
/// <param name="log">The record of accesses.</param>
/// <param name="clock">The clock.</param>
public sealed class Disclosure(AccessLog log, TimeProvider clock)
{
    /// <summary>Hands out data, if the caller may have it, and notes that.</summary>
    /// <param name="caller">The caller.</param>
    /// <param name="action">The name of the use case, as it is recorded.</param>
    /// <param name="adherentIds">The members concerned, first the one whom the reason is about; none where it concerns no member.</param>
    /// <param name="soinId">The soin concerned; null: none.</param>
    /// <param name="value">The data.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<Disclosed<T>> HandOutAsync<T>(
        Caller caller, string action, IReadOnlyList<string> adherentIds, Guid? soinId, T value, CancellationToken cancellationToken)
        where T : class
    {
        var outcome = await RequestAsync(caller, action, adherentIds, soinId, cancellationToken);
        return new(outcome, outcome == DisclosureOutcome.Granted ? value : null);
    }

    /// <summary>
    /// Reads and hands out data that is much to read: the caller's right is asked before, and nothing is read without it.
    /// </summary>
    /// <param name="caller">The caller.</param>
    /// <param name="action">The name of the use case, as it is recorded.</param>
    /// <param name="adherentIds">The members concerned as far as they are known before, first the one whom the reason is about.</param>
    /// <param name="soinId">The soin concerned; null: none.</param>
    /// <param name="read">Reads the data, and says whose it is.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<Disclosed<T>> ReadAndHandOutAsync<T>(
        Caller caller, string action, IReadOnlyList<string> adherentIds, Guid? soinId,
        Func<Task<(T Value, IReadOnlyList<string> AdherentIds)>> read, CancellationToken cancellationToken)
        where T : class
    {
        var (outcome, motif) = await AskAsync(caller, adherentIds, soinId, cancellationToken);
        if (outcome != DisclosureOutcome.Granted)
        {
            return outcome;
        }

        // The reason that was found is not looked up again.
        var (value, members) = await read();
        return await HandOutAsync(caller with { Motif = motif }, action, members, soinId, value, cancellationToken);
    }

    /// <summary>Hands out data of nobody: nothing is recorded.</summary>
    /// <param name="value">The data.</param>
    internal static Disclosed<T> OfNobody<T>(T value)
        where T : class => new(DisclosureOutcome.Granted, value);

    /// <summary>Hands out data that is made of pieces that the door gave before, each noted then.</summary>
    /// <param name="value">The data.</param>
    internal static Disclosed<T> Noted<T>(T value)
        where T : class => new(DisclosureOutcome.Granted, value);

    /// <summary>
    /// Notes a reading or an action that concerns more members than are recorded: a row without a member says so. Nothing of them is shown.
    /// </summary>
    /// <param name="caller">The caller.</param>
    /// <param name="action">The name of the use case, as it is recorded.</param>
    internal static void NoteMore(Caller caller, string action)
    {
        if (caller.IsAgent)
        {
            caller.Disclosures.Note(new(caller.Name, caller.Client, action, [], null, AccessLog.MoreMotif));
        }
    }

    /// <summary>Asks whether data may be handed out, and notes that it is.</summary>
    /// <param name="caller">The caller.</param>
    /// <param name="action">The name of the use case, as it is recorded.</param>
    /// <param name="adherentIds">The members concerned, first the one whom the reason is about; none where it concerns no member.</param>
    /// <param name="soinId">The soin concerned; null: none.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<DisclosureOutcome> RequestAsync(
        Caller caller, string action, IReadOnlyList<string> adherentIds, Guid? soinId, CancellationToken cancellationToken)
    {
        var (outcome, motif) = await AskAsync(caller, adherentIds, soinId, cancellationToken);
        if (outcome == DisclosureOutcome.Granted && caller.IsAgent)
        {
            caller.Disclosures.Note(new(caller.Name, caller.Client, action, [.. adherentIds.Distinct()], soinId, motif));
        }

        return outcome;
    }

    /// <summary>Asks whether data may be handed out, before something is done of which it will be the answer.</summary>
    /// <param name="caller">The caller.</param>
    /// <param name="adherentIds">The members concerned, first the one whom the reason is about.</param>
    /// <param name="soinId">The soin concerned; null: none.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Whether it may, and the reason that is known.</returns>
    internal async Task<(DisclosureOutcome Outcome, string? Motif)> AskAsync(
        Caller caller, IReadOnlyList<string> adherentIds, Guid? soinId, CancellationToken cancellationToken)
    {
        // Data that concerns no member is not for a caller who may have one member's data only.
        if (!caller.MaySee(adherentIds))
        {
            return (DisclosureOutcome.Forbidden, null);
        }

        if (!caller.IsAgent || caller.Motif is not null || !caller.MustGiveMotif || adherentIds.Count == 0)
        {
            return (DisclosureOutcome.Granted, caller.Motif);
        }

        var since = clock.GetUtcNow() - AccessLog.MotifValidity;
        if (await log.CurrentMotifAsync(caller.Name, adherentIds[0], since, cancellationToken) is { } motif)
        {
            return (DisclosureOutcome.Granted, motif);
        }

        caller.Disclosures.Miss(new(adherentIds[0], soinId));
        return (DisclosureOutcome.MotifMissing, null);
    }
}
