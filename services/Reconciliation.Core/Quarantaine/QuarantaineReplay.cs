using Npgsql;
using Reconciliation.Contracts;
using Reconciliation.Domain;
using Reconciliation.Storage;

namespace Reconciliation.Core;

/// <summary>The outcome of a wish to replay or set aside a message in quarantine.</summary>
public enum ReplayOutcome
{
    /// <summary>The message was replayed or set aside.</summary>
    Done,

    /// <summary>The message is refused again.</summary>
    RefusedAgain,

    /// <summary>There is no such message.</summary>
    Unknown,

    /// <summary>The message was replayed before.</summary>
    AlreadyReplayed,

    /// <summary>The message is no longer as the caller saw it.</summary>
    Stale,

    /// <summary>The reason may not be kept; nothing was done.</summary>
    InvalidMotif,
}

/// <summary>A wish to replay a message in quarantine, as it is or corrected.</summary>
/// <param name="QuarantaineId">The message.</param>
/// <param name="Version">The version that the caller saw; null: any.</param>
/// <param name="Corrected">The corrected record or enveloped message; null: the original.</param>
/// <param name="Motif">The reason; null where none is needed.</param>
public sealed record ReplayWish(long QuarantaineId, int? Version, ReadOnlyMemory<byte>? Corrected, string? Motif);

