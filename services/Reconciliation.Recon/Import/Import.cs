using Npgsql;
using Reconciliation.Bus;
using Reconciliation.Contracts;
using Reconciliation.Core;
using Reconciliation.Domain;
using Reconciliation.Storage;

namespace Reconciliation.Recon;

/// <summary>
/// Imports files through the front door: valid records are published like any producer's, refused ones reported and put into
/// quarantine. A slice at a time; only then is the mark moved, so that an interruption loses nothing.
/// </summary>
/// <param name="publication">The way to the broker.</param>
/// <param name="source">The database, for quarantine.</param>
/// <param name="clock">The clock.</param>
/// <param name="streams">The streams.</param>
/// <param name="part">The stream of records that do not tell it themselves.</param>
/// <param name="report">Where refused records are reported.</param>
internal sealed class Import(
    PaymentPublication publication, NpgsqlDataSource source, TimeProvider clock, PaymentStreams streams, Part? part, RejectionReport report)
{
    /// <summary>How many records are published before their confirms are awaited and the mark is moved.</summary>
    public const int RecordsPerSliceMax = 2 * Publisher.MessagesPerChunkMax;

    /// <summary>What standard input is called.</summary>
    public const string StandardInput = "-";

    private Part _last = part ?? streams.Parts.All[0];

    /// <summary>Imports one file, from its mark on.</summary>
    /// <param name="file">The path; <c>-</c> is standard input, which has no mark.</param>
    /// <param name="mark">Where to begin.</param>
    /// <param name="format">The format; null: as the name or the first character tells.</param>
    /// <param name="ahead">Told of the part of the file that was read, and of the records.</param>
    /// <param name="cancellationToken">Ends it after the slice in hand.</param>
    /// <returns>The mark of the whole file.</returns>
    public async Task<ImportMark> ImporterAsync(
        string file, ImportMark mark, FileFormat? format, Action<double, double> ahead, CancellationToken cancellationToken)
    {
        await using var stream = file == StandardInput ? Console.OpenStandardInput() : File.OpenRead(file);
        var name = Path.GetFileName(file);
        var already = mark.Ligne;
        var slice = new List<FileRecord>(RecordsPerSliceMax);
        await foreach (var record in PaymentFile.ReadAsync(stream, format ?? PaymentFile.FormatOf(name), cancellationToken))
        {
            if (record.Ligne <= already)
            {
                continue;
            }

            slice.Add(record);
            if (slice.Count == RecordsPerSliceMax)
            {
                mark = await EnvoyerAsync(name, slice, mark, cancellationToken);
                Remember(file, mark);
                slice.Clear();
                ahead(stream.CanSeek ? (double)stream.Position / stream.Length : 0, mark.Acceptes + mark.Rejetes);
            }
        }

        mark = await EnvoyerAsync(name, slice, mark, cancellationToken) with { Finie = true };
        Remember(file, mark);
        return mark;
    }

    private static void Remember(string file, ImportMark mark)
    {
        if (file != StandardInput)
        {
            mark.Write(file);
        }
    }

    private async Task<ImportMark> EnvoyerAsync(string name, List<FileRecord> slice, ImportMark mark, CancellationToken cancellationToken)
    {
        var today = Paris.Day(clock.GetUtcNow());
        var rows = slice.Select(e => (e.Ligne, e.Body, Received: Read(e, today, out var stream), Part: stream)).ToList();
        var refuses = rows.Where(l => l.Received.Ligne is null).ToList();
        var accepted = rows.Where(l => l.Received.Ligne is not null).Select(l => (l.Part, (ReadOnlyMemory<byte>)l.Body)).ToList();
        cancellationToken.ThrowIfCancellationRequested();
        await publication.PublishAsync(accepted, cancellationToken);
        await QuarantaineStore.DepositAsync(
            source,
            [.. refuses.Select(l => new RefusedMessage(FormattableString.Invariant($"import:{name}:{l.Ligne}"), l.Part, l.Body, l.Received.Rejections))],
            clock.GetUtcNow(),
            cancellationToken);
        report.Write([.. refuses.Select(l => Reject(name, l.Ligne, l.Received.Rejections))]);
        return mark with
        {
            Ligne = slice.Count > 0 ? slice[^1].Ligne : mark.Ligne,
            Acceptes = mark.Acceptes + accepted.Count,
            Rejetes = mark.Rejetes + refuses.Count,
            OctetsDeRejets = report.Octets,
        };
    }

    // A record tells its stream by its members, unless the command does. One that tells nothing goes with the one before it.
    private ReadResult Read(FileRecord record, DateOnly today, out Part stream)
    {
        _last = part ?? PaymentReader.Flux(record.Body, streams) ?? _last;
        stream = _last;
        return record.Regle is { } rule
            ? new(null, [Regle.Refuse(rule, "")])
            : PaymentReader.Read(stream, record.Body, today, streams);
    }

    private static FileRejection Reject(string name, long ligne, IReadOnlyList<Rejet> rejections) =>
        new(name, ligne, rejections[0].Membre, rejections[0].Regle, rejections[0].Motif, [.. rejections.Skip(1)]);
}
