using System.Buffers;
using System.Text;
using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using Reconciliation.Contracts;
using Reconciliation.Domain;
using Situation = Reconciliation.Domain.Situation;

namespace Reconciliation.Storage;

/// <summary>A place in the journal: the next reading begins after it.</summary>
/// <param name="Transaction">The transaction of the entry.</param>
/// <param name="Position">Its position.</param>
public readonly record struct JournalPlace(ulong Transaction, long Position);

/// <summary>A version as it is published.</summary>
/// <param name="Place">Its place in the journal.</param>
/// <param name="SoinId">The soin.</param>
/// <param name="Version">The version.</param>
/// <param name="SituationPrecedente">The situation before; null at the first version.</param>
/// <param name="Vue">The view, as JSON in UTF-8.</param>
/// <param name="EcritLe">When it was written.</param>
/// <param name="Trace">The W3C trace context of the transaction that wrote it, where that was sampled.</param>
/// <param name="Epoch">The epoch in which it was written; null: before epochs were told apart.</param>
public sealed record PublishedEntry(
    JournalPlace Place,
    Guid SoinId,
    int Version,
    Situation? SituationPrecedente,
    ReadOnlyMemory<byte> Vue,
    DateTimeOffset EcritLe,
    string? Trace = null,
    string? Epoch = null)
{
    /// <summary>Whether it announces an epoch, and is the version of no soin.</summary>
    public bool IsAnnouncement => SoinId == Guid.Empty;

    /// <summary>Whether it says that its soin was erased, and has none of its data.</summary>
    public bool IsErasure => Version == 0;

    /// <summary>The kind of event, as CloudEvents and webhooks name it, and the schema of its data.</summary>
    public (string Type, string Schema) Kind =>
        IsAnnouncement ? (EvenementSoin.TypeEpoque, EvenementSoin.SchemaEpoque)
        : IsErasure ? (EvenementSoin.TypeEffacement, EvenementSoin.SchemaEffacement)
        : (EvenementSoin.Type, EvenementSoin.SchemaDesDonnees);

    /// <summary>
    /// The id of the message that publishes it: no two contents have one, whether of two histories of the database, or of a soin that was
    /// erased and whose payments came again.
    /// </summary>
    public Guid MessageId => SoinIdentification.MessageId(SoinId, Version, Epoch, EcritLe);

    /// <summary>Writes the event: the members of the view and <c>situationPrecedente</c>, without parsing either.</summary>
    /// <param name="output">Takes JSON in UTF-8.</param>
    public void WriteEvent(IBufferWriter<byte> output) => Write(output, "", "}");

    /// <summary>Writes the same as a CloudEvent 1.0 in structured mode; its id is that of the message.</summary>
    /// <param name="output">Takes JSON in UTF-8.</param>
    public void WriteCloudEvent(IBufferWriter<byte> output) => Write(
        output,
        $"{{\"specversion\":\"1.0\",\"id\":\"{MessageId}\",\"source\":\"{EvenementSoin.Source}\""
        + $",\"type\":\"{Kind.Type}\""
        + (IsAnnouncement ? "" : $",\"subject\":\"{SoinId}\"") + $",\"time\":\"{InstantUtcConverter.Format(EcritLe)}\""
        + $",\"datacontenttype\":\"application/json\",\"dataschema\":\"{Kind.Schema}\",\"data\":",
        "}}");

    /// <summary>The same as an element of the feed, with the place after it.</summary>
    /// <param name="cursor">The place, as the feed writes it; nothing in it needs escaping.</param>
    public string AsFeedElement(string cursor)
    {
        var output = new ArrayBufferWriter<byte>(Vue.Length + 256);
        Write(output, "", $",\"curseur\":\"{cursor}\"}}");
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    // The members of the view and one more, between two texts; an entry that is no version has its own members only.
    private void Write(IBufferWriter<byte> output, string before, string after)
    {
        Encoding.ASCII.GetBytes(before, output);
        output.Write(Vue.Span[..^1]);
        var isVersion = !IsAnnouncement && !IsErasure;
        Encoding.ASCII.GetBytes(isVersion ? $",\"situationPrecedente\":{AsJson(SituationPrecedente)}{after}" : after, output);
    }

    internal static string AsJson(Situation? situation) =>
        situation is { } knownOne ? $"\"{JsonNamingPolicy.CamelCase.ConvertName(knownOne.ToString())}\"" : "null";
}

/// <summary>Reads the journal in the order in which it may be read.</summary>
/// <param name="source">The database.</param>
public sealed class Journal(NpgsqlDataSource source)
{
    /// <summary>Reads on.</summary>
    /// <param name="after">The place after which to read.</param>
    /// <param name="limit">The most entries.</param>
    /// <param name="adherentId">The member of whom to read; null: of all.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<PublishedEntry>> ReadAsync(
        JournalPlace after, int limit, string? adherentId, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(adherentId is null ? JournalSql.ReadJournal : JournalSql.ReadJournalOfAdherent);
        return await ReadAsync(command, after, limit, adherentId, cancellationToken);
    }

    /// <summary>Reads on the entries to publish; the views that are at hand are not asked of the database.</summary>
    /// <param name="after">The place after which to read.</param>
    /// <param name="limit">The most entries.</param>
    /// <param name="vues">The views that are at hand; they are taken out.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<PublishedEntry>> ReadUnpublishedAsync(
        JournalPlace after, int limit, RecentVues vues, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(JournalSql.ReadJournalWithoutVues);
        var entries = vues.Complete(await ReadAsync(command, after, limit, null, cancellationToken));
        return await CompleteAsync(entries, cancellationToken);
    }

    /// <summary>The last place that may be read: when it moves, there is something to read.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<JournalPlace> LastPlaceAsync(CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(JournalSql.LastPlace);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? RowReaders.Place(reader) : default;
    }

    /// <summary>When the first entry after a place was written, one that may not be read yet included; null: there is none.</summary>
    /// <param name="place">The place.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<DateTimeOffset?> FirstAfterAsync(JournalPlace place, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(JournalSql.FirstAfter).From(place);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? reader.GetFieldValue<DateTimeOffset>(0) : null;
    }

    private static async Task<List<PublishedEntry>> ReadAsync(
        NpgsqlCommand command, JournalPlace after, int limit, string? adherentId, CancellationToken cancellationToken)
    {
        command.From(after).Parameters.Add(new() { Value = limit });
        if (adherentId is not null)
        {
            command.Parameters.Add(new() { Value = adherentId });
        }

        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAllAsync(JournalTable.Read, cancellationToken);
    }

    // Reads the views that are missing. An entry that has none by then was erased since it was read, and is left out.
    internal async Task<PublishedEntry[]> CompleteAsync(PublishedEntry[] entries, CancellationToken cancellationToken)
    {
        var ranks = Enumerable.Range(0, entries.Length).Where(i => entries[i].Vue.IsEmpty).ToDictionary(i => entries[i].Place);
        if (ranks.Count == 0)
        {
            return entries;
        }

        await using var command = source.CreateCommand(JournalSql.ReadJournalVues);
        command.Parameters.Add(
            new() { Value = ranks.Keys.Select(p => p.Transaction).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Xid8 });
        command.Parameters.Add(new() { Value = ranks.Keys.Select(p => p.Position).ToArray() });
        command.Parameters.Add(new() { Value = ranks.Values.Select(i => entries[i].EcritLe.UtcDateTime).ToArray() });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        foreach (var (place, vue) in await reader.ReadAllAsync(r => (RowReaders.Place(r), RowReaders.Record(r, 2, 3)), cancellationToken))
        {
            entries[ranks[place]] = entries[ranks[place]] with { Vue = vue };
        }

        return Array.FindAll(entries, e => !e.Vue.IsEmpty);
    }
}

/// <summary>Gives a place to a statement, as its next two parameters.</summary>
internal static class PlaceParameters
{
    public static NpgsqlCommand From(this NpgsqlCommand command, JournalPlace place)
    {
        command.Parameters.Add(new() { Value = place.Transaction, NpgsqlDbType = NpgsqlDbType.Xid8 });
        command.Parameters.Add(new() { Value = place.Position });
        return command;
    }
}
