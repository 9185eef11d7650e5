using Npgsql;
using Reconciliation.Contracts;
using Reconciliation.Domain;
using Reconciliation.Storage;

namespace Reconciliation.Core;

/// <summary>A message in quarantine, with the actions on it.</summary>
/// <param name="Message">The message.</param>
/// <param name="Body">Its original, as it is kept.</param>
/// <param name="FollowUps">The actions, the oldest first.</param>
public sealed record QuarantinedMessage(MessageEnQuarantaine Message, CorpsDeMessage Body, IReadOnlyList<SuiteDeQuarantaine> FollowUps);

/// <summary>
/// Reads messages that could not be accepted: lists without contents, and single messages, recorded for every member whom they name.
/// </summary>
/// <param name="source">The database.</param>
/// <param name="queries">Reads the quarantine.</param>
/// <param name="disclosure">The door.</param>
public sealed class ReadQuarantaine(NpgsqlDataSource source, QuarantaineQueries queries, Disclosure disclosure)
{
    /// <summary>The reason of an agent who reads the quarantine to work through it: the work itself.</summary>
    public const string WorkMotif = "Liste de travail : quarantaine";

    private const string ListAction = AccessActions.ListQuarantaine;
    internal const string ReadAction = AccessActions.ReadQuarantaine;

    /// <summary>A page of messages, the newest first.</summary>
    /// <param name="caller">The caller.</param>
    /// <param name="request">The messages asked for.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<Disclosed<Slice<MessageEnQuarantaine>>> ListAsync(
        Caller caller, QuarantaineRequest request, CancellationToken cancellationToken) => await HandOutAsync(
        caller,
        await Slices.ReadAsync(request.Limit, rows => queries.PageAsync(request with { Limit = rows }, cancellationToken)),
        cancellationToken);

    /// <summary>A page of the work list of open messages, the oldest first.</summary>
    /// <param name="caller">The caller.</param>
    /// <param name="age">The bounds of their first coming; null: any.</param>
    /// <param name="rule">A rule of the contract that is among the reasons; null: any.</param>
    /// <param name="after">The last message of the page before.</param>
    /// <param name="limit">The most messages.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<Disclosed<Slice<MessageEnQuarantaine>>> ListWorkAsync(
        Caller caller,
        (DateTimeOffset? Since, DateTimeOffset? Before) age,
        string? rule,
        (DateTimeOffset RecuLe, long QuarantaineId)? after,
        int limit,
        CancellationToken cancellationToken) => await HandOutAsync(
        caller,
        await Slices.ReadAsync(limit, rows => queries.WorkListAsync(age, rule, after, rows, cancellationToken)),
        cancellationToken);

    /// <summary>How many messages nobody has settled, by stream: of no member.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<IReadOnlyDictionary<Part, long>> OpenAsync(CancellationToken cancellationToken) => queries.OpenAsync(cancellationToken);

    /// <summary>One message, with its contents.</summary>
    /// <param name="caller">The caller.</param>
    /// <param name="quarantaineId">The message.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<Disclosed<QuarantinedMessage>> ReadAsync(
        Caller caller, long quarantaineId, CancellationToken cancellationToken)
    {
        if (await queries.ReadOneAsync(quarantaineId, cancellationToken) is not var (message, body))
        {
            return DisclosureOutcome.Unknown;
        }

        var followUps = await queries.FollowUpsAsync(quarantaineId, cancellationToken);
        var members = await MessageMembers.ReadAsync(source, body, TypedCorrection.Of(followUps), cancellationToken);
        if (!caller.MaySee(members.Sent.Ids))
        {
            return DisclosureOutcome.Forbidden;
        }

        await members.NoteTypedAsync(disclosure, caller, cancellationToken);
        return await disclosure.HandOutAsync<QuarantinedMessage>(
            Working(caller),
            ReadAction,
            members.NoteSent(caller),
            null,
            new(message, members.Shown(body), members.Shown(followUps)),
            cancellationToken);
    }

    /// <summary>The caller, with the work on the quarantine as their reason where one is required and none was given.</summary>
    /// <param name="caller">The caller.</param>
    internal static Caller Working(Caller caller) => caller.MustGiveMotif ? caller with { Motif = caller.Motif ?? WorkMotif } : caller;

    private Task<Disclosed<Slice<MessageEnQuarantaine>>> HandOutAsync(
        Caller caller, Slice<MessageEnQuarantaine> page, CancellationToken cancellationToken) =>
        disclosure.HandOutAsync(Working(caller), ListAction, [], null, page, cancellationToken);
}
