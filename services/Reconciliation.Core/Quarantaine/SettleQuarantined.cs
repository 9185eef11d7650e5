using System.Text;
using Reconciliation.Contracts;
using Reconciliation.Domain;
using Reconciliation.Storage;

namespace Reconciliation.Core;

/// <summary>The result of settling a message in quarantine.</summary>
/// <param name="Outcome">The outcome.</param>
/// <param name="Rejections">The reasons where it is refused, or refused again.</param>
/// <param name="Message">The message as it is now; null unless it was settled.</param>
public sealed record Settled(ReplayOutcome Outcome, IReadOnlyList<Rejet> Rejections, MessageEnQuarantaine? Message);

/// <summary>The results of replaying several messages.</summary>
/// <param name="Results">The result of each, in their order.</param>
/// <param name="HasOthers">Whether the filter finds more than the limit.</param>
/// <param name="InvalidMotif">Why the reason may not be kept, and so nothing was done; null: it may.</param>
public sealed record SettledMany(
    IReadOnlyList<(long QuarantaineId, Settled Settled)> Results, bool HasOthers, Rejet? InvalidMotif = null);

/// <summary>
/// Takes messages out of quarantine, whoever asks: replayed as they are or corrected, one or many, or set aside. Counts them, judges the
/// reason, keeps the limits, and records whose messages were settled.
/// </summary>
/// <param name="replay">Replays and sets aside.</param>
/// <param name="queries">Reads the quarantine.</param>
/// <param name="disclosure">The door.</param>
/// <param name="streams">The streams.</param>
/// <param name="metrics">Counts replays that no message was looked at for.</param>
public sealed class SettleQuarantined(
    QuarantaineReplay replay, QuarantaineQueries queries, Disclosure disclosure, PaymentStreams streams, QuarantaineMetrics metrics)
{
    private const string ReplayAction = AccessActions.ReplayQuarantaine;
    private const string ReplayManyAction = AccessActions.ReplayManyQuarantaine;
    private const string SetAsideAction = AccessActions.SetAsideQuarantaine;

    /// <summary>Replays a message.</summary>
    /// <param name="caller">The caller.</param>
    /// <param name="quarantaineId">The message.</param>
    /// <param name="version">The version that they saw; null: any.</param>
    /// <param name="corrected">The corrected record or enveloped message; null: the original.</param>
    /// <param name="motif">The reason; null where a replay needs none.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<Settled> ReplayAsync(
        Caller caller,
        long quarantaineId,
        int? version,
        ReadOnlyMemory<byte>? corrected,
        string? motif,
        CancellationToken cancellationToken)
    {
        if (SettleMotif.Refusal(motif, caller.MustGiveMotif) is { } refusal)
        {
            metrics.Replayed(ReplayOutcome.InvalidMotif);
            return new(ReplayOutcome.InvalidMotif, [refusal], null);
        }

        if (!await MaySettleAsync(caller, quarantaineId, cancellationToken))
        {
            return Unknown;
        }

        var (outcome, rejections) = await replay.ReplayAsync(caller, new(quarantaineId, version, corrected, motif), cancellationToken);
        return await AnswerAsync(caller, (ReplayAction, motif), quarantaineId, (outcome, rejections), corrected, cancellationToken);
    }

    /// <summary>Replays a message with what was typed into its form; as it is, where nothing was changed.</summary>
    /// <param name="caller">The caller.</param>
    /// <param name="quarantaineId">The message.</param>
    /// <param name="version">The version that they saw; null: any.</param>
    /// <param name="typed">The texts that they typed.</param>
    /// <param name="motif">The reason; null where a replay needs none.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<Settled> CorrectAsync(
        Caller caller, long quarantaineId, int? version, TypedCorrection typed, string? motif, CancellationToken cancellationToken)
    {
        if (typed.Text is { } text)
        {
            return await ReplayAsync(caller, quarantaineId, version, Encoding.UTF8.GetBytes(text), motif, cancellationToken);
        }

        if (await queries.ReadOneAsync(quarantaineId, cancellationToken) is not var (message, body))
        {
            return Unknown;
        }

        var followUps = await queries.FollowUpsAsync(quarantaineId, cancellationToken);
        var start = TypedCorrection.StartOf(body, followUps, typed.Proposal);
        var changed = RecordForm.Of(start, streams.Of(streams.Parts.OfCode(message.Part.Code)!))?.Correct(typed.Fields);
        var corrected = changed is not null ? changed
            : ReferenceEquals(start, body) ? (ReadOnlyMemory<byte>?)null
            : start;
        return await ReplayAsync(caller, quarantaineId, version, corrected, motif, cancellationToken);
    }

    /// <summary>Replays several messages, each by itself: one that is refused leaves the others done.</summary>
    /// <param name="caller">The caller.</param>
    /// <param name="request">The messages: named ones, or those that a filter finds, as many as a call may have.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<SettledMany> ReplayManyAsync(Caller caller, DemandeDeRejeux request, CancellationToken cancellationToken)
    {
        if (SettleMotif.Refusal(request.Motif, caller.MustGiveMotif) is { } refusal)
        {
            // The messages that a filter would find are not looked for: each named one counts, and a filter counts once.
            metrics.Replayed(ReplayOutcome.InvalidMotif, request.Messages?.Count ?? 1);
            return new([], false, refusal);
        }

        var (messages, hasOthers) = await FindAsync(request, cancellationToken);
        var results = new List<(long QuarantaineId, Settled Settled)>(messages.Count);
        var (members, hasMore) = (new HashSet<string>(StringComparer.Ordinal), false);
        foreach (var (id, version) in messages)
        {
            if (!await MaySettleAsync(caller, id, cancellationToken))
            {
                results.Add((id, Unknown));
                continue;
            }

            var (outcome, rejections) = await replay.ReplayAsync(caller, new(id, version, null, request.Motif), cancellationToken);
            results.Add((id, new(outcome, rejections, null)));
            if (outcome == ReplayOutcome.Done && await queries.ReadOneAsync(id, cancellationToken) is var (_, body))
            {
                var named = await replay.MembersAsync(body, null, cancellationToken);
                members.UnionWith(named.Ids);
                hasMore |= named.HasMore;
            }
        }

        await RecordAsync(ReadQuarantaine.Working(caller), ReplayManyAction, new([.. members], hasMore), cancellationToken);
        return new(results, hasOthers);
    }

    /// <summary>Sets a message aside: it will not be accepted.</summary>
    /// <param name="caller">The caller.</param>
    /// <param name="quarantaineId">The message.</param>
    /// <param name="version">The version that they saw; null: any.</param>
    /// <param name="motif">The reason.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<Settled> SetAsideAsync(
        Caller caller, long quarantaineId, int? version, string? motif, CancellationToken cancellationToken)
    {
        if (SettleMotif.Refusal(motif, isRequired: true) is { } refusal)
        {
            return new(ReplayOutcome.InvalidMotif, [refusal], null);
        }

        if (!await MaySettleAsync(caller, quarantaineId, cancellationToken))
        {
            return Unknown;
        }

        var outcome = await replay.SetAsideAsync(quarantaineId, version, caller, motif!, cancellationToken);
        return await AnswerAsync(caller, (SetAsideAction, motif), quarantaineId, (outcome, []), null, cancellationToken);
    }

    private async Task<Settled> AnswerAsync(
        Caller caller,
        (string Name, string? Motif) action,
        long quarantaineId,
        (ReplayOutcome Outcome, IReadOnlyList<Rejet> Rejections) replayed,
        ReadOnlyMemory<byte>? corrected,
        CancellationToken cancellationToken)
    {
        if (replayed.Outcome != ReplayOutcome.Done
            || await queries.ReadOneAsync(quarantaineId, cancellationToken) is not var (message, body))
        {
            return new(replayed.Outcome, replayed.Rejections, null);
        }

        var reasoned = caller.MustGiveMotif ? caller with { Motif = action.Motif } : caller;
        await RecordAsync(reasoned, action.Name, await replay.MembersAsync(body, corrected, cancellationToken), cancellationToken);
        return new(replayed.Outcome, replayed.Rejections, message);
    }

    private async Task RecordAsync(Caller caller, string action, NamedMembers members, CancellationToken cancellationToken)
    {
        if (await disclosure.RequestAsync(caller, action, members.Ids, null, cancellationToken) == DisclosureOutcome.Granted
            && members.HasMore)
        {
            Disclosure.NoteMore(caller, action);
        }
    }

    private static Settled Unknown => new(ReplayOutcome.Unknown, [], null);

    // Asked before anything is done: someone else's message and none at all look the same.
    private async Task<bool> MaySettleAsync(Caller caller, long quarantaineId, CancellationToken cancellationToken) =>
        caller.MaySeeEveryone
        || (await queries.ReadOneAsync(quarantaineId, cancellationToken) is var (_, body)
            && caller.MaySee((await replay.MembersAsync(body, null, cancellationToken)).Ids));

    private async Task<(IReadOnlyList<(long Id, int Version)> Messages, bool HasOthers)> FindAsync(
        DemandeDeRejeux request, CancellationToken cancellationToken)
    {
        if (request.Messages is { } messages)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThan(messages.Count, Limites.RejeuxMax);
            return ([.. messages.DistinctBy(m => m.QuarantaineId).Select(m => (m.QuarantaineId, m.Version))], false);
        }

        var filter = request.Filtre!;
        var found = await Slices.ReadAsync(
            Math.Min(filter.Limite ?? Limites.RejeuxMax, Limites.RejeuxMax),
            rows => queries.PageAsync(
                new(
                    [EtatQuarantaine.Ouverte],
                    streams.Parts.OfCode(filter.Part?.Code),
                    filter.Regle,
                    filter.Origine,
                    filter.Du is { } first && first > DateOnly.MinValue ? Paris.StartOfDay(first) : null,
                    filter.Au is { } last && last < DateOnly.MaxValue ? Paris.EndOfDay(last) : null,
                    filter.AvantId,
                    rows),
                cancellationToken));
        return ([.. found.Elements.Select(m => (m.QuarantaineId, m.Version))], found.HasOthers);
    }
}
