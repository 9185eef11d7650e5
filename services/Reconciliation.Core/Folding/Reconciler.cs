using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Reconciliation.Domain;
using Reconciliation.Storage;

namespace Reconciliation.Core;

/// <summary>
/// The one way by which anything changes: new lines, a décision, or nothing new where time alone moves. Locks the journées, reads all that
/// is known, folds it with the new facts, judges, writes new rows and those that differ, commits.
/// </summary>
/// <param name="source">The database.</param>
/// <param name="judgement">The policy.</param>
/// <param name="clock">The clock: read under the locks, so that a batch that waited does not judge with an old instant.</param>
/// <param name="signal">Told of each commit.</param>
/// <param name="vues">Keeps what the relay of this process will publish.</param>
/// <param name="metrics">Counts.</param>
/// <param name="formats">The formats of views.</param>
/// <param name="streams">The streams.</param>
/// <param name="log">The log; null: none.</param>
/// <param name="journeesMax">The most journées that are folded together.</param>
public sealed partial class Reconciler(
    NpgsqlDataSource source,
    Jugement judgement,
    TimeProvider clock,
    CommitSignal signal,
    RecentVues vues,
    ReconcilerMetrics metrics,
    VueFormats formats,
    PaymentStreams streams,
    ILogger<Reconciler>? log = null,
    int journeesMax = TiedClosure.JourneesMax)
{
    private readonly TiedClosureLog _fullSets = new(clock, log ?? NullLogger<Reconciler>.Instance);

    /// <summary>Takes lines and judges what they touch.</summary>
    /// <param name="lignes">Valid lines, in any order; duplicates fall away.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task ReconcileLignesAsync(IReadOnlyCollection<ReceivedLigne> lignes, CancellationToken cancellationToken) =>
        RunAsync(LigneBatch.Of(lignes), [], Run, cancellationToken);

    /// <summary>Judges journées again with no new fact, since time has passed.</summary>
    /// <param name="journees">The journées.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task RejudgeAsync(IEnumerable<Journee> journees, CancellationToken cancellationToken) =>
        RunAsync(LigneBatch.Empty, journees, Run, cancellationToken);

    /// <summary>Publishes the soins of some journées again where they were published last in an epoch before, since an instant.</summary>
    /// <param name="journees">The journées.</param>
    /// <param name="since">The instant.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task TellAgainAsync(IEnumerable<Journee> journees, DateTimeOffset since, CancellationToken cancellationToken) => RunAsync(
        LigneBatch.Empty,
        journees,
        (state, _) => Task.FromResult<Changes?>(
            Fold.Run(state, judgement, clock.GetUtcNow(), formats, FoldPurpose.TellAgain, since: since).Changes),
        cancellationToken);

    /// <summary>
    /// Makes the stored rows of some journées again, from the facts and from the published versions: rows, columns, unattached lines and
    /// ties. A version is published only where the last one published is not the one that the facts give.
    /// </summary>
    /// <param name="journees">The journées.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task RebuildAsync(IEnumerable<Journee> journees, CancellationToken cancellationToken) => RunAsync(
        LigneBatch.WithTiesRedone,
        journees,
        async (state, transaction) =>
        {
            var reread = await PublishedState.RereadAsync(state, transaction, cancellationToken);
            return Fold.Run(reread, judgement, clock.GetUtcNow(), formats, FoldPurpose.Rebuild).Changes;
        },
        cancellationToken);

    /// <summary>Takes a décision, or previews its outcome. Its conditions are checked under the locks.</summary>
    /// <param name="request">The décision.</param>
    /// <param name="cancellationToken">Gives up; what was decided by then may be sent again without harm.</param>
    public async Task<DecisionOutcome> DecideAsync(DecisionRequest request, CancellationToken cancellationToken)
    {
        var parts = streams.Parts;
        var handler = new DecisionHandler(request, judgement, parts, formats);
        var targeted = await TargetedJournees.ReadAsync(
            source, request.Journee.BeneficiaireId, request.TargetedLignes(parts), cancellationToken);
        await RunAsync(
            LigneBatch.Empty,
            [request.Journee, .. targeted],
            (state, _) => Task.FromResult(handler.Decide(state, clock.GetUtcNow())),
            cancellationToken);
        return handler.Outcome;
    }

    // All JSON that a fold reads is of stored views: no line is to blame for one that cannot be read.
    private Task<Changes?> Run(KnownState state, BatchTransaction transaction)
    {
        try
        {
            return Task.FromResult<Changes?>(Fold.Run(state, judgement, clock.GetUtcNow(), formats).Changes);
        }
        catch (Exception e) when (e is not (OutOfMemoryException or JsonException))
        {
            throw new FoldFailedException(e);
        }
    }

    // The changes to write come from a function of the known state: it gives null to write nothing.
    private async Task RunAsync(
        LigneBatch batch, IEnumerable<Journee> others, Func<KnownState, BatchTransaction, Task<Changes?>> fold,
        CancellationToken cancellationToken)
    {
        var work = new Work(batch, [.. batch.Lignes.Select(l => l.Ligne.Journee).Concat(others)], fold);
        if (work.Own.Count > 0)
        {
            await TiedClosure.GrowAsync(
                work.Own,
                async (journees, isFull) =>
                    (await InEpochAsync(() => PassAsync(work, journees, isFull, cancellationToken), cancellationToken), 0),
                TiedClosure.PassesMax,
                journeesMax);
        }
    }

    // Any transaction that meets a new history begins its epoch: nobody has to wait for an engine.
    private async Task<T> InEpochAsync<T>(Func<Task<T>> pass, CancellationToken cancellationToken)
    {
        try
        {
            return await pass();
        }
        catch (EpochNotBegunException)
        {
            await Epochs.BeginAsync(source, clock.GetUtcNow(), cancellationToken);
            return await pass();
        }
    }

    // One transaction. It returns the journées that are tied to these and were not read: if there are any, it wrote nothing, and the caller
    // tries again with them. Two transactions may bring the two ends of a tie at once; both lock the names of their lines, so the second
    // reads what the first wrote, and finds the tie.
    private async Task<IEnumerable<Journee>> PassAsync(
        Work work, IReadOnlySet<Journee> journees, bool isFull, CancellationToken cancellationToken)
    {
        using var trace = Tracing.Transaction();
        await using var transaction = await BatchTransaction.BeginAsync(
            source, journees, streams, journeesMax, cancellationToken);
        var (tied, receptions, changes) = await ReadAndFoldAsync(transaction, work, isFull, cancellationToken);
        if (changes is null)
        {
            return tied;
        }

        await transaction.WriteAsync(changes, cancellationToken);
        using var kept = vues.Keep(changes.Soins);
        await transaction.CommitAsync();
        kept.Confirm();
        trace?.SetTag("reconciliation.lignes", work.Batch.Lignes.Count).SetTag("reconciliation.soins", changes.Soins.Count);
        metrics.Committed(receptions, changes);
        if (changes.Erased.Count > 0)
        {
            vues.Forget();
        }

        if (changes.Soins.Any(s => s.Entry is not null))
        {
            signal.Signal();
        }

        return [];
    }

    // The known state ends with this method: it is most of what a batch holds, and no longer needed while PostgreSQL writes and commits.
    private async Task<(IReadOnlyCollection<Journee> Tied, IReadOnlyList<NotedReception> Receptions, Changes? Changes)> ReadAndFoldAsync(
        BatchTransaction transaction, Work work, bool isFull, CancellationToken cancellationToken)
    {
        var batch = work.Batch;
        var state = await transaction.ReadAsync(
            batch.Lignes, batch.Received, batch.Names, clock.GetUtcNow(), batch.RedoTies, cancellationToken);
        var tied = state.Tied.Where(j => !transaction.Journees.Contains(j)).ToList();
        if (tied.Count > 0 && !isFull)
        {
            return (tied, [], null);
        }

        if (tied.Count > 0)
        {
            state = await InPartAsync(state, transaction, work.Own, cancellationToken);
        }

        return ([], state.Receptions, await work.Fold(state, transaction));
    }

    // Of a full set, what is stored of a journée stays where its fold may lack facts, unless the call is about it.
    private async Task<KnownState> InPartAsync(
        KnownState state, BatchTransaction transaction, HashSet<Journee> own, CancellationToken cancellationToken)
    {
        var incomplete = TiedClosure.LeadingOut(await transaction.TiesAsync(cancellationToken), transaction.Journees);
        var untouched = incomplete.Except(own).ToHashSet();
        NoteFoldedInPart(transaction.Journees.Count, untouched.Count);
        return state with { Incomplete = incomplete, Untouched = untouched };
    }

    private void NoteFoldedInPart(int journees, int untouched)
    {
        metrics.FoldedInPart();
        _fullSets.FoldedInPart(journees, untouched);
    }

    private sealed record Work(LigneBatch Batch, HashSet<Journee> Own, Func<KnownState, BatchTransaction, Task<Changes?>> Fold);
}
