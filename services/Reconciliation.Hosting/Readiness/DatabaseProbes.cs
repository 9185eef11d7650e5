using Microsoft.Extensions.Logging;
using Npgsql;
using Reconciliation.Storage;

namespace Reconciliation.Hosting;

/// <summary>
/// Whether the database takes what this process writes. A server that only answers is not enough: one that is read-only, or lets this role
/// write nothing, takes no payment and records no access. The probe's write is rolled back.
/// </summary>
/// <param name="source">The database.</param>
/// <param name="clock">The clock.</param>
/// <param name="log">The log.</param>
public sealed class PostgresProbe(NpgsqlDataSource source, TimeProvider clock, ILogger<PostgresProbe> log) : BoundedProbe(clock, log)
{
    /// <inheritdoc/>
    protected override async Task<string?> LookAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await source.OpenConnectionAsync(cancellationToken);
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            await using var command = new NpgsqlCommand(
                "INSERT INTO compteur (nom, cle, valeur) VALUES ('sonde', '', 0)", connection, transaction);
            await command.ExecuteNonQueryAsync(cancellationToken);
            var isDurable = await DurableCommit.IsDurableAsync(transaction, cancellationToken);
            await transaction.RollbackAsync(cancellationToken);
            return isDurable ? null : "PostgreSQL would not wait for the disk at a commit (synchronous_commit).";
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException or OperationCanceledException)
        {
            return DatabaseAnswer.Describe(source, e);
        }
    }
}

/// <summary>Whether the standby from which members' pages are read answers: no more is wanted of it.</summary>
/// <param name="reads">The pages of members.</param>
/// <param name="clock">The clock.</param>
/// <param name="log">The log.</param>
public sealed class ReadingProbe(MemberReads reads, TimeProvider clock, ILogger<ReadingProbe> log) : BoundedProbe(clock, log)
{
    /// <inheritdoc/>
    protected override async Task<string?> LookAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var command = reads.Source.CreateCommand("SELECT count(*) FROM epoque");
            await command.ExecuteScalarAsync(cancellationToken);
            return null;
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException or OperationCanceledException)
        {
            return DatabaseAnswer.Describe(reads.Source, e);
        }
    }
}
