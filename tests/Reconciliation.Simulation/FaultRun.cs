using Npgsql;
using Reconciliation.Dev;
using Reconciliation.Domain;
using Reconciliation.Simulation.Downstream;
using Reconciliation.Simulation.Engines;
using Reconciliation.Simulation.Faults;
using Reconciliation.Simulation.Readers;
using Reconciliation.Simulation.Upstream;
using Reconciliation.Simulation.Verdict;
using Reconciliation.Storage;
using Reconciliation.Tests;

namespace Reconciliation.Simulation;

/// <summary>
/// One simulation: the stream runs while the plan breaks things, then everything is left alone until it has come to rest, then the oracle
/// compares the stream with the state of the service.
/// </summary>
/// <param name="servers">The servers to break.</param>
/// <param name="options">The inputs that decide the run.</param>
/// <param name="say">Progress, for people.</param>
internal sealed class FaultRun(PrivateServers servers, RunOptions options, Action<string> say)
{
    private static readonly TimeSpan RestLimit = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan CountLimit = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan CountPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan[] Skews = [TimeSpan.Zero, TimeSpan.FromSeconds(1.7), TimeSpan.FromSeconds(-0.9)];

    private readonly OffsetClock _clock = new((options.Start - TimeProvider.System.GetUtcNow()).Ticks);
    private readonly PaymentStream _stream = options.Stream();
    private readonly int[] _ports = [.. Enumerable.Range(0, FaultPlan.Slots).Select(_ => FreePorts.Next())];
    private readonly History _history = new();

