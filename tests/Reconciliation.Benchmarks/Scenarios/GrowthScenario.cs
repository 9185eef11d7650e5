using Reconciliation.Benchmarks.Store;
using Reconciliation.Benchmarks.Throughput;

namespace Reconciliation.Benchmarks.Scenarios;

/// <summary>
/// Throughput and latency against the size of the store. At each size an empty store and the full one take turns, so that the ratio of
/// their medians does not hang on when each was measured.
/// </summary>
internal static class GrowthScenario
{
    private const int Rounds = 3;
    private static readonly long[] Usual = [1_000_000, 10_000_000];
    private static readonly long[] Quick = [100_000];

    public static async Task RunAsync(Run run)
    {
        var lines = run.Plan.Quick ? 40_000 : 120_000;
        var benchmark = new ThroughputBenchmark(run.Servers, lines);
        var sizes = run.Plan.Soins.Count > 0 ? run.Plan.Soins : run.Plan.Quick ? Quick : Usual;
        await LatencyAsync(run, 0);
        var ofEmpty = new List<double>();
        foreach (var size in sizes.Where(s => s > 0))
        {
            var store = await LoadedStore.GetAsync(run.Servers, size, run.Plan, run.Results);
            var (empty, full) = (new List<double>(), new List<double>());
            for (var round = 0; round < Rounds; round++)
            {
                empty.Add((await benchmark.RunAsync(Contender.Reconciliation, Run.NewSeed())).PerSecond);
                full.Add((await benchmark.RunOnAsync(store.Database, Contender.Reconciliation, Run.NewSeed())).PerSecond);
            }

            ofEmpty.AddRange(empty);
            run.Results.Add($"croissance.{size}.lignesParSeconde", Results.Median(full));
            run.Results.Add($"croissance.{size}.ratioVide", Results.Median(full) / Results.Median(empty));
            await LatencyScenario.MeasureAsync(
                run, store.Database, $"croissance.{size}", LatencyScenario.LinesPerSecond, run.Plan.Time(60, 15));
            if (run.Plan.Data is null || size != sizes[^1])
            {
                await run.Servers.DropAsync(store.Database);
            }
        }

        run.Results.Add("croissance.0.lignesParSeconde", Results.Median(ofEmpty));
    }

    private static async Task LatencyAsync(Run run, long size)
    {
        var database = await run.Servers.DatabaseAsync();
        await Contender.Reconciliation.Prepare(database);
        await LatencyScenario.MeasureAsync(run, database, $"croissance.{size}", LatencyScenario.LinesPerSecond, run.Plan.Time(60, 15));
        await run.Servers.DropAsync(database);
    }
}
