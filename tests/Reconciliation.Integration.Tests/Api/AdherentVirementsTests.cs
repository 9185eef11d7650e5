using System.Globalization;
using System.Text;
using System.Text.Json;
using Reconciliation.Contracts;
using Reconciliation.Core;
using Reconciliation.Hosting;
using Reconciliation.Integration.Tests.Hosts;
using Xunit;

namespace Reconciliation.Integration.Tests.Api;

/// <summary>The transfers that reached a member's account, and the soins of several members at once.</summary>
public sealed class AdherentVirementsTests(SharedInstance shared) : IClassFixture<SharedInstance>
{
    [SkippableFact]
    public async Task Each_transfer_is_what_the_bank_statement_shows_with_the_soins_that_it_pays()
    {
        var instance = await shared.StartAsync();
        await instance.RoAsync(
            PaymentRecords.Ro("AV-A").With("virement", "AV-1").With("payeLe", "2025-11-17"),
            PaymentRecords.Ro("AV-A", 2).With("virement", "AV-1").With("payeLe", "2025-11-17").With("dateSoin", "2025-11-10"),
            PaymentRecords.Ro("AV-A", 3).With("virement", "AV-1").With("destinataire", "professionnel").With("dateSoin", "2025-11-09"),
            PaymentRecords.Ro("AV-A", 4).With("virement", "AV-2").With("nature", "retenue").With("montant", -2.00m)
                .With("payeLe", "2025-11-20"));
        await instance.ComplementairesAsync(
            PaymentRecords.Complementaire("AV-A").With("virement", "AV-2").With("payeLe", "2025-11-20"),
            PaymentRecords.Complementaire("AV-A", 5).With("virement", "AV-3").With("payeLe", "2025-11-21").With("adherentId", "AV-OTHER"));

        var page = await instance.GetAsync("/v1/adherents/AV-A/virements");
        var soins = (await instance.SoinsAsync("AV-A")).ToDictionary(
            s => s.GetProperty("dateSoin").GetString()!, s => s.GetProperty("soinId").GetString()!);

        Assert.Equal(
            ["AV-2 2025-11-20 null 7.00", "AV-1 2025-11-17 \"ro\" 42.00"], page.GetProperty("elements").EnumerateArray().Select(Row));
        Assert.Equal(
            [$"{soins["2025-11-14"]} 2025-11-14 21.00", $"{soins["2025-11-10"]} 2025-11-10 21.00"],
            page.GetProperty("elements")[1].GetProperty("soins").EnumerateArray().Select(s =>
                $"{s.GetProperty("soinId")} {s.GetProperty("dateSoin")} {s.GetProperty("montant").GetRawText()}"));
    }

    [SkippableFact]
    public async Task A_period_of_payment_bounds_them_and_pages_give_each_once()
    {
        var instance = await shared.StartAsync();
        await instance.RoAsync([.. Enumerable.Range(1, 9).Select(n => PaymentRecords.Ro("AV-B", n).With("virement", $"AV.B {n}")
            .With("payeLe", $"2025-11-2{n / 2}"))]);

        var all = (await instance.GetAsync("/v1/adherents/AV-B/virements?limite=100")).GetProperty("elements").EnumerateArray().Select(Row);
        var inPages = new List<string>();
        string? cursor = null;
        do
        {
            var page = await instance.GetAsync($"/v1/adherents/AV-B/virements?limite=2{(cursor is null ? "" : $"&curseur={cursor}")}");
            inPages.AddRange(page.GetProperty("elements").EnumerateArray().Select(Row));
            cursor = page.GetProperty("curseurSuivant").GetString();
        }
        while (cursor is not null);

        Assert.Equal(all, inPages);
        Assert.Equal(9, inPages.Distinct().Count());
        var some = await instance.GetAsync("/v1/adherents/AV-B/virements?du=2025-11-21&au=2025-11-22");
        Assert.Equal(
            ["2025-11-21", "2025-11-22"],
            some.GetProperty("elements").EnumerateArray().Select(v => v.GetProperty("payeLe").GetString()!).Distinct().Order());
    }

    [SkippableFact]
    public async Task A_reference_that_is_used_again_on_another_day_is_another_transfer()
    {
        var instance = await shared.StartAsync();
        await instance.RoAsync(
            PaymentRecords.Ro("AV-AGAIN-A").With("virement", "AV-AGAIN").With("payeLe", "2025-11-17"),
            PaymentRecords.Ro("AV-AGAIN-A", 2).With("virement", "AV-AGAIN").With("payeLe", "2025-11-19").With("dateSoin", "2025-11-10"));

        var page = await instance.GetAsync("/v1/adherents/AV-AGAIN-A/virements");

        Assert.Equal(
            ["AV-AGAIN 2025-11-19 \"ro\" 21.00", "AV-AGAIN 2025-11-17 \"ro\" 21.00"],
            page.GetProperty("elements").EnumerateArray().Select(Row));
    }

    [SkippableFact]
    public async Task A_soin_that_two_members_share_gives_each_what_reached_their_own_account()
    {
        var instance = await shared.StartAsync();
        await instance.RoAsync(PaymentRecords.Ro("AV-C").With("beneficiaireId", "AV-CHILD"));
        await instance.ComplementairesAsync(PaymentRecords.Complementaire("AV-D").With("beneficiaireId", "AV-CHILD"));

        foreach (var (member, montant) in new[] { ("AV-C", "21.00"), ("AV-D", "9.00") })
        {
            var page = await instance.GetAsync($"/v1/adherents/{member}/virements");
            Assert.Equal(montant, Assert.Single(page.GetProperty("elements").EnumerateArray()).GetProperty("montant").GetRawText());
        }
    }

