using Microsoft.Extensions.Configuration;
using Npgsql;
using Reconciliation.Hosting;
using Reconciliation.Storage;

namespace Reconciliation.Recon;

/// <summary>The database of a command, or one sentence that says why there is none.</summary>
internal static class CommandDatabase
{
    /// <summary>The advice where a table is in use: a month of the journal cannot be made or removed, or a database not parted.</summary>
    public const string TableHeld =
        "A long transaction, such as a dump, holds a table that this needs for itself: run the same command again once it has ended.";

    private const string GoesOn = "Run the same command again: it goes on where it was.";

    /// <summary>The connection string that <c>RECONCILIATION_POSTGRES</c> gives.</summary>
    /// <param name="configuration">The environment.</param>
    /// <exception cref="StartupRefusedException">It is not set.</exception>
    public static string ReadConnectionString(IConfiguration configuration) => Settings.Read(configuration, "POSTGRES")
        ?? throw new StartupRefusedException("RECONCILIATION_POSTGRES must name the database, as an Npgsql connection string.");

    /// <summary>Makes sure that the database answers and has the schema of this version.</summary>
    /// <param name="source">The database.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="StartupRefusedException">It does not.</exception>
    public static async Task RequireUpToDateAsync(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        try
        {
            // By itself: Entity Framework takes a database that does not exist for one without a schema.
            await using (await source.OpenConnectionAsync(cancellationToken))
            {
            }

            await RequireSessionsAsync(source, cancellationToken);
            if (await Migrator.IsUpToDateAsync(source, cancellationToken))
            {
                return;
            }
        }
        catch (Exception e) when (DatabaseRefusal.Of(e) is { } failure)
        {
            throw DatabaseRefusal.Say(source, failure);
        }

        throw new StartupRefusedException("The schema of the database is not up to date: run 'recon migrate' first, as its owner.");
    }

    /// <summary>Makes sure that no cell lacks a table: what is judged without its rows would be told to their members.</summary>
    /// <param name="source">The database.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="StartupRefusedException">One does.</exception>
    public static async Task RequireWholeCellsAsync(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        if (await CellLayout.MissingAsync(source, cancellationToken) is { Count: > 0 } missing)
        {
            throw new StartupRefusedException(
                $"The cells of the database are not whole ({string.Join(", ", missing)}): recon cells status says more. Nothing was "
                    + "changed.");
        }
    }

    /// <summary>Makes sure that no pooler in transaction mode stands before the database.</summary>
    /// <param name="source">The database.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="StartupRefusedException">One does.</exception>
    public static async Task RequireSessionsAsync(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        if (!await SessionCheck.KeepsSessionsAsync(source, cancellationToken))
        {
            throw new StartupRefusedException(
                $"A pooler in transaction mode stands before the database ({DatabaseAnswer.Name(source)}): leases and prepared statements "
                    + "need a session of their own. Connect to PostgreSQL itself, or let the pooler work in session mode.");
        }
    }

    /// <summary>Does the work of a command; a refusal by a server or a file is one sentence.</summary>
    /// <param name="source">The database.</param>
    /// <param name="work">The work.</param>
    /// <param name="file">The file that it writes, if it writes one.</param>
    /// <param name="lost">The advice where the connection is lost; null: that it goes on where it was.</param>
    /// <exception cref="StartupRefusedException">It could not be done.</exception>
    public static async Task<T> OrOneSentenceAsync<T>(
        NpgsqlDataSource source, Func<Task<T>> work, string? file = null, string? lost = null)
    {
        try
        {
            return await work();
        }
        catch (Exception e) when (DatabaseRefusal.Of(e) is { } failure)
        {
            throw DatabaseRefusal.Say(source, failure, failure is PostgresException ? null : lost ?? GoesOn);
        }
        catch (Exception e) when (file is not null && e is IOException or UnauthorizedAccessException)
        {
            throw new StartupRefusedException($"The file {file} cannot be written.");
        }
    }
}
