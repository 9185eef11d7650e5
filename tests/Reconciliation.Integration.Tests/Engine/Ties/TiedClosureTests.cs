using Microsoft.AspNetCore.Http;
using Reconciliation.Core;
using Reconciliation.Domain;
using Reconciliation.Hosting;
using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Integration.Tests.Servers;
using Reconciliation.Storage;
using Xunit;

namespace Reconciliation.Integration.Tests.Engine;

/// <summary>Tied journées are folded together, however long the chain is that ties them, and whoever lengthens it meanwhile.</summary>
public sealed class TiedClosureTests
{
    private static readonly DateOnly FirstDay = new(2026, 1, 1);

    [SkippableFact]
    public async Task A_correction_joins_its_soin_at_the_end_of_a_chain_of_many_days()
    {
        const int Days = 40;
        await using var database = await TestDatabase.CreateAsync(TestInstance.PlainSchema);
        await using var source = database.CreateSource();
        await using var services = Engines.Services();
        var engine = Engines.On(source, services, new ShiftedClock());
        for (var day = 0; day < Days; day++)
        {
            await engine.ReconcileLignesAsync(
                [
                    day == 0
                        ? Scenario.Ro("chain-0", dateSoin: "2025-11-01", beneficiaire: "chain")
                        : Scenario.Ro(
                            $"chain-{day}", 1m, Contracts.Nature.Regularisation, $"chain-{day - 1}",
                            $"{new DateOnly(2025, 11, 1).AddDays(day):yyyy-MM-dd}", beneficiaire: "chain"),
                ],
                default);
        }

        var soin = Assert.Single(await new VueQueries(source).SoinsAsync(new("A-chain", null, null, [], null, 10), default));
        Assert.Equal(21m + Days - 1, StoredJson.ReadVue(soin.Vue).PartRo.Montant);
    }

    [Fact]
    public async Task A_set_that_grows_each_time_is_given_up_and_tried_again_as_a_conflict()
    {
        var read = 0;
        var failure = await Assert.ThrowsAsync<TiesInMotionException>(() => TiedClosure.GrowAsync(
            [Day(0)], (all, _) => Task.FromResult(((IEnumerable<Journee>)[Day(all.Count)], ++read)), TiedClosure.PassesMax));
        Assert.Equal(TiedClosure.PassesMax, read);
        Assert.Equal(FaultClass.Conflict, Faults.Classify(failure));
        Assert.True(Faults.PassesByItself(failure));
        Assert.Equal(StatusCodes.Status503ServiceUnavailable, FailureStatus.Of(failure));
    }

    [Fact]
    public async Task In_one_snapshot_it_is_read_to_its_end()
    {
        const int End = 3 * TiedClosure.PassesMax;
        Assert.Equal(End, await TiedClosure.GrowAsync(
            [Day(0)], (all, _) => Task.FromResult((all.Count < End ? (IEnumerable<Journee>)[Day(all.Count)] : [], all.Count))));
    }

    [Fact]
    public async Task A_set_that_is_full_is_taken_with_the_nearest()
    {
        var (count, isFull) = await TiedClosure.GrowAsync(
            [Day(0)],
            (all, isFull) => Task.FromResult((Enumerable.Range(1, 2 * TiedClosure.JourneesMax).Select(Day), (all.Count, isFull))));
        Assert.True(isFull);
        Assert.Equal(TiedClosure.JourneesMax, count);
    }

    private static Journee Day(int number) => new("B", FirstDay.AddDays(number));
}
