using System.Globalization;
using System.Text;
using System.Text.Unicode;
using Npgsql;
using NpgsqlTypes;
using Reconciliation.Contracts;
using Reconciliation.Domain;

namespace Reconciliation.Storage;

/// <summary>The messages in quarantine to read.</summary>
/// <param name="States">The states, or any where empty.</param>
/// <param name="Part">The stream, or any.</param>
/// <param name="Rule">A rule that is among the reasons, or any.</param>
/// <param name="Origine">The way in, or any.</param>
/// <param name="Since">The earliest instant of first coming, or any.</param>
/// <param name="Before">The instant before which it first came, or any.</param>
/// <param name="AfterId">The last message of the page before, or any.</param>
/// <param name="Limit">The most messages.</param>
public sealed record QuarantaineRequest(
    IReadOnlyList<EtatQuarantaine> States,
    Part? Part,
    string? Rule,
    string? Origine,
    DateTimeOffset? Since,
    DateTimeOffset? Before,
    long? AfterId,
    int Limit);

/// <summary>Reads the quarantine, for agents.</summary>
/// <param name="source">The database.</param>
/// <param name="streams">The streams.</param>
public sealed class QuarantaineQueries(NpgsqlDataSource source, PaymentStreams streams)
{
    private static readonly string Columns = $"{QuarantaineTable.Listed.Names}, length(corps)";

    private readonly PartCatalogue _parts = streams.Parts;

    // The newest first: agents look at those, and the place from which a page goes on does not move.
    private static readonly string Page = $"""
        SELECT {Columns}
        FROM quarantaine
        WHERE (cardinality($1::smallint[]) = 0 OR etat = ANY ($1)) AND ($2::smallint IS NULL OR part = $2)
          AND ($3::text IS NULL OR $3 = ANY (regles)) AND ($4::text IS NULL OR origine = $4)
          AND ($5::timestamptz IS NULL OR recu_le >= $5) AND ($6::timestamptz IS NULL OR recu_le < $6)
          AND ($7::bigint IS NULL OR quarantaine_id < $7)
        ORDER BY quarantaine_id DESC
        LIMIT $8
        """;

    /// <summary>A page of messages, the newest first.</summary>
    /// <param name="query">The messages asked for.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<MessageEnQuarantaine>> PageAsync(QuarantaineRequest query, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(Page);
        command.Parameters.Add(new() { Value = query.States.Select(e => (short)e).ToArray() });
        Add(command, query.Part?.Number, NpgsqlDbType.Smallint);
        Add(command, query.Rule, NpgsqlDbType.Text);
        Add(command, query.Origine, NpgsqlDbType.Text);
        Add(command, query.Since, NpgsqlDbType.TimestampTz);
        Add(command, query.Before, NpgsqlDbType.TimestampTz);
        Add(command, query.AfterId, NpgsqlDbType.Bigint);
        command.Parameters.Add(new() { Value = query.Limit });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var messages = new List<MessageEnQuarantaine>();
        while (await reader.ReadAsync(cancellationToken))
        {
            messages.Add(QuarantaineTable.Read(reader, _parts));
        }

