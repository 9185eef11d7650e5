using Npgsql;

namespace Reconciliation.Storage;

/// <summary>
/// Whether a connection is a session of the server. Through a pooler in transaction mode it is not: each transaction may meet another
/// session, so that a lock of the session is held by nobody in particular, and two processes believe that the work is theirs.
/// </summary>
public static class SessionCheck
{
    /// <summary>The number of tries: a pooler that others use too hands out another session nearly every time.</summary>
    public const int RoundsMax = 3;

    private const string Process = "SELECT pg_backend_pid()";

    /// <summary>Asks with two connections at once whether each keeps a session of its own.</summary>
    /// <param name="source">The database.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<bool> KeepsSessionsAsync(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        await using var first = await source.OpenConnectionAsync(cancellationToken);
        await using var second = await source.OpenConnectionAsync(cancellationToken);
        for (var round = 0; round < RoundsMax; round++)
        {
            // While the second is in a transaction nobody else has its session; the first, which is idle, may have lent it its own.
            var own = await ProcessAsync(first, cancellationToken);
            await using var transaction = await second.BeginTransactionAsync(cancellationToken);
            var other = await ProcessAsync(second, cancellationToken);
            var again = await ProcessAsync(first, cancellationToken);
            await transaction.RollbackAsync(cancellationToken);
            if (own == other || own != again)
            {
                return false;
            }
        }

        return true;
    }

    private static async Task<int> ProcessAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(Process, connection);
        return (int)(await command.ExecuteScalarAsync(cancellationToken))!;
    }
}
