using System.Text.Json;
using Reconciliation.Hosting;
using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Storage;
using Xunit;

namespace Reconciliation.Integration.Tests.Api;

/// <summary>Search by everything an agent may have at hand, alone and together.</summary>
public sealed class SearchTests(SharedInstance shared) : IClassFixture<SharedInstance>
{
    [SkippableTheory]
    [InlineData("CH-A", "adherent")]
    [InlineData("ch-a", "adherent")]
    [InlineData("CH-A-02", "beneficiaire")]
    [InlineData("DRO-CH-A", "decompte")]
    [InlineData("DRC-CH-A", "decompte")]
    [InlineData("VRC-CH-A", "virement")]
    [InlineData("PS-CH-A", "professionnel")]
    [InlineData("2024-05-14 PS-CH-A", "professionnel,date")]
    [InlineData("14/05/2024 21,37", "date,montant")]
    [InlineData("14 mai 2024 9,63 €", "date,montant")]
    [InlineData("21.37 € DRO-CH-A", "decompte,montant")]
    [InlineData("\"CH-A\" 21.37", "adherent,montant")]
    [InlineData("  VRO-CH-A   CH-A ", "adherent,virement")]
    public async Task A_soin_is_found_by(string q, string by)
    {
        var instance = await SeedAsync();
        var found = Assert.Single(await SearchAsync(instance, q));
        Assert.Equal("CH-A", found.GetProperty("adherentId").GetString());
        Assert.Equal(by, string.Join(',', found.GetProperty("trouvePar").EnumerateArray().Select(t => t.GetString())));
        Assert.True(found.TryGetProperty("montantTotal", out _));
    }

    [SkippableTheory]
    [InlineData("CH-A CH-B")]
    [InlineData("CH-A 99,99")]
    [InlineData("2023-05-14 CH-A")]
    [InlineData("DRO-CH-A-99")]
    [InlineData("8d9f3c1e-0000-8000-8000-000000000000")]
    [InlineData("'; DROP TABLE ligne; --")]
    [InlineData("%")]
    public async Task Nothing_is_found_by_what_no_soin_has_altogether(string q) => Assert.Empty(await SearchAsync(await SeedAsync(), q));

    [SkippableFact]
    public async Task The_id_of_a_soin_finds_it_and_that_of_a_merged_one_the_soin_that_took_its_lines()
    {
        var instance = await SeedAsync();
        await instance.RoAsync(PaymentRecords.Ro("CH-F").With("montant", 21.00m));
        var first = Assert.Single(await instance.SoinsAsync("CH-F")).GetProperty("soinId").GetString()!;
        await instance.RoAsync(PaymentRecords.Ro("CH-F", 2).With("montant", 18.00m));
        var second = (await instance.SoinsAsync("CH-F")).Select(v => v.GetProperty("soinId").GetString()!).Single(id => id != first);
        await instance.ComplementairesAsync(PaymentRecords.Complementaire("CH-F").Without("montantRoDeclare").With("montant", 8.00m));

        foreach (var id in new[] { first, second, second.ToUpperInvariant() })
        {
            Assert.Equal(first, Assert.Single(await SearchAsync(instance, id)).GetProperty("soinId").GetString());
        }
    }

    [SkippableTheory]
    [InlineData("9")]
    [InlineData("9,00")]
    [InlineData("9.0")]
    [InlineData("9,00 €")]
    public async Task An_amount_alone_finds_the_lines_of_the_last_years_newest_care_first(string q)
    {
        var instance = await SeedAsync();
        var found = await SearchAsync(instance, q);
        Assert.Equal(
            ["CH-N 2025-11-14", "CH-M 2025-03-01"],
            found.Select(v => $"{v.GetProperty("adherentId").GetString()} {v.GetProperty("dateSoin").GetString()}"));
    }

    [SkippableFact]
    public async Task What_one_thing_found_comes_before_what_the_next_found_and_every_soin_once_whatever_the_page()
    {
        var instance = await SeedAsync();
        // 77000 is a member, a décompte and an amount.
        await instance.RoAsync(
            [.. Enumerable.Range(1, 3).Select(n => Soin("77000", n, $"2025-02-0{n}")),
                .. Enumerable.Range(4, 3).Select(n => Soin($"CH-G{n}", n, $"2025-02-0{n}").With("ligne.decompte", "77000")),
                Soin("CH-H", 7, "2025-02-08").With("depense", 77000m).With("base", 77000m).With("montant", 77000m)]);
        var all = await SearchAsync(instance, "77000");
        Assert.Equal(7, all.Count);
        Assert.Equal(
            ["adherent", "adherent", "adherent", "decompte", "decompte", "decompte", "montant"],
            all.Select(v => v.GetProperty("trouvePar")[0].GetString()));

        foreach (var limit in new[] { 1, 2, 3, 6, 7 })
        {
            Assert.Equal(Ids(all), await IdsByPagesAsync(instance, "77000", limit));
        }
    }