        return messages;
    }

    /// <summary>A page of the work list of open messages, the oldest first.</summary>
    /// <param name="slice">The bounds of their first coming; null: any.</param>
    /// <param name="rule">A rule of the contract that is among the reasons; null: any.</param>
    /// <param name="after">The last message of the page before.</param>
    /// <param name="limit">The most messages.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<MessageEnQuarantaine>> WorkListAsync(
        (DateTimeOffset? Since, DateTimeOffset? Before) slice,
        string? rule,
        (DateTimeOffset RecuLe, long QuarantaineId)? after,
        int limit,
        CancellationToken cancellationToken)
    {
        // The rule is written into the statement: its rarity decides whether its own index is read or that of the age.
        var byRule = rule is null ? "" : Regle.Motifs.ContainsKey(rule)
            ? $"AND regles @> ARRAY['{rule}']"
            : throw new ArgumentOutOfRangeException(nameof(rule), "The contract has no such rule.");
        await using var command = source.CreateCommand($"""
            SELECT {Columns}
            FROM quarantaine
            WHERE etat = 0 AND recu_le >= $1 AND recu_le < $2 AND (recu_le, quarantaine_id) > ($3, $4) {byRule}
            ORDER BY recu_le, quarantaine_id
            LIMIT $5
            """);
        Add(command, slice.Since ?? DateTimeOffset.MinValue, NpgsqlDbType.TimestampTz);
        Add(command, slice.Before ?? DateTimeOffset.MaxValue, NpgsqlDbType.TimestampTz);
        Add(command, after?.RecuLe ?? DateTimeOffset.MinValue, NpgsqlDbType.TimestampTz);
        Add(command, after?.QuarantaineId ?? 0, NpgsqlDbType.Bigint);
        Add(command, limit, NpgsqlDbType.Integer);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAllAsync(r => QuarantaineTable.Read(r, _parts), cancellationToken);
    }

    /// <summary>One message and its original bytes; null if there is none.</summary>
    /// <param name="quarantaineId">The message.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<(MessageEnQuarantaine Message, byte[] Body)?> ReadOneAsync(long quarantaineId, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand($"SELECT {Columns}, corps FROM quarantaine WHERE quarantaine_id = $1");
        command.Parameters.Add(new() { Value = quarantaineId });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? (QuarantaineTable.Read(reader, _parts), reader.GetFieldValue<byte[]>(QuarantaineTable.Listed.Count + 1))
            : null;
    }

    /// <summary>Whether there is such a message: its contents are not read for that.</summary>
    /// <param name="quarantaineId">The message.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<bool> ExistsAsync(long quarantaineId, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand("SELECT EXISTS (SELECT FROM quarantaine WHERE quarantaine_id = $1)");
        command.Parameters.Add(new() { Value = quarantaineId });
        return await command.ExecuteScalarAsync(cancellationToken) is true;
    }

    /// <summary>The sender of a message; null: nobody knows, or there is none.</summary>
    /// <param name="quarantaineId">The message.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<string?> SenderAsync(long quarantaineId, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand("SELECT emetteur FROM quarantaine WHERE quarantaine_id = $1");
        command.Parameters.Add(new() { Value = quarantaineId });
        return await command.ExecuteScalarAsync(cancellationToken) as string;
    }

    /// <summary>The actions on a message, the oldest first.</summary>
    /// <param name="quarantaineId">The message.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<IReadOnlyList<SuiteDeQuarantaine>> FollowUpsAsync(long quarantaineId, CancellationToken cancellationToken) =>
        ReadAsync(FollowUpTable.ReadFollowUps, quarantaineId, cancellationToken);

    /// <summary>The replays of a message by persons that were refused, the oldest first: another person may confirm one.</summary>
    /// <param name="quarantaineId">The message.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<IReadOnlyList<SuiteDeQuarantaine>> ProposalsAsync(long quarantaineId, CancellationToken cancellationToken) =>
        ReadAsync(FollowUpTable.ReadProposals, quarantaineId, cancellationToken);

    private async Task<IReadOnlyList<SuiteDeQuarantaine>> ReadAsync(
        string statement, long quarantaineId, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(statement);
        command.Parameters.Add(new() { Value = quarantaineId });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAllAsync(FollowUpTable.Read, cancellationToken);
    }

    /// <summary>The number of open messages, by stream: from counters, as there may be very many.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyDictionary<Part, long>> OpenAsync(CancellationToken cancellationToken)
    {
        var counts = await Counters.ByAgeAsync(source, Counters.Quarantaine, [], cancellationToken);
        return _parts.All.ToDictionary(
            p => p, p => counts.GetValueOrDefault(p.Number.ToString(CultureInfo.InvariantCulture))?.Sum() ?? 0);
    }

    /// <summary>Bytes as JSON can hold them.</summary>
    /// <param name="body">The bytes.</param>
    public static CorpsDeMessage AsText(byte[] body) => Utf8.IsValid(body)
        ? new(EncodageDeCorps.Utf8, Encoding.UTF8.GetString(body))
        : new(EncodageDeCorps.Base64, Convert.ToBase64String(body));

    /// <summary>The bytes of a text that <see cref="AsText"/> has written.</summary>
    /// <param name="body">The text.</param>
    public static byte[] AsBytes(CorpsDeMessage body)
    {
        ArgumentNullException.ThrowIfNull(body);
        return body.Encodage == EncodageDeCorps.Utf8 ? Encoding.UTF8.GetBytes(body.Contenu) : Convert.FromBase64String(body.Contenu);
    }

    private static void Add(NpgsqlCommand command, object? value, NpgsqlDbType type) =>
        command.Parameters.Add(new() { Value = value ?? DBNull.Value, NpgsqlDbType = type });
}
