using Reconciliation.Benchmarks.Store;
using Reconciliation.Dev;

namespace Reconciliation.Benchmarks.Scenarios;

/// <summary>
/// <c>recon verify</c> and <c>recon rebuild</c> over a full store, as commands of their own; both must find nothing that differs.
/// </summary>
internal static class RebuildScenario
{
    private const int DifferencesFound = 2;

    public static async Task RunAsync(Run run)
    {
        var store = await LoadedStore.GetAsync(run.Servers, run.Plan.Size(1_000_000, 20_000), run.Plan, run.Results);
        var lines = long.Parse(
            (await store.ColumnAsync("SELECT sum(nouvelles)::text FROM reception"))[0], System.Globalization.CultureInfo.InvariantCulture);
        foreach (var (command, figure) in new[] { ("verify", "verification"), ("rebuild", "reconstruction") })
        {
            var seconds = await TimeAsync(run, store, command);
            run.Results.Add($"{figure}.lignes", lines);
            run.Results.Add($"{figure}.lignesParSeconde", lines / seconds);
            Console.WriteLine($"  recon {command}: {lines / seconds:N0} lines/s ({lines:N0} in {seconds:0.0} s)");
        }
    }

    /// <summary>Runs one of the commands over a store, and fails if it finds a difference or cannot do its work.</summary>
    /// <returns>The time that the command took, in seconds.</returns>
    internal static async Task<double> TimeAsync(Run run, LoadedStore store, string command)
    {
        await using var process = ChildProcess.Start(
            command, "recon.dll", ChildProcess.Settings(store.Database, new Uri("amqp://127.0.0.1"), FreePorts.Next()), command);
        var start = TimeProvider.System.GetTimestamp();
        var code = await process.EndAsync(run.Stop);
        var seconds = TimeProvider.System.GetElapsedTime(start).TotalSeconds;
        return code == 0 ? seconds : throw new InvalidOperationException(
            code == DifferencesFound
                ? $"recon {command} finds differences in the store."
                : $"recon {command} could not do its work: {process.Complaint}");
    }
}
