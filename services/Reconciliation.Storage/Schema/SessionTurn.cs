using Npgsql;

namespace Reconciliation.Storage;

/// <summary>
/// The turn of one session among those that do the same work. It is waited for by asking again and not in a statement: an index that is
/// built concurrently waits for every statement that is at work.
/// </summary>
internal sealed class SessionTurn : IAsyncDisposable
{
    private static readonly TimeSpan AskInterval = TimeSpan.FromMilliseconds(500);

    private readonly NpgsqlConnection _connection;
    private readonly AdvisoryLock _taken;

    private SessionTurn(NpgsqlConnection connection, AdvisoryLock taken) => (_connection, _taken) = (connection, taken);

    /// <summary>Waits until nobody else has the turn, however long that is.</summary>
    /// <param name="connection">The session.</param>
    /// <param name="taken">The work.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<SessionTurn> TakeAsync(
        NpgsqlConnection connection, AdvisoryLock taken, CancellationToken cancellationToken)
    {
        await using var ask = new NpgsqlCommand(taken.TryLock(), connection);
        while (await ask.ExecuteScalarAsync(cancellationToken) is not true)
        {
            await Task.Delay(AskInterval, TimeProvider.System, cancellationToken);
        }

        return new(connection, taken);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await using var giveBack = new NpgsqlCommand(_taken.Unlock(), _connection);
            await giveBack.ExecuteNonQueryAsync();
        }
        catch (Exception e) when (e is NpgsqlException or InvalidOperationException)
        {
            // The session has ended, and its locks with it: the failure that ended it is the one to tell.
        }
    }
}
