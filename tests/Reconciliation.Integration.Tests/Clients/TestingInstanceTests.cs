using Microsoft.Extensions.DependencyInjection;
using Reconciliation.Client;
using Reconciliation.Contracts;
using Reconciliation.Integration.Tests.Servers;
using Reconciliation.Testing;
using Xunit;

namespace Reconciliation.Integration.Tests.Clients;

/// <summary>The instance that other teams test against: payments by a seed, a clock that moves, one soin that is late.</summary>
public sealed class TestingInstanceTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 8, 0, 0, TimeSpan.Zero);

    [SkippableFact]
    public async Task It_is_seeded_one_soin_is_made_late_and_the_clock_makes_the_others_late()
    {
        await using var instance = await TestServers.OrSkipAsync(ReconciliationInstance.StartAsync(Now, TestServers.Say));
        Assert.InRange(instance.Now, Now, Now.AddMinutes(10));
        var members = await instance.SeedAsync(seed: 7, count: 400);
        Assert.NotEmpty(members);
        await using var services = new ServiceCollection().AddReconciliationClient(o =>
        {
            o.Adresse = instance.Address;
            o.Jeton = _ => ValueTask.FromResult(instance.Token("espace"));
        }).Services.BuildServiceProvider();
        var client = services.GetRequiredService<ReconciliationClient>();

        var before = await ViewsAsync(client);
        var waiting = before.Values.Where(v => v.Situation is Situation.EnAttenteRo or Situation.EnAttenteComplementaire).ToList();
        Assert.True(waiting.Count > 3, $"{waiting.Count} soins wait");
        var one = waiting[0];
        var late = await instance.MakeLateAsync(one.SoinId);
        Assert.Equal((one.SoinId, Situation.EnRetard), (late.SoinId, late.Situation));
        var after = await ViewsAsync(client);
        Assert.Equal(before.Keys.Order(), after.Keys.Order());
        Assert.All(after.Values.Where(v => v.SoinId != one.SoinId), v => Assert.Equal(before[v.SoinId].Version, v.Version));
        await Assert.ThrowsAsync<InvalidOperationException>(() => instance.MakeLateAsync(one.SoinId));

        instance.Advance(TimeSpan.FromDays(60));
        await Eventually.HoldsAsync("every soin that waited is late", async () =>
        {
            var views = await ViewsAsync(client);
            return waiting.TrueForAll(w => views[w.SoinId].Situation == Situation.EnRetard);
        });
    }

    // The last version of each soin that the feed tells.
    private static async Task<Dictionary<Guid, Vue>> ViewsAsync(ReconciliationClient client)
    {
        var views = new Dictionary<Guid, Vue>();
        await foreach (var element in client.FluxAsync())
        {
            views[element.SoinId] = element;
        }

        return views;
    }
}
