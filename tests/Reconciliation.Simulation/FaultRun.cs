using System.Globalization;
using System.Security.Cryptography;
using Npgsql;
using Reconciliation.Dev;
using Reconciliation.Domain;
using Reconciliation.Simulation.Downstream;
using Reconciliation.Simulation.Engines;
using Reconciliation.Simulation.Faults;
using Reconciliation.Simulation.Upstream;
using Reconciliation.Simulation.Verdict;
using Reconciliation.Storage;

namespace Reconciliation.Simulation;

/// <summary>The inputs of a run: the seed decides the stream and the faults, the horizon how long they go on.</summary>
/// <param name="Seed">The seed.</param>
/// <param name="Horizon">How long the stream and the faults last; coming to rest takes longer.</param>
internal sealed record RunOptions(int Seed, TimeSpan Horizon)
{
    /// <summary>The environment variable that names the seed of a run that would else have a random one.</summary>
    public const string SeedVariable = "SIMULATION_SEED";

    /// <summary>How long the stream and the faults last where nobody says.</summary>
    public static readonly TimeSpan Bounded = TimeSpan.FromSeconds(30);

    private const double ActsPerSecond = 35;

    /// <summary>The seed that the environment names, else a random one.</summary>
    public static int ChooseSeed() =>
        int.TryParse(Environment.GetEnvironmentVariable(SeedVariable), CultureInfo.InvariantCulture, out var named)
            ? named
            : RandomNumberGenerator.GetInt32(int.MaxValue);

    /// <summary>How many acts of care are paid for, in about three messages each.</summary>
    public int Acts => (int)(Horizon.TotalSeconds * ActsPerSecond);

    /// <summary>When the simulated time begins: four days before a change of the clocks in Paris, to or from summer time.</summary>
    public DateTimeOffset Start => Paris.StartOfDay(Seed % 2 == 0 ? new DateOnly(2025, 10, 22) : new DateOnly(2026, 3, 25)).AddHours(9);

    public PaymentStream Stream() => PaymentStream.Create(Seed, Paris.Day(Start), Acts);

    public IReadOnlyList<Fault> Plan() => FaultPlan.Create(Seed, Horizon);
}

/// <summary>
/// One simulation: the stream runs while the plan breaks things, then everything is left alone until it has come to rest, then the
/// oracle compares what was sent with what is there.
/// </summary>
/// <param name="servers">The servers to break.</param>
/// <param name="options">What decides the run.</param>
/// <param name="say">Progress, for people.</param>
internal sealed class FaultRun(PrivateServers servers, RunOptions options, Action<string> say)
{
    private static readonly TimeSpan RestLimit = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan CountLimit = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan CountPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan[] Skews = [TimeSpan.Zero, TimeSpan.FromSeconds(1.7), TimeSpan.FromSeconds(-0.9)];

    private readonly OffsetClock _clock = new((options.Start - TimeProvider.System.GetUtcNow()).Ticks);
    private readonly PaymentStream _stream = options.Stream();

