using Npgsql;
using RabbitMQ.Client;
using Reconciliation.Storage;

namespace Reconciliation.Benchmarks.Throughput;

/// <summary>One program that takes the load: how its tables are made, how it is started, and how far it has come.</summary>
/// <param name="Name">Its name in the results.</param>
/// <param name="Share">The part of the load that it gets: a slow one would keep everybody waiting.</param>
/// <param name="Prepare">Makes its tables in an empty database.</param>
/// <param name="Start">Starts it as a process of its own.</param>
/// <param name="Progress">The messages that are committed, and whether all that is committed is published and confirmed.</param>
/// <param name="Kept">The state that it has of the load in the end, to count what a kill cost.</param>
internal sealed record Contender(
    string Name,
    double Share,
    Func<string, Task> Prepare,
    Func<string, Uri, ChildProcess> Start,
    Func<NpgsqlDataSource, Task<(long Processed, bool Published)>> Progress,
    KeptState Kept)
{
    /// <summary>The argument by which this program becomes a contender instead of measuring.</summary>
    public const string Verb = "contender";

    /// <summary>The name of Reconciliation where its commits wait for a standby.</summary>
    public const string WithStandby = "reconciliationSecours";

    public static Contender Reconciliation { get; } = new(
        "reconciliation",
        1,
        MigrateInto(1),
        ChildProcess.Engine,
        ReconciliationProgressAsync,
        KeptState.OfReconciliation);

    /// <summary>The same on a database of several cells.</summary>
    /// <param name="cells">The number of cells.</param>
    public static Contender InCells(int cells) => Reconciliation with { Prepare = MigrateInto(cells) };

    public static Contender Ceiling { get; } = new(
        "plafond",
        1,
        async connectionString =>
        {
            await using var source = NpgsqlDataSource.Create(connectionString);
            await Throughput.Ceiling.CreateSchemaAsync(source);
        },
        (database, host) => ChildProcess.Self("plafond", Verb, "plafond", database, host.OriginalString),
        CeilingProgressAsync,
        KeptState.OfCeiling);

    public static Contender Ordinary { get; } = new(
        "ordinaire",
        0.1,
        OrdinaryContext.CreateSchemaAsync,
        (database, host) => ChildProcess.Self("ordinaire", Verb, "ordinaire", database, host.OriginalString),
        OrdinaryContext.ProgressAsync,
        KeptState.OfOrdinary);

    public static Contender Wolverine { get; } = new(
        "wolverine",
        0.1,
        WolverineProgram.CreateSchemaAsync,
        (database, host) => ChildProcess.Self("wolverine", Verb, "wolverine", database, host.OriginalString),
        WolverineProgram.ProgressAsync,
        KeptState.OfOrdinary);

    /// <summary>All of them, in the order of their turns.</summary>
    public static IReadOnlyList<Contender> All { get; } = [Ceiling, Reconciliation, Wolverine, Ordinary];

    private static Func<string, Task> MigrateInto(int cells) => async connectionString =>
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        await Migrator.MigrateAsync(source, default, cells);
    };

    /// <summary>Runs a contender in this process until it is killed.</summary>
    public static async Task RunAsync(string name, string database, Uri virtualHost)
    {
        if (name != Ceiling.Name)
        {
            using var host = name == Ordinary.Name
                ? OrdinaryProgram.Build(database, virtualHost)
                : WolverineProgram.Build(database, virtualHost);
            await host.StartAsync();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System);
        }

        await using var source = NpgsqlDataSource.Create(database + ";Max Auto Prepare=10");
        await using var connection =
            await new ConnectionFactory { Uri = virtualHost, ConsumerDispatchConcurrency = 1 }.CreateConnectionAsync();
        await using var ceiling = new Ceiling(source, connection);
        await ceiling.StartAsync();
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System);
    }

    // Duplicates fall away, so only distinct lines can be counted: from the notes of each batch, which cost the same however much is
    // stored. The relay has caught up when its place is the journal's end.
    private static async Task<(long Processed, bool Published)> ReconciliationProgressAsync(NpgsqlDataSource database)
    {
        await using var command = database.CreateCommand("""
            SELECT (SELECT coalesce(sum(nouvelles), 0)::bigint FROM reception),
                   (SELECT (j.transaction, j.position) FROM journal AS j ORDER BY j.transaction DESC, j.position DESC LIMIT 1)
                       IS NOT DISTINCT FROM (SELECT (r.transaction, r.position) FROM relais AS r)
            """);
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        return (reader.GetInt64(0), reader.GetBoolean(1));
    }

    // It publishes before it acknowledges: a message that left the queues for good is published, which Measurement looks at.
    private static async Task<(long Processed, bool Published)> CeilingProgressAsync(NpgsqlDataSource database)
    {
        await using var command = database.CreateCommand("SELECT coalesce(sum(lignes), 0)::bigint FROM soin");
        return ((long)(await command.ExecuteScalarAsync())!, true);
    }
}
