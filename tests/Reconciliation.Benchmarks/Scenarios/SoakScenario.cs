using Reconciliation.Benchmarks.Throughput;

namespace Reconciliation.Benchmarks.Scenarios;

/// <summary>Lines at a steady rate for a long time: the memory of engine and API, and its growth.</summary>
internal static class SoakScenario
{
    private const int LinesPerSecond = 1000;

    // Memory that a process takes while it compiles and fills its pools is not growth.
    private const double SettlingShare = 0.3;

    public static async Task RunAsync(Run run)
    {
        var database = await run.Servers.DatabaseAsync();
        await Contender.Reconciliation.Prepare(database);
        await using var memory = new MemoryWatch();
        await LatencyScenario.MeasureAsync(run, database, "endurance", LinesPerSecond, run.Plan.Time(600, 30));
        foreach (var name in new[] { "engine", "api" })
        {
            var samples = memory.Of(name).Where(s => s.Megabytes > 0).ToList();
            var settled = samples.Skip((int)(samples.Count * SettlingShare)).ToList();
            var perMinute = Slope(settled) * 60;
            run.Results.Add($"endurance.{name}.maxMo", samples.Max(s => s.Megabytes));
            run.Results.Add($"endurance.{name}.finMo", settled[^1].Megabytes);
            run.Results.Add($"endurance.{name}.penteMoParMinute", perMinute);
            Console.WriteLine($"  {name}: {samples.Max(s => s.Megabytes):0} MB at most, {settled[^1].Megabytes:0} MB in the end, "
                + $"{perMinute:+0.00;-0.00} MB a minute");
        }

        await run.Servers.DropAsync(database);
    }

    /// <summary>The slope of the line that lies closest to some points, by least squares.</summary>
    internal static double Slope(IReadOnlyList<(double X, double Y)> points)
    {
        var (x, y) = (points.Average(p => p.X), points.Average(p => p.Y));
        var spread = points.Sum(p => (p.X - x) * (p.X - x));
        return spread == 0 ? 0 : points.Sum(p => (p.X - x) * (p.Y - y)) / spread;
    }
}
