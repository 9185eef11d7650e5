using System.Text.Json;
using Npgsql;
using Reconciliation.Contracts;
using Reconciliation.Domain;
using Reconciliation.Storage;

namespace Reconciliation.Core;

/// <summary>A record as a caller sent it.</summary>
/// <param name="Element">The record, parsed; null: it is no JSON.</param>
/// <param name="Body">Its bytes.</param>
public readonly record struct SubmittedRecord(JsonElement? Element, ReadOnlyMemory<byte> Body);

/// <summary>What came of submitting records.</summary>
public enum SubmitOutcome
{
    /// <summary>What was accepted is durable, and what was refused is in quarantine.</summary>
    Durable,

    /// <summary>There are more records than one call may bring; nothing was kept.</summary>
    TooMany,

    /// <summary>They did not become durable in time: sending them again does no harm.</summary>
    NotInTime,
}

/// <summary>
/// Takes records that a producer hands in: reads each by the one reader of every way in, keeps what is refused, hands on what is accepted,
/// and answers once all of it is durable.
/// </summary>
/// <param name="deposit">Takes valid lines.</param>
/// <param name="source">The database, for quarantine.</param>
/// <param name="metrics">Counts what is refused.</param>
/// <param name="clock">The clock.</param>
/// <param name="streams">The streams; null: those of the product.</param>
public sealed class SubmitPayments(
    DepositLignes deposit, NpgsqlDataSource source, QuarantaineMetrics metrics, TimeProvider clock, PaymentStreams? streams = null)
{
    /// <summary>How many lines are handed on at a time.</summary>
    public const int LinesPerSliceMax = 500;

    /// <summary>The way in, as it is noted with what is refused.</summary>
    public const string Origin = "http";

    /// <summary>How long records may take to become durable before the caller is asked to try again.</summary>
    public static readonly TimeSpan DurableTimeout = TimeSpan.FromSeconds(30);

    /// <param name="part">The stream.</param>
    /// <param name="records">The records.</param>
    /// <param name="cancellationToken">Gives up; what was taken by then may be sent again without harm.</param>
    /// <returns>What came of it, and of each refused record why; nothing unless it is durable.</returns>
    public async Task<(SubmitOutcome Outcome, ReponseIngestion? Answer)> SubmitAsync(
        Part part, IReadOnlyList<SubmittedRecord> records, CancellationToken cancellationToken)
    {
        if (records.Count > Limites.EnregistrementsMax)
        {
            return (SubmitOutcome.TooMany, null);
        }

        var now = clock.GetUtcNow();
        var (lignes, rejected, refused) = Sort(part, records, Paris.Day(now));
        metrics.NoteAccepted(lignes);
        using var delay = new CancellationTokenSource(DurableTimeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, delay.Token);
        try
        {
            // The commit is not given up; who waits for it is.
            await QuarantaineStore.DepositAsync(source, refused, now, either.Token).WaitAsync(either.Token);
            metrics.Deposited(refused);
            foreach (var slice in lignes.Chunk(LinesPerSliceMax))
            {
                await deposit(part, slice, either.Token);
            }
        }
        catch (OperationCanceledException) when (delay.IsCancellationRequested)
        {
            return (SubmitOutcome.NotInTime, null);
        }

        return (SubmitOutcome.Durable, new ReponseIngestion(lignes.Count, rejected));
    }

    private (List<ReceivedLigne> Lignes, List<RejetIndexe> Rejected, List<RefusedMessage> Refused) Sort(
        Part part, IReadOnlyList<SubmittedRecord> records, DateOnly today)
    {
        var (lignes, rejected, refused) = (new List<ReceivedLigne>(records.Count), new List<RejetIndexe>(), new List<RefusedMessage>());
        for (var index = 0; index < records.Count; index++)
        {
            var (element, body) = records[index];
            var (ligne, rejections) = element is { } root
                ? PaymentReader.Read(part, root, body, today, streams)
                : new ReadResult(null, [Regle.Refuse(Regle.Json, "")]);
            if (ligne is not null)
            {
                lignes.Add(ligne);
                continue;
            }

            var first = rejections[0];
            rejected.Add(new(index, first.Membre, first.Regle, first.Motif, rejections.Count > 1 ? [.. rejections.Skip(1)] : null));
            refused.Add(new(Origin, part, body, rejections));
        }

        return (lignes, rejected, refused);
    }
}
