using System.Globalization;
using System.Net.Sockets;
using System.Runtime.Versioning;
using System.Security.Cryptography;

namespace Reconciliation.Dev;

/// <summary>A private RabbitMQ from programs of this machine, on 127.0.0.1 only, with its port mapper, data and logs of its own.</summary>
internal sealed class LocalRabbit : IPrivateServer
{
    public const string Administrator = "reconciliation";
    private const int AttemptsMax = 3;
    private const int LogLinesMax = 40;

    // In a cluster the nodes share a port mapper, which must outlive each of them.
    private const string Serve = """exec "$1/rabbitmq-server" """;

    // The port mapper runs in the foreground, in the server's process group, so that it ends with it; Erlang would start one that stays.
    private const string MapPortsAndServe = """
        epmd -address 127.0.0.1 -port "$ERL_EPMD_PORT" &
        exec "$1/rabbitmq-server"
        """;

    private static readonly TimeSpan CommandLimit = TimeSpan.FromSeconds(90);

    private readonly string _binaries;
    private readonly ServerOptions _options;
    private readonly TimeProvider _clock;
    private readonly string? _user = SystemUser.InsteadOfRoot("rabbitmq");
    private readonly string _password;
    private readonly string _dataFolder;
    private readonly RabbitSeat? _seat;
    private readonly int _metricsPort = FreePorts.Next();
    private readonly int _managementPort = FreePorts.Next();
    private Dictionary<string, string> _environment = [];
    private GuardedProcess? _process;

