using Reconciliation.Benchmarks.Throughput;
using Reconciliation.Benchmarks.Traffic;

namespace Reconciliation.Benchmarks.Scenarios;

/// <summary>
/// From the instant at which a line was to be published until the API shows it: in its feed, and to a client that asks for the view.
/// </summary>
internal static class LatencyScenario
{
    /// <summary>The usual rate.</summary>
    public const int LinesPerSecond = 1000;

    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Purge = TimeSpan.FromSeconds(10);

    public static async Task RunAsync(Run run)
    {
        var database = await run.Servers.DatabaseAsync();
        await Contender.Reconciliation.Prepare(database);
        await MeasureAsync(run, database, "latence", LinesPerSecond, run.Plan.Time(120, 20));
        await run.Servers.DropAsync(database);
    }

    /// <summary>Measures on a database that is prepared and may hold something.</summary>
    /// <param name="run">The run.</param>
    /// <param name="database">The database.</param>
    /// <param name="name">The first word of the figures.</param>
    /// <param name="perSecond">The number of lines a second, unless the plan says.</param>
    /// <param name="duration">The time that is measured.</param>
    /// <param name="warmUp">The time before it that is not measured; null: as usual.</param>
    /// <param name="beside">Work that goes on at the same time; null: none.</param>
    public static async Task MeasureAsync(
        Run run, string database, string name, int perSecond, TimeSpan duration, TimeSpan? warmUp = null, Func<Task>? beside = null)
    {
        var virtualHost = await run.Servers.VirtualHostAsync();
        await using var topology = await Topology.DeclareAsync(virtualHost);
        await using var hosts = new ServiceHosts(database, virtualHost);
        var api = await hosts.StartAsync("api");
        await hosts.StartEnginesAsync(1);
        var traffic = new LineTraffic(topology, run.Plan.LinesPerSecond ?? perSecond, Run.NewSeed());
        await using var feed = await Feed.OpenAsync(hosts.Client(api, "flux", "espace"), database, traffic.Saw);
        using var views = hosts.Client(api, "vues", "espace");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(run.Stop);
        var purging = ForgetAsync(topology, stop.Token);
        await Task.WhenAll(traffic.RunAsync(warmUp ?? WarmUp, duration, views, run.Stop), beside?.Invoke() ?? Task.CompletedTask);
        await stop.CancelAsync();
        await purging;
        hosts.Check();
        await feed.CheckAsync();
        traffic.Seen.AddTo(run.Results, $"{name}.flux");
        traffic.Fetched.AddTo(run.Results, $"{name}.vue");
        run.Results.Add($"{name}.nonVues", traffic.Unseen);
        Console.WriteLine($"  {name}: p50 {traffic.Seen.Milliseconds(50):0.0} ms, p99 {traffic.Seen.Milliseconds(99):0.0} ms, "
            + $"max {traffic.Seen.Milliseconds(100):0.0} ms of {traffic.Seen.Count} lines; {traffic.Unseen} not seen");
    }

    // The queue that takes the publications would grow, and nobody reads it.
    private static async Task ForgetAsync(Topology topology, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            await Task.Delay(Purge, TimeProvider.System, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await topology.ForgetPublishedAsync();
        }
    }
}
