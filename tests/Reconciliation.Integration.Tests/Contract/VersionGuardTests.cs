using Reconciliation.Client;
using Reconciliation.Contracts;
using Xunit;

namespace Reconciliation.Integration.Tests.Contract;

/// <summary>
/// The law of the guard: whatever histories are lost, and however messages come again or late, a consumer never holds an older version than
/// it held in the same history, and ends with what the history that goes on has. Erased soins begin again at version 1; one whose erasure
/// was lost with its history is there again, which no message says.
/// </summary>
public sealed class VersionGuardTests
{
    public static IEnumerable<object[]> Seeds() => Enumerable.Range(1, 20).Select(s => new object[] { s });

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_consumer_ends_with_the_history_that_goes_on_and_never_goes_back(int seed)
    {
        for (var n = 0; n < 50; n++)
        {
            var world = new LostHistories(seed * 1000 + n);
            var consumer = new Consumer(world);
            for (var step = 0; step < 120; step++)
            {
                world.Step();
                consumer.Take(world.Sent());
            }

            world.PublishAll();
            consumer.Take(world.Sent());
            var held = consumer.Held.OrderBy(h => h.Key).Select(h => (h.Key, h.Value.Epoque, h.Value.Version));
            Assert.Equal(world.There().Where(t => IsTold(world, t.Item1)), held.Where(h => IsTold(world, h.Key)));
        }
    }

    private static bool IsTold(LostHistories world, Guid soinId) => !world.BackAgain.Contains(soinId);

    [Fact]
    public void The_generated_worlds_lose_histories_restore_old_ones_and_wake_old_publishers()
    {
        var worlds = Enumerable.Range(0, 200).Select(seed =>
        {
            var world = new LostHistories(seed);
            for (var step = 0; step < 120; step++)
            {
                world.Step();
            }

            return world;
        }).ToList();
        Assert.True(worlds.Average(w => w.Epochs) > 3);
        Assert.True(worlds.Count(w => w.LostEpochs > 0) > 50);
        Assert.True(worlds.Count(w => w.Ghosts > 0) > 100);
        Assert.True(worlds.Average(w => w.Erasures) > 2);
        Assert.True(worlds.Count(w => w.BackAgain.Count > 0) > 20);
    }

    [Fact]
    public void Versions_are_ordered_by_the_announcement_of_their_histories_and_then_by_number()
    {
        string[] order = ["z", "a"];
        (string?, int)[] rising = [(null, 9), ("z", 1), ("z", 2), ("a", 1), ("a", 3)];
        foreach (var (held, i) in rising.Select((v, i) => (v, i)))
        {
            Assert.All(rising.Index(), r => Assert.Equal(r.Index < i, GardeDesVersions.EstPerime(order, r.Item, held)));
            Assert.False(GardeDesVersions.EstPerime(order, held, null));
        }
    }

    [Fact]
    public void An_announcement_drops_what_is_younger_of_every_other_history_and_one_that_comes_again_drops_nothing()
    {
        var (guard, since) = (new GardeDesVersions(), new DateTimeOffset(2026, 11, 28, 9, 0, 0, TimeSpan.Zero));
        Guid[] soins = [.. Enumerable.Range(1, 4).Select(n => new Guid(n, 0, 0, new byte[8]))];
        Assert.True(guard.Prendre(soins[0], "2-a", 1, since.AddSeconds(-1)));
        Assert.True(guard.Prendre(soins[1], "2-a", 1, since));
        Assert.True(guard.Prendre(soins[2], "9-lost", 4, since.AddSeconds(5)));
        Assert.Equal([soins[1], soins[2]], guard.Annoncer(new("3-b", "2-a", since)).Order());
        Assert.True(guard.Prendre(soins[1], "3-b", 1, since.AddSeconds(9)));
        Assert.Empty(guard.Annoncer(new("3-b", "2-a", since)));

        // A publisher of before wakes: what it says never happened, or is told again.
        Assert.False(guard.Prendre(soins[3], "2-a", 1, since.AddSeconds(1)));
        Assert.False(guard.Prendre(soins[3], "never", 7, since.AddSeconds(1)));
        Assert.True(guard.Prendre(soins[3], "2-a", 1, since.AddSeconds(-5)));
    }

