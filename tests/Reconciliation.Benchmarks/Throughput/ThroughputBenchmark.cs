using Npgsql;
using Reconciliation.Domain;

namespace Reconciliation.Benchmarks.Throughput;

/// <summary>One round of one contender.</summary>
/// <param name="Contender">The contender's name.</param>
/// <param name="Messages">The messages between the two looks at the clock.</param>
/// <param name="Seconds">The time between them.</param>
/// <param name="Published">The number of messages in the listening queue in the end.</param>
/// <param name="ResidentMegabytes">The most memory that the program had, in MB.</param>
/// <param name="LogBytes">The bytes of PostgreSQL's log between the two looks.</param>
/// <param name="ProcessorSeconds">
/// The processor time between the two looks: of the <c>programme</c>, of each server, of the whole machine.
/// </param>
internal sealed record Round(
    string Contender, long Messages, double Seconds, long Published, long ResidentMegabytes, long LogBytes,
    IReadOnlyDictionary<string, double> ProcessorSeconds)
{
    public double PerSecond => Messages / Seconds;

    /// <summary>The bytes of PostgreSQL's log that a message costs.</summary>
    public double LogBytesPerLine => (double)LogBytes / Messages;

    /// <summary>The processor time that a message costs, in microseconds.</summary>
    public IEnumerable<(string Who, double Microseconds)> Costs => ProcessorSeconds.Select(p => (p.Key, 1e6 * p.Value / Messages));
}

/// <summary>
/// Lines that wait in both queues → every view committed and every publication confirmed. The clock starts when a first part of the
/// load is through, so that neither the start of a process nor its first compilations count, and stops when everything is.
/// </summary>
/// <param name="servers">The servers.</param>
/// <param name="lines">The distinct lines of a round.</param>
internal sealed class ThroughputBenchmark(BenchServers servers, int lines)
{
    private const double WarmUpShare = 0.5;
    private const int KilledShare = 4; // of the lines of a round, in which nothing is timed
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    /// <summary>Lets the contenders take turns.</summary>
    /// <param name="rounds">The number of turns of each contender.</param>
    /// <param name="only">The one contender to run, for looking into it; null: all.</param>
    public async Task<IReadOnlyList<Round>> RunAsync(int rounds, string? only)
    {
        var done = new List<Round>();
        for (var round = 1; round <= rounds; round++)
        {
            foreach (var contender in Contender.All.Where(c => only is null || c.Name == only))
            {
                done.Add(await RunAsync(contender, seed: round));
            }
        }

        return done;
    }

    /// <summary>Kills each contender in a round of its own, and counts the lines that this cost.</summary>
    /// <param name="only">The one contender to run; null: all.</param>
    public async Task<IReadOnlyList<Losses>> KillAsync(string? only)
    {
        var killed = new KilledRun(servers, lines / KilledShare);
        var losses = new List<Losses>();
        foreach (var contender in Contender.All.Where(c => only is null || c.Name == only))
        {
            losses.Add(await killed.RunAsync(contender));
        }

        return losses;
    }

    /// <summary>Reconciliation alone and with a synchronous standby, in turns.</summary>
    /// <param name="rounds">How many turns each gets.</param>
    public async Task<IReadOnlyList<Round>> RunWithStandbyAsync(int rounds)
    {
        var done = new List<Round>();
        for (var round = 1; round <= rounds; round++)
        {
            done.Add(await RunAsync(Contender.Reconciliation, seed: round));
            await using var standby = await SynchronousStandby.StartAsync(servers);
            Console.WriteLine("  with a synchronous standby:");
            done.Add(await RunAsync(Contender.Reconciliation, seed: round) with { Contender = Contender.WithStandby });
        }

        return done;
    }

