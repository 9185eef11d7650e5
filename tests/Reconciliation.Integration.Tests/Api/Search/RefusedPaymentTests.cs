using Microsoft.Extensions.DependencyInjection;
using Reconciliation.Core;
using Reconciliation.Integration.Tests.ConsolePages;
using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Integration.Tests.Quarantine;
using Xunit;

namespace Reconciliation.Integration.Tests.Api;

/// <summary>A payment that was refused is found by what the caller reads of it, as one that was taken is.</summary>
public sealed class RefusedPaymentTests(SharedConsoleInstance shared) : IClassFixture<SharedConsoleInstance>
{
    private readonly Lazy<Task<(TestInstance Instance, long Id)>> _refused = new(() => RefuseAsync(shared));

    [SkippableTheory]
    [InlineData("DRO-REFUSE", true)]
    [InlineData("dro-refuse", true)]
    [InlineData("VRO-REFUSE", true)]
    [InlineData("12/10/2024 43,21", true)]
    [InlineData("43,21 euros", true)]
    [InlineData("17/10/2024", true)]
    [InlineData("DRO-REFUSE 17/10/2024", true)]
    [InlineData("DRO-REFUSE 18/10/2024", false)]
    [InlineData("43,22 euros", false)]
    [InlineData("DRO-AUTRE", false)]
    public async Task It_is_found_by_its_reference_its_days_and_its_amounts(string said, bool isFound)
    {
        var (instance, id) = await _refused.Value;
        var caller = new Caller { Name = "appel", IsAgent = true, Motif = "Appel", Disclosures = new() };
        var found = await instance.Services.GetRequiredService<SearchSoins>().SearchTypedAsync(caller, said, 20, isTyping: false, default);
        Assert.Equal(isFound, found.Value!.Refusals.Any(r => r.QuarantaineId == id));
    }

    [SkippableFact]
    public async Task It_is_found_no_more_once_it_is_settled_and_its_page_is_offered_until_then()
    {
        var (instance, _) = await _refused.Value;
        var id = await instance.RefusedAsync(
            PaymentRecords.Ro("ECARTE").With("virement", "VRO-ECARTE-1").WithRaw("taux", "170"));
        using var console = await ConsoleSession.SignInAsync(instance, "claire");
        await console.PostAsync("/recherche", ("q", "VRO-ECARTE-1"));
        Assert.Contains($"/quarantaine/{id}", (await console.GetAsync(console.Location!)).Page, StringComparison.Ordinal);
        await console.PostAsync($"/quarantaine/{id}", ("action", "ecarter"), ("version", "1"), ("motif", "Doublon."));
        await console.PostAsync("/recherche", ("q", "VRO-ECARTE-1"));
        Assert.DoesNotContain($"/quarantaine/{id}", (await console.GetAsync(console.Location!)).Page, StringComparison.Ordinal);
    }

    private static async Task<(TestInstance Instance, long Id)> RefuseAsync(SharedConsoleInstance shared)
    {
        var instance = await shared.StartAsync();
        var record = PaymentRecords.Ro("REFUSE").With("dateSoin", "2024-10-12").With("payeLe", "2024-10-17").With("montant", 43.21m)
            .With("transmisLe", null);
        return (instance, await instance.RefusedAsync(record.WithRaw("taux", "170")));
    }
}
