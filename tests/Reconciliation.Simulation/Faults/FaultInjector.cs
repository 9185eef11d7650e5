using Reconciliation.Simulation.Engines;

namespace Reconciliation.Simulation.Faults;

/// <summary>
/// Injects the faults of the plan, each at its time. Faults of different things overlap, as they do in the world; two of one thing follow
/// each other.
/// </summary>
/// <param name="servers">The servers to stop.</param>
/// <param name="network">The network to cut.</param>
/// <param name="engines">The engines to kill.</param>
/// <param name="clock">The simulated time.</param>
/// <param name="nodes">The database servers to fail over; null: there is no standby.</param>
/// <param name="outages">The writes to refuse.</param>
internal sealed class FaultInjector(
    PrivateServers servers,
    Network network,
    IReadOnlyList<EngineSlot> engines,
    OffsetClock clock,
    DatabaseNodes? nodes,
    RefusedWrites outages)
{
    private readonly Dictionary<string, Task> _lanes = [];
    private readonly Dictionary<FaultKind, int> _done = [];

    /// <summary>The number of faults of each kind that have happened.</summary>
    public IReadOnlyDictionary<FaultKind, int> Done => _done;

    /// <summary>Returns once the last fault is over, and everything runs that should.</summary>
    public async Task RunAsync(IReadOnlyList<Fault> plan, CancellationToken cancellation)
    {
        var start = TimeProvider.System.GetTimestamp();
        foreach (var fault in plan)
        {
            var wait = fault.At - TimeProvider.System.GetElapsedTime(start);
            if (wait > TimeSpan.Zero)
                await Task.Delay(wait, TimeProvider.System, cancellation);
            var lane = Lane(fault);
            _lanes[lane] = DoAsync(_lanes.GetValueOrDefault(lane, Task.CompletedTask), fault, cancellation);
            _done[fault.Kind] = _done.GetValueOrDefault(fault.Kind) + 1;
        }

        await Task.WhenAll(_lanes.Values);
    }

    /// <summary>Moves the clock of every engine on.</summary>
    public void MoveClock(TimeSpan by)
    {
        clock.Set(clock.OffsetTicks + by.Ticks);
        foreach (var engine in engines)
            engine.TellTime();
    }

    private async Task DoAsync(Task before, Fault fault, CancellationToken cancellation)
    {
        await before;
        var engine = engines[fault.Slot];
        await (fault.Kind switch
        {
            FaultKind.EngineKilled => AgainAsync(engine, engine.KillAsync, fault.For, cancellation),
            FaultKind.EngineStopped => AgainAsync(engine, engine.StopAsync, fault.For, cancellation),
            FaultKind.EngineFrozen => engine.FreezeAsync(fault.For, cancellation),
            FaultKind.EngineAdded => Now(engine.Start),
            FaultKind.EngineRemoved => engine.StopAsync(),
            FaultKind.PostgresKilled => servers.BreakPostgresAsync(kill: true, fault.For, cancellation),
            FaultKind.PostgresRestarted => servers.BreakPostgresAsync(kill: false, fault.For, cancellation),
            FaultKind.BrokerKilled => servers.BreakBrokerAsync(kill: true, fault.For, cancellation),
            FaultKind.BrokerRestarted => servers.BreakBrokerAsync(kill: false, fault.For, cancellation),
            FaultKind.PostgresCut => Now(network.Postgres.Cut),
            FaultKind.PostgresStalled => StallAsync(network.Postgres, fault.For, cancellation),
            FaultKind.PostgresRefused => RefuseAsync(network.Postgres, fault.For, cancellation),
            FaultKind.BrokerCut => Now(network.Broker.Cut),
            FaultKind.BrokerStalled => StallAsync(network.Broker, fault.For, cancellation),
            FaultKind.BrokerRefused => RefuseAsync(network.Broker, fault.For, cancellation),
            FaultKind.UpstreamCut => Now(network.Upstream.Cut),
            FaultKind.ClockMoved => Now(() => MoveClock(fault.For)),
            FaultKind.PostgresReadOnly => servers.MakeReadOnlyAsync(fault.For, cancellation),
            FaultKind.PostgresFrozen => servers.FreezePostgresAsync(fault.For, cancellation),
            FaultKind.PostgresRefusing => outages.RefuseAsync(fault.For, cancellation),
            FaultKind.EngineSkewed => Now(() => engine.Skew(fault.For)),
            FaultKind.FailedOver => nodes!.FailOverAsync(fault.For, cancellation),
            _ => throw new InvalidOperationException($"Nothing does {fault.Kind}."),
        });
    }

    private static string Lane(Fault fault) => fault.Kind switch
    {
        <= FaultKind.EngineRemoved => $"engine {fault.Slot}",
        FaultKind.PostgresKilled or FaultKind.PostgresRestarted or FaultKind.PostgresReadOnly or FaultKind.PostgresFrozen
            or FaultKind.PostgresRefusing or FaultKind.FailedOver => "postgres",
        FaultKind.BrokerKilled or FaultKind.BrokerRestarted => "broker",
        FaultKind.PostgresCut or FaultKind.PostgresStalled or FaultKind.PostgresRefused => "way to postgres",
        FaultKind.BrokerCut or FaultKind.BrokerStalled or FaultKind.BrokerRefused => "way to broker",
        _ => fault.Kind.ToString(),
    };

    private static async Task AgainAsync(EngineSlot engine, Func<Task> end, TimeSpan time, CancellationToken cancellation)
    {
        await end();
        await Task.Delay(time, TimeProvider.System, cancellation);
        engine.Start();
    }

    private static async Task StallAsync(LoopbackProxy way, TimeSpan time, CancellationToken cancellation)
    {
        way.Stall();
        await Task.Delay(time, TimeProvider.System, cancellation);
        way.Resume();
    }

    private static async Task RefuseAsync(LoopbackProxy way, TimeSpan time, CancellationToken cancellation)
    {
        await way.RefuseAsync();
        await Task.Delay(time, TimeProvider.System, cancellation);
        way.Accept();
    }

    private static Task Now(Action action)
    {
        action();
        return Task.CompletedTask;
    }
}

/// <summary>The ways to the servers, each of which can be cut.</summary>
/// <param name="Postgres">From the engines to PostgreSQL.</param>
/// <param name="Broker">From the engines to RabbitMQ.</param>
/// <param name="Upstream">From the paying systems to RabbitMQ.</param>
internal sealed record Network(LoopbackProxy Postgres, LoopbackProxy Broker, LoopbackProxy Upstream) : IAsyncDisposable
{
    public async ValueTask DisposeAsync()
    {
        await Postgres.DisposeAsync();
        await Broker.DisposeAsync();
        await Upstream.DisposeAsync();
    }
}
