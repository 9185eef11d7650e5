using Npgsql;
using Reconciliation.Core;
using Reconciliation.Dev;
using Reconciliation.Engine;
using Reconciliation.Hosting;
using Reconciliation.Integration.Tests.Servers;
using Reconciliation.Recon;
using Reconciliation.Storage;
using Xunit;

namespace Reconciliation.Integration.Tests.Engine;

/// <summary>One process at a time has exclusive work: it stops before another begins, whatever becomes of it.</summary>
public sealed class ExclusiviteTests : DatabaseTest
{
    private const int Travail = 9;

    [SkippableFact]
    public async Task One_has_the_work_and_another_takes_it_over_at_once_when_it_is_given_back()
    {
        var first = await PrendreAsync();
        Assert.NotNull(first);
        Assert.Null(await PrendreAsync());
        await first.DisposeAsync();
        await using var second = await PrendreAsync();
        Assert.NotNull(second);
        Assert.True(first.Perdue.IsCancellationRequested);
    }

    [SkippableFact]
    public async Task It_is_held_for_longer_than_the_lease_without_doing_anything()
    {
        await using var held = await PrendreAsync();
        Assert.NotNull(held);
        var start = TimeProvider.System.GetTimestamp();
        await Eventually.HoldsAsync("the lease has passed", async () =>
        {
            Assert.Null(await PrendreAsync());
            return TimeProvider.System.GetElapsedTime(start) > Exclusivite.Bail + Exclusivite.Pouls;
        });
        Assert.False(held.Perdue.IsCancellationRequested);
    }

    [SkippableFact]
    public async Task A_holder_that_falls_silent_stops_before_the_server_lets_another_begin()
    {
        await using var silent = await PrendreAsync();
        Assert.NotNull(silent);

        // It keeps the session to itself and says nothing, as one that is frozen, or that nobody hears.
        var start = TimeProvider.System.GetTimestamp();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => silent.ExecuterAsync(
            async (_, ct) =>
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, ct);
                return 0;
            },
            default));
        Assert.True(silent.Perdue.IsCancellationRequested);
        Assert.Null(await PrendreAsync());

        Exclusivite? other = null;
        await Eventually.HoldsAsync("the server has ended the session", async () => (other = await PrendreAsync()) is not null);
        Assert.True(TimeProvider.System.GetElapsedTime(start) < TimeSpan.FromSeconds(10), "The work stood still for too long.");
        await other!.DisposeAsync();
        await Assert.ThrowsAnyAsync<Exception>(() => new PlaceDuRelais(silent).AvancerAsync(new(7, 7), default));
        await using var now = await PrendreAsync();
        Assert.Equal(default, await new PlaceDuRelais(now!).LireAsync(default));
    }

    [SkippableFact]
    public async Task A_holder_whose_session_is_ended_by_the_server_stops_and_cannot_move_the_place()
    {
        await using var ended = await PrendreAsync();
        Assert.NotNull(ended);
        await new PlaceDuRelais(ended).AvancerAsync(new(77, 5), default);
        await TestDatabase.ExecuteAsync(
            $"SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND objid = {Travail} AND database = (SELECT oid FROM pg_database WHERE datname = '{new NpgsqlConnectionStringBuilder(Source.ConnectionString).Database}')");

        await Eventually.HoldsAsync("the holder knows", () => ended.Perdue.IsCancellationRequested);
        await Assert.ThrowsAnyAsync<Exception>(() => new PlaceDuRelais(ended).AvancerAsync(new(78, 9), default));
        await using var next = await PrendreAsync();
        Assert.Equal(new(77, 5), await new PlaceDuRelais(next!).LireAsync(default));
    }

    private Task<Exclusivite?> PrendreAsync() => Exclusivite.PrendreAsync(Source, Travail, TimeProvider.System, default);
}
