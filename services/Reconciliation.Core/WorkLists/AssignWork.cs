using System.Globalization;
using Npgsql;
using Reconciliation.Domain;
using Reconciliation.Storage;

namespace Reconciliation.Core;

/// <summary>The outcome of taking a soin up, or giving it back.</summary>
/// <param name="TakenBy">The agent who has it now; null: nobody.</param>
/// <param name="Had">Whether this agent had it.</param>
/// <param name="Soin">The soin.</param>
public sealed record Assignment(string? TakenBy, bool Had, StoredVue Soin);

/// <summary>Takes soins and messages up for an agent, and gives them back.</summary>
/// <param name="assignments">Stores which agent has taken up which soin or message.</param>
/// <param name="queries">Reads views.</param>
/// <param name="quarantaine">Reads the quarantine.</param>
/// <param name="disclosure">The door.</param>
/// <param name="accesses">Records what is done, with it.</param>
/// <param name="clock">The clock.</param>
public sealed class AssignWork(
    Assignments assignments, VueQueries queries, QuarantaineQueries quarantaine, Disclosure disclosure, RecordAccesses accesses,
    TimeProvider clock)
{
    /// <summary>The time after an agent's last access at the console in which work can be given to them.</summary>
    public static readonly TimeSpan KnownFor = TimeSpan.FromDays(30);

    private const string Console = "console";
    private const string Motif = "Liste de travail : prise en charge";
    private const string TakeAction = AccessActions.TakeUp;
    private const string GiveBackAction = AccessActions.GiveBack;
    private const string HandOverAction = AccessActions.HandOver;

    /// <summary>Forgets the soins that an agent has taken up and that need nobody any more: before some are taken up.</summary>
    /// <param name="caller">The agent.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task ForgetSettledAsync(Caller caller, CancellationToken cancellationToken) =>
        assignments.ForgetSettledAsync(caller.Name, cancellationToken);

    /// <summary>Takes a soin up, unless another agent has.</summary>
    /// <param name="caller">The agent.</param>
    /// <param name="soinId">The soin.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<Disclosed<Assignment>> TakeSoinAsync(Caller caller, Guid soinId, CancellationToken cancellationToken) => DoAsync(
        caller,
        (TakeAction, Motif),
        soinId,
        async (soin, connection) => new(
            await Assignments.TakeAsync(
                connection, new(Assignments.Soin, soinId.ToString(), caller.Name, clock.GetUtcNow()), cancellationToken),
            false,
            soin),
        cancellationToken);

    /// <summary>Gives a soin back.</summary>
    /// <param name="caller">The agent.</param>
    /// <param name="soinId">The soin.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<Disclosed<Assignment>> GiveSoinBackAsync(Caller caller, Guid soinId, CancellationToken cancellationToken) => DoAsync(
        caller,
        (GiveBackAction, Motif),
        soinId,
        async (soin, connection) => new(
            null, await Assignments.ReturnAsync(connection, Assignments.Soin, soinId.ToString(), caller.Name, cancellationToken), soin),
        cancellationToken);

    /// <summary>
    /// Gives a soin to a colleague, for a team leader: unless another agent has it, or from whoever has it. The record of accesses says who
    /// gave it to whom, and the assignment who gave it.
    /// </summary>
    /// <param name="caller">The team leader.</param>
    /// <param name="soinId">The soin.</param>
    /// <param name="colleague">The colleague, of <see cref="ColleaguesAsync"/>.</param>
    /// <param name="isTakenAway">Whether it is given to the colleague though another agent has it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The agent who has it now; forbidden to any other caller, and for a colleague whom nobody knows.</returns>
    public async Task<Disclosed<Assignment>> HandOverAsync(
        Caller caller, Guid soinId, string colleague, bool isTakenAway, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        if (!await MayHandOverAsync(caller, colleague, cancellationToken))
        {
            return DisclosureOutcome.Forbidden;
        }

        var wish = new AssignmentWish(Assignments.Soin, soinId.ToString(), colleague, clock.GetUtcNow(), caller.Name);
        return await DoAsync(
            caller,
            (HandOverAction, $"Liste de travail : confié à {colleague}"),
            soinId,
            async (soin, connection) => new(
                isTakenAway
                    ? await Assignments.GiveAsync(connection, wish, cancellationToken)
                    : await Assignments.TakeAsync(connection, wish, cancellationToken),
                false,
                soin),
            cancellationToken);
    }

    /// <summary>Whether a caller may give work to a colleague: a team leader may, to a colleague who is known.</summary>
    /// <param name="caller">The caller.</param>
    /// <param name="colleague">The colleague.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<bool> MayHandOverAsync(Caller caller, string colleague, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return caller.IsSupervisor
            && await assignments.IsKnownAgentAsync(colleague, Console, clock.GetUtcNow() - KnownFor, cancellationToken);
    }

    /// <summary>
    /// The colleagues whom a caller is told of: for a team leader those to whom work can be given, for any other those who have some.
    /// </summary>
    /// <param name="caller">The caller.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<IReadOnlyList<string>> ColleaguesAsync(Caller caller, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return caller.IsSupervisor
            ? assignments.KnownAgentsAsync(Console, clock.GetUtcNow() - KnownFor, cancellationToken)
            : assignments.AgentsAsync(cancellationToken);
    }

    /// <summary>Takes a message in quarantine up, unless another agent has.</summary>
    /// <param name="caller">The agent.</param>
    /// <param name="quarantaineId">The message.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The agent who has it now; null: there is no such message, or not for this caller. Nobody's data is in the answer.</returns>
    public async Task<string?> TakeMessageAsync(Caller caller, long quarantaineId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return caller.MaySeeEveryone && await quarantaine.ExistsAsync(quarantaineId, cancellationToken)
            ? await assignments.TakeMessageAsync(
                new(Assignments.Quarantaine, Key(quarantaineId), caller.Name, clock.GetUtcNow()), cancellationToken)
            : null;
    }

    /// <summary>Gives a message back.</summary>
    /// <param name="caller">The agent.</param>
    /// <param name="quarantaineId">The message.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Whether this agent had it.</returns>
    public Task<bool> GiveMessageBackAsync(Caller caller, long quarantaineId, CancellationToken cancellationToken) =>
        assignments.ReturnMessageAsync(Key(quarantaineId), caller.Name, cancellationToken);

    /// <summary>The agents who have taken up some messages, by message.</summary>
    /// <param name="quarantaineIds">The messages.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<IReadOnlyDictionary<string, string>> OfMessagesAsync(
        IEnumerable<long> quarantaineIds, CancellationToken cancellationToken) =>
        assignments.ReadAsync(Assignments.Quarantaine, [.. quarantaineIds.Select(Key)], cancellationToken);

    /// <summary>The agents who have taken up some soins, by soin. No member's data is in the answer.</summary>
    /// <param name="soinIds">The soins.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyDictionary<Guid, string>> OfSoinsAsync(IEnumerable<Guid> soinIds, CancellationToken cancellationToken) =>
        (await assignments.ReadAsync(Assignments.Soin, [.. soinIds.Select(id => id.ToString())], cancellationToken))
            .ToDictionary(a => Guid.Parse(a.Key, CultureInfo.InvariantCulture), a => a.Value);

    // The answer names the member. Work on a list is a reason by itself; of any other soin one must be known before something is done. The
    // act and its record are one transaction.
    private async Task<Disclosed<Assignment>> DoAsync(
        Caller caller, (string Name, string Motif) action, Guid soinId, Func<StoredVue, NpgsqlConnection, Task<Assignment>> act,
        CancellationToken cancellationToken)
    {
        if (await queries.SoinAsync(soinId, cancellationToken) is not { } soin || !caller.MaySee(soin.AdherentIds))
        {
            return DisclosureOutcome.Unknown;
        }

        var working = caller with { Motif = action.Motif };
        var isListed = soin.RemplacePar is null && WorkList.NeedsAPerson((Situation)StoredJson.ReadVue(soin.Vue).Situation);
        var (outcome, _) = await disclosure.AskAsync(isListed ? working : caller, soin.AdherentIds, soinId, cancellationToken);
        if (outcome != DisclosureOutcome.Granted)
        {
            return outcome;
        }

        outcome = await disclosure.RequestAsync(working, action.Name, soin.AdherentIds, soinId, cancellationToken);
        return outcome == DisclosureOutcome.Granted
            ? Disclosure.Noted(await accesses.SettleWithAsync(caller.Disclosures, c => act(soin, c), cancellationToken))
            : outcome;
    }

    private static string Key(long quarantaineId) => quarantaineId.ToString(CultureInfo.InvariantCulture);
}