    [UnsupportedOSPlatform("windows")]
    public LocalRabbit(string binaries, ServerOptions options, TimeProvider clock, RabbitSeat? seat = null)
    {
        _binaries = binaries;
        _options = options;
        _clock = clock;
        _seat = seat;
        _password = seat?.Secret ?? RandomNumberGenerator.GetHexString(32);
        Folder = SystemUser.CreateFolder("reconciliation-rabbitmq-", _user);
        _dataFolder = options.BrokerData is { } kept ? SystemUser.OwnFolder(kept, _user) : Path.Combine(Folder, "data");
        string[] plugins =
        [
            .. options.Metrics ? ["rabbitmq_prometheus"] : Array.Empty<string>(),
            .. options.Management ? ["rabbitmq_management"] : Array.Empty<string>(),
        ];
        File.WriteAllText(Path.Combine(Folder, "enabled_plugins"), $"[{string.Join(',', plugins)}].\n");
        File.WriteAllText(Path.Combine(Folder, "env.conf"), "");
        if (seat is not null)
        {
            Port = seat.Port;
            _environment = ChooseEnvironment();
            var cookie = Path.Combine(Folder, ".erlang.cookie");
            File.WriteAllText(cookie, seat.Secret);
            File.SetUnixFileMode(cookie, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        File.WriteAllText(Path.Combine(Folder, "rabbitmq.conf"), Configuration());
    }

    public string Folder { get; }

    private string LogFolder => Path.Combine(Folder, "log");

    /// <summary>The AMQP port; it is chosen at the first start and kept.</summary>
    public int Port { get; private set; }

    /// <summary>The address of its metrics; null: it was not asked to give any.</summary>
    public Uri? Metrics => _options.Metrics ? new($"http://127.0.0.1:{_metricsPort.ToString(CultureInfo.InvariantCulture)}") : null;

    /// <summary>Its management API; null: it was not asked to have one.</summary>
    public Uri? Management =>
        _options.Management ? new($"http://127.0.0.1:{_managementPort.ToString(CultureInfo.InvariantCulture)}") : null;

    /// <summary>The default virtual host.</summary>
    public Uri Uri => new($"amqp://{Administrator}:{_password}@127.0.0.1:{Port}");

    /// <summary>The folder of rabbitmq-server and rabbitmqctl, where Erlang's port mapper is there too; else null.</summary>
    public static string? FindBinaries()
    {
        if (Executables.Find("epmd") is null)
            return null;

        // Debian's commands in /usr/sbin wrap these, change the user and the folder, and log where only root may.
        const string Debian = "/usr/lib/rabbitmq/bin";
        return File.Exists(Path.Combine(Debian, "rabbitmq-server")) ? Debian : Path.GetDirectoryName(Executables.Find("rabbitmq-server"));
    }

    /// <summary>Whether it was started and not stopped: it may have ended by itself.</summary>
    public bool IsLaunched => _process is not null;

    /// <summary>Whether it ended by itself.</summary>
    public bool HasEnded => _process is { HasEnded: true };

    /// <summary>
    /// Starts it on its ports, and waits for nothing. A graceful stop flushes and closes the data; in the end nobody will read it.
    /// </summary>
    public void Launch() => _process = GuardedProcess.Start(
        new GuardedCommand(
            Folder,
            _user,
            ["sh", "-c", _seat is null ? MapPortsAndServe : Serve, "rabbitmq", _binaries],
            _environment,
            StopSignal: "TERM", EndSignal: "KILL"),
        _clock);

    public async Task StartAsync(CancellationToken cancellation)
    {
        var mayMove = Port == 0; // a server that has already run keeps the ports that its clients know
        var start = _clock.GetTimestamp();
        for (var attempt = 1; ; attempt++)
        {
            if (mayMove)
            {
                Port = FreePorts.Next();
                _environment = ChooseEnvironment();
            }

            Launch();
            if (await Servers.HoldsAsync(
                async () => HasEnded || await AnswersAsync(Uri, cancellation), _options.StartLimit, _clock, cancellation)
                && !HasEnded)
                return;
            var lastWords = _process!.LastWords;

            // The last processes of a killed server may be in the way for a moment.
            var mayTryAgain = mayMove ? attempt < AttemptsMax : _clock.GetElapsedTime(start) < _options.StartLimit;
            if (!mayTryAgain || !HasEnded)
            {
                var ending = HasEnded ? "ended" : $"did not answer within {_options.StartLimit.TotalSeconds:0} s";
                throw new ServerUnavailableException($"A private RabbitMQ from {_binaries} {ending} ({lastWords}; {LogTail()}).");
            }

            await _process.StopAsync();
            await Task.Delay(TimeSpan.FromMilliseconds(100), _clock, cancellation);
        }
    }

    /// <summary>Merges virtual hosts, permissions and policies into the server.</summary>
    public async Task ImportAsync(string definitions, CancellationToken cancellation)
    {
        if (Management is { } address)
        {
            using var management = RabbitManagement.At(address, Uri);
            await management.ImportAsync(definitions, cancellation);
            return;
        }

        var file = Path.Combine(Folder, $"definitions-{RandomNumberGenerator.GetHexString(8)}.json");
        await File.WriteAllTextAsync(file, definitions, cancellation);
        await ControlAsync(["import_definitions", file], cancellation);
    }

    /// <summary>Runs rabbitmqctl against this server.</summary>
    public async Task<string> ControlAsync(IReadOnlyList<string> arguments, CancellationToken cancellation)
    {
        string[] command = [.. SystemUser.Prefix(_user), Path.Combine(_binaries, "rabbitmqctl"), "--quiet", .. arguments];
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(CommandLimit);
        var result = await Executables.RunAsync(command, _environment, limit.Token);
        return result.ExitCode == 0
            ? result.Output
            : throw new ServerUnavailableException($"The private RabbitMQ refused {arguments[0]} ({result.LastLine}).");
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

    /// <summary>True when a broker greets an AMQP client: it listens last of all, once it is ready.</summary>
    public static async Task<bool> AnswersAsync(Uri uri, CancellationToken cancellation)
    {
        var isPlain = uri.Scheme == "amqp";
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(TimeSpan.FromSeconds(5));
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(uri.Host, uri.Port > 0 ? uri.Port : isPlain ? 5672 : 5671, limit.Token);
            if (!isPlain)
                return true;
            var stream = client.GetStream();
            await stream.WriteAsync("AMQP\0\0\x09\x01"u8.ToArray(), limit.Token);
            var greeting = new byte[1];
            return await stream.ReadAsync(greeting, limit.Token) == 1 && greeting[0] == 1; // a method frame: connection.start
        }
        catch (Exception refused) when (refused is SocketException or IOException)
        {
            return false;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <summary>The end of its logs: a node that runs writes to files of its own, and prints nothing.</summary>
    public string LogTail() => string.Join(
        " | ",
        Directory.Exists(LogFolder)
            ? Directory.GetFiles(LogFolder, "*.log").SelectMany(File.ReadLines).Where(line => line.Trim() != "").TakeLast(LogLinesMax)
            : []);

    private string Configuration()
    {
        string[] lines =
        [
            $"default_user = {Administrator}",
            $"default_pass = {_password}",
            .. _options.BrokerSettings.Select(setting => $"{setting.Key} = {setting.Value}"),
            .. _options.Metrics
                ? ["prometheus.tcp.ip = 127.0.0.1", string.Create(CultureInfo.InvariantCulture, $"prometheus.tcp.port = {_metricsPort}")]
                : Array.Empty<string>(),
            .. _options.Management
                ? ["management.tcp.ip = 127.0.0.1", string.Create(CultureInfo.InvariantCulture, $"management.tcp.port = {_managementPort}")]
                : Array.Empty<string>(),
            .. _seat is null ? [] : _seat.Configuration(),
        ];
        return string.Join('\n', lines) + "\n";
    }

    private Dictionary<string, string> ChooseEnvironment() =>
        NodeSettings.Of(Folder, LogFolder, _dataFolder, Port, _seat?.MapperPort, _options.BrokerFlags);
}
