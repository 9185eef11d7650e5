using System.Text.Json;
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
public sealed class Reconciler(
    NpgsqlDataSource source,
    Jugement judgement,
    TimeProvider clock,
    CommitSignal signal,
    RecentVues vues,
    ReconcilerMetrics metrics,
    VueFormats formats,
    PaymentStreams streams)
{
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

    /// <summary>
    /// Removes journées and their counts. The journées to remove are chosen under the locks. Those that led to them are read too, and folded
    /// without them: the lines that go had a part in saying who holds a name.
    /// </summary>
    /// <param name="journees">The journées; those tied to them are read too.</param>
    /// <param name="choose">Chooses the journées to remove among those that were read; null: none. May be asked several times.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="TiesInMotionException">Each time that they were read, others led to those chosen.</exception>
    public async Task EraseAsync(
        IEnumerable<Journee> journees, Func<KnownState, IReadOnlyCollection<Journee>?> choose, CancellationToken cancellationToken)
    {
        var all = journees.ToHashSet();
        for (var (pass, isAgain) = (1, true); isAgain; pass++)
        {
            isAgain = false;
            await RunAsync(
                LigneBatch.Empty,
                all,
                async (state, transaction) =>
                {
                    if (choose(state)?.ToHashSet() is not { } erased)
                    {
                        return null;
                    }

                    var leading = await transaction.LeadingToAsync(erased, cancellationToken);
                    var unread = leading.Where(j => !transaction.Journees.Contains(j)).ToList();
                    all.UnionWith(unread);
                    isAgain = unread.Count > 0;
                    return isAgain ? null : Erase(state, erased, leading);
                },
                cancellationToken);
            if (isAgain && pass == TiedClosure.PassesMax)
            {
                throw new TiesInMotionException();
            }
        }
    }

    private Changes Erase(KnownState state, HashSet<Journee> erased, IReadOnlyList<Journee> leading)
    {
        var now = clock.GetUtcNow();
        var changes =
            leading.Count == 0 ? new Changes([], null, [], now) : Fold.Run(state.Without(erased), judgement, now, formats).Changes;
        return changes with
        {
            Counters = [.. CounterDeltas.OfErasure(state, erased), .. changes.Counters],
            Erased = erased,
            LeadingToErased = leading,
        };
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
        Journee[] first = [.. batch.Lignes.Select(l => l.Ligne.Journee).Concat(others)];
        if (first.Length > 0)
        {
            await TiedClosure.GrowAsync(
                first,
                async (journees, isFull) =>
                    (await InEpochAsync(() => PassAsync(batch, journees, fold, isFull, cancellationToken), cancellationToken), 0),
                TiedClosure.PassesMax);
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
        LigneBatch batch,
        IReadOnlySet<Journee> journees,
        Func<KnownState, BatchTransaction, Task<Changes?>> fold,
        bool isFull,
        CancellationToken cancellationToken)
    {
        using var trace = Tracing.Transaction();
        await using var transaction = await BatchTransaction.BeginAsync(
            source, journees, streams, cancellationToken);
        var (tied, receptions, changes) = await ReadAndFoldAsync(transaction, batch, journees, fold, isFull, cancellationToken);
        if (changes is null)
        {
            return tied;
        }

        await transaction.WriteAsync(changes, cancellationToken);
        using var kept = vues.Keep(changes.Soins);
        await transaction.CommitAsync();
        kept.Confirm();
        trace?.SetTag("reconciliation.lignes", batch.Lignes.Count).SetTag("reconciliation.soins", changes.Soins.Count);
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
        BatchTransaction transaction,
        LigneBatch batch,
        IReadOnlySet<Journee> journees,
        Func<KnownState, BatchTransaction, Task<Changes?>> fold,
        bool isFull,
        CancellationToken cancellationToken)
    {
        var state = await transaction.ReadAsync(batch.Lignes, batch.Received, clock.GetUtcNow(), batch.RedoTies, cancellationToken);
        var tied = state.Tied.Where(j => !journees.Contains(j)).ToList();
        return tied.Count > 0 && !isFull ? (tied, [], null) : ([], state.Receptions, await fold(state, transaction));
    }
}
