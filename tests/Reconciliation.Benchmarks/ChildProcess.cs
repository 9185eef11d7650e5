using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace Reconciliation.Benchmarks;

/// <summary>
/// A program under measurement, in a process of its own; it ends with this object, and with this process, even one that is killed: a
/// shell stands between them and kills it when the pipe from here closes.
/// </summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private const int LinesKept = 5;

    private const string Guard = """
        exec 3<&0
        "$@" </dev/null 3<&- &
        child=$!
        echo "$child"
        { read -r _ <&3; kill -KILL "$child"; } >/dev/null 2>&1 &
        exec 3<&-
        wait "$child"
        """;

    private static readonly ConcurrentDictionary<ChildProcess, byte> Running = new();

    private readonly Process _guard;
    private readonly TaskCompletionSource<Process> _process = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<string> _errors = [];

    private ChildProcess(string name, Process guard)
    {
        Name = name;
        _guard = guard;
        _guard.OutputDataReceived += (_, line) => Found(line.Data);
        _guard.ErrorDataReceived += (_, line) => Keep(line.Data);
        _guard.BeginOutputReadLine();
        _guard.BeginErrorReadLine();
        Running[this] = 0;
    }

    /// <summary>The processes that run now, to watch over their memory.</summary>
    public static IEnumerable<ChildProcess> All => Running.Keys;

    /// <summary>Its role: <c>engine</c>, <c>api</c>, or a contender.</summary>
    public string Name { get; }

    /// <summary>The first lines that it wrote to its error output: of an exception, the reason.</summary>
    public string Complaint
    {
        get
        {
            lock (_errors)
            {
                return string.Join(' ', _errors);
            }
        }
    }

    public bool HasEnded => _guard.HasExited;

    /// <summary>The memory that is resident, in bytes; 0 once it has ended.</summary>
    public long ResidentBytes => Read(p => p.WorkingSet64);

    /// <summary>The processor time that it has used so far; zero once it has ended.</summary>
    public TimeSpan ProcessorTime => TimeSpan.FromTicks(Read(p => p.TotalProcessorTime.Ticks));

    /// <summary>This program again, with other arguments.</summary>
    public static ChildProcess Self(string name, params string[] arguments) =>
        Start(name, "Reconciliation.Benchmarks.dll", new Dictionary<string, string>(), arguments);

    /// <summary>The engine, as in production but for the authority, which it does not ask anything here.</summary>
    public static ChildProcess Engine(string database, Uri virtualHost)
    {
        var settings = Settings(database, virtualHost);
        settings["RECONCILIATION_AUTHORITY"] = "https://authority.invalid";
        return Start("engine", "recon.dll", settings, "engine");
    }

    /// <summary>The settings of a host of the service.</summary>
    public static Dictionary<string, string> Settings(string database, Uri virtualHost, int port = 0) => new()
    {
        ["RECONCILIATION_POSTGRES"] = database,
        ["RECONCILIATION_RABBITMQ"] = virtualHost.OriginalString,
        ["ASPNETCORE_URLS"] = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}"),
    };

    /// <summary>Starts a program of this build.</summary>
    public static ChildProcess Start(
        string name, string program, IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        var start =
            new ProcessStartInfo("sh", ["-c", Guard, "guard", "dotnet", Path.Combine(AppContext.BaseDirectory, program), .. arguments])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
        foreach (var (variable, value) in environment)
        {
            start.Environment[variable] = value;
        }

        return new(name, Process.Start(start)!);
    }

    /// <summary>Waits until it ends by itself.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> EndAsync(CancellationToken cancellationToken)
    {
        await _guard.WaitForExitAsync(cancellationToken);
        return _guard.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        Running.TryRemove(this, out _);
        _guard.StandardInput.Close();
        await _guard.WaitForExitAsync();
        _guard.Dispose();
        if (_process.Task.IsCompletedSuccessfully)
        {
            (await _process.Task).Dispose();
        }
    }

    private long Read(Func<Process, long> read)
    {
        if (!_process.Task.IsCompletedSuccessfully)
        {
            return 0;
        }

        var process = _process.Task.Result;
        try
        {
            process.Refresh();
            return process.HasExited ? 0 : read(process);
        }
        catch (InvalidOperationException)
        {
            return 0; // it ended between the two
        }
    }

    // The first line of the shell is the number of the process.
    private void Found(string? line)
    {
        if (_process.Task.IsCompleted || !int.TryParse(line, CultureInfo.InvariantCulture, out var id))
        {
            return;
        }

        try
        {
            _process.TrySetResult(Process.GetProcessById(id));
        }
        catch (ArgumentException ended)
        {
            _process.TrySetException(ended);
        }
    }

    private void Keep(string? line)
    {
        lock (_errors)
        {
            if (line is not null && _errors.Count < LinesKept)
            {
                _errors.Add(line);
            }
        }
    }
}
