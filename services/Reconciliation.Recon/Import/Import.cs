using Reconciliation.Bus;
using Reconciliation.Contracts;
using Reconciliation.Core;
using Reconciliation.Domain;
using Reconciliation.Hosting;
using Reconciliation.Storage;

namespace Reconciliation.Recon;

/// <summary>
/// Imports files through the front door: valid records are published like any producer's, refused ones reported and put into
/// quarantine. A slice at a time; only then is the mark moved, so that an interruption loses nothing.
/// </summary>
/// <param name="payments">Takes records, as it does those of every producer.</param>
/// <param name="streams">The streams.</param>
/// <param name="part">The stream of records that do not tell it themselves.</param>
/// <param name="report">Reports refused records.</param>
internal sealed class Import(SubmitPayments payments, PaymentStreams streams, Part? part, RejectionReport report)
{
    /// <summary>The most records that are published before their confirms are awaited and the mark is moved.</summary>
    public const int RecordsPerSliceMax = 2 * Publisher.MessagesPerChunkMax;

    /// <summary>
    /// The bytes of records after which a slice ends: one of nothing but refused records still fits into quarantine.
    /// </summary>
    public const int BytesPerSliceMax = 16 * 1024 * 1024;

    /// <summary>The sender of the records of a file, as a binding names it.</summary>
    private const string Sender = "import";

    private Part _last = part ?? streams.Parts.All[0];

    /// <summary>Imports one source, from its mark on.</summary>
    /// <param name="source">The source.</param>
    /// <param name="format">The format; null: as the name or the first character tells.</param>
    /// <param name="progress">Told of the part of the file that was read, and of the records.</param>
    /// <param name="cancellationToken">Ends it after the slice in hand.</param>
    public async Task ImportAsync(
        ImportSource source, FileFormat? format, Action<double, double> progress, CancellationToken cancellationToken)
    {
        var already = source.Mark.Ligne;
        var (slice, bytes) = (new List<FileRecord>(RecordsPerSliceMax), 0L);
        await using var records = PaymentFile.ReadAsync(
            source.Stream, System.IO.Path.GetFileName(source.Path), format, cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (await NextAsync(source, records) is { } record)
        {
            if (record.Ligne <= already)
            {
                continue;
            }

            slice.Add(record);
            bytes += record.Body.Length;
            if (slice.Count == RecordsPerSliceMax || bytes >= BytesPerSliceMax)
            {
                bytes = 0;
                source.Move(await SubmitAsync(source, slice, cancellationToken));
                slice.Clear();
                progress(
                    source.Stream.CanSeek ? (double)source.Stream.Position / source.Stream.Length : 0,
                    source.Mark.Acceptes + source.Mark.Rejetes);
            }
        }

        if (source.HasShrunk)
        {
            throw new InvalidDataException("it has become shorter while it was read.");
        }

        source.Move(await SubmitAsync(source, slice, cancellationToken) with { Finie = true });
    }

    private static async Task<FileRecord?> NextAsync(ImportSource source, IAsyncEnumerator<FileRecord> records)
    {
        try
        {
            return await records.MoveNextAsync() ? records.Current : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartupRefusedException($"The file {source.Path} can no longer be read: {e.Message}");
        }
    }

    private async Task<ImportMark> SubmitAsync(ImportSource source, List<FileRecord> slice, CancellationToken cancellationToken)
    {
        var (name, mark) = (source.Name, source.Mark);
        cancellationToken.ThrowIfCancellationRequested();
        var (outcome, accepted, refused) = await payments.SubmitAsync([.. slice.Select(r => Submitted(name, r))], cancellationToken);
        if (outcome != SubmitOutcome.Durable)
        {
            throw new TimeoutException(outcome == SubmitOutcome.QuarantineFull
                ? "As many refused records of imports wait in quarantine as may: "
                    + FormattableString.Invariant($"{QuarantaineRoom.OpenPerSenderMax}, ")
                    + FormattableString.Invariant($"or {QuarantaineRoom.OpenBytesPerSenderMax >> 20} MiB of them. ")
                    + "No more are taken: replay them or set them aside first."
                : "The records did not become durable in time.");
        }

        report.Write([.. refused.Select(r => Reject(name, slice[r.Index].Ligne, r.Rejections))]);
        return mark with
        {
            Ligne = slice.Count > 0 ? slice[^1].Ligne : mark.Ligne,
            Acceptes = mark.Acceptes + accepted,
            Rejetes = mark.Rejetes + refused.Count,
            OctetsDeRejets = report.Octets,
            Rejets = report.Id,
        };
    }

    // A record tells its stream by its members, unless the command does. One that tells nothing goes with the one before it.
    private SubmittedRecord Submitted(string name, FileRecord record)
    {
        _last = part ?? PaymentReader.PartOf(record.Body, streams) ?? _last;
        return new(_last, FormattableString.Invariant($"import:{name}:{record.Ligne}"), record.Body, Sender, record.Regle);
    }

    private static FileRejection Reject(string name, long ligne, IReadOnlyList<Rejet> rejections) =>
        new(name, ligne, rejections[0].Membre, rejections[0].Regle, rejections[0].Motif, [.. rejections.Skip(1)]);
}