    [Fact]
    public void A_soin_that_was_erased_begins_again_at_version_1_and_its_former_versions_stay_away()
    {
        var (guard, erased) = (new GardeDesVersions(), new DateTimeOffset(2026, 11, 28, 9, 0, 0, TimeSpan.Zero));
        var soin = new Guid(1, 0, 0, new byte[8]);
        Assert.True(guard.Prendre(soin, "2-a", 5, erased.AddDays(-2)));
        Assert.True(guard.Oublier(new SoinEfface(soin, true, erased, "2-a")));
        Assert.False(guard.Prendre(soin, "2-a", 6, erased.AddSeconds(-1)));
        Assert.True(guard.Prendre(soin, "2-a", 1, erased.AddDays(3)));

        // The notice and a version of before it come again: the new life stays, and goes on.
        Assert.False(guard.Oublier(soin, "2-a", erased));
        Assert.False(guard.Prendre(soin, "2-a", 5, erased.AddDays(-2)));
        Assert.True(guard.Prendre(soin, "2-a", 2, erased.AddDays(4)));
        Assert.True(guard.Oublier(soin, "2-a", erased.AddDays(5)));
        Assert.False(guard.Prendre(soin, "2-a", 2, erased.AddDays(4)));
    }

    [Fact]
    public void Of_an_erasure_that_a_new_history_may_have_lost_the_service_is_asked()
    {
        var (guard, since) = (new GardeDesVersions(), new DateTimeOffset(2026, 11, 28, 9, 0, 0, TimeSpan.Zero));
        Guid[] soins = [.. Enumerable.Range(1, 3).Select(n => new Guid(n, 0, 0, new byte[8]))];
        Assert.True(guard.Oublier(soins[0], "2-a", since.AddSeconds(-1)));
        Assert.True(guard.Oublier(soins[1], "2-a", since.AddSeconds(1)));
        Assert.True(guard.Oublier(soins[2], "2-a", since.AddSeconds(1)));
        Assert.Equal(soins[1..], guard.Annoncer(new("3-b", "2-a", since)).Order());
        Assert.Empty(guard.Annoncer(new("3-b", "2-a", since)));

        // The second is there again; of the third the service knows nothing.
        guard.Tenir(soins[1], "2-a", 4, since.AddDays(-1));
        Assert.True(guard.Prendre(soins[1], "2-a", 5, since.AddSeconds(-1)));
        Assert.False(guard.Prendre(soins[2], "2-a", 5, since.AddSeconds(-1)));
        Assert.True(guard.Prendre(soins[2], "3-b", 1, since.AddMinutes(1)));
    }

    // As the contract says it: what is dropped is asked for again by its id, and what comes overwrites.
    private sealed class Consumer(LostHistories world)
    {
        private readonly GardeDesVersions _guard = new();

        public Dictionary<Guid, Told> Held { get; } = [];

        public void Take(IEnumerable<(Told? Version, EpoqueCommencee? Announced)> messages)
        {
            foreach (var (version, announced) in messages)
            {
                if (version is { IsErasure: true } erased && _guard.Oublier(erased.SoinId, erased.Epoque, erased.At))
                {
                    Held.Remove(erased.SoinId);
                }
                else if (version is { IsErasure: false } told)
                {
                    Apply(told);
                }

                foreach (var soinId in announced is null ? [] : _guard.Annoncer(announced))
                {
                    Held.Remove(soinId);
                    if (world.Ask(soinId) is { } there)
                    {
                        _guard.Tenir(there.SoinId, there.Epoque, there.Version, there.At);
                        Held[soinId] = there;
                    }
                }
            }
        }

        private void Apply(Told told)
        {
            if (_guard.Prendre(told.SoinId, told.Epoque, told.Version, told.At))
            {
                Assert.True(
                    !Held.TryGetValue(told.SoinId, out var held) || held.Epoque != told.Epoque || held.Version <= told.Version,
                    $"{told} after {held}");
                Held[told.SoinId] = told;
            }
        }
    }
}

/// <summary>A version of a soin, as it is told; 0: it was erased.</summary>
internal readonly record struct Told(Guid SoinId, string Epoque, int Version, DateTimeOffset At)
{
    public bool IsErasure => Version == 0;
}
