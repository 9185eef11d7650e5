using Npgsql;
using Reconciliation.Dev;
using Reconciliation.Storage;
using Xunit;

namespace Reconciliation.Integration.Tests.Servers;

/// <summary>
/// A coordinator of Citus and two workers, from programs of this machine, and a schema for one installation. Where PostgreSQL comes without
/// the extension the test is skipped: Debian does not have it.
/// </summary>
internal sealed class CitusCluster : IAsyncDisposable
{
    /// <summary>The schema of the installation.</summary>
    public const string Schema = "cellule_00";

    // Nodes open sessions to each other, under the names of those who work there.
    private const string Owner = "essai", Service = "essai_service";

    private readonly List<PostgresServer> _servers = [];

    private CitusCluster()
    {
    }

    public PostgresServer Coordinator => _servers[0];

    /// <summary>The two servers that may hold the schema.</summary>
    public IReadOnlyList<PostgresServer> Workers => _servers[1..];

    /// <summary>Names all nodes, the coordinator first, and the schema, as its owner.</summary>
    public string ConnectionString => OfAll(Owner);

    /// <summary>The same as a role that reads and writes rows, and owns nothing.</summary>
    public string ServiceConnectionString => OfAll(Service);

    /// <summary>Starts the cluster.</summary>
    public static async Task<CitusCluster> StartAsync()
    {
        var programs = LocalPostgres.FindBinaries();
        Skip.If(
            programs is null || !File.Exists(Path.Combine(programs, "..", "lib", "citus.so")),
            "Citus is not among the extensions of the PostgreSQL that is installed here.");
        var options = new ServerOptions
        {
            Durable = false,
            InMemory = true,
            Sources = [ServerSource.Local],
            Settings = new Dictionary<string, string>
            {
                ["shared_preload_libraries"] = "citus",
                ["wal_level"] = "logical",
                ["citus.local_hostname"] = "127.0.0.1",
                ["citus.node_conninfo"] = "sslmode=disable",
                ["citus.enable_statistics_collection"] = "off",
            },
        };
        var cluster = new CitusCluster();
        try
        {
            for (var node = 0; node < 3; node++)
            {
                cluster._servers.Add(await PostgresServer.StartAsync(options, TimeProvider.System, TestServers.Say, default));
            }

            await cluster.JoinAsync();
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>A server as nodes call each other.</summary>
    public static CitusNode Node(PostgresServer server)
    {
        var settings = new NpgsqlConnectionStringBuilder(server.ConnectionString);
        return new(settings.Host!, settings.Port);
    }

    private string OfAll(string role) => new NpgsqlConnectionStringBuilder(Chain(Coordinator))
    {
        Host = string.Join(',', _servers.Select(s => Node(s).ToString())),
        Username = role,
        Password = role,
        Pooling = true,
    }.ConnectionString;

    /// <summary>The installation's schema, as one server shows it, as its owner.</summary>
    public static string Chain(PostgresServer server) =>
        new NpgsqlConnectionStringBuilder(server.ConnectionString)
        {
            Username = Owner,
            Password = Owner,
            SearchPath = Schema,
            Pooling = false,
        }.ConnectionString;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers)
        {
            await server.DisposeAsync();
        }
    }

    private async Task JoinAsync()
    {
        foreach (var server in _servers)
        {
            await using var before = NpgsqlDataSource.Create(server.ConnectionString);
            await ExecuteAsync(before, $"CREATE ROLE {Owner} SUPERUSER LOGIN PASSWORD '{Owner}'");
            await ExecuteAsync(before, $"CREATE ROLE {Service} LOGIN PASSWORD '{Service}'");
            await using var after = NpgsqlDataSource.Create(Chain(server));
            await ExecuteAsync(after, "CREATE EXTENSION citus");
            foreach (var role in new[] { Owner, Service })
            {
                await ExecuteAsync(after, $"INSERT INTO pg_dist_authinfo VALUES (0, '{role}', 'password={role}')");
            }
        }

        await using var coordinator = NpgsqlDataSource.Create(Chain(Coordinator));
        await ExecuteAsync(coordinator, $"SELECT citus_set_coordinator_host('{Node(Coordinator).Host}', {Node(Coordinator).Port})");
        foreach (var worker in Workers)
        {
            await ExecuteAsync(coordinator, $"SELECT citus_add_node('{Node(worker).Host}', {Node(worker).Port})");
        }

        await ExecuteAsync(coordinator, $"""
            CREATE SCHEMA {Schema};
            GRANT USAGE ON SCHEMA {Schema} TO {Service};
            ALTER DEFAULT PRIVILEGES IN SCHEMA {Schema} GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {Service};
            ALTER DEFAULT PRIVILEGES IN SCHEMA {Schema} GRANT USAGE, SELECT ON SEQUENCES TO {Service};
            """);
    }

    private static async Task ExecuteAsync(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
