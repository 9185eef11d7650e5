using System.Globalization;
using Npgsql;

namespace Reconciliation.Storage;

/// <summary>
/// A change that must have a table for itself for a moment. It asks briefly, again and again: everybody waits behind a session that waits
/// for a table.
/// </summary>
internal static class BriefChange
{
    /// <summary>The time that an attempt may wait for a table: engines wait behind it.</summary>
    public static readonly TimeSpan LockTimeout = TimeSpan.FromSeconds(2);

    /// <summary>The most attempts.</summary>
    public const int AttemptsMax = 10;

    /// <summary>The statement after which no other of the transaction waits longer for a table.</summary>
    public static readonly string Patience =
        string.Create(CultureInfo.InvariantCulture, $"SET LOCAL lock_timeout = {(int)LockTimeout.TotalMilliseconds};");

    /// <summary>Does a change in a transaction of its own.</summary>
    /// <param name="connection">A connection as the owner.</param>
    /// <param name="change">The statements.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static Task RunAsync(NpgsqlConnection connection, string change, CancellationToken cancellationToken) => RunAsync(
        connection,
        async transaction =>
        {
            await using var command = new NpgsqlCommand(Patience + change, connection, transaction) { CommandTimeout = 0 };
            return await command.ExecuteNonQueryAsync(cancellationToken);
        },
        cancellationToken);

    /// <summary>Does a change in a transaction of its own.</summary>
    /// <param name="connection">A connection as the owner.</param>
    /// <param name="change">Does it, with <see cref="Patience"/> before what waits for a table; done again, it starts anew.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="PostgresException">The last attempt failed, or an attempt for another reason than a table in use.</exception>
    public static async Task<T> RunAsync<T>(
        NpgsqlConnection connection, Func<NpgsqlTransaction, Task<T>> change, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
                var result = await change(transaction);
                await transaction.CommitAsync(cancellationToken);
                return result;
            }
            catch (PostgresException e) when (
                e.SqlState is PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.DeadlockDetected && attempt < AttemptsMax)
            {
                // Those who waited behind go first.
            }
        }
    }
}
