using System.Globalization;
using System.Security.Cryptography;
using Reconciliation.Domain;
using Reconciliation.Simulation.Faults;
using Reconciliation.Simulation.Upstream;

namespace Reconciliation.Simulation;

/// <summary>The things that a run breaks.</summary>
internal enum RunKind
{
    /// <summary>All that can happen to two servers and some engines.</summary>
    Mixed,

    /// <summary>A primary that dies, again and again, and its standby that is promoted.</summary>
    Failovers,

    /// <summary>The power, again and again: what was not forced to the disks is gone.</summary>
    PowerCuts,

    /// <summary>The nodes of a broker of three.</summary>
    BrokerNodes,
}

/// <summary>The inputs of a run: the seed decides the stream and the faults, the horizon their duration.</summary>
/// <param name="Seed">The seed.</param>
/// <param name="Horizon">The time for which the stream and the faults last; coming to rest takes longer.</param>
internal sealed record RunOptions(int Seed, TimeSpan Horizon)
{
    /// <summary>The environment variable that names the seed of a run that would else have a random one.</summary>
    public const string SeedVariable = "SIMULATION_SEED";

    /// <summary>The horizon of a run for which none is given.</summary>
    public static readonly TimeSpan Bounded = TimeSpan.FromSeconds(30);

    /// <summary>The time of one failover on an ordinary machine, the copying of the next standby included.</summary>
    public static readonly TimeSpan FailoverSpan = TimeSpan.FromSeconds(6);

    /// <summary>The time from one power cut to the next: both servers recover and engines are started again.</summary>
    public static readonly TimeSpan PowerCutSpan = TimeSpan.FromSeconds(12);

    private const double ActsPerSecond = 35;

    // The rate is low because each failover publishes again all that its epoch may make doubtful.
    private const double ActsPerSecondOfFailovers = 6;

    // Servers that wait for the disk, or for each other, have half the time.
    private const double ActsPerSecondOfLostServers = 15;

    /// <summary>The things that it breaks.</summary>
    public RunKind Kind { get; init; }

    /// <summary>How often, where the horizon does not say.</summary>
    public int Count { get; init; }

    /// <summary>Whether the standby lags behind, so that each failover loses something.</summary>
    public bool IsLossy { get; init; }

    /// <summary>Whether a third of the stream comes over HTTP.</summary>
    public bool SendsOverHttp => Kind is RunKind.PowerCuts or RunKind.BrokerNodes;

    /// <summary>A run of failovers.</summary>
    public static RunOptions OfFailovers(int seed, int count, bool isLossy) =>
        new(seed, count * FailoverSpan) { Kind = RunKind.Failovers, Count = count, IsLossy = isLossy };

    /// <summary>A run of power cuts.</summary>
    public static RunOptions OfPowerCuts(int seed, int count) =>
        new(seed, count * PowerCutSpan) { Kind = RunKind.PowerCuts, Count = count };

    /// <summary>A run in which nodes of the broker are lost and come back.</summary>
    public static RunOptions OfBrokerNodes(int seed, TimeSpan horizon) => new(seed, horizon) { Kind = RunKind.BrokerNodes };

    /// <summary>The seed that the environment names, else a random one.</summary>
    public static int ChooseSeed() =>
        int.TryParse(Environment.GetEnvironmentVariable(SeedVariable), CultureInfo.InvariantCulture, out var named)
            ? named
            : RandomNumberGenerator.GetInt32(int.MaxValue);

    /// <summary>
    /// Over how long the stream is spread: on a busy machine failovers and cuts take longer than they should, and each is to meet payments.
    /// </summary>
    public TimeSpan StreamSpan => Count > 0 ? 2 * Horizon : Horizon;

    /// <summary>The number of acts of care that are paid for, in about three messages each.</summary>
    public int Acts => (int)(StreamSpan.TotalSeconds * Kind switch
    {
        RunKind.Failovers => ActsPerSecondOfFailovers,
        RunKind.Mixed => ActsPerSecond,
        _ => ActsPerSecondOfLostServers,
    });

    /// <summary>When the simulated time begins: four days before a change of the clocks in Paris, to or from summer time.</summary>
    public DateTimeOffset Start => Paris.StartOfDay(Seed % 2 == 0 ? new DateOnly(2025, 10, 22) : new DateOnly(2026, 3, 25)).AddHours(9);

    /// <summary>The options that run it again.</summary>
    public string Command => Kind switch
    {
        RunKind.Failovers => $"--graine {Seed} --bascules {Count}{(IsLossy ? " --avec-perte" : "")}",
        RunKind.PowerCuts => $"--graine {Seed} --coupures {Count}",
        _ => string.Create(
            CultureInfo.InvariantCulture,
            $"--graine {Seed} --minutes {Horizon.TotalMinutes}{(Kind == RunKind.BrokerNodes ? " --noeuds" : "")}"),
    };

    public PaymentStream Stream() => PaymentStream.Create(Seed, Paris.Day(Start), Acts);

    public IReadOnlyList<Fault> Plan() => Kind switch
    {
        RunKind.Failovers => FaultPlan.Failovers(Seed, Count, Horizon),
        RunKind.PowerCuts => FaultPlan.PowerCuts(Seed, Count, Horizon),
        RunKind.BrokerNodes => FaultPlan.BrokerNodes(Seed, Horizon),
        _ => FaultPlan.Create(Seed, Horizon),
    };
}
