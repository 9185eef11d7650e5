using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using Reconciliation.Core;
using Reconciliation.Integration.Tests.Engine;
using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Integration.Tests.Servers;
using Reconciliation.Storage;

namespace Reconciliation.Integration.Tests.Commands;

/// <summary>A database filled by the engine itself, to be damaged and looked at.</summary>
internal sealed class StoredPayments : IAsyncDisposable
{
    private readonly TestDatabase _database;
    private readonly ServiceProvider _services = Engines.Services();

    private StoredPayments(TestDatabase database, DateTimeOffset now)
    {
        (_database, Database) = (database, Hosting.Database.CreateSource(database.ConnectionString));
        Clock.Move(now - TimeProvider.System.GetUtcNow());
        Engine = Engines.On(Database, _services, Clock);
        Control = new(Database, Engines.Judge, Clock, VueFormats.Product, PaymentStreams.Product);
    }

    public NpgsqlDataSource Database { get; }

    public string ConnectionString => _database.ConnectionString;

    public ShiftedClock Clock { get; } = new();

    public Reconciler Engine { get; }

    public Rebuilder Control { get; }

    /// <summary>Stores lines in batches, as they would come.</summary>
    /// <param name="now">When.</param>
    /// <param name="lines">The lines.</param>
    /// <param name="batch">The most lines of a batch.</param>
    /// <param name="template">The database that is filled; null: <see cref="TestInstance.PlainSchema"/>.</param>
    public static async Task<StoredPayments> FillAsync(
        DateTimeOffset now, IEnumerable<ReceivedLigne> lines, int batch = 200, TestTemplate? template = null)
    {
        var stored = new StoredPayments(await TestDatabase.CreateAsync(template ?? TestInstance.PlainSchema), now);
        foreach (var some in lines.Chunk(batch))
        {
            await stored.Engine.ReconcileLignesAsync(some, default);
        }

        return stored;
    }

    /// <summary>An engine with another limit of a set.</summary>
    /// <param name="journeesMax">The most journées that are folded together.</param>
    /// <param name="log">The log; null: none.</param>
    public Reconciler EngineOf(int journeesMax, ILoggerProvider? log = null) => Engines.On(
        Database, _services, Clock,
        log: log is null ? null : LoggerFactory.Create(b => b.AddProvider(log)).CreateLogger<Reconciler>(),
        journeesMax: journeesMax);

    /// <summary>Erases a member, whatever is open.</summary>
    /// <param name="member">The member.</param>
    /// <param name="engine">The engine; null: that of this.</param>
    public Task<ErasureOutcome> EraseAsync(string member, Reconciler? engine = null) => new AdherentErasure(
        new Erasure(engine ?? Engine), new ExpiredRows(Database), new AccessLog(Database), new RetentionPeriods(), Clock)
        .EraseAsync(member, "agent", "demande", allTheSame: true, isDryRun: false, _ => Task.CompletedTask, default);

    public async Task<int> ExecuteAsync(string sql)
    {
        await using var command = Database.CreateCommand(sql);
        return await command.ExecuteNonQueryAsync();
    }

    public async Task<T> ScalarAsync<T>(string sql)
    {
        await using var command = Database.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    public async Task<List<string>> ColumnAsync(string sql)
    {
        await using var command = Database.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync();
        var values = new List<string>();
        while (await reader.ReadAsync())
        {
            values.Add(reader.GetString(0));
        }

        return values;
    }

    /// <summary>The rows that the facts give, one by one.</summary>
    public Task<List<string>> RowsAsync() => ColumnAsync("""
        SELECT s::text FROM soin AS s UNION ALL SELECT n::text FROM ligne_non_rattachee AS n UNION ALL SELECT l::text FROM lien AS l
            ORDER BY 1
        """);

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await Database.DisposeAsync();
        await _database.DisposeAsync();
    }
}
