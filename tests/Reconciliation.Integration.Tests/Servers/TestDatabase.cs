using System.Collections.Concurrent;
using Npgsql;

namespace Reconciliation.Integration.Tests.Servers;

/// <summary>A database of the run's PostgreSQL that is prepared once, then cloned for every test class that wants one like it.</summary>
internal sealed class TestTemplate
{
    private static readonly ConcurrentBag<string> Prepared = [];

    private readonly Lazy<Task<string>> _database;

    /// <summary>Describes a template; nothing happens until the first test wants it.</summary>
    /// <param name="name">A short word; it is part of the database's name.</param>
    /// <param name="prepare">Fills the database behind a connection string, and leaves no connection open.</param>
    public TestTemplate(string name, Func<string, Task> prepare) => _database = new(() => CreateAsync(name, prepare));

    /// <summary>The name of the prepared database; the first call prepares it.</summary>
    public Task<string> PrepareAsync() => _database.Value;

    /// <summary>Drops every template of the run: the server may be one that stays.</summary>
    public static async Task DropAllAsync()
    {
        while (Prepared.TryTake(out var database))
            await TestDatabase.ExecuteAsync($"drop database if exists {database} with (force)");
    }

    private static async Task<string> CreateAsync(string name, Func<string, Task> prepare)
    {
        var database = $"{TestServers.RunName}_{name}";
        await TestDatabase.ExecuteAsync($"create database {database}");
        Prepared.Add(database);
        await prepare(await TestDatabase.ConnectionStringAsync(database, pooling: false));

        // A database is only cloned while nobody is connected to it: keep everybody out.
        await TestDatabase.ExecuteAsync($"alter database {database} allow_connections false");
        return database;
    }
}

/// <summary>A database of a test's own: nothing that another test does shows in it. It is dropped when disposed of.</summary>
internal sealed class TestDatabase : IAsyncDisposable
{
    private static int _created;

    private readonly string _name;

    private TestDatabase(string name, string connectionString)
    {
        _name = name;
        ConnectionString = connectionString;
    }

    public string ConnectionString { get; }

    /// <summary>Clones a template, which takes a tenth of a second.</summary>
    public static async Task<TestDatabase> CreateAsync(TestTemplate template) => await CloneAsync(await template.PrepareAsync());

    /// <summary>Copies a database as it is, as a dump that is restored elsewhere does; its sessions end.</summary>
    public static async Task<TestDatabase> CopyAsync(TestDatabase source)
    {
        await ExecuteAsync($"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{source._name}'");
        return await CloneAsync(source._name);
    }

    /// <summary>A pool of its own. Like the programs it does not ask the database for its types.</summary>
    public NpgsqlDataSource CreateSource() => CreateSource(ConnectionString);

    /// <summary>The same for another connection string.</summary>
    public static NpgsqlDataSource CreateSource(string chain) =>
        new NpgsqlDataSourceBuilder(chain).ConfigureTypeLoading(types => types.EnableTypeLoading(false)).Build();

    public async ValueTask DisposeAsync()
    {
        await using (var connection = new NpgsqlConnection(ConnectionString))
            NpgsqlConnection.ClearPool(connection);
        await ExecuteAsync($"drop database if exists {_name} with (force)");
    }

    // Copying files costs a third of copying pages through the log; nobody waits for the disk, so that its checkpoints are cheap. The first
    // version that has a choice is 15: the one before copies files.
    private static async Task<TestDatabase> CloneAsync(string source)
    {
        var name = $"{TestServers.RunName}_{Interlocked.Increment(ref _created)}";
        await ExecuteAsync($"create database {name} template {source}", " strategy file_copy");
        return new TestDatabase(name, await ConnectionStringAsync(name, pooling: true));
    }

    /// <summary>Connects to a database of the run's server.</summary>
    public static async Task<string> ConnectionStringAsync(string database, bool pooling)
    {
        var server = await TestServers.PostgresAsync();
        return new NpgsqlConnectionStringBuilder(server.ConnectionString) { Database = database, Pooling = pooling }.ConnectionString;
    }

    /// <summary>Runs one statement in the server's own database.</summary>
    /// <param name="sql">The statement.</param>
    /// <param name="since15">The end of it, for servers of version 15 and later.</param>
    public static async Task ExecuteAsync(string sql, string since15 = "")
    {
        // Pooled: a session of its own costs as much as the copy.
        var server = new NpgsqlConnectionStringBuilder((await TestServers.PostgresAsync()).ConnectionString) { Pooling = true };
        await using var connection = new NpgsqlConnection(server.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(connection.PostgreSqlVersion.Major < 15 ? sql : sql + since15, connection);
        await command.ExecuteNonQueryAsync();
    }
}
