using Npgsql;
using Reconciliation.Integration.Tests.Servers;
using Xunit;

namespace Reconciliation.Integration.Tests.Hosts;

/// <summary>
/// One instance, with its own database, for all tests of a class. It starts with the first test that asks, inside that test, so that
/// a machine without servers skips it.
/// </summary>
public class SharedInstance : IAsyncLifetime
{
    private readonly Lazy<Task<TestInstance>> _instance;
    private TestDatabase? _database;

    public SharedInstance() => _instance = new(StartOwnAsync);

    /// <summary>The log of the instance.</summary>
    internal CapturedLog Log { get; } = new();

    /// <summary>The instance; the first call starts it.</summary>
    internal Task<TestInstance> StartAsync() => _instance.Value;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (_instance is { IsValueCreated: true, Value.IsCompletedSuccessfully: true })
        {
            await _instance.Value.Result.DisposeAsync();
        }

        if (_database is not null)
        {
            await _database.DisposeAsync();
        }
    }

    /// <summary>The broker; null: the bus is in process.</summary>
    private protected virtual Task<Uri?> BrokerAsync() => Task.FromResult<Uri?>(null);

    /// <summary>The template of which its database is a copy.</summary>
    private protected virtual TestTemplate Template => TestInstance.Schema;

    /// <summary>Whether it serves the console.</summary>
    private protected virtual bool Console => false;

    private async Task<TestInstance> StartOwnAsync()
    {
        _database = await TestDatabase.CreateAsync(Template);
        return await TestInstance.StartAsync(_database, await BrokerAsync(), console: Console, log: Log);
    }
}

/// <summary>The same with a virtual host of its own on the run's RabbitMQ.</summary>
public sealed class SharedRabbitInstance : SharedInstance
{
    private readonly Lazy<Task<Uri>> _virtualHost = new(Broker.VirtualHostAsync);

    /// <summary>The virtual host; it exists before the instance starts.</summary>
    internal Task<Uri> VirtualHostAsync() => _virtualHost.Value;

    private protected override async Task<Uri?> BrokerAsync() => await VirtualHostAsync();
}

/// <summary>Looks into the database of an instance.</summary>
internal static class DatabaseQueries
{
    /// <summary>Every row of a query, each as the values of its columns.</summary>
    public static async Task<List<object?[]>> RowsAsync(this TestInstance instance, string sql, params object[] parameters)
    {
        await using var command = instance.Database.CreateCommand(sql);
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = parameter });
        }

        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<object?[]>();
        while (await reader.ReadAsync())
        {
            rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(i => reader.IsDBNull(i) ? null : reader.GetValue(i))]);
        }

        return rows;
    }

    /// <summary>The count that a query answers.</summary>
    public static async Task<long> CountAsync(this TestInstance instance, string sql, params object[] parameters) =>
        (long)(await instance.RowsAsync(sql, parameters))[0][0]!;
}
