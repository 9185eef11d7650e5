using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql;
using Reconciliation.Storage.Model;

namespace Reconciliation.Storage;

/// <summary>
/// Brings the schema up to date and makes the next partitions of the journal: at start-up of a local instance, and by <c>recon migrate</c>
/// elsewhere. An engine never does.
/// </summary>
public static class Migrator
{
    // The table is asked, and not EF: that would build its model first, a second of every command and of every start of a host.
    private const string AppliedMigrations = """SELECT "MigrationId" FROM "__EFMigrationsHistory" """;

    /// <summary>The identifiers of the migrations of this version, in order.</summary>
    internal static IReadOnlyList<string> Migrations { get; } =
    [
        .. typeof(Migrator).Assembly.GetTypes()
            .Select(t => t.GetCustomAttribute<MigrationAttribute>()?.Id)
            .OfType<string>()
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>
    /// Applies the migrations that are missing, whatever else is at work: one migration at a time, and where nothing is missing it takes no
    /// lock for which anybody waits.
    /// </summary>
    /// <param name="source">The database, as its owner.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <param name="cells">The number of cells of a database in which nothing is stored yet; another keeps those that it has.</param>
    /// <returns>The migrations applied, in order; none if the schema was up to date.</returns>
    public static async Task<IReadOnlyList<string>> MigrateAsync(
        NpgsqlDataSource source, CancellationToken cancellationToken, int cells = 1)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var turn = await SessionTurn.TakeAsync(connection, AdvisoryLocks.Migration, cancellationToken);
        var applied = await AppliedAsync(source, cancellationToken);
        var missing = Migrations.Where(m => !applied.Contains(m)).ToList();
        if (missing.Count > 0)
        {
            await ApplyAsync(source, cancellationToken);
        }

        await using var complements = new NpgsqlCommand(
            EpochSql.HistoryFunction + AccessGuard.Functions + AccessGuard.Rights + SchemaComplements.CountedQuarantaine
                + DictionnaireTable.Unalterable,
            connection);
        await complements.ExecuteNonQueryAsync(cancellationToken);
        await WantedTrigger.ApplyAsync(connection, WantedTrigger.Product, cancellationToken);
        await using var identities = new NpgsqlCommand(SchemaComplements.IdentitiesAhead, connection) { CommandTimeout = 0 };
        await identities.ExecuteNonQueryAsync(cancellationToken);
        await IndexUpkeep.ApplyAsync(source, WantedIndex.Product, cancellationToken);
        await QuarantaineNames.FillAsync(source, cancellationToken);
        await Dictionnaires.AdoptWhereEmptyAsync(source, cancellationToken);
        await JournalPartitions.CreateAsync(source, await HourAsync(source, cancellationToken), cancellationToken);
        if (cells > 1 && await CellSplit.IsEmptyAsync(source, cancellationToken))
        {
            await CellSplit.RunAsync(connection, cells, _ => { }, cancellationToken);
        }

        return missing;
    }

    /// <summary>Whether the schema is the one this version was built for.</summary>
    /// <param name="source">The database.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<bool> IsUpToDateAsync(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        var applied = await AppliedAsync(source, cancellationToken);
        return Migrations.All(applied.Contains);
    }

    // A migration may build an index on all that there is.
    private static async Task ApplyAsync(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        await using var context = Context(source);
        context.Database.SetCommandTimeout(TimeSpan.Zero);
        await context.Database.ExecuteSqlRawAsync(JournalPartitions.Table, cancellationToken);
        await context.Database.MigrateAsync(cancellationToken);
    }

    private static async Task<HashSet<string>> AppliedAsync(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        var applied = new HashSet<string>(StringComparer.Ordinal);
        try
        {
            await using var command = source.CreateCommand(AppliedMigrations);
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                applied.Add(reader.GetString(0));
            }
        }
        catch (PostgresException missing) when (missing.SqlState == PostgresErrorCodes.UndefinedTable)
        {
            // Nothing was ever applied.
        }

        return applied;
    }

    private static async Task<DateTimeOffset> HourAsync(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand("SELECT now()");
        return new((DateTime)(await command.ExecuteScalarAsync(cancellationToken))!);
    }

    private static ReconciliationDbContext Context(NpgsqlDataSource source) =>
        new(new DbContextOptionsBuilder<ReconciliationDbContext>().UseNpgsql(source).Options);
}
