using Reconciliation.Hosting;
using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Integration.Tests.Quarantine;
using Xunit;

namespace Reconciliation.Integration.Tests.ConsolePages;

/// <summary>A search says something of the members whom it names, though it finds nothing: that is recorded like what it finds.</summary>
public sealed class SearchRecordTests(SharedConsoleInstance shared) : IClassFixture<SharedConsoleInstance>
{
    [SkippableTheory]
    [InlineData("RIEN-A 02/01/2020", "RIEN-A")]
    [InlineData("rien-a 02/01/2020", "RIEN-A")]
    [InlineData("RIEN-ENFANT 777,77", "RIEN-A", "RIEN-B")]
    [InlineData("RIEN-A RIEN-B 888,88", "RIEN-A", "RIEN-B")]
    [InlineData("\"RIEN-A\" VIREMENT-404", "RIEN-A")]
    public async Task A_search_that_names_a_member_and_finds_nothing_is_recorded_as_naming_that_member(string text, params string[] members)
    {
        var instance = await SeededAsync();
        using var agent = await ConsoleSession.SignInAsync(instance, "claire");
        Assert.Equal(members, await RowsAsync(instance, () => agent.PostAsync("/recherche", ("q", text))));
        Assert.Equal(members, await RowsAsync(instance, () => agent.GetAsync(agent.Location!)));
        Assert.Equal(members, await RowsAsync(instance, () => agent.PostAsync("/recherche/suggestions", ("q", text))));
        Assert.Equal(members, await RowsAsync(instance, () => instance.ReadAsync(
            "/v1/recherche?q=" + Uri.EscapeDataString(text), Scopes.Support)));
    }

    [SkippableTheory]
    [InlineData("PERSONNE-1")]
    [InlineData("02/01/2020")]
    [InlineData("RIEN-")]
    public async Task A_search_that_names_nobody_is_a_row_of_nobody_once_it_is_sent_and_none_while_it_is_typed(string text)
    {
        var instance = await SeededAsync();
        using var agent = await ConsoleSession.SignInAsync(instance, "claire");
        Assert.Empty(await RowsAsync(instance, () => agent.PostAsync("/recherche/suggestions", ("q", text))));
        Assert.Equal([""], await RowsAsync(instance, () => agent.PostAsync("/recherche", ("q", text))));
        Assert.Equal([""], await RowsAsync(instance, () => instance.ReadAsync(
            "/v1/recherche?q=" + Uri.EscapeDataString(text), Scopes.Support)));
    }

    [SkippableFact]
    public async Task A_refused_payment_that_its_day_and_amount_find_is_shown_once_it_was_asked_for_and_then_recorded_under_its_member()
    {
        var instance = await shared.StartAsync();
        await instance.RefusedAsync(PaymentRecords.Ro("RIEN-R").With("montant", 43.21m).WithRaw("taux", "170"));
        using var agent = await ConsoleSession.SignInAsync(instance, "claire");
        const string Text = "14/11/2025 43,21";

        var typed = "";
        Assert.Empty(await RowsAsync(
            instance, async () => typed = (await agent.PostAsync("/recherche/suggestions", ("q", Text))).Page));
        Assert.DoesNotContain("/quarantaine/", typed, StringComparison.Ordinal);

        Assert.Equal(["RIEN-R"], await RowsAsync(instance, () => agent.PostAsync("/recherche", ("q", Text))));
        Assert.Contains("/quarantaine/", (await agent.GetAsync(agent.Location!)).Page, StringComparison.Ordinal);
    }

    private async Task<TestInstance> SeededAsync()
    {
        var instance = await shared.StartAsync();
        await instance.RoAsync(
            PaymentRecords.Ro("RIEN-A").With("beneficiaireId", "RIEN-ENFANT"),
            PaymentRecords.Ro("RIEN-B", 2).With("beneficiaireId", "RIEN-ENFANT").With("professionnelId", "10003456701"));
        return instance;
    }

    private static async Task<IEnumerable<string>> RowsAsync(TestInstance instance, Func<Task> search)
    {
        var before = await instance.CountAsync("SELECT coalesce(max(acces_id), 0) FROM acces");
        await search();
        return (await instance.RowsAsync(
            "SELECT coalesce(adherent_id, '') FROM acces WHERE acces_id > $1 AND action = 'rechercher' ORDER BY 1", before))
            .Select(r => (string)r[0]!);
    }
}