    /// <summary>One round on a database of its own.</summary>
    /// <param name="contender">The contender.</param>
    /// <param name="seed">The seed of the load.</param>
    /// <param name="processes">The number of its processes.</param>
    /// <param name="inspect">Looks at the state that the round left, before it is removed: the database, the load, the queues.</param>
    public async Task<Round> RunAsync(Contender contender, int seed, int processes = 1, Func<string, Load, Topology, Task>? inspect = null)
    {
        var database = await servers.DatabaseAsync();
        await contender.Prepare(database);
        var round = await RunOnAsync(database, contender, seed, processes, inspect);
        await servers.DropAsync(database);
        return round;
    }

    /// <summary>One round on a database that is prepared and may hold something.</summary>
    public async Task<Round> RunOnAsync(
        string database, Contender contender, int seed, int processes = 1, Func<string, Load, Topology, Task>? inspect = null)
    {
        var load = Load.Of((int)(lines * contender.Share), seed);
        var virtualHost = await servers.VirtualHostAsync();
        await using var topology = await Topology.DeclareAsync(virtualHost);
        await topology.PublishAsync(load.Messages);
        await servers.CheckpointAsync();
        Round round;
        await using (var source = NpgsqlDataSource.Create(database))
        {
            var (held, _) = await contender.Progress(source);
            var children = Enumerable.Range(0, processes).Select(_ => contender.Start(database, virtualHost)).ToList();
            try
            {
                var target = contender.Name == Contender.Reconciliation.Name ? load.Lines : load.Messages.Count;
                var (before, start) =
                    await ReachAsync(contender, source, topology, children, held + (long)(target * WarmUpShare), published: false);
                var used = Used(children);
                var log = await servers.LogAsync();
                var (after, end) = await ReachAsync(contender, source, topology, children, held + target, published: true);

                // From distinct lines to messages: the duplicates are spread evenly.
                var messages = (long)((after - before) * (double)load.Messages.Count / target);
                round = new(
                    contender.Name,
                    messages,
                    TimeProvider.System.GetElapsedTime(start, end).TotalSeconds,
                    await topology.ReadyAsync(Topology.Listener),
                    children.Max(c => c.ResidentBytes) >> 20,
                    await servers.LogAsync() - log,
                    Used(children).ToDictionary(u => u.Key, u => u.Value - used[u.Key]));
            }
            finally
            {
                foreach (var child in children)
                {
                    await child.DisposeAsync();
                }
            }
        }

        Console.WriteLine($"  {round.Contender,-15} {round.PerSecond,8:N0} lines/s  ({round.Messages} in {round.Seconds:0.0} s, "
            + $"{round.Published} published, {round.ResidentMegabytes} MB, {round.LogBytes / round.Messages} B of log a line; "
            + "µs of processor a line: "
            + $"{string.Join(", ", round.Costs.Select(c => $"{c.Who} {c.Microseconds:0}"))})");
        if (inspect is not null)
        {
            await inspect(database, load, topology);
        }

        NpgsqlConnection.ClearAllPools();
        return round;
    }

    private Dictionary<string, double> Used(List<ChildProcess> children) => new(ProcessorTime.Of(servers))
    {
        ["programme"] = children.Sum(c => c.ProcessorTime.TotalSeconds),
    };

    private static async Task<(long Processed, long Timestamp)> ReachAsync(
        Contender contender, NpgsqlDataSource source, Topology topology, List<ChildProcess> children, long target, bool published)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(start) < Limit)
        {
            // The queues cost less to ask than the tables: those are looked at when little is left.
            var waiting = await topology.ReadyAsync(Part.Ro.Queue) + await topology.ReadyAsync(Part.Complementaire.Queue);
            if (!published || waiting == 0)
            {
                var (processed, isPublished) = await contender.Progress(source);
                if (processed >= target && (isPublished || !published))
                {
                    return (processed, TimeProvider.System.GetTimestamp());
                }
            }

            if (children.Find(c => c.HasEnded) is { } ended)
            {
                throw new InvalidOperationException($"{contender.Name} ended by itself: {ended.Complaint}");
            }

            await Task.Delay(Look, TimeProvider.System);
        }

        throw new TimeoutException($"{contender.Name} did not come through within {Limit.TotalMinutes} minutes.");
    }
}
