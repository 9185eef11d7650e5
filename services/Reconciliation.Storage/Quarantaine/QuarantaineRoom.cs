using Npgsql;

namespace Reconciliation.Storage;

/// <summary>
/// How many more refused messages of a sender quarantine takes, and how many bytes of them. Both are bounded: a few messages of the largest
/// size would else fill the disk as well as very many small ones.
/// </summary>
/// <param name="Messages">The messages.</param>
/// <param name="Bytes">The bytes of their bodies.</param>
public readonly record struct QuarantaineRoom(int Messages, long Bytes)
{
    /// <summary>
    /// The most open messages of a sender. Of one that has as many, refused messages stay where they are: with a caller, who is told to
    /// stop; in a file, of which the rest is imported later; or with the broker.
    /// </summary>
    public const int OpenPerSenderMax = 10_000;

    /// <summary>
    /// The most bytes of the open messages of a sender: three times what as many ordinary records have. It is more than one request, one
    /// slice of a file or one message of the broker may have, so that each fits once the others are settled.
    /// </summary>
    public const long OpenBytesPerSenderMax = 64 * 1024 * 1024;

    /// <summary>
    /// The most names with open messages by which senders call themselves, where nothing binds who may be called what. Another name shares
    /// the room of the user who says it.
    /// </summary>
    public const int OpenNamesMax = 100;

    // Of a message that the database keeps apart only the length is read.
    private const string Open = "SELECT octet_length(corps) AS octets FROM quarantaine WHERE etat = 0 AND emetteur";

    /// <summary>The room of a sender that has nothing open.</summary>
    public static QuarantaineRoom Whole { get; } = new(OpenPerSenderMax, OpenBytesPerSenderMax);

    /// <summary>Whether there is room for some messages.</summary>
    /// <param name="messages">Their number.</param>
    /// <param name="bytes">The bytes of all of them.</param>
    public bool Holds(int messages, long bytes) => messages <= Messages && bytes <= Bytes;

    /// <summary>The room without some messages.</summary>
    /// <param name="messages">Their number.</param>
    /// <param name="bytes">The bytes of all of them.</param>
    public QuarantaineRoom Without(int messages, long bytes) => new(Messages - messages, Bytes - bytes);

    /// <summary>Reads the room of a sender.</summary>
    /// <param name="source">The database.</param>
    /// <param name="sender">The sender; null: nobody knows.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<QuarantaineRoom> ReadAsync(NpgsqlDataSource source, string? sender, CancellationToken cancellationToken)
    {
        var ofSender = sender is null ? "IS NULL" : "= $2";
        await using var command = source.CreateCommand(
            $"SELECT count(*)::integer, coalesce(sum(octets), 0)::bigint FROM ({Open} {ofSender} LIMIT $1) AS ouvertes");
        command.Parameters.Add(new() { Value = OpenPerSenderMax });
        if (sender is not null)
        {
            command.Parameters.Add(new() { Value = sender });
        }

        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return Whole.Without(reader.GetInt32(0), reader.GetInt64(1));
    }

    /// <summary>The senders that have open messages, no more than <see cref="OpenNamesMax"/>.</summary>
    /// <param name="source">The database.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<IReadOnlyList<string>> NamesAsync(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        // From name to name in the index: a sender may have thousands of messages.
        await using var command = source.CreateCommand("""
            WITH RECURSIVE noms AS (
                (SELECT min(emetteur) AS nom FROM quarantaine WHERE etat = 0)
                UNION ALL
                SELECT (SELECT min(q.emetteur) FROM quarantaine AS q WHERE q.etat = 0 AND q.emetteur > n.nom) FROM noms AS n
                WHERE n.nom IS NOT NULL)
            SELECT nom FROM (SELECT nom FROM noms LIMIT $1) AS premiers WHERE nom IS NOT NULL
            """);
        command.Parameters.Add(new() { Value = OpenNamesMax });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAllAsync(r => r.GetString(0), cancellationToken);
    }
}