    [SkippableTheory]
    [InlineData("beneficiaire=AV-E-02", "2025-11-14")]
    [InlineData("beneficiaire=AV-E-03", "2025-11-12")]
    [InlineData("beneficiaire=AV-NONE", "")]
    [InlineData("payeDu=2025-11-20", "2025-11-14")]
    [InlineData("payeAu=2025-11-17", "2025-11-14,2025-11-12")]
    [InlineData("payeDu=2025-11-15&payeAu=2025-11-16", "2025-11-12")]
    [InlineData("payeDu=2025-12-01&payeAu=2025-12-31", "")]
    [InlineData("payeDu=2025-11-15&payeAu=2025-11-30&beneficiaire=AV-E-03", "2025-11-12")]
    public async Task The_list_of_soins_is_bounded_by_beneficiary_and_day_of_payment(string filter, string days)
    {
        var instance = await shared.StartAsync();
        await instance.RoAsync(
            PaymentRecords.Ro("AV-E").With("payeLe", "2025-11-17").With("beneficiaireId", "AV-E-02"),
            PaymentRecords.Ro("AV-E", 2).With("payeLe", "2025-11-16").With("dateSoin", "2025-11-12").With("beneficiaireId", "AV-E-03"));
        await instance.ComplementairesAsync(
            PaymentRecords.Complementaire("AV-E").With("payeLe", "2025-11-20").With("beneficiaireId", "AV-E-02"));

        var page = await instance.GetAsync($"/v1/adherents/AV-E/soins?{filter}");

        Assert.Equal(
            days, string.Join(',', page.GetProperty("elements").EnumerateArray().Select(v => v.GetProperty("dateSoin").GetString())));
    }

    [SkippableFact]
    public async Task The_soins_of_several_members_come_in_one_call_and_each_goes_on_in_its_own_list()
    {
        var instance = await shared.StartAsync();
        await instance.RoAsync([
            .. Enumerable.Range(1, ListSoinsOfSeveral.SoinsPerAdherentMax + 1).Select(n => PaymentRecords.Ro("AV-F", n)
                .With("professionnelId", $"AV-PS-{n}")),
            PaymentRecords.Ro("AV-G")]);

        var answer = await AskAsync(instance, Body("AV-G", "AV-NOBODY", "AV-F"));
        var members = answer.Json.GetProperty("adherents").EnumerateArray().ToList();

        Assert.Equal(
            ["AV-G 1", "AV-NOBODY 0", $"AV-F {ListSoinsOfSeveral.SoinsPerAdherentMax}"],
            members.Select(m => string.Create(
                CultureInfo.InvariantCulture, $"{m.GetProperty("adherentId")} {m.GetProperty("elements").GetArrayLength()}")));
        Assert.Equal((await instance.SoinsAsync("AV-G"))[0].GetRawText(), members[0].GetProperty("elements")[0].GetRawText());
        Assert.Equal(JsonValueKind.Null, members[0].GetProperty("curseurSuivant").ValueKind);
        var rest = await instance.GetAsync($"/v1/adherents/AV-F/soins?curseur={members[2].GetProperty("curseurSuivant").GetString()}");
        Assert.Equal(1, rest.GetProperty("elements").GetArrayLength());
        var none = await AskAsync(instance, """{"adherents":["AV-G"],"du":"2026-01-01"}""");
        Assert.Equal(0, none.Json.GetProperty("adherents")[0].GetProperty("elements").GetArrayLength());
    }

    [SkippableFact]
    public async Task Several_members_are_asked_for_within_bounds_and_by_whoever_may_have_each()
    {
        var instance = await shared.StartAsync();
        string[] many = [.. Enumerable.Range(0, Limites.AdherentsParAppelMax + 1).Select(n => $"AV-M{n}")];
        foreach (var body in new[]
        {
            "{}", Body(), Body(many), Body("A", "A"), """{"adherents":[null]}""", Body(""), """{"adherents":"A"}""",
            """{"adherents":["A"],"du":"hier"}""", """{"adherents":["A"],"other":1}""", "[]", "{",
        })
        {
            Assert.Equal((body, 400), (body, (await AskAsync(instance, body)).Status));
        }

        Assert.Equal(200, (await AskAsync(instance, Body(many[1..]))).Status);
        var own = TestInstance.Token("AV-G", Scopes.Espace);
        Assert.Equal(200, (await AskAsync(instance, Body("AV-G"), own)).Status);
        Assert.Equal(403, (await AskAsync(instance, Body("AV-G", "AV-F"), own)).Status);
        Assert.Equal(403, (await AskAsync(instance, Body("AV-G"), TestInstance.Token(null, Scopes.Producer))).Status);
        Assert.Equal(403, (await instance.AskAsync(HttpMethod.Get, "/v1/adherents/AV-F/virements", own)).Status);
    }

    private static string Body(params string[] adherents) => JsonSerializer.Serialize(new { adherents });

    private static async Task<Answer> AskAsync(TestInstance instance, string body, string? token = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/adherents/soins")
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        return await instance.SendAsync(request, token ?? TestInstance.Token(null, Scopes.Espace));
    }

    private static string Row(JsonElement v) =>
        $"{v.GetProperty("virement").GetString()} {v.GetProperty("payeLe").GetString()} {v.GetProperty("part").GetRawText()} "
        + v.GetProperty("montant").GetRawText();
}
