using System.Diagnostics;
using Xunit;

namespace Reconciliation.Integration.Tests.Contract;

/// <summary>
/// The tools of other teams, as <c>tests/ContractTools/run</c> starts them. Each is installed once for all tests of a class, in a folder
/// outside of the repository, whose settings of the build are not those of another team.
/// </summary>
public sealed class ContractTools : IDisposable
{
    // Downloads included; a client is generated, compiled and run in a minute or two.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("contract-tools-");

    /// <summary>Runs one of them to its end, and returns the lines that it says; it must succeed.</summary>
    /// <param name="environment">The variables that it reads.</param>
    /// <param name="command">The command and its arguments.</param>
    internal async Task<IReadOnlyList<string>> RunAsync(IReadOnlyDictionary<string, string> environment, params string[] command)
    {
        string[] arguments = [Repository.Path("tests", "ContractTools", "run"), _folder.FullName, .. command];
        var start = new ProcessStartInfo("bash", arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        using var patience = new CancellationTokenSource(Patience, TimeProvider.System);
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }

        Assert.True(process.ExitCode == 0, $"{string.Join(' ', command)} failed.\n{await output}\n{await errors}");
        return (await output).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