    public async Task<Report> RunAsync(CancellationToken cancellation)
    {
        var begin = TimeProvider.System.GetTimestamp();
        var folder = Directory.CreateTempSubdirectory("reconciliation-simulation-");
        var name = $"simulation_{options.Seed & int.MaxValue}_{begin}";
        var target = await servers.CreateDatabaseAsync(name, cancellation);
        var broker = await servers.CreateVirtualHostAsync(name, cancellation);
        await using var network = Network.Open(target.Port, servers.BrokerPorts);
        await using var nodes =
            options.Kind == RunKind.Failovers ? await DatabaseNodes.StartAsync(options.IsLossy, say, cancellation) : null;
        var chain = nodes?.Chain
            ?? new NpgsqlConnectionStringBuilder(target.ConnectionString) { Port = network.Postgres.Port }.ConnectionString;
        await using var engines = Engines(chain, broker, network, folder.FullName);
        try
        {
            // Not pooled: connections of a pool would have been broken by the faults.
            await using var database = nodes?.Open()
                ?? NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(target.ConnectionString) { Pooling = false });
            await Migrator.MigrateAsync(database, cancellation, CellsOfRun.Count);
            var outages = new RefusedWrites(database, options.Seed);
            await outages.InstallAsync(cancellation);
            var listener = new Listener(broker, TimeProvider.System);
            await listener.BindAsync(cancellation);
            var injector = new FaultInjector(servers, network, engines.Slots, _clock, nodes, outages);
            var doors = new Doors(_ports);
            await using var readers = new RunReaders(doors, _history);
            engines.Slots[0].Start();
            await Patience.SucceedsAsync(
                "the first engine declares its queues", () => listener.InputAsync(cancellation), TimeProvider.System, cancellation);
            await servers.SettleAsync(cancellation);
            readers.Start();
            var sentAgain = await BreakAsync(injector, nodes, doors, network.UpstreamOf(broker), cancellation);
            await RestAsync(database, listener, injector, engines, cancellation);
            var observed = await Snapshot.TakeAsync(database, listener, await QueuesAsync(name, cancellation), _history, cancellation);
            var report = Report(injector, engines, observed, sentAgain, nodes?.Back ?? [], TimeProvider.System.GetElapsedTime(begin));
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

    private EngineSlots Engines(string chain, Uri broker, Network network, string folder)
    {
        var environment = new Dictionary<string, string>
        {
            ["RECONCILIATION_POSTGRES"] = chain,
            ["RECONCILIATION_RABBITMQ"] = network.AddressFor(broker),
        };
        return new(
        [
            .. Enumerable.Range(0, FaultPlan.Slots)
                .Select(n => new EngineSlot($"engine-{n}", environment, Skews[n], _ports[n], folder, _clock)),
        ]);
    }

    // The stream and the faults, side by side.
    private async Task<int> BreakAsync(
        FaultInjector injector, DatabaseNodes? nodes, Doors doors, IReadOnlyList<Uri> brokers, CancellationToken cancellation)
    {
        var plan = options.Plan();
        say($"Seed {options.Seed}: {_stream.Messages.Count} messages and {plan.Count} faults in {options.Horizon.TotalSeconds:0} s.");
        var (byBroker, byHttp) = _stream.Split(overHttp: options.SendsOverHttp);
        var portions = (options.Count * DatabaseNodes.WaitsPerFailover) + 1;
        var pace = nodes is null
            ? new Pace(options.StreamSpan, TimeProvider.System)
            : new Pace(options.StreamSpan, TimeProvider.System, portions, () => nodes.WaitsBegun);
        await using var publisher = new Publisher(brokers, byBroker, pace, TimeProvider.System);
        var sender = new HttpSender(doors, byHttp, pace, TimeProvider.System);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(options.StreamSpan + RestLimit);
        var sending = Task.WhenAll(publisher.RunAsync(limit.Token), sender.RunAsync(limit.Token));
        try
        {
            await injector.RunAsync(plan, limit.Token);
        }
        catch (SimulationFailedException failure)
        {
            throw new SimulationFailedException(
                $"{failure.Message} The broker has confirmed {publisher.Confirmed} of {byBroker.Count} messages.", failure);
        }

        pace.Hurry();
        await sending;
        var sentAgain = publisher.SentAgain + sender.SentAgain;
        if (!options.IsLossy)
            return sentAgain;

        // The upstream sends again all that a lossy failover may have lost, as the runbook says: everything, once more.
        var soon = new Pace(options.Horizon / 10, TimeProvider.System);
        await using var again = new Publisher(brokers, _stream.Messages, soon, TimeProvider.System);
        await again.RunAsync(limit.Token);
        return sentAgain + again.SentAgain + _stream.Messages.Count;
    }

    // At rest: nothing waits, nothing is overdue, everything is published; and still so once the engines have ended and have given back the
    // deliveries that they had not finished.
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
        const string LastSeen = """
            SELECT count(*) FROM (
                SELECT soin_id || '/' || version AS nom FROM journal ORDER BY transaction DESC, position DESC LIMIT 1) AS derniere
            WHERE nom = $1 AND nom = $2
            """;
        const string Unpublished = "NOT EXISTS (SELECT FROM relais AS r WHERE (r.transaction, r.position) >= (j.transaction, j.position))";
        var (waiting, _) = await listener.InputAsync(cancellation);
        var due = await CountAsync(database, "SELECT count(*) FROM soin WHERE echeance < $1", cancellation, _clock.GetUtcNow());
        var unpublished = await CountAsync(database, $"SELECT count(*) FROM journal AS j WHERE {Unpublished}", cancellation);
        return waiting + due + unpublished > 0
            ? $"{waiting} messages wait, {due} soins are due, {unpublished} versions are not published"
            : await CountAsync(database, LastSeen, cancellation, LastOf(RunReaders.Pages), LastOf(RunReaders.Live)) == 1
                ? ""
                : "readers of the feed have not come to its end";

        string LastOf(string reader) => _history.LastOf(reader) is { } last ? $"{last.SoinId}/{last.Version}" : "";
    }

    private static async Task<long> CountAsync(
        NpgsqlDataSource database, string sql, CancellationToken cancellation, params object[] values)
    {
        await using var command = database.CreateCommand(sql);
        foreach (var value in values)
            command.Parameters.Add(new() { Value = value });
        return (long)(await command.ExecuteScalarAsync(cancellation))!;
    }

    private Report Report(
        FaultInjector injector,
        EngineSlots engines,
        Observed observed,
        int sentAgain,
        IReadOnlyList<TimeSpan> back,
        TimeSpan elapsed)
    {
        var judgement = Oracle.Judge(_stream, observed, _clock.GetUtcNow(), options.IsLossy);
        return new()
        {
            Seed = options.Seed,
            Again = options.Command,
            BackAtWork = [.. back.Select(b => b.TotalSeconds).Order()],
            Ghosts = judgement.Ghosts,
            Epochs = observed.Epochs.Count,
            Told = observed.Readers.ToDictionary(r => r.Name, r => r.Told.Count),
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