/// <summary>
/// Takes messages out of quarantine by the front door through which all come in: the same reading, the same deposit. A replay claims its
/// message before it deposits, so that of two at once one does. One that is interrupted after the deposit leaves the message open, claimed
/// for a while; replayed again, its line falls away as one that is known.
/// </summary>
/// <param name="source">The database.</param>
/// <param name="queries">Reads the quarantine.</param>
/// <param name="deposit">Takes valid lines.</param>
/// <param name="metrics">Counts replays, whoever asks for them.</param>
/// <param name="clock">The clock.</param>
/// <param name="streams">The streams.</param>
/// <param name="producers">The producers and the parts and sources that each may write.</param>
public sealed class QuarantaineReplay(
    NpgsqlDataSource source,
    QuarantaineQueries queries,
    DepositLignes deposit,
    QuarantaineMetrics metrics,
    TimeProvider clock,
    PaymentStreams streams,
    ProducerBindings producers)
{
    private const string CorrectedBy = "agent:";

    /// <summary>Replays a message and counts the outcome.</summary>
    /// <param name="caller">The caller.</param>
    /// <param name="wish">The message and its correction.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The outcome, and the reasons where the message is refused again.</returns>
    public async Task<(ReplayOutcome Outcome, IReadOnlyList<Rejet> Rejections)> ReplayAsync(
        Caller caller, ReplayWish wish, CancellationToken cancellationToken)
    {
        var replayed = await TryAsync(caller, wish, cancellationToken);
        metrics.Replayed(replayed.Outcome);
        return replayed;
    }

    private async Task<(ReplayOutcome Outcome, IReadOnlyList<Rejet> Rejections)> TryAsync(
        Caller caller, ReplayWish wish, CancellationToken cancellationToken)
    {
        var (quarantaineId, version, corrected, motif) = wish;
        if (await queries.ReadOneAsync(quarantaineId, cancellationToken) is not var (message, original))
        {
            return (ReplayOutcome.Unknown, []);
        }

        if (Prevents(message, version) is { } issue)
        {
            return (issue, []);
        }

        var part = streams.Parts.OfCode(message.Part.Code)!;
        var (ligne, rejections) = PaymentReader.Read(part, corrected ?? original, ReceptionDay.AtTheDoor(clock.GetUtcNow()), streams);
        var sender = await queries.SenderAsync(quarantaineId, cancellationToken);
        if (ligne is not null)
        {
            rejections = await WithoutSecondPersonAsync(message, (sender, original), ligne, corrected, caller, cancellationToken);
        }

        if (ligne is null || rejections.Count > 0)
        {
            var isKept = await FollowAsync(message, IssueDeSuite.Refuse, caller, motif, corrected, rejections, cancellationToken);
            return (ReplayOutcome.RefusedAgain, isKept ? rejections : [Regle.Refuse(Regle.Essais, ""), .. rejections]);
        }

        return (
            await DepositAsync(
                message, part, ligne with { Sender = corrected is null ? sender : CorrectedBy + caller.Name },
                new(quarantaineId, message.Version, IssueDeSuite.Accepte, caller.Name, motif, corrected, []) { ByPerson = caller.IsPerson },
                cancellationToken),
            []);
    }

    // Once it is deposited the note is made though the caller has gone. A deposit that failed leaves nothing behind; one that was cut off
    // leaves a claim that ends.
    private async Task<ReplayOutcome> DepositAsync(
        MessageEnQuarantaine message, Part part, ReceivedLigne ligne, FollowUp accepted, CancellationToken cancellationToken)
    {
        if (await QuarantaineStore.ClaimAsync(source, message.QuarantaineId, message.Version, cancellationToken) is not { } claim)
        {
            return ReplayOutcome.Stale;
        }

        try
        {
            await deposit(part, [ligne], cancellationToken);
        }
        catch
        {
            await QuarantaineStore.ReleaseAsync(source, message.QuarantaineId, claim, CancellationToken.None);
            throw;
        }

        return await QuarantaineStore.FollowAsync(source, accepted with { Claim = claim }, clock.GetUtcNow(), CancellationToken.None)
            ? ReplayOutcome.Done
            : ReplayOutcome.Stale;
    }

    // One person alone may not have another source, line or member accepted than the message's, nor a line that its sender may not write.
    // The refusal is kept as their proposal; another person, who leads a team, replays the same content and so confirms it.
    private async Task<IReadOnlyList<Rejet>> WithoutSecondPersonAsync(
        MessageEnQuarantaine message,
        (string? Sender, byte[] Body) original,
        ReceivedLigne ligne,
        ReadOnlyMemory<byte>? corrected,
        Caller caller,
        CancellationToken cancellationToken)
    {
        IReadOnlyList<Rejet> refusals =
        [
            .. corrected is { } body ? PaymentReader.Subject(original.Body).ChangesIn(PaymentReader.Subject(body)) : [],
            .. producers.Refusals(original.Sender, ligne.Ligne),
        ];
        if (refusals.Count == 0 || !caller.MaySecond)
        {
            return refusals;
        }

        var proposed = corrected is { } content ? QuarantaineQueries.AsText(NirRedaction.Redact(content)) : null;
        var before = await queries.ProposalsAsync(message.QuarantaineId, cancellationToken);
        return before.Any(f => IsAnother(f.Agent, caller) && f.CorpsCorrige == proposed && refusals.All(r => f.Motifs.Contains(r)))
            ? []
            : refusals;
    }

    // A name that only looks another is the same.
    private static bool IsAnother(string first, Caller second) =>
        !string.Equals(PlainSigns.Of(first).Trim(), PlainSigns.Of(second.Name).Trim(), StringComparison.OrdinalIgnoreCase);

    /// <summary>Sets a message aside: it will not be accepted.</summary>
    /// <param name="quarantaineId">The message.</param>
    /// <param name="version">The version that the caller saw; null: any.</param>
    /// <param name="caller">The caller.</param>
    /// <param name="motif">The reason.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<ReplayOutcome> SetAsideAsync(
        long quarantaineId, int? version, Caller caller, string motif, CancellationToken cancellationToken)
    {
        if (await queries.ReadOneAsync(quarantaineId, cancellationToken) is not var (message, _))
        {
            return ReplayOutcome.Unknown;
        }

        if (Prevents(message, version) is { } issue)
        {
            return issue;
        }

        // A message that is set aside already stays so: nothing is noted twice.
        return message.Etat == EtatQuarantaine.Ecartee
            || await FollowAsync(message, IssueDeSuite.Ecarte, caller, motif, null, [], cancellationToken)
            ? ReplayOutcome.Done
            : ReplayOutcome.Stale;
    }

    /// <summary>The members whom a message and its correction name.</summary>
    /// <param name="body">The bytes of the message.</param>
    /// <param name="corrected">The correction; null: there is none.</param>
    /// <param name="cancellationToken">Gives up.</param>
    internal Task<NamedMembers> MembersAsync(
        ReadOnlyMemory<byte> body, ReadOnlyMemory<byte>? corrected, CancellationToken cancellationToken) =>
        QuarantaineNames.MembersAsync(source, MessageNames.Of(body, corrected ?? default), cancellationToken);

    private static ReplayOutcome? Prevents(MessageEnQuarantaine message, int? version) =>
        version is { } vue && vue != message.Version ? ReplayOutcome.Stale
        : message.Etat == EtatQuarantaine.Rejouee ? ReplayOutcome.AlreadyReplayed
        : null;

    private Task<bool> FollowAsync(
        MessageEnQuarantaine message,
        IssueDeSuite issue,
        Caller caller,
        string? motif,
        ReadOnlyMemory<byte>? corrected,
        IReadOnlyList<Rejet> rejections,
        CancellationToken cancellationToken) => QuarantaineStore.FollowAsync(
            source,
            new(message.QuarantaineId, message.Version, issue, caller.Name, motif, corrected, rejections) { ByPerson = caller.IsPerson },
            clock.GetUtcNow(),
            cancellationToken);
}
