using System.Runtime.CompilerServices;
using Reconciliation.Integration.Tests.Hosts;
using Xunit;

namespace Reconciliation.Integration.Tests.Servers;

/// <summary>A host that has ended leaves nothing behind in its process.</summary>
public sealed class EndedHostTests
{
    [SkippableTheory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task Nothing_holds_on_to_it(bool engine, bool console)
    {
        var services = await RunAsync(engine, console);

        await Eventually.HoldsAsync("nothing holds the services of a host that has ended", () =>
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            return !services.IsAlive;
        });
    }

    // Of its own, so that no local of the test holds the instance.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task<WeakReference> RunAsync(bool engine, bool console)
    {
        await using var database = await TestDatabase.CreateAsync(TestInstance.Schema);
        await using var instance = await TestInstance.StartAsync(database, engine: engine, console: console);
        if (engine)
        {
            Assert.Equal(202, (await instance.PostAsync("/v1/paiements/ro", PaymentRecords.Ro("FIN").ToJsonString())).Status);
        }

        Assert.Empty(await instance.SoinsAsync("PERSONNE"));
        return new(instance.Services);
    }
}
