using Npgsql;

namespace Reconciliation.Storage;

/// <summary>
/// Whether a pooler between this process and the server gives sessions away between two transactions, as PgBouncer does in transaction
/// mode. A lease is a lock of a session: with such a pooler several processes would hold it.
/// </summary>
public static class PoolerCheck
{
    /// <summary>How often two connections are compared: a pooler with many free sessions may give them different ones.</summary>
    public const int AttemptsMax = 5;

    /// <summary>Whether two connections that are open at the same time were one session.</summary>
    /// <param name="source">The database.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<bool> SharesSessionsAsync(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        await using var first = await source.OpenConnectionAsync(cancellationToken);
        if (await SessionAsync(first, cancellationToken) == first.ProcessID)
        {
            // The server itself answers: a pooler makes up the number that it gives a client.
            return false;
        }

        await using var second = await source.OpenConnectionAsync(cancellationToken);
        for (var attempt = 0; attempt < AttemptsMax; attempt++)
        {
            var session = await SessionAsync(first, cancellationToken);
            await using var transaction = await second.BeginTransactionAsync(cancellationToken);
            if (await SessionAsync(second, cancellationToken) == session || await SessionAsync(first, cancellationToken) != session)
            {
                return true;
            }
        }

        return false;
    }

    private static async Task<int> SessionAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT pg_backend_pid()", connection);
        return (int)(await command.ExecuteScalarAsync(cancellationToken))!;
    }
}
