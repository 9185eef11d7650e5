using System.Globalization;
using System.Runtime.Versioning;
using System.Security.Cryptography;
using Npgsql;

namespace Reconciliation.Dev;

/// <summary>A private PostgreSQL from programs of this machine, on 127.0.0.1 only, with its data in a temporary folder.</summary>
internal sealed class LocalPostgres : IPrivateServer
{
    /// <summary>The environment variable that names the folder of initdb and postgres, of whichever version.</summary>
    public const string Variable = "RECONCILIATION_POSTGRES_PROGRAMS";

    private const string Administrator = "postgres";
    private const int AttemptsMax = 3;

    // $1 folder of the data, $2 programs, then the settings. The password protects the data from the machine's other users.
    private const string InitializeAndServe = """
        folder=$1 programs=$2; shift 2
        if [ ! -s "$folder/data/PG_VERSION" ]; then
            locale=C; [ "$(uname)" = Linux ] && locale=C.UTF-8
            "$programs/initdb" -D "$folder/data" -U postgres -A scram-sha-256 --pwfile="$folder/password" \
                -E UTF8 --locale="$locale" --no-sync || exit 1
        fi
        exec "$programs/postgres" -D "$folder/data" "$@"
        """;

    private readonly string _binaries;
    private readonly ServerOptions _options;
    private readonly TimeProvider _clock;
    private readonly string? _user = SystemUser.InsteadOfRoot("postgres");
    private readonly string _password;
    private readonly string _dataFolder;
    private GuardedProcess? _process;

    [UnsupportedOSPlatform("windows")]
    public LocalPostgres(string binaries, ServerOptions options, TimeProvider clock)
    {
        _binaries = binaries;
        _options = options;
        _clock = clock;
        Folder = SystemUser.CreateFolder("reconciliation-postgres-", _user, options.InMemory);
        _dataFolder = options.Data is null ? Folder : SystemUser.OwnFolder(options.Data, _user);
        var password = Path.Combine(_dataFolder, "password");
        _password = File.Exists(password) ? File.ReadAllText(password) : RandomNumberGenerator.GetHexString(32);
        File.WriteAllText(password, _password);
    }

    public string Folder { get; }

    /// <summary>The port; it is chosen at the first start and kept.</summary>
    public int Port { get; private set; }

    /// <summary>Whether the environment says which programs to run: then no container takes their place.</summary>
    public static bool AreChosen => !string.IsNullOrWhiteSpace(Environment.GetEnvironmentVariable(Variable));

    /// <summary>
    /// The folder of initdb and postgres: the one that the environment names, else the newest of Debian's, else the one on PATH, else null.
    /// </summary>
    /// <exception cref="ServerUnavailableException">The environment names a folder without them.</exception>
    public static string? FindBinaries()
    {
        const string Debian = "/usr/lib/postgresql";
        if (AreChosen)
        {
            var chosen = Environment.GetEnvironmentVariable(Variable)!;
            return IsComplete(chosen)
                ? chosen
                : throw new ServerUnavailableException($"{Variable} names no folder of initdb and postgres.");
        }

        var newest = Directory.Exists(Debian)
            ? Directory.GetDirectories(Debian)
                .OrderByDescending(
                    folder => int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var major) ? major : 0)
                .Select(folder => Path.Combine(folder, "bin"))
                .FirstOrDefault(IsComplete)
            : null;
        return newest ?? Path.GetDirectoryName(Executables.Find("initdb")) switch
        {
            { } folder when IsComplete(folder) => folder,
            _ => null,
        };

        // Debian has folders with the client programs alone.
        static bool IsComplete(string folder) =>
            File.Exists(Path.Combine(folder, "initdb")) && File.Exists(Path.Combine(folder, "postgres"));
    }

    public string ConnectionStringTo(string database) => new NpgsqlConnectionStringBuilder
    {
        Host = "127.0.0.1",
        Port = Port,
        Username = Administrator,
        Password = _password,
        Database = database,
    }.ConnectionString;

    public async Task StartAsync(CancellationToken cancellation)
    {
        var mayMove = Port == 0; // a server that has already run keeps the port that its clients know
        var start = _clock.GetTimestamp();
        for (var attempt = 1; ; attempt++)
        {
            Port = mayMove ? FreePorts.Next() : Port;
            _process = GuardedProcess.Start(Command(), _clock);
            if (await Servers.HoldsAsync(
                async () => _process.HasEnded || await AnswersAsync(cancellation), _options.StartLimit, _clock, cancellation)
                && !_process.HasEnded)
                return;
            var lastWords = _process.LastWords;

            // The last processes of a killed server may be in the way for a moment.
            var mayTryAgain = mayMove ? attempt < AttemptsMax : _clock.GetElapsedTime(start) < _options.StartLimit;
            if (!mayTryAgain || !_process.HasEnded)
                throw new ServerUnavailableException($"A private PostgreSQL from {_binaries} did not start ({lastWords}).");
            await _process.StopAsync();
            await Task.Delay(TimeSpan.FromMilliseconds(100), _clock, cancellation);
        }
    }

    /// <summary>Creates a database; returns the server's version.</summary>
    public async Task<string> CreateDatabaseAsync(string name, CancellationToken cancellation)
    {
        await using var connection = new NpgsqlConnection(Unpooled());
        await connection.OpenAsync(cancellation);
        await using var find =
            new NpgsqlCommand("select true from pg_database where datname = $1", connection) { Parameters = { new() { Value = name } } };
        if (await find.ExecuteScalarAsync(cancellation) is null)
        {
            await using var command = new NpgsqlCommand($"create database {name}", connection);
            await command.ExecuteNonQueryAsync(cancellation);
        }

        return connection.ServerVersion.Split(' ')[0];
    }

    public async Task StopAsync(bool kill, CancellationToken cancellation)
    {
        if (_process is not null)
            await _process.StopAsync(kill);
        _process = null;
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
            await _process.DisposeAsync();

        // The guard of a stopped server is gone, so nobody else removes this.
        if (Directory.Exists(Folder))
            Directory.Delete(Folder, recursive: true);
    }

    private GuardedCommand Command()
    {
        var settings = new Dictionary<string, string>
        {
            ["listen_addresses"] = "127.0.0.1",
            ["unix_socket_directories"] = "",
            ["max_connections"] = "200",
            ["max_locks_per_transaction"] = "256",
            ["jit"] = "off", // as in infra/postgres/postgresql.conf
        };
        if (!_options.Durable)
            foreach (var wait in new[] { "fsync", "full_page_writes" })
                settings[wait] = "off";
        foreach (var (name, value) in _options.Settings)
            settings[name] = value;
        settings["port"] = Port.ToString(CultureInfo.InvariantCulture);

        string[] command = ["sh", "-c", InitializeAndServe, "postgres", _dataFolder, _binaries,
            .. settings.SelectMany(setting => new[] { "-c", $"{setting.Key}={setting.Value}" })];

        // INT is a fast shutdown; QUIT leaves at once, for data that nobody will read, and still gives shared memory back.
        return new GuardedCommand(Folder, _user, command, new Dictionary<string, string>(), StopSignal: "INT", EndSignal: "QUIT");
    }

    private async Task<bool> AnswersAsync(CancellationToken cancellation)
    {
        try
        {
            await using var connection = new NpgsqlConnection(Unpooled());
            await connection.OpenAsync(cancellation);
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    // A pool would keep a connection to the postgres database, and connections that a restart has broken.
    private string Unpooled() => ConnectionStringTo("postgres") + ";Pooling=false";
}
