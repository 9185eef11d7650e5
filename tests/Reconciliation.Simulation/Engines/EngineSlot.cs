using System.Diagnostics;
using System.Globalization;

namespace Reconciliation.Simulation.Engines;

/// <summary>
/// A place for an engine process: starts it, kills it, stops it, freezes it. The clock of each slot goes a little wrong in its own way, as
/// the clocks of two machines do.
/// </summary>
/// <param name="name">For the log.</param>
/// <param name="environment">The addresses of the servers.</param>
/// <param name="skew">The error of its clock.</param>
/// <param name="port">The port at which its engines listen.</param>
/// <param name="folder">The folder of its log.</param>
/// <param name="clock">The simulated time.</param>
internal sealed class EngineSlot(
    string name, IReadOnlyDictionary<string, string> environment, TimeSpan skew, int port, string folder, OffsetClock clock)
    : IAsyncDisposable
{
    /// <summary>The longest time that an engine may take to end when it is told to: longer than the limits of the host itself.</summary>
    public static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(40);

    // The exit code of a process that SIGTERM ends before it has installed its handler.
    private const int Terminated = 143;

    private const int LastWords = 12;

    // Starts the program itself, since a script of its name would be killed instead of the engine.
    private static readonly string Runtime =
        Environment.ProcessPath is { } program && Path.GetFileNameWithoutExtension(program) == "dotnet" ? program : "dotnet";

    private readonly Lock _gate = new();
    private readonly string _log = Path.Combine(folder, name + ".log");
    private TimeSpan _skew = skew;
    private StreamWriter? _writer;
    private Process? _process;

    /// <summary>Whether an engine was started here and not ended on purpose.</summary>
    public bool IsOccupied => _process is not null;

    /// <summary>The failure of an engine here that ended by itself, or badly; null: none.</summary>
    public string? Complaint { get; private set; }

    /// <summary>The last lines that engines here have logged.</summary>
    public string Tail()
    {
        lock (_gate)
        {
            return File.Exists(_log) ? string.Concat(File.ReadLines(_log).TakeLast(LastWords).Select(line => $"\n    {name}: {line}")) : "";
        }
    }

    /// <summary>The number of engines here that had not ended within the limit when they were told to, and were killed.</summary>
    public int SlowStops { get; private set; }

    /// <summary>Starts an engine, unless one runs.</summary>
    public void Start()
    {
        if (_process is { HasExited: false })
            return;
        Note();
        string[] arguments =
            [typeof(EngineSlot).Assembly.Location, EngineHost.Command, Offset, port.ToString(CultureInfo.InvariantCulture)];
        var start = new ProcessStartInfo(Runtime, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder,
        };
        foreach (var variable in start.Environment.Keys.Where(k => k.StartsWith("RECONCILIATION_", StringComparison.Ordinal)).ToList())
            start.Environment.Remove(variable);
        foreach (var (variable, value) in environment)
            start.Environment[variable] = value;
        _writer ??= new StreamWriter(_log) { AutoFlush = true };
        var process = Process.Start(start)!;
        Keep($"--- process {process.Id}");
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        _process = process;
    }

    /// <summary>Sets its clock wrong by so much.</summary>
    public void Skew(TimeSpan by)
    {
        _skew = by;
        TellTime();
    }

    /// <summary>Tells the engine what time it is.</summary>
    public void TellTime()
    {
        try
        {
            _process?.StandardInput.WriteLine(Offset);
        }
        catch (Exception gone) when (gone is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // It is being killed: the next one starts with the right time.
        }
    }

    /// <summary>kill -9.</summary>
    public async Task KillAsync()
    {
        if (_process is not { } process)
            return;
        Note();
        process.Kill();
        await process.WaitForExitAsync();
        Forget();
    }

    /// <summary>Asks the engine to end, as a supervisor does, and waits for it.</summary>
    public async Task StopAsync()
    {
        if (_process is not { } process)
            return;
        Note();
        await SignalAsync("TERM");
        using var limit = new CancellationTokenSource(StopLimit);
        try
        {
            await process.WaitForExitAsync(limit.Token);
            if (process.ExitCode is not (0 or Terminated))
                Complaint ??= $"{name} ended with code {process.ExitCode} when it was told to end:{Tail()}";
        }
        catch (OperationCanceledException)
        {
            // The time to end depends on the machine too: report it, then kill the engine as a supervisor does.
            SlowStops++;
            process.Kill();
            await process.WaitForExitAsync(CancellationToken.None);
        }

        Forget();
    }

    /// <summary>Freezes the process with its connections and locks held, then lets it go on.</summary>
    public async Task FreezeAsync(TimeSpan time, CancellationToken cancellation)
    {
        if (_process is null)
            return;
        await SignalAsync("STOP");
        try
        {
            await Task.Delay(time, TimeProvider.System, cancellation);
        }
        finally
        {
            await SignalAsync("CONT");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        if (_writer is not null)
            await _writer.DisposeAsync();
    }

    private string Offset => (clock.OffsetTicks + _skew.Ticks).ToString(CultureInfo.InvariantCulture);

    // An engine must outlive every fault of its servers, so an engine that ended by itself is a defect.
    private void Note()
    {
        if (_process is { HasExited: true } ended)
            Complaint ??= $"{name} ended by itself with code {ended.ExitCode}:{Tail()}";
    }

    private void Forget()
    {
        _process?.Dispose();
        _process = null;
    }

    private async Task SignalAsync(string signal)
    {
        if (_process is not { HasExited: false } process)
            return;
        using var kill = Process.Start("/bin/sh", ["-c", $"kill -{signal} {process.Id.ToString(CultureInfo.InvariantCulture)}"]);
        await kill.WaitForExitAsync();
    }

    private void Keep(string? line)
    {
        if (line is null)
            return;
        lock (_gate)
            _writer!.WriteLine(line);
    }
}
