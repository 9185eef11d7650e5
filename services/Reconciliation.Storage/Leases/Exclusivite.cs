using Npgsql;

namespace Reconciliation.Storage;

/// <summary>
/// Work that one process at a time does: whoever holds a session lock in the database. The session is a lease: its holder is heard
/// every second, and the server ends a session that is silent for longer than the lease, whatever became of the holder (killed,
/// frozen, cut off), so that another can take over. A holder that gets no answer stops by itself before that.
/// </summary>
public sealed class Exclusivite : IAsyncDisposable
{
    /// <summary>How long the server lets the holder be silent.</summary>
    public static readonly TimeSpan Bail = TimeSpan.FromSeconds(6);

    /// <summary>How long the holder works on without an answer: less than the lease, so that it has stopped when another begins.</summary>
    public static readonly TimeSpan Renoncement = TimeSpan.FromSeconds(4);

    /// <summary>How often the holder is heard.</summary>
    public static readonly TimeSpan Pouls = TimeSpan.FromSeconds(1);

    // The pair form of advisory locks has a key space of its own: no journée can collide with these.
    internal const int Classe = 0x5265636f;

    private readonly NpgsqlConnection _connexion;
    private readonly TimeProvider _horloge;
    private readonly SemaphoreSlim _tour = new(1);
    private readonly CancellationTokenSource _perdue;
    private readonly Task _pouls;

    private Exclusivite(NpgsqlConnection connexion, TimeProvider horloge)
    {
        (_connexion, _horloge) = (connexion, horloge);
        _perdue = new(Renoncement, horloge);
        Perdue = _perdue.Token;
        _pouls = BattreAsync();
    }

    /// <summary>Cancelled once the work may be another's: whoever works stops.</summary>
    public CancellationToken Perdue { get; }

    /// <summary>Takes the work if nobody has it.</summary>
    /// <param name="source">The database.</param>
    /// <param name="travail">The number of the work.</param>
    /// <param name="horloge">The clock.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The lock; null if another process holds it.</returns>
    public static async Task<Exclusivite?> PrendreAsync(
        NpgsqlDataSource source, int travail, TimeProvider horloge, CancellationToken cancellationToken)
    {
        var connexion = await source.OpenConnectionAsync(cancellationToken);
        try
        {
            await using var commande = new NpgsqlCommand("SELECT pg_try_advisory_lock($1, $2)", connexion);
            commande.Parameters.Add(new() { Value = Classe });
            commande.Parameters.Add(new() { Value = travail });
            if (await commande.ExecuteScalarAsync(cancellationToken) is true)
            {
                await using var bail = new NpgsqlCommand($"SET idle_session_timeout = {(int)Bail.TotalMilliseconds}", connexion);
                await bail.ExecuteNonQueryAsync(cancellationToken);
                return new(connexion, horloge);
            }
        }
        catch
        {
            await connexion.DisposeAsync();
            throw;
        }

        await connexion.DisposeAsync();
        return null;
    }

    /// <summary>Does something through the session that holds the lock: it succeeds only while the lock is held.</summary>
    /// <param name="action">What to do.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<T> ExecuterAsync<T>(Func<NpgsqlConnection, CancellationToken, Task<T>> action, CancellationToken cancellationToken)
    {
        using var fin = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, Perdue);
        await _tour.WaitAsync(fin.Token);
        try
        {
            // Counted from before the question: the server's own count starts no earlier.
            var debut = _horloge.GetTimestamp();
            var resultat = await action(_connexion, fin.Token);
            var reste = Renoncement - _horloge.GetElapsedTime(debut);
            _perdue.CancelAfter(reste > TimeSpan.Zero ? reste : TimeSpan.Zero);
            return resultat;
        }
        finally
        {
            _tour.Release();
        }
    }

    /// <summary>Gives the work up: who does it stops.</summary>
    public Task RenoncerAsync() => _perdue.CancelAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await RenoncerAsync();
        await _pouls;

        // The connection goes back to the pool: neither the lock nor the lease may stay on it.
        try
        {
            await using var commande = new NpgsqlCommand("SELECT pg_advisory_unlock_all(); RESET idle_session_timeout", _connexion);
            commande.CommandTimeout = (int)Pouls.TotalSeconds;
            await commande.ExecuteNonQueryAsync();
        }
        catch (Exception e) when (e is NpgsqlException or InvalidOperationException)
        {
            // The session is gone, or must go.
            NpgsqlConnection.ClearPool(_connexion);
        }

        await _connexion.DisposeAsync();
        _perdue.Dispose();
        _tour.Dispose();
    }

    private async Task BattreAsync()
    {
        try
        {
            while (true)
            {
                await Task.Delay(Pouls, _horloge, Perdue);
                await ExecuterAsync(
                    async (connexion, ct) =>
                    {
                        await using var commande = new NpgsqlCommand("SELECT 1", connexion);
                        return await commande.ExecuteScalarAsync(ct);
                    },
                    Perdue);
            }
        }
        catch (Exception e) when (e is NpgsqlException or InvalidOperationException or OperationCanceledException or TimeoutException)
        {
            await _perdue.CancelAsync();
        }
    }
}
