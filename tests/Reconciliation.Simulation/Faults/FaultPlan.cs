namespace Reconciliation.Simulation.Faults;

/// <summary>The times of all faults: a function of the seed and the horizon alone.</summary>
internal static class FaultPlan
{
    /// <summary>The most engines that run at once.</summary>
    public const int Slots = 3;

    /// <summary>
    /// The time by which the clock moves in all, in several jumps: from days before a change of the clocks in Paris to days after it.
    /// </summary>
    public static readonly TimeSpan ClockSpan = TimeSpan.FromDays(12);

    private static readonly TimeSpan MeanPause = TimeSpan.FromSeconds(1.3);

    // Every kind at least once; faults that take seconds to recover from, not much oftener.
    private static readonly FaultKind[] Always =
    [
        FaultKind.EngineKilled, FaultKind.EngineKilled, FaultKind.EngineKilled, FaultKind.EngineStopped, FaultKind.EngineFrozen,
        FaultKind.PostgresKilled, FaultKind.PostgresRestarted, FaultKind.BrokerKilled, FaultKind.BrokerRestarted,
        FaultKind.PostgresCut, FaultKind.PostgresStalled, FaultKind.PostgresRefused,
        FaultKind.BrokerCut, FaultKind.BrokerStalled, FaultKind.BrokerRefused, FaultKind.UpstreamCut,
        FaultKind.PostgresReadOnly, FaultKind.PostgresFrozen, FaultKind.PostgresRefusing, FaultKind.PostgresRefusing,
        FaultKind.EngineSkewed,
    ];

    private static readonly (FaultKind Kind, int Weight)[] Weights =
    [
        (FaultKind.EngineKilled, 30), (FaultKind.EngineStopped, 6), (FaultKind.EngineFrozen, 5), (FaultKind.EngineAdded, 6),
        (FaultKind.EngineRemoved, 6), (FaultKind.PostgresKilled, 6), (FaultKind.PostgresRestarted, 5), (FaultKind.BrokerKilled, 3),
        (FaultKind.BrokerRestarted, 2), (FaultKind.PostgresCut, 8), (FaultKind.PostgresStalled, 4), (FaultKind.PostgresRefused, 4),
        (FaultKind.BrokerCut, 6), (FaultKind.BrokerStalled, 4), (FaultKind.BrokerRefused, 3), (FaultKind.UpstreamCut, 6),
        (FaultKind.PostgresReadOnly, 4), (FaultKind.PostgresFrozen, 4), (FaultKind.PostgresRefusing, 8), (FaultKind.EngineSkewed, 4),
    ];

    public static IReadOnlyList<Fault> Create(int seed, TimeSpan horizon)
    {
        var random = new Random(seed);
        var kinds = Always.Concat(Draw(random, Math.Max(0, (int)(horizon / MeanPause) - Always.Length))).ToArray();
        random.Shuffle(kinds);

        // A second and a third engine come early, so that later faults happen to several.
        FaultKind[] all = [FaultKind.EngineAdded, .. kinds[..(kinds.Length / 4)], FaultKind.EngineAdded, .. kinds[(kinds.Length / 4)..]];
        var faults = Jumps(random, horizon).ToList();
        var running = new bool[Slots];
        running[0] = true;
        for (var rank = 0; rank < all.Length; rank++)
        {
            var at = horizon * ((rank + random.NextDouble()) / all.Length);
            if (Choose(random, all[rank], running) is { } slot)
                faults.Add(new(at, all[rank], slot, Length(random, all[rank])));
        }

        return [.. faults.OrderBy(f => f.At)];
    }

    /// <summary>Failovers alone, one after the other: other faults would hide how long each takes.</summary>
    /// <param name="seed">The seed of the time by which the standby lags behind at each failover, where it may.</param>
    /// <param name="count">The number of failovers.</param>
    /// <param name="horizon">The time over which they are spread.</param>
    public static IReadOnlyList<Fault> Failovers(int seed, int count, TimeSpan horizon)
    {
        var random = new Random(seed);
        return
        [
            new(TimeSpan.Zero, FaultKind.EngineAdded, 1, TimeSpan.Zero),
            .. Enumerable.Range(0, count).Select(n => new Fault(
                horizon * ((n + 0.5) / count), FaultKind.FailedOver, 0, TimeSpan.FromMilliseconds(random.Next(300, 1_500)))),
        ];
    }

    private static IEnumerable<FaultKind> Draw(Random random, int count)
    {
        var total = Weights.Sum(w => w.Weight);
        for (var drawn = 0; drawn < count; drawn++)
        {
            var weight = random.Next(total);
            yield return Weights.First(w => (weight -= w.Weight) < 0).Kind;
        }
    }

    // Jumps of some hours up to two days, that add up to the span whatever their number is.
    private static IEnumerable<Fault> Jumps(Random random, TimeSpan horizon)
    {
        var count = Math.Clamp((int)(horizon.TotalSeconds / 4), 6, 60);
        var shares = Enumerable.Range(0, count).Select(_ => 0.2 + random.NextDouble()).ToArray();
        for (var jump = 0; jump < count; jump++)
            yield return new(
                horizon * ((jump + random.NextDouble()) / count), FaultKind.ClockMoved, 0, ClockSpan * (shares[jump] / shares.Sum()));
    }

    // The engine that a fault is about: one that runs, or a free place; null where there is none. At least one engine stays.
    private static int? Choose(Random random, FaultKind kind, bool[] running)
    {
        var wanted = kind != FaultKind.EngineAdded;
        if (kind is > FaultKind.EngineRemoved)
            return 0;
        var slots = Enumerable.Range(0, Slots).Where(slot => running[slot] == wanted).ToArray();
        if (slots.Length == 0 || (kind == FaultKind.EngineRemoved && slots.Length == 1))
            return null;
        var slot = slots[random.Next(slots.Length)];
        running[slot] = kind != FaultKind.EngineRemoved;
        return slot;
    }

    private static TimeSpan Length(Random random, FaultKind kind) => TimeSpan.FromMilliseconds(kind switch
    {
        FaultKind.EngineKilled or FaultKind.EngineStopped => random.Next(0, 1_500),
        FaultKind.EngineFrozen => random.Next(1_000, 5_000),
        FaultKind.PostgresKilled or FaultKind.PostgresRestarted => random.Next(0, 2_000),
        FaultKind.BrokerKilled or FaultKind.BrokerRestarted => random.Next(0, 1_000),
        FaultKind.PostgresStalled or FaultKind.BrokerStalled => random.Next(500, 4_000),
        FaultKind.PostgresRefused or FaultKind.BrokerRefused => random.Next(300, 3_000),
        FaultKind.PostgresReadOnly or FaultKind.PostgresRefusing => random.Next(500, 3_000),
        FaultKind.PostgresFrozen => random.Next(500, 4_000),
        FaultKind.EngineSkewed => random.Next(-90_000, 90_000),
        _ => 0,
    });
}
