using Npgsql;
using Reconciliation.Contracts;
using Reconciliation.Domain;
using Reconciliation.Storage;

namespace Reconciliation.Core;

/// <summary>A record as a caller sent it.</summary>
/// <param name="Part">The stream.</param>
/// <param name="Origin">The way in, as it is noted with a refused record.</param>
/// <param name="Body">Its bytes.</param>
/// <param name="Sender">The sender: the client of a token, or a command.</param>
/// <param name="Regle">A rule that it breaks before it is looked at as a record; null: none.</param>
public readonly record struct SubmittedRecord(
    Part Part, string Origin, ReadOnlyMemory<byte> Body, string? Sender, string? Regle = null)
{
    /// <summary>The name of its sender, without a NIR; null: nobody knows.</summary>
    public string? Sender { get; init; } = Storage.Sender.WithoutNir(Sender);
}

/// <summary>A record that was refused, and kept.</summary>
/// <param name="Index">Its place among those that were submitted, from 0.</param>
/// <param name="Rejections">The reasons; never empty.</param>
public readonly record struct RefusedRecord(int Index, IReadOnlyList<Rejet> Rejections);

/// <summary>The outcome of submitting records.</summary>
public enum SubmitOutcome
{
    /// <summary>The accepted records are durable, and the refused ones are in quarantine.</summary>
    Durable,

    /// <summary>There are more records than one call may bring; nothing was kept.</summary>
    TooMany,

    /// <summary>As many refused messages of the sender wait for somebody as may; nothing was kept.</summary>
    QuarantineFull,

    /// <summary>The records did not become durable in time: sending them again does no harm.</summary>
    NotInTime,
}

/// <summary>
/// Takes records that a producer hands in: reads each by the one reader of every way in, keeps those that are refused, hands on those that
/// are accepted, and answers once all of them are durable.
/// </summary>
/// <param name="deposit">Takes valid lines.</param>
/// <param name="source">The database, for quarantine.</param>
/// <param name="metrics">Counts refused records.</param>
/// <param name="clock">The clock.</param>
/// <param name="streams">The streams.</param>
/// <param name="producers">The producers and the parts and sources that each may write.</param>
public sealed class SubmitPayments(
    DepositLignes deposit,
    NpgsqlDataSource source,
    QuarantaineMetrics metrics,
    TimeProvider clock,
    PaymentStreams streams,
    ProducerBindings producers)
{
    /// <summary>The most lines that are handed on at a time.</summary>
    public const int LinesPerSliceMax = 500;

    private const int TurnsCount = 64;

    /// <summary>The way in by HTTP.</summary>
    public const string HttpOrigin = "http";

    /// <summary>The time that records may take to become durable before the caller is asked to try again.</summary>
    public static readonly TimeSpan DurableTimeout = TimeSpan.FromSeconds(30);

    private readonly SemaphoreSlim[] _turns = [.. Enumerable.Range(0, TurnsCount).Select(_ => new SemaphoreSlim(1))];

    /// <param name="records">The records.</param>
    /// <param name="cancellationToken">Gives up; what was taken by then may be sent again without harm.</param>
    /// <returns>
    /// The outcome, the number of accepted records, and the reasons of each refused one; they count only where it is durable.
    /// </returns>
    public async Task<(SubmitOutcome Outcome, int Accepted, IReadOnlyList<RefusedRecord> Refused)> SubmitAsync(
        IReadOnlyList<SubmittedRecord> records, CancellationToken cancellationToken)
    {
        if (records.Count > Limites.EnregistrementsMax)
        {
            return (SubmitOutcome.TooMany, 0, []);
        }

        var now = clock.GetUtcNow();
        var (lignes, refused) = Sort(records, ReceptionDay.AtTheDoor(now));
        metrics.NoteAccepted(lignes);
        using var delay = new CancellationTokenSource(DurableTimeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, delay.Token);
        try
        {
            if (refused.Count > 0 && !await KeepAsync(records, refused, now, either.Token))
            {
                return (SubmitOutcome.QuarantineFull, 0, []);
            }

            foreach (var stream in lignes.GroupBy(l => l.Ligne.Id.Part))
            {
                foreach (var slice in stream.Chunk(LinesPerSliceMax))
                {
                    await deposit(stream.Key, slice, either.Token);
                }
            }
        }
        catch (OperationCanceledException) when (delay.IsCancellationRequested)
        {
            return (SubmitOutcome.NotInTime, 0, []);
        }

        return (SubmitOutcome.Durable, lignes.Count, refused);
    }

    // One call brings the records of one sender. Calls of a sender take turns: a hundred at once would each be told that there is room.
    private async Task<bool> KeepAsync(
        IReadOnlyList<SubmittedRecord> records, List<RefusedRecord> refused, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var sender = records[0].Sender;
        var turn = _turns[(uint)(sender ?? "").GetHashCode(StringComparison.Ordinal) % _turns.Length];
        await turn.WaitAsync(cancellationToken);
        try
        {
            var room = await QuarantaineRoom.ReadAsync(source, sender, cancellationToken);
            if (!room.Holds(refused.Count, refused.Sum(r => (long)records[r.Index].Body.Length)))
            {
                return false;
            }

            // The commit is not given up; only the wait for it is.
            RefusedMessage[] kept = [.. refused.Select(r => Message(records[r.Index], r))];
            await QuarantaineStore.DepositAsync(source, kept, now, cancellationToken).WaitAsync(cancellationToken);
            metrics.Deposited(kept);
            return true;
        }
        finally
        {
            turn.Release();
        }
    }

    private (List<ReceivedLigne> Lignes, List<RefusedRecord> Refused) Sort(IReadOnlyList<SubmittedRecord> records, DateOnly today)
    {
        var (lignes, refused) = (new List<ReceivedLigne>(records.Count), new List<RefusedRecord>());
        for (var index = 0; index < records.Count; index++)
        {
            var record = records[index];
            var (ligne, rejections) = record.Regle is { } rule
                ? new ReadResult(null, [Regle.Refuse(rule, "")])
                : PaymentReader.Read(record.Part, record.Body, today, streams).From(new(record.Sender, IsJudged: false), producers);
            if (ligne is not null)
            {
                lignes.Add(ligne);
            }
            else
            {
                refused.Add(new(index, rejections));
            }
        }

        return (lignes, refused);
    }

    private static RefusedMessage Message(SubmittedRecord record, RefusedRecord refused) =>
        new(record.Origin, record.Part, record.Body, refused.Rejections, record.Sender);
}
