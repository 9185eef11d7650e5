using System.Text.Json;
using Reconciliation.Core;
using Reconciliation.Dev;
using Reconciliation.Engine;
using Reconciliation.Hosting;
using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Recon;
using Reconciliation.Storage;
using Xunit;

namespace Reconciliation.Integration.Tests.Api;

/// <summary>Search by everything an agent may have at hand, alone and together.</summary>
public sealed class RechercheTests(SharedInstance shared) : IClassFixture<SharedInstance>
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
    public async Task A_soin_is_found_by(string q, string par)
    {
        var instance = await SeedAsync();
        var trouve = Assert.Single(await ChercherAsync(instance, q));
        Assert.Equal("CH-A", trouve.GetProperty("adherentId").GetString());
        Assert.Equal(par, string.Join(',', trouve.GetProperty("trouvePar").EnumerateArray().Select(t => t.GetString())));
        Assert.True(trouve.TryGetProperty("montantTotal", out _));
    }

    [SkippableTheory]
    [InlineData("CH-A CH-B")]
    [InlineData("CH-A 99,99")]
    [InlineData("2023-05-14 CH-A")]
    [InlineData("DRO-CH-A-99")]
    [InlineData("8d9f3c1e-0000-8000-8000-000000000000")]
    [InlineData("'; DROP TABLE ligne; --")]
    [InlineData("%")]
    public async Task Nothing_is_found_by_what_no_soin_has_altogether(string q) => Assert.Empty(await ChercherAsync(await SeedAsync(), q));

    [SkippableFact]
    public async Task The_id_of_a_soin_finds_it_and_that_of_a_merged_one_the_soin_that_took_its_lines()
    {
        var instance = await SeedAsync();
        await instance.RoAsync(Paiements.Ro("CH-F").Avec("montant", 21.00m));
        var premier = Assert.Single(await instance.SoinsAsync("CH-F")).GetProperty("soinId").GetString()!;
        await instance.RoAsync(Paiements.Ro("CH-F", 2).Avec("montant", 18.00m));
        var second = (await instance.SoinsAsync("CH-F")).Select(v => v.GetProperty("soinId").GetString()!).Single(id => id != premier);
        await instance.ComplementairesAsync(Paiements.Complementaire("CH-F").Sans("montantRoDeclare"));

        foreach (var id in new[] { premier, second, second.ToUpperInvariant() })
        {
            Assert.Equal(premier, Assert.Single(await ChercherAsync(instance, id)).GetProperty("soinId").GetString());
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
        var trouves = await ChercherAsync(instance, q);
        Assert.Equal(
            ["CH-N 2025-11-14", "CH-M 2025-03-01"],
            trouves.Select(v => $"{v.GetProperty("adherentId").GetString()} {v.GetProperty("dateSoin").GetString()}"));
    }

    [SkippableFact]
    public async Task What_one_thing_found_comes_before_what_the_next_found_and_every_soin_once_whatever_the_page()
    {
        var instance = await SeedAsync();
        // 77000 is a member, a décompte and an amount.
        await instance.RoAsync(
            [.. Enumerable.Range(1, 3).Select(n => Soin("77000", n, $"2025-02-0{n}")),
                .. Enumerable.Range(4, 3).Select(n => Soin($"CH-G{n}", n, $"2025-02-0{n}").Avec("ligne.decompte", "77000")),
                Soin("CH-H", 7, "2025-02-08").Avec("depense", 77000m).Avec("base", 77000m).Avec("montant", 77000m)]);
        var tous = await ChercherAsync(instance, "77000");
        Assert.Equal(7, tous.Count);
        Assert.Equal(
            ["adherent", "adherent", "adherent", "decompte", "decompte", "decompte", "montant"],
            tous.Select(v => v.GetProperty("trouvePar")[0].GetString()));

        foreach (var limite in new[] { 1, 2, 3, 6, 7 })
        {
            Assert.Equal(Ids(tous), await IdsParPagesAsync(instance, "77000", limite));
        }
    }

    [SkippableFact]
    public async Task A_soin_with_several_lines_of_one_transfer_is_found_once_on_pages_of_one()
    {
        var instance = await SeedAsync();
        await instance.RoAsync(Soin("CH-I", 1, "2025-01-02").Avec("virement", "VIR-CH-I"), Soin("CH-J", 1, "2025-01-02").Avec("virement", "VIR-CH-I"));
        await instance.ComplementairesAsync(Complete("CH-I", 1, "2025-01-02").Avec("virement", "VIR-CH-I"));
        await instance.RoAsync(Soin("CH-I", 1, "2025-01-02").Avec("virement", "VIR-CH-I").Avec("revision", 2));

        var parPages = await IdsParPagesAsync(instance, "VIR-CH-I", 1);

        Assert.Equal(2, parPages.Count);
        Assert.Equal(2, parPages.Distinct().Count());
    }

    [SkippableFact]
    public async Task Amounts_on_two_lines_of_a_soin_find_it_together()
    {
        var instance = await SeedAsync();
        Assert.Equal("CH-A", Assert.Single(await ChercherAsync(instance, "21,37 9,63")).GetProperty("adherentId").GetString());
        Assert.Empty(await ChercherAsync(instance, "21,37 9,64"));
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
    public async Task A_search_that_is_none_is_refused(string parametres)
    {
        var instance = await shared.StartAsync();
        Assert.StartsWith("parametre-", (await instance.ReadAsync($"/v1/recherche?{parametres}", Portees.Support)).Problem(400), StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData("185057800608491")]
    [InlineData("1 85 05 78 006 084 91")]
    [InlineData("CH-A 1850578006084")]
    public async Task A_NIR_is_refused_and_neither_said_again_nor_written_down(string q)
    {
        var instance = await SeedAsync();
        var answer = await instance.ReadAsync($"/v1/recherche?q={Uri.EscapeDataString(q)}", Portees.Support);
        Assert.Equal("parametre-invalide", answer.Problem(400));
        Assert.DoesNotContain("78006", answer.Text.Replace(" ", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotContain(shared.Log.Lines, l => l.Replace(" ", "", StringComparison.Ordinal).Contains("0578006084", StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task It_is_for_support_only_and_every_member_that_was_seen_is_written_down()
    {
        var instance = await SeedAsync();
        Assert.Equal("portee-insuffisante", (await instance.ReadAsync("/v1/recherche?q=CH-A", Portees.Espace)).Problem(403));
        await instance.RoAsync(Soin("CH-P", 1, "2024-05-16"), Soin("CH-Q", 1, "2024-05-16"));
        await ChercherAsync(instance, "16/05/2024");
        Assert.Equal(2, await instance.CountAsync("SELECT count(*) FROM acces WHERE action = 'rechercher' AND adherent_id IN ('CH-P', 'CH-Q')"));
    }

    [SkippableFact]
    public async Task A_page_has_an_etag_and_is_not_kept()
    {
        var instance = await SeedAsync();
        var premiere = await instance.ReadAsync("/v1/recherche?q=CH-A", Portees.Support);
        var token = TestInstance.Token(null, Portees.Support);
        var connue = await instance.AskAsync(HttpMethod.Get, "/v1/recherche?q=CH-A", token, "If-None-Match", premiere.Headers["ETag"]);
        var autre = await instance.AskAsync(HttpMethod.Get, "/v1/recherche?q=CH-B", token, "If-None-Match", premiere.Headers["ETag"]);
        Assert.Contains("no-store", premiere.Headers["Cache-Control"], StringComparison.Ordinal);
        Assert.Equal((304, "", 200), (connue.Status, connue.Text, autre.Status));
    }

    private async Task<TestInstance> SeedAsync()
    {
        var instance = await shared.StartAsync();
        await instance.RoAsync(
            Soin("CH-A", 1, "2024-05-14").Avec("montant", 21.37m).Avec("professionnelId", "PS-CH-A"),
            Soin("CH-B", 1, "2024-05-14"),
            Soin("CH-B", 2, "2024-05-15"));
        await instance.ComplementairesAsync(
            Complete("CH-A", 1, "2024-05-14").Avec("montant", 9.63m).Avec("montantRoDeclare", 21.37m).Avec("professionnelId", "PS-CH-A"),
            Complete("CH-N", 1, "2025-11-14").Avec("montant", 9.00m),
            Complete("CH-M", 1, "2025-03-01").Avec("montant", 9.00m),
            Complete("CH-M", 2, "2019-03-01").Avec("montant", 9.00m));
        return instance;
    }

    private static System.Text.Json.Nodes.JsonObject Soin(string adherent, int ordre, string jour) =>
        Paiements.Ro(adherent, ordre).Avec("dateSoin", jour).Avec("montant", 21.50m).Avec("professionnelId", $"PS-{adherent}-{ordre}");

    private static System.Text.Json.Nodes.JsonObject Complete(string adherent, int ordre, string jour) =>
        Paiements.Complementaire(adherent, ordre).Avec("dateSoin", jour).Avec("montant", 8.50m).Avec("professionnelId", $"PS-{adherent}-{ordre}");

    private static async Task<List<JsonElement>> ChercherAsync(TestInstance instance, string q, string suite = "")
    {
        var answer = await instance.ReadAsync($"/v1/recherche?q={Uri.EscapeDataString(q)}{suite}", Portees.Support);
        Assert.True(answer.Status == 200, answer.Text);
        return [.. answer.Json.GetProperty("elements").EnumerateArray()];
    }

    private static async Task<List<string>> IdsParPagesAsync(TestInstance instance, string q, int limite)
    {
        var ids = new List<string>();
        var suite = (string?)"";
        for (var pages = 0; suite is not null && pages < 50; pages++)
        {
            var answer = await instance.ReadAsync($"/v1/recherche?q={Uri.EscapeDataString(q)}&limite={limite}{suite}", Portees.Support);
            ids.AddRange(Ids(answer.Json.GetProperty("elements").EnumerateArray()));
            suite = answer.Json.GetProperty("curseurSuivant").GetString() is { } curseur ? $"&curseur={curseur}" : null;
        }

        return ids;
    }

    private static List<string> Ids(IEnumerable<JsonElement> vues) => [.. vues.Select(v => v.GetProperty("soinId").GetString()!)];
}