    [SkippableFact]
    public async Task A_soin_with_several_lines_of_one_transfer_is_found_once_on_pages_of_one()
    {
        var instance = await SeedAsync();
        await instance.RoAsync(
            Soin("CH-I", 1, "2025-01-02").With("virement", "VIR-CH-I"), Soin("CH-J", 1, "2025-01-02").With("virement", "VIR-CH-I"));
        await instance.ComplementairesAsync(Complete("CH-I", 1, "2025-01-02").With("virement", "VIR-CH-I"));
        await instance.RoAsync(Soin("CH-I", 1, "2025-01-02").With("virement", "VIR-CH-I").With("revision", 2));

        var inPages = await IdsByPagesAsync(instance, "VIR-CH-I", 1);

        Assert.Equal(2, inPages.Count);
        Assert.Equal(2, inPages.Distinct().Count());
    }

    [SkippableFact]
    public async Task Amounts_on_two_lines_of_a_soin_find_it_together()
    {
        var instance = await SeedAsync();
        Assert.Equal("CH-A", Assert.Single(await SearchAsync(instance, "21,37 9,63")).GetProperty("adherentId").GetString());
        Assert.Empty(await SearchAsync(instance, "21,37 9,64"));

        // A day and a hundred euros have thirteen digits, as a NIR has.
        Assert.Empty(await SearchAsync(instance, "2025-03-05 264,24"));
    }

    [SkippableFact]
    public async Task The_term_with_the_fewest_rows_leads_whichever_was_typed_first()
    {
        var instance = await SeedAsync();
        foreach (var some in Enumerable.Range(1, SoinSearch.CandidatesMax + 200).Select(n => AtPharmacy("CH-P", n)).Chunk(300))
        {
            await instance.RoAsync(some);
        }

        // The oldest of the pharmacy and the last of the day: a search that follows one of these comes to it late.
        await instance.RoAsync(
            AtPharmacy("CH-RARE", 1).With("dateSoin", "2023-05-31").With("ligne.decompte", "D-RARE"),
            AtPharmacy("CH-RARE", 2).With("montant", 0.03m));
        foreach (var q in new[] { "PS-CH-PHARMACIE D-RARE", "PS-CH-PHARMACIE 2023-06-01 0,03", "01/06/2023 CH-RARE" })
        {
            foreach (var typed in new[] { q, string.Join(' ', q.Split(' ').Reverse()) })
            {
                var page = (await instance.ReadAsync($"/v1/recherche?q={Uri.EscapeDataString(typed)}", Scopes.Support)).Json;
                var found = page.GetProperty("elements").EnumerateArray().Select(v => v.GetProperty("adherentId").GetString());
                Assert.Equal((typed, "CH-RARE"), (typed, string.Join(',', found)));
                Assert.Equal(JsonValueKind.Null, page.GetProperty("curseurSuivant").ValueKind);
            }
        }
    }

