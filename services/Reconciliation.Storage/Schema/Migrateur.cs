using Microsoft.EntityFrameworkCore;
using Npgsql;
using Reconciliation.Storage.Model;

namespace Reconciliation.Storage;

/// <summary>
/// Brings the schema up to date, makes the next partitions of the journal, and puts the journal right where a dump of another server
/// was restored: at start-up of a local instance, and by <c>recon migrate</c> elsewhere. An engine never does.
/// </summary>
public static class Migrateur
{
    /// <summary>Applies what is missing.</summary>
    /// <param name="source">The database, as its owner.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The migrations applied, in order; none if the schema was up to date.</returns>
    public static async Task<IReadOnlyList<string>> MigrerAsync(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        await using var context = Contexte(source);
        var manquantes = (await context.Database.GetPendingMigrationsAsync(cancellationToken)).ToList();
        context.Database.SetCommandTimeout(TimeSpan.Zero); // a migration may build an index on all that there is
        await context.Database.ExecuteSqlRawAsync(PartitionsDuJournal.Table, cancellationToken);
        await context.Database.MigrateAsync(cancellationToken);
        await using var complements = source.CreateCommand(
            ComplementsDuSchema.AccesInalterable + ComplementsDuSchema.ATraiterParJour + ComplementsDuSchema.QuarantaineComptee);
        complements.CommandTimeout = 0; // an index on all soins that need a person
        await complements.ExecuteNonQueryAsync(cancellationToken);
        await PartitionsDuJournal.CreerAsync(source, await HeureAsync(source, cancellationToken), cancellationToken);
        if (await JournalDUnAutreServeurAsync(source, cancellationToken))
        {
            await RecalerAsync(source, cancellationToken);
        }

        return manquantes;
    }

    /// <summary>Whether the schema is the one this version was built for, and the journal one that this server can go on with.</summary>
    /// <param name="source">The database.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<bool> EstAJourAsync(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        await using var context = Contexte(source);
        return !(await context.Database.GetPendingMigrationsAsync(cancellationToken)).Any()
            && !await JournalDUnAutreServeurAsync(source, cancellationToken);
    }

    private static async Task<DateTimeOffset> HeureAsync(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        await using var commande = source.CreateCommand("SELECT now()");
        return new((DateTime)(await commande.ExecuteScalarAsync(cancellationToken))!);
    }

    private static async Task<bool> JournalDUnAutreServeurAsync(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        await using var commande = source.CreateCommand(SqlDuJournal.JournalDUnAutreServeur);
        return await commande.ExecuteScalarAsync(cancellationToken) is true;
    }

    // It rewrites the whole journal, once after a disaster: it may take longer than any other statement.
    private static async Task RecalerAsync(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        await using var connexion = await source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connexion.BeginTransactionAsync(cancellationToken);
        await using var commande = new NpgsqlCommand(SqlDuJournal.RecalerJournal, connexion, transaction) { CommandTimeout = 0 };
        await commande.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private static ReconciliationDbContext Contexte(NpgsqlDataSource source) =>
        new(new DbContextOptionsBuilder<ReconciliationDbContext>().UseNpgsql(source).Options);
}
