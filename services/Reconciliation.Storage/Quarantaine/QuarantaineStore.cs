using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using Reconciliation.Contracts;

namespace Reconciliation.Storage;

/// <summary>An action of an agent on a message in quarantine.</summary>
/// <param name="QuarantaineId">The message.</param>
/// <param name="Version">The version that the agent saw.</param>
/// <param name="Outcome">The outcome.</param>
/// <param name="Agent">The agent.</param>
/// <param name="Motif">The reason, in the agent's words.</param>
/// <param name="CorrectedBody">The body that was sent instead of the original.</param>
/// <param name="Rejections">The reasons where it was refused again.</param>
public sealed record FollowUp(
    long QuarantaineId, int Version, IssueDeSuite Outcome, string Agent, string? Motif, ReadOnlyMemory<byte>? CorrectedBody,
    IReadOnlyList<Rejet> Rejections);

/// <summary>Keeps messages that could not be accepted. One way for every way in.</summary>
public static class QuarantaineStore
{
    /// <summary>The most bytes of originals that one statement carries: a batch of the largest messages would not fit into one.</summary>
    public const int BytesMax = 32 * 1024 * 1024;

    /// <summary>
    /// The most reasons that are kept and told of a message: the first ones. A record of eleven bytes has nineteen, of two kilobytes.
    /// </summary>
    public const int RejectionsMax = 8;

    /// <summary>
    /// The most open messages of a sender. Of one that has as many, refused messages stay where they are: with a caller, who is told to
    /// stop; in a file, of which the rest is imported later; or with the broker.
    /// </summary>
    public const int OpenPerSenderMax = 10_000;

    /// <summary>How many more refused messages a sender may bring.</summary>
    /// <param name="source">The database.</param>
    /// <param name="sender">The sender; null: nobody knows.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<int> RoomAsync(NpgsqlDataSource source, string? sender, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(
            "SELECT count(*) FROM (SELECT 1 FROM quarantaine WHERE etat = 0 AND emetteur IS NOT DISTINCT FROM $1 LIMIT $2) AS ouvertes");
        command.Parameters.Add(new() { Value = (object?)sender ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        command.Parameters.Add(new() { Value = OpenPerSenderMax });
        return OpenPerSenderMax - (int)(long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>Keeps refused messages, each once however often it comes, without any NIR.</summary>
    /// <param name="source">The database.</param>
    /// <param name="refusal">The messages and the reasons.</param>
    /// <param name="now">When they came.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task DepositAsync(
        NpgsqlDataSource source, IReadOnlyCollection<RefusedMessage> refusal, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (refusal.Count == 0)
        {
            return;
        }

        // Sorted by key, each key once: PostgreSQL updates no row twice in a statement, and two batches cannot wait for each other.
        var unique = refusal
            .Select(r => (Refusal: r, Body: NirRedaction.Redact(r.Body)))
            .Select(r => (r.Refusal, r.Body, Empreinte: Empreinte(r.Refusal.Origin, r.Refusal.Sender, r.Body)))
            .GroupBy(r => r.Empreinte)
            .OrderBy(g => g.Key)
            .Select(g => new QuarantaineDeposit(g.Key, g.First().Refusal, g.First().Body, g.Count()))
            .ToArray();
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        foreach (var slice in Slices(unique, u => u.Body.Length))
        {
            await using var batch = new NpgsqlBatch(connection, transaction);
            QuarantaineTable.Put(batch, slice, now);
            ReceptionTable.Count(batch, slice, now);
            await batch.ExecuteNonQueryAsync(cancellationToken);
        }

        await transaction.CommitDurablyAsync();
    }

    /// <summary>
    /// Notes an action of an agent, and closes the message where it was accepted or set aside and is still as the agent saw it. A replay
    /// that was refused again leaves it open.
    /// </summary>
    /// <param name="source">The database.</param>
    /// <param name="next">The action.</param>
    /// <param name="now">The instant.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Whether the message is now as the agent meant it to be; false: it changed meanwhile, and only the note was made.</returns>
    public static async Task<bool> FollowAsync(
        NpgsqlDataSource source, FollowUp next, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var concluded = next.Outcome == IssueDeSuite.Refuse;
        if (!concluded)
        {
            await using var conclude = new NpgsqlCommand(QuarantaineTable.ConcludeQuarantaine, connection, transaction);
            conclude.Parameters.Add(new() { Value = next.QuarantaineId });
            conclude.Parameters.Add(new() { Value = next.Version });
            conclude.Parameters.Add(
                new() { Value = (short)(next.Outcome == IssueDeSuite.Accepte ? EtatQuarantaine.Rejouee : EtatQuarantaine.Ecartee) });
            conclude.Parameters.Add(new() { Value = next is { Outcome: IssueDeSuite.Accepte, CorrectedBody: not null } });
            concluded = await conclude.ExecuteNonQueryAsync(cancellationToken) == 1;
        }

        await using var note = new NpgsqlBatch(connection, transaction);
        if (next.CorrectedBody is { } corrected)
        {
            note.Add(QuarantaineTable.NameAlso)
                .With(next.QuarantaineId, NpgsqlDbType.Bigint)
                .With(MessageNames.Of(NirRedaction.Redact(corrected)).AsJson(), NpgsqlDbType.Jsonb);
        }

        FollowUpTable.Append(note, next, now);
        await note.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitDurablyAsync();
        return concluded;
    }

    // The order stays, so that two batches cannot wait for each other.
    private static IEnumerable<IReadOnlyList<T>> Slices<T>(IReadOnlyList<T> elements, Func<T, int> size)
    {
        var (slice, bytes) = (new List<T>(), 0L);
        foreach (var element in elements)
        {
            if (slice.Count > 0 && bytes + size(element) > BytesMax)
            {
                yield return slice;
                (slice, bytes) = ([], 0);
            }

            slice.Add(element);
            bytes += size(element);
        }

        yield return slice;
    }

    /// <summary>The reasons, as they are stored.</summary>
    internal static IReadOnlyList<Rejet> ReadMotifs(string json) =>
        JsonSerializer.Deserialize(json, ContratsJson.Lisible.IReadOnlyListRejet)!;

    internal static string Write(IReadOnlyList<Rejet> rejections) =>
        JsonSerializer.Serialize<IReadOnlyList<Rejet>>(
            rejections.Count > RejectionsMax ? [.. rejections.Take(RejectionsMax)] : rejections, ContratsJson.Lisible.IReadOnlyListRejet);

    // The same bytes of two senders are two messages, since each is judged by its sender.
    private static Guid Empreinte(string origine, string? sender, byte[] body)
    {
        using var condensed = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        condensed.AppendData(Encoding.UTF8.GetBytes(origine + '\0' + (sender is null ? "" : sender + '\0')));
        condensed.AppendData(body);
        return new(condensed.GetHashAndReset().AsSpan(0, 16), bigEndian: true);
    }
}
