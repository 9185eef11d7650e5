using Reconciliation.Benchmarks.Scenarios;
using Reconciliation.Benchmarks.Throughput;

namespace Reconciliation.Benchmarks;

/// <summary>The parts to measure, and their sizes.</summary>
internal sealed record Plan
{
    /// <summary>With small loads, for a few minutes.</summary>
    public required bool Quick { get; init; }

    /// <summary>The names of the parts, in the order in which they are run.</summary>
    public required IReadOnlyList<string> Names { get; init; }

    /// <summary>One contender of the throughput; null: all.</summary>
    public string? Contender { get; init; }

    /// <summary>Whether throughput is measured without and with a synchronous standby, instead of against the references.</summary>
    public bool HasStandby { get; init; }

    /// <summary>The file for the results; null: on the screen only.</summary>
    public FileInfo? Json { get; init; }

    /// <summary>The folder in which PostgreSQL keeps its data for the next run; null: nothing is kept.</summary>
    public DirectoryInfo? Data { get; init; }

    /// <summary>The sizes of the store, in soins; empty: those of the part.</summary>
    public IReadOnlyList<long> Soins { get; init; } = [];

    /// <summary>The number of versions that the journal of a store has of a soin of two lines.</summary>
    public int Versions { get; init; } = 1;

    /// <summary>The numbers of cells of the database: <c>montee</c> compares them, of a store the last one counts; empty: one.</summary>
    public IReadOnlyList<int> Cells { get; init; } = [];

    /// <summary>The duration of a part that has no end of its own; null: as long as the part says.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>The number of lines that arrive a second; null: as many as the part says.</summary>
    public int? LinesPerSecond { get; init; }

    /// <summary>The size of the store for parts that look at one.</summary>
    public long Size(long usual, long quick) => Soins.Count > 0 ? Soins[^1] : Quick ? quick : usual;

    /// <summary>The time that a part takes.</summary>
    public TimeSpan Time(int usual, int quick) => Duration ?? TimeSpan.FromSeconds(Quick ? quick : usual);
}

/// <summary>A run: the servers, the results and the plan with which every part works.</summary>
/// <param name="Servers">The servers.</param>
/// <param name="Results">Receives the figures.</param>
/// <param name="Plan">The plan of what to measure.</param>
/// <param name="Stop">Ends it sooner.</param>
internal sealed record Run(BenchServers Servers, Results Results, Plan Plan, CancellationToken Stop)
{
    /// <summary>A seed for lines that no store holds yet, whatever runs the store has seen before.</summary>
    public static int NewSeed() => (int)(TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() / 100 % 1_000_000_000);
}

/// <summary>The parts of a run, one after the other on the same servers.</summary>
internal static class Parts
{
    private const int Rounds = 3;
    private const string Core = "coeur";

    private static readonly Dictionary<string, (string Says, Func<Run, Task> Measure)> Known = new()
    {
        ["debit"] = ("Throughput, end to end", ThroughputAsync),
        ["latence"] = ("Latency, from publication to the API", LatencyScenario.RunAsync),
        ["croissance"] = ("Growth: throughput and latency against what is stored", GrowthScenario.RunAsync),
        ["lectures"] = ("Member queries and searches on a full store", ReadsScenario.RunAsync),
        ["console"] = ("Pages of the console on a full store", ConsoleScenario.RunAsync),
        ["echeances"] = ("Deadlines: all in one second", DeadlinesScenario.RunAsync),
        ["reconstruction"] = ("Verification and rebuilding", RebuildScenario.RunAsync),
        ["montee"] = ("Scale-out: several engines", ScaleOutScenario.RunAsync),
        ["espace"] = ("Space: the disk that a soin takes, and why", SpaceScenario.RunAsync),
        ["dictionnaires"] = ("Dictionaries: trained anew, and what they would save", DictionariesScenario.RunAsync),
        ["files"] = ("Queues: a message in RabbitMQ, by quorum queue and by stream", QueuesScenario.RunAsync),
        ["memoire"] = ("Memory, over a long time", SoakScenario.RunAsync),
        [Core] = ("The pure core", CoreScenario.RunAsync),
    };

    public static string[] Names { get; } = [.. Known.Keys];

    public static async Task<int> RunAsync(Plan plan, string command, CancellationToken cancellationToken)
    {
        // The core alone needs no server.
        await using var servers = plan.Names is [Core] ? null : await BenchServers.StartAsync(plan.Data, cancellationToken);
        var results = new Results(command);
        if (servers is not null)
        {
            await results.OnAsync(servers);
        }

        foreach (var name in plan.Names)
        {
            Console.WriteLine($"{Known[name].Says}:");
            await using (var memory = new MemoryWatch())
            {
                await Known[name].Measure(new(servers!, results, plan, cancellationToken));
                results.Add(name, memory);
            }

            await results.WriteAsync(plan.Json);
        }

        results.Print();
        return 0;
    }

    private static async Task ThroughputAsync(Run run)
    {
        var benchmark = new ThroughputBenchmark(run.Servers, run.Plan.Quick ? 40_000 : 160_000);
        if (run.Plan.HasStandby)
        {
            run.Results.Add(await benchmark.RunWithStandbyAsync(Rounds));
            return;
        }

        run.Results.Add(await benchmark.RunAsync(Rounds, run.Plan.Contender));
        run.Results.Add(await benchmark.KillAsync(run.Plan.Contender));
    }
}
