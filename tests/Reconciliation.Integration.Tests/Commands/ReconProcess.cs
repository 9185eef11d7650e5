using System.Diagnostics;
using System.Text;
using Xunit;

namespace Reconciliation.Integration.Tests.Commands;

/// <summary>The command as people start it: a process of its own, with an environment of its own.</summary>
internal sealed class ReconProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _errors = new();

    private ReconProcess(Process process)
    {
        _process = process;
        _process.OutputDataReceived += (_, line) => Keep(_output, line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(_errors, line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    public string Output => Read(_output);

    public string Errors => Read(_errors);

    /// <summary>Starts it; of this process's environment it gets no RECONCILIATION variable.</summary>
    public static ReconProcess Start(IReadOnlyDictionary<string, string> environment, params string[] arguments) =>
        // Commands for a machine of development only are in a program of their own, which the image does not carry.
        StartProgram(arguments[0] is "run" or "simulate" or "token" ? "recon-dev.dll" : "recon.dll", environment, arguments);

    /// <summary>Erases a member, whatever must be kept of it; of what others share something may stay.</summary>
    public static async Task EraseAsync(string connectionString, string member)
    {
        var (code, output, errors) = await RunAsync(
            new Dictionary<string, string> { ["RECONCILIATION_POSTGRES"] = connectionString },
            "adherent", "effacer", member, "--motif", "demande du 3 mars", "--force");
        Assert.True(code is 0 or 2, output + errors);
    }

    private static ReconProcess StartProgram(
        string program, IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, program), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        foreach (var name in start.Environment.Keys.Where(k => k.StartsWith("RECONCILIATION_", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(name);
        }

        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return new(Process.Start(start)!);
    }

    /// <summary>Runs it to its end.</summary>
    public static Task<(int Code, string Output, string Errors)> RunAsync(
        IReadOnlyDictionary<string, string> environment, params string[] arguments) => ReadToEndAsync(Start(environment, arguments));

    /// <summary>Runs a program of other commands to its end.</summary>
    public static Task<(int Code, string Output, string Errors)> RunProgramAsync(
        string program, IReadOnlyDictionary<string, string> environment, params string[] arguments) =>
        ReadToEndAsync(StartProgram(program, environment, arguments));

    private static async Task<(int Code, string Output, string Errors)> ReadToEndAsync(ReconProcess recon)
    {
        await using (recon)
        {
            return (await recon.EndAsync(TimeSpan.FromSeconds(60)), recon.Output, recon.Errors);
        }
    }

    /// <summary>Asks it to end, as a supervisor does.</summary>
    public void Terminate()
    {
        using var kill = Process.Start("/bin/sh", ["-c", $"kill -TERM {Id}"]);
        kill.WaitForExit();
    }

    /// <summary>Waits for its end, and fails if it does not come.</summary>
    public async Task<int> EndAsync(TimeSpan limit)
    {
        using var patience = new CancellationTokenSource(limit, TimeProvider.System);
        try
        {
            await _process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"It did not end within {limit.TotalSeconds} s. {Output} {Errors}");
        }

        return _process.ExitCode;
    }

    /// <summary>Kills it, whatever it is doing.</summary>
    public async Task KillAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process.Dispose();
    }

    private static void Keep(StringBuilder text, string? line)
    {
        lock (text)
        {
            text.AppendLine(line);
        }
    }

    private static string Read(StringBuilder text)
    {
        lock (text)
        {
            return text.ToString().Trim();
        }
    }
}
