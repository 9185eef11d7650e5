using Npgsql;

namespace Reconciliation.Storage;

/// <summary>
/// The server of a session passes statements on to another, which holds the rows: on Citus a schema lies on one node, and can be moved to
/// another. Nothing may be written through it: its locks and the numbers of its transactions are not those of the rows.
/// </summary>
public sealed class RowsElsewhereException()
    : NpgsqlException("The server of this session does not hold the rows: they lie on another, or were moved there.");

/// <summary>
/// Whether the server of a session holds the rows itself. It is asked twice which history of the database it is: without a table, which
/// the session's server answers, and beside a table, which the one answers that holds it.
/// </summary>
public static class RowsHere
{
    private const string OfSession = "SELECT histoire()";
    private const string OfRows = "SELECT histoire() FROM (SELECT count(*) FROM epoque) AS lignes";

    /// <summary>Adds both questions to a batch: after what is written, so that what was written keeps the rows where they are.</summary>
    /// <param name="batch">The batch.</param>
    internal static void Ask(NpgsqlBatch batch)
    {
        batch.Add(OfSession);
        batch.Add(OfRows);
    }

    /// <summary>Reads the answers to both questions, which are the last two of a batch.</summary>
    /// <param name="reader">The answers to the batch.</param>
    /// <param name="cancellationToken">Gives up.</param>
    internal static async Task<bool> ReadAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        string? session, rows = null;
        do
        {
            session = rows;
            rows = await reader.ReadAsync(cancellationToken) ? reader.GetValue(0) as string : null;
        }
        while (await reader.NextResultAsync(cancellationToken));

        return session == rows;
    }

    /// <summary>Executes a batch that ends with both questions.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="RowsElsewhereException">The server does not hold the rows.</exception>
    internal static async Task ExecuteAsync(NpgsqlBatch batch, CancellationToken cancellationToken)
    {
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        if (!await ReadAsync(reader, cancellationToken))
        {
            throw new RowsElsewhereException();
        }
    }

    /// <summary>Makes sure that the server of a connection holds the rows, or that there are none yet.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="RowsElsewhereException">It does not.</exception>
    public static async Task RequireAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        try
        {
            await using var batch = new NpgsqlBatch(connection);
            Ask(batch);
            await ExecuteAsync(batch, cancellationToken);
        }
        catch (PostgresException missing)
            when (missing.SqlState is PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.UndefinedFunction)
        {
            // A database that is not migrated yet.
        }
    }
}