    [SkippableTheory]
    [InlineData("")]
    [InlineData("q=")]
    [InlineData("q=%20")]
    [InlineData("q=a&q=b")]
    [InlineData("q=a%00")]
    [InlineData("q=a%20b%20c%20d%20e%20f%20g")]
    [InlineData("q=a&limite=0")]
    [InlineData("q=a&curseur=a")]
    [InlineData("q=a&page=2")]
    public async Task A_search_that_is_none_is_refused(string parameters)
    {
        var instance = await shared.StartAsync();
        Assert.StartsWith(
            "parametre-", (await instance.ReadAsync($"/v1/recherche?{parameters}", Scopes.Support)).Problem(400), StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData("185057800608491")]
    [InlineData("1 85 05 78 006 084 91")]
    [InlineData("CH-A 1850578006084")]
    public async Task A_NIR_is_refused_and_neither_said_again_nor_written_down(string q)
    {
        var instance = await SeedAsync();
        var answer = await instance.ReadAsync($"/v1/recherche?q={Uri.EscapeDataString(q)}", Scopes.Support);
        Assert.Equal("parametre-invalide", answer.Problem(400));
        Assert.DoesNotContain("78006", answer.Text.Replace(" ", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotContain(
            shared.Log.Lines, l => l.Replace(" ", "", StringComparison.Ordinal).Contains("0578006084", StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task It_is_for_support_only_and_every_member_that_was_seen_is_written_down()
    {
        var instance = await SeedAsync();
        Assert.Equal("portee-insuffisante", (await instance.ReadAsync("/v1/recherche?q=CH-A", Scopes.Espace)).Problem(403));
        await instance.RoAsync(Soin("CH-P", 1, "2024-05-16"), Soin("CH-Q", 1, "2024-05-16"));
        await SearchAsync(instance, "16/05/2024");
        Assert.Equal(
            2, await instance.CountAsync("SELECT count(*) FROM acces WHERE action = 'rechercher' AND adherent_id IN ('CH-P', 'CH-Q')"));
    }

    [SkippableFact]
    public async Task A_page_has_an_etag_and_is_not_kept()
    {
        var instance = await SeedAsync();
        var first = await instance.ReadAsync("/v1/recherche?q=CH-A", Scopes.Support);
        var token = TestInstance.Token(null, Scopes.Support);
        var knownOne = await instance.AskAsync(HttpMethod.Get, "/v1/recherche?q=CH-A", token, "If-None-Match", first.Headers["ETag"]);
        var other = await instance.AskAsync(HttpMethod.Get, "/v1/recherche?q=CH-B", token, "If-None-Match", first.Headers["ETag"]);
        Assert.Contains("no-store", first.Headers["Cache-Control"], StringComparison.Ordinal);
        Assert.Equal((304, "", 200), (knownOne.Status, knownOne.Text, other.Status));
    }

    private async Task<TestInstance> SeedAsync()
    {
        var instance = await shared.StartAsync();
        await instance.RoAsync(
            Soin("CH-A", 1, "2024-05-14").With("montant", 21.37m).With("professionnelId", "PS-CH-A"),
            Soin("CH-B", 1, "2024-05-14"),
            Soin("CH-B", 2, "2024-05-15"));
        await instance.ComplementairesAsync(
            Complete("CH-A", 1, "2024-05-14").With("montant", 9.63m).With("montantRoDeclare", 21.37m).With("professionnelId", "PS-CH-A"),
            Complete("CH-N", 1, "2025-11-14").With("montant", 9.00m),
            Complete("CH-M", 1, "2025-03-01").With("montant", 9.00m),
            Complete("CH-M", 2, "2019-03-01").With("montant", 9.00m));
        return instance;
    }

    private static System.Text.Json.Nodes.JsonObject Soin(string adherent, int ordre, string day) =>
        PaymentRecords.Ro(adherent, ordre).With("dateSoin", day).With("montant", 21.50m).With("professionnelId", $"PS-{adherent}-{ordre}");

    private static System.Text.Json.Nodes.JsonObject AtPharmacy(string adherent, int ordre) =>
        Soin(adherent, ordre, "2023-06-01").With("professionnelId", "PS-CH-PHARMACIE").With("beneficiaireId", $"{adherent}-{ordre % 300}");

    private static System.Text.Json.Nodes.JsonObject Complete(string adherent, int ordre, string day) =>
        PaymentRecords.Complementaire(adherent, ordre).With("dateSoin", day).With("montant", 8.50m)
            .With("professionnelId", $"PS-{adherent}-{ordre}");

    private static async Task<List<JsonElement>> SearchAsync(TestInstance instance, string q, string next = "")
    {
        var answer = await instance.ReadAsync($"/v1/recherche?q={Uri.EscapeDataString(q)}{next}", Scopes.Support);
        Assert.True(answer.Status == 200, answer.Text);
        return [.. answer.Json.GetProperty("elements").EnumerateArray()];
    }

    private static async Task<List<string>> IdsByPagesAsync(TestInstance instance, string q, int limit)
    {
        var ids = new List<string>();
        var next = (string?)"";
        for (var pages = 0; next is not null && pages < 50; pages++)
        {
            var answer = await instance.ReadAsync($"/v1/recherche?q={Uri.EscapeDataString(q)}&limite={limit}{next}", Scopes.Support);
            ids.AddRange(Ids(answer.Json.GetProperty("elements").EnumerateArray()));
            next = answer.Json.GetProperty("curseurSuivant").GetString() is { } cursor ? $"&curseur={cursor}" : null;
        }

        return ids;
    }

    private static List<string> Ids(IEnumerable<JsonElement> vues) => [.. vues.Select(v => v.GetProperty("soinId").GetString()!)];
}
