using Npgsql;
using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Integration.Tests.Servers;
using Reconciliation.Storage;
using Xunit;

namespace Reconciliation.Integration.Tests.Engine;

/// <summary>
/// One process at a time has exclusive work: even if it falls silent, loses its session or is suspended, it stops before another begins.
/// </summary>
public sealed class LeaseTests : DatabaseTest
{
    private static readonly AdvisoryLock Work = new(9, "work", "LeaseTests", "a test", "nobody");

    [SkippableFact]
    public async Task One_has_the_work_and_another_takes_it_over_at_once_when_it_is_given_back()
    {
        var first = await TakeAsync();
        Assert.NotNull(first);
        Assert.Null(await TakeAsync());
        await first.DisposeAsync();
        await using var second = await TakeAsync();
        Assert.NotNull(second);
        Assert.True(first.Lost.IsCancellationRequested);
    }

    [SkippableFact]
    public async Task It_is_held_for_longer_than_the_lease_without_doing_anything()
    {
        await using var held = await TakeAsync();
        Assert.NotNull(held);
        var start = TimeProvider.System.GetTimestamp();
        await Eventually.HoldsAsync("the lease has passed", async () =>
        {
            Assert.Null(await TakeAsync());
            return TimeProvider.System.GetElapsedTime(start) > Lease.LeaseDuration + Lease.Pulse;
        });
        Assert.False(held.Lost.IsCancellationRequested);
    }

    [SkippableFact]
    public async Task A_holder_that_falls_silent_stops_before_the_server_lets_another_begin()
    {
        await using var silent = await TakeAsync();
        Assert.NotNull(silent);

        // It keeps the session to itself and says nothing, as one that is frozen, or that nobody hears.
        var start = TimeProvider.System.GetTimestamp();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => silent.RunAsync(
            async (_, ct) =>
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, ct);
                return 0;
            },
            default));
        Assert.True(silent.Lost.IsCancellationRequested);
        Assert.Null(await TakeAsync());

        Lease? other = null;
        await Eventually.HoldsAsync("the server has ended the session", async () => (other = await TakeAsync()) is not null);
        Assert.True(TimeProvider.System.GetElapsedTime(start) < TimeSpan.FromSeconds(10), "The work stood still for too long.");
        await other!.DisposeAsync();
        await Assert.ThrowsAnyAsync<Exception>(() => new RelayPlace(silent).AdvanceAsync(new(7, 7), default));
        await using var now = await TakeAsync();
        Assert.Equal(default, await new RelayPlace(now!).ReadAsync(default));
    }

    [SkippableFact]
    public async Task A_holder_whose_session_is_ended_by_the_server_stops_and_cannot_move_the_place()
    {
        await using var ended = await TakeAsync();
        Assert.NotNull(ended);
        await new RelayPlace(ended).AdvanceAsync(new(77, 5), default);
        await EndSessionAsync();

        await Eventually.HoldsAsync("the holder knows", () => ended.Lost.IsCancellationRequested);
        await Assert.ThrowsAnyAsync<Exception>(() => new RelayPlace(ended).AdvanceAsync(new(78, 9), default));
        await using var next = await TakeAsync();
        Assert.Equal(new(77, 5), await new RelayPlace(next!).ReadAsync(default));
    }

    [SkippableFact]
    public async Task Each_holder_has_a_higher_number_than_those_before_it()
    {
        var numbers = new List<long>();
        for (var n = 0; n < 3; n++)
        {
            await using var lease = await TakeAsync();
            numbers.Add(lease!.Number);
        }

        Assert.Equal(numbers.Distinct().Order(), numbers);
    }

    [SkippableFact]
    public async Task A_suspended_machine_wakes_with_a_lease_that_is_not_held_though_its_steady_clock_stood_still()
    {
        var clock = new ShiftedClock();
        await using var held = await Lease.TakeAsync(Source, Work, clock, default);
        Assert.True(held!.IsHeld);

        // Timers and the steady clock stand still while the machine sleeps; the wall clock goes on, and so does the server.
        clock.Move(TimeSpan.FromMinutes(10));
        Assert.False(held.IsHeld);
        await EndSessionAsync();
        Lease? other = null;
        await Eventually.HoldsAsync("the server has ended the session", async () => (other = await TakeAsync()) is not null);
        await using var next = other!;
        await Assert.ThrowsAnyAsync<Exception>(() => held.ConfirmAsync(default));
        await next.ConfirmAsync(default);
        Assert.True(next.IsHeld);
        Assert.False(held.IsHeld);
    }

    [SkippableFact]
    public async Task A_clock_that_somebody_sets_does_not_end_a_lease_that_the_server_confirms()
    {
        var clock = new ShiftedClock();
        await using var held = await Lease.TakeAsync(Source, Work, clock, default);
        foreach (var minutes in new[] { 10, -20 })
        {
            clock.Move(TimeSpan.FromMinutes(minutes));
            await held!.ConfirmAsync(default);
            Assert.True(held.IsHeld);
        }
    }

    private Task EndSessionAsync()
    {
        var database = new NpgsqlConnectionStringBuilder(Source.ConnectionString).Database;
        return TestDatabase.ExecuteAsync(
            $"""
            SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND objid = {Work.Number}
                AND database = (SELECT oid FROM pg_database WHERE datname = '{database}')
            """);
    }

    private Task<Lease?> TakeAsync() => Lease.TakeAsync(Source, Work, TimeProvider.System, default);
}
