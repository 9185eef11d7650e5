using Npgsql;

namespace Reconciliation.Storage;

/// <summary>
/// A commit whose outcome nobody knows yet: the connection was lost in it, or the server gave up waiting for its standby. The rows that it
/// wrote may be there, and may be lost with this server. The caller does the same again.
/// </summary>
/// <param name="reason">The reason.</param>
/// <param name="cause">The exception that brought it; null: a notice of the server.</param>
public sealed class CommitOutcomeUnknownException(string reason, Exception? cause = null)
    : NpgsqlException($"Whether a transaction is committed is not known: {reason}", cause);

/// <summary>
/// The one way to commit. A commit that waits for a synchronous standby must not be cancelled: the server then answers as if all were
/// well, and adds a notice that this server alone has the data. So it has no token and no time limit, and that notice is a failure. It ends
/// early where its server is gone: a machine that lost its power closes no connection, and TCP would wait for it for a quarter of an hour.
/// A role, a database or a server that is set up not to wait for the disk is not obeyed: what is acknowledged must be there after a power
/// cut.
/// </summary>
public static class DurableCommit
{
    /// <summary>The pause after which a commit that takes long asks whether its server is still there, and between two questions.</summary>
    public static readonly TimeSpan ProbeInterval = TimeSpan.FromSeconds(2);

    /// <summary>The time without any answer after which the server is taken for gone, and the outcome of the commit for unknown.</summary>
    public static readonly TimeSpan SilenceMax = TimeSpan.FromSeconds(8);

    /// <summary>
    /// Makes a transaction write something that says nothing: one that wrote nothing would not wait for the standby, though the rows that
    /// it read may not have come there yet.
    /// </summary>
    public const string Mark = "SELECT pg_logical_emit_message(true, 'reconciliation', '')";

    // The commit waits for the disk, and for the standby where there is one, whatever the session is set to: waiting for more than that, as
    // remote_apply, stays.
    private const string Synchronous = """
        set_config('synchronous_commit', CASE current_setting('synchronous_commit')
            WHEN 'remote_apply' THEN 'remote_apply' ELSE 'on' END, true)
        """;

    // Both ends of the limits: those of the client in the command, those of the server here. The notice must come through.
    private const string Prepare =
        $"SELECT set_config('statement_timeout', '0', true), set_config('client_min_messages', 'warning', true), {Synchronous}";

    private const string InEffect = "SELECT current_setting('synchronous_commit') IN ('on', 'remote_apply')";

    // 01000 is the notice of a wait that was cancelled, 57P01 that of a wait that the end of the session cut off.
    private static readonly string[] NotReplicated = ["01000", PostgresErrorCodes.AdminShutdown];

    /// <summary>Commits; returns once the rows written are as durable as the server is set up to make them.</summary>
    /// <param name="transaction">The transaction.</param>
    /// <exception cref="CommitOutcomeUnknownException">The transaction may be committed, and lost later.</exception>
    /// <exception cref="PostgresException">The transaction is rolled back.</exception>
    public static Task CommitDurablyAsync(this NpgsqlTransaction transaction) => CommitAsync(transaction, CancellationToken.None);

    /// <summary>
    /// Reads back whether a commit of a transaction waits until its rows are durable: a server that answers otherwise is not ready.
    /// </summary>
    /// <param name="transaction">A transaction that is not committed.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<bool> IsDurableAsync(NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        await using var batch = new NpgsqlBatch(transaction.Connection, transaction);
        batch.BatchCommands.Add(new("SELECT " + Synchronous));
        batch.BatchCommands.Add(new(InEffect));
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) && reader.GetBoolean(0);
    }

    private static async Task CommitAsync(NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        var connection = transaction.Connection ?? throw new InvalidOperationException("The transaction has ended.");
        string? notice = null;
        void Note(object sender, NpgsqlNoticeEventArgs e) =>
            notice = NotReplicated.Contains(e.Notice.SqlState) ? e.Notice.SqlState : notice;

        connection.Notice += Note;
        try
        {
            await using var batch = new NpgsqlBatch(connection, transaction) { Timeout = 0 };
            batch.BatchCommands.Add(new(Prepare));
            batch.BatchCommands.Add(new("COMMIT"));
            using var gone = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var commit = batch.ExecuteNonQueryAsync(gone.Token);
            await WatchAsync(commit, connection.Host ?? "", connection.Port, gone);
            await commit;
        }
        catch (PostgresException e) when (e.InvariantSeverity == "ERROR")
        {
            throw;
        }
        catch (Exception e)
        {
            throw new CommitOutcomeUnknownException(e.GetType().Name, e);
        }
        finally
        {
            connection.Notice -= Note;
        }

        if (notice is not null)
        {
            throw new CommitOutcomeUnknownException($"the server gave up waiting for its standby ({notice}).");
        }
    }

    // A server that answers others may take as long as it likes: it waits for its disk, or for its standby. One that answers nobody has the
    // connection closed. Should it be there after all, it gives up waiting for its standby, which is an unknown outcome too.
    private static async Task WatchAsync(Task commit, string host, int port, CancellationTokenSource gone)
    {
        var heard = TimeProvider.System.GetTimestamp();
        while (await Task.WhenAny(commit, Task.Delay(ProbeInterval, TimeProvider.System, CancellationToken.None)) != commit)
        {
            if (await ServerProbe.AnswersAsync(host, port))
            {
                heard = TimeProvider.System.GetTimestamp();
            }
            else if (TimeProvider.System.GetElapsedTime(heard) > SilenceMax)
            {
                await gone.CancelAsync();
                return;
            }
        }
    }

    /// <summary>
    /// Returns once all that any transaction could see before the call is as durable as a commit of now: at once, unless the server has
    /// synchronous standbys.
    /// </summary>
    /// <param name="source">The database.</param>
    /// <param name="cancellationToken">Gives up waiting; nothing is lost by it.</param>
    /// <exception cref="CommitOutcomeUnknownException">It may not be.</exception>
    public static async Task CatchUpAsync(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using (var ask = new NpgsqlCommand("SELECT current_setting('synchronous_standby_names') <> ''", connection))
        {
            if (await ask.ExecuteScalarAsync(cancellationToken) is false)
            {
                return;
            }
        }

        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using (var mark = new NpgsqlCommand(Mark, connection, transaction))
        {
            await mark.ExecuteNonQueryAsync(cancellationToken);
        }

        // This transaction holds nothing that could be lost: its wait alone may be cancelled.
        await CommitAsync(transaction, cancellationToken);
    }
}
