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
    IReadOnlyList<Rejet> Rejections)
{
    /// <summary>Whether a person acts of whom an authority states a sign-in: no application by itself, and no command.</summary>
    public required bool ByPerson { get; init; }

    /// <summary>The claim under which the line was deposited, as <see cref="QuarantaineStore.ClaimAsync"/> gave it; null: none.</summary>
    public DateTimeOffset? Claim { get; init; }
}

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
    /// The most refused replays of a message that are kept with a correction, and as many without one. Each is read with its message, and a
    /// second person confirms one of them; beyond, an attempt is refused and not kept.
    /// </summary>
    public const int RefusedReplaysMax = 20;

    /// <summary>The most bytes of the corrections of a message that were refused: a record has some two thousand.</summary>
    public const int CorrectionBytesMax = 1024 * 1024;

    /// <summary>The most actions on a message that are read with it, the first ones.</summary>
    public const int FollowUpsReadMax = 100;

    /// <summary>How long a replay has a message at most, before another may take it up: longer than a deposit waits.</summary>
    public static readonly TimeSpan ClaimDuration = TimeSpan.FromMinutes(1);

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
    /// that was refused again leaves it open, and is noted while there is room for it.
    /// </summary>
    /// <param name="source">The database.</param>
    /// <param name="next">The action.</param>
    /// <param name="now">The instant.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>
    /// Whether the message is now as the agent meant it to be; false: it changed meanwhile, and only the note was made, or there was no
    /// room for another refusal, and nothing was.
    /// </returns>
    public static async Task<bool> FollowAsync(
        NpgsqlDataSource source, FollowUp next, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var concluded = next.Outcome == IssueDeSuite.Refuse;
        if (concluded && !await HasRoomAsync(next, connection, transaction, cancellationToken))
        {
            return false;
        }

        if (!concluded)
        {
            await using var conclude = new NpgsqlCommand(QuarantaineTable.ConcludeQuarantaine, connection, transaction);
            conclude.Parameters.Add(new() { Value = next.QuarantaineId });
            conclude.Parameters.Add(new() { Value = next.Version });
            conclude.Parameters.Add(
                new() { Value = (short)(next.Outcome == IssueDeSuite.Accepte ? EtatQuarantaine.Rejouee : EtatQuarantaine.Ecartee) });
            conclude.Parameters.Add(new() { Value = next is { Outcome: IssueDeSuite.Accepte, CorrectedBody: not null } });
            conclude.Parameters.Add(new() { Value = (object?)next.Claim ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz });
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

    /// <summary>
    /// Claims a message for a replay: until it ends, or the claim does, no other replay begins and nobody sets the message aside. A claim
    /// that a process left behind ends by itself.
    /// </summary>
    /// <param name="source">The database.</param>
    /// <param name="quarantaineId">The message.</param>
    /// <param name="version">The version that was read.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The claim; null: another replay has the message, or it changed.</returns>
    public static async Task<DateTimeOffset?> ClaimAsync(
        NpgsqlDataSource source, long quarantaineId, int version, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(QuarantaineTable.ClaimQuarantaine);
        command.Parameters.Add(new() { Value = quarantaineId });
        command.Parameters.Add(new() { Value = version });
        command.Parameters.Add(new() { Value = ClaimDuration.TotalSeconds });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? reader.GetFieldValue<DateTimeOffset>(0) : null;
    }

    /// <summary>Ends a claim of which nothing came: the message is as it was.</summary>
    /// <param name="source">The database.</param>
    /// <param name="quarantaineId">The message.</param>
    /// <param name="claim">The claim.</param>
    /// <param name="cancellationToken">Gives up; the claim ends by itself.</param>
    public static async Task ReleaseAsync(
        NpgsqlDataSource source, long quarantaineId, DateTimeOffset claim, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(QuarantaineTable.ReleaseQuarantaine);
        command.Parameters.Add(new() { Value = quarantaineId });
        command.Parameters.Add(new() { Value = claim });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    // The row of the message is held meanwhile: two refusals at once are counted one after the other.
    private static async Task<bool> HasRoomAsync(
        FollowUp refused, NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection, transaction);
        batch.Add("SELECT FROM quarantaine WHERE quarantaine_id = $1 FOR UPDATE").With(refused.QuarantaineId, NpgsqlDbType.Bigint);
        batch.Add(FollowUpTable.CountRefused)
            .With(refused.QuarantaineId, NpgsqlDbType.Bigint)
            .With(refused.CorrectedBody is not null, NpgsqlDbType.Boolean);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return reader.GetInt32(0) < RefusedReplaysMax
            && reader.GetInt64(1) + (refused.CorrectedBody?.Length ?? 0) <= CorrectionBytesMax;
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