    public async Task<Report> RunAsync(CancellationToken cancellation)
    {
        var begin = TimeProvider.System.GetTimestamp();
        var folder = Directory.CreateTempSubdirectory("reconciliation-simulation-");
        var name = $"simulation_{options.Seed & int.MaxValue}_{begin}";
        var target = await servers.CreateDatabaseAsync(name, cancellation);
        var broker = await servers.CreateVirtualHostAsync(name, cancellation);
        await using var network = new Network(
            LoopbackProxy.Start(target.Port, FreePorts.Next()),
            LoopbackProxy.Start(broker.Port, FreePorts.Next()),
            LoopbackProxy.Start(broker.Port, FreePorts.Next()));
        await using var engines = Engines(target, broker, network, folder.FullName);
        try
        {
            // Not pooled: connections of a pool would have been broken by the faults.
            await using var database =
                NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(target.ConnectionString) { Pooling = false });
            await Migrator.MigrateAsync(database, cancellation);
            var listener = new Listener(broker, TimeProvider.System);
            await listener.BindAsync(cancellation);
            var injector = new FaultInjector(servers, network, engines.Slots, _clock);
            engines.Slots[0].Start();
            await Patience.SucceedsAsync(
                "the first engine declares its queues", () => listener.InputAsync(cancellation), TimeProvider.System, cancellation);
            var sentAgain = await BreakAsync(injector, broker, network, cancellation);
            await RestAsync(database, listener, injector, engines, cancellation);
            var observed = await Snapshot.TakeAsync(database, listener, await QueuesAsync(name, cancellation), cancellation);
            var report = Report(injector, engines, observed, sentAgain, TimeProvider.System.GetElapsedTime(begin));
            if (report.Passed)
                folder.Delete(recursive: true);
            else
                say($"Seed {options.Seed}: the logs of the engines are in {folder.FullName}.");
            return report;
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            throw new SimulationFailedException(
                $"Seed {options.Seed}: {failure.Message} The logs of the engines are in {folder.FullName}.{engines.Tail()}", failure);
        }
    }

    private EngineSlots Engines(NpgsqlConnectionStringBuilder target, Uri broker, Network network, string folder)
    {
        var environment = new Dictionary<string, string>
        {
            ["RECONCILIATION_POSTGRES"] =
                new NpgsqlConnectionStringBuilder(target.ConnectionString) { Port = network.Postgres.Port }.ConnectionString,
            ["RECONCILIATION_RABBITMQ"] = new UriBuilder(broker) { Port = network.Broker.Port }.Uri.AbsoluteUri,
        };
        return new(
            [.. Enumerable.Range(0, FaultPlan.Slots).Select(n => new EngineSlot($"engine-{n}", environment, Skews[n], folder, _clock))]);
    }

    // The stream and the faults, side by side.
    private async Task<int> BreakAsync(FaultInjector injector, Uri broker, Network network, CancellationToken cancellation)
    {
        var plan = options.Plan();
        say($"Seed {options.Seed}: {_stream.Messages.Count} messages and {plan.Count} faults in {options.Horizon.TotalSeconds:0} s.");
        await using var publisher = new Publisher(
            new UriBuilder(broker) { Port = network.Upstream.Port }.Uri, _stream.Messages, options.Horizon, TimeProvider.System);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(options.Horizon + RestLimit);
        await Task.WhenAll(publisher.RunAsync(limit.Token), injector.RunAsync(plan, limit.Token));
        return publisher.SentAgain;
    }

    // At rest: nothing waits, nothing is overdue, everything is published; and still so once the engines have ended and have given
    // back what they had not finished.
    private async Task RestAsync(
        NpgsqlDataSource database, Listener listener, FaultInjector injector, EngineSlots engines, CancellationToken cancellation)
    {
        say($"Seed {options.Seed}: no more faults; waiting for rest.");
        var now = _clock.GetUtcNow();
        injector.MoveClock(Paris.StartOfDay(Paris.Day(now).AddDays(1)).AddHours(3.5) - now); // no window ends within hours of it
        var start = TimeProvider.System.GetTimestamp();
        var unrest = "";
        do
        {
            engines.StartOccupied();
            await Patience.HoldsAsync(
                () => $"the service comes to rest ({unrest})",
                async () => (unrest = await UnrestAsync(database, listener, cancellation)) == "",
                RestLimit - TimeProvider.System.GetElapsedTime(start),
                TimeProvider.System,
                cancellation);
            await engines.StopAsync();
            await Patience.HoldsAsync(
                () => "the broker takes back what ended engines had not finished",
                async () => await listener.InputAsync(cancellation) is { Consumers: 0 },
                Patience.Limit,
                TimeProvider.System,
                cancellation);
        }
        while (await UnrestAsync(database, listener, cancellation) != "");

        say($"Seed {options.Seed}: at rest after {TimeProvider.System.GetElapsedTime(start).TotalSeconds:0} s.");
    }

    // Everything that any queue holds but the listener's; the broker counts anew every few seconds only.
    private async Task<IReadOnlyDictionary<string, int>> QueuesAsync(string virtualHost, CancellationToken cancellation)
    {
        IReadOnlyDictionary<string, int> queues = new Dictionary<string, int>();
        var start = TimeProvider.System.GetTimestamp();
        do
        {
            await Task.Delay(CountPause, TimeProvider.System, cancellation);
            queues = (await servers.QueuesAsync(virtualHost)).Where(q => q.Key != Listener.Queue).ToDictionary();
        }
        while (queues.Values.Sum() > 0 && TimeProvider.System.GetElapsedTime(start) < CountLimit);
        return queues;
    }

    private async Task<string> UnrestAsync(NpgsqlDataSource database, Listener listener, CancellationToken cancellation)
    {
        const string Unpublished = "NOT EXISTS (SELECT FROM relais AS r WHERE (r.transaction, r.position) >= (j.transaction, j.position))";
        var (waiting, _) = await listener.InputAsync(cancellation);
        var due = await CountAsync(database, "SELECT count(*) FROM soin WHERE echeance < $1", cancellation, _clock.GetUtcNow());
        var unpublished = await CountAsync(database, $"SELECT count(*) FROM journal AS j WHERE {Unpublished}", cancellation);
        return waiting + due + unpublished == 0
            ? ""
            : $"{waiting} messages wait, {due} soins are due, {unpublished} versions are not published";
    }

    private static async Task<long> CountAsync(
        NpgsqlDataSource database, string sql, CancellationToken cancellation, params object[] values)
    {
        await using var command = database.CreateCommand(sql);
        foreach (var value in values)
            command.Parameters.Add(new() { Value = value });
        return (long)(await command.ExecuteScalarAsync(cancellation))!;
    }

    private Report Report(FaultInjector injector, EngineSlots engines, Observed observed, int sentAgain, TimeSpan elapsed)
    {
        var judgement = Oracle.Judge(_stream, observed, _clock.GetUtcNow());
        return new()
        {
            Seed = options.Seed,
            Horizon = options.Horizon,
            Minutes = elapsed.TotalMinutes,
            ClockFrom = options.Start,
            ClockTo = _clock.GetUtcNow(),
            Faults = injector.Done,
            SlowStops = engines.Slots.Sum(s => s.SlowStops),
            LinesSent = new Lines(_stream.Records).Distinct.Count,
            MessagesSent = _stream.Messages.Count + sentAgain,
            DuplicatesSent = _stream.Duplicates,
            SentAgain = sentAgain,
            PoisonSent = _stream.Poison.Count(),
            Quarantined = observed.Quarantine.Count,
            LinesLost = judgement.LinesLost,
            LinesCountedTwice = judgement.LinesCountedTwice,
            Soins = observed.Soins.Count,
            VersionsWritten = observed.Journal.Count,
            VersionsPublished = observed.Published.Count,
            Findings = [.. judgement.Findings, .. engines.Complaints],
        };
    }
}
