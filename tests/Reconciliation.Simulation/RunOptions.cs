using System.Globalization;
using System.Security.Cryptography;
using Reconciliation.Domain;
using Reconciliation.Simulation.Faults;
using Reconciliation.Simulation.Upstream;

namespace Reconciliation.Simulation;

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

    private const double ActsPerSecond = 35;

    // The rate is low because each failover publishes again all that its epoch may make doubtful.
    private const double ActsPerSecondOfFailovers = 6;

    /// <summary>The number of times that a standby is promoted, instead of all other faults; 0: there is no standby.</summary>
    public int Failovers { get; init; }

    /// <summary>Whether the standby lags behind, so that each failover loses something.</summary>
    public bool IsLossy { get; init; }

    /// <summary>A run of failovers.</summary>
    public static RunOptions OfFailovers(int seed, int count, bool isLossy) =>
        new(seed, count * FailoverSpan) { Failovers = count, IsLossy = isLossy };

    /// <summary>The seed that the environment names, else a random one.</summary>
    public static int ChooseSeed() =>
        int.TryParse(Environment.GetEnvironmentVariable(SeedVariable), CultureInfo.InvariantCulture, out var named)
            ? named
            : RandomNumberGenerator.GetInt32(int.MaxValue);

    /// <summary>
    /// Over how long the stream is spread: on a busy machine failovers take longer than they should, and each is to meet payments.
    /// </summary>
    public TimeSpan StreamSpan => Failovers > 0 ? 2 * Horizon : Horizon;

    /// <summary>The number of acts of care that are paid for, in about three messages each.</summary>
    public int Acts => (int)(StreamSpan.TotalSeconds * (Failovers > 0 ? ActsPerSecondOfFailovers : ActsPerSecond));

    /// <summary>When the simulated time begins: four days before a change of the clocks in Paris, to or from summer time.</summary>
    public DateTimeOffset Start => Paris.StartOfDay(Seed % 2 == 0 ? new DateOnly(2025, 10, 22) : new DateOnly(2026, 3, 25)).AddHours(9);

    /// <summary>The options that run it again.</summary>
    public string Command => Failovers > 0
        ? $"--graine {Seed} --bascules {Failovers}{(IsLossy ? " --avec-perte" : "")}"
        : string.Create(CultureInfo.InvariantCulture, $"--graine {Seed} --minutes {Horizon.TotalMinutes}");

    public PaymentStream Stream() => PaymentStream.Create(Seed, Paris.Day(Start), Acts);

    public IReadOnlyList<Fault> Plan() =>
        Failovers > 0 ? FaultPlan.Failovers(Seed, Failovers, Horizon) : FaultPlan.Create(Seed, Horizon);
}
