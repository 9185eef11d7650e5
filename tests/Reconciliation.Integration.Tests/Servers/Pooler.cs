using System.Globalization;
using Npgsql;
using Reconciliation.Dev;

namespace Reconciliation.Integration.Tests.Servers;

/// <summary>A private PgBouncer before a database, from a program of this machine or of apt.</summary>
internal sealed class Pooler : IAsyncDisposable
{
    private readonly GuardedProcess _process;

    private Pooler(GuardedProcess process, string connectionString) => (_process, ConnectionString) = (process, connectionString);

    /// <summary>The database, through the pooler.</summary>
    public string ConnectionString { get; }

    /// <summary>Starts one.</summary>
    /// <param name="database">The database.</param>
    /// <param name="mode"><c>session</c>, <c>transaction</c> or <c>statement</c>.</param>
    public static async Task<Pooler> StartAsync(string database, string mode)
    {
        if (OperatingSystem.IsWindows()
            || (Executables.Find("pgbouncer") is null && !await DebianPackages.InstallAsync("pgbouncer", TestServers.Say, default)))
        {
            throw new ServerUnavailableException("PgBouncer is not installed, and cannot be had with apt-get here.");
        }

        var (asked, port, user) = (new NpgsqlConnectionStringBuilder(database), FreePorts.Next(), SystemUser.InsteadOfRoot("postgres"));
        var folder = SystemUser.CreateFolder("reconciliation-pooler-", user);
        var configuration = Path.Combine(folder, "pgbouncer.ini");
        await File.WriteAllTextAsync(configuration, string.Create(CultureInfo.InvariantCulture, $"""
            [databases]
            {asked.Database} = host={asked.Host} port={asked.Port} user={asked.Username} password={asked.Password}
            [pgbouncer]
            listen_addr = 127.0.0.1
            listen_port = {port}
            unix_socket_dir =
            auth_type = any
            pool_mode = {mode}
            ignore_startup_parameters = extra_float_digits
            """));
        var process = GuardedProcess.Start(
            new GuardedCommand(
                folder, user, [Executables.Find("pgbouncer")!, configuration], new Dictionary<string, string>(), "INT", "TERM"),
            TimeProvider.System);
        var through = new NpgsqlConnectionStringBuilder(database) { Host = "127.0.0.1", Port = port, Pooling = true }.ConnectionString;
        await Eventually.HoldsAsync("the pooler answers", () => AnswersAsync(through));
        return new(process, through);
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private static async Task<bool> AnswersAsync(string connectionString)
    {
        try
        {
            await using var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
            await connection.OpenAsync();
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }
}
