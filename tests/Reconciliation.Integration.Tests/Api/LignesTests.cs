using System.Text.Json;
using Reconciliation.Hosting;
using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Storage;
using Xunit;

namespace Reconciliation.Integration.Tests.Api;

/// <summary>The facts behind a soin: every line and revision as it was received, and its state now.</summary>
public sealed class LignesTests(SharedInstance shared) : IClassFixture<SharedInstance>
{
    [SkippableFact]
    public async Task Every_line_is_there_with_all_its_members()
    {
        var instance = await shared.StartAsync();
        await instance.RoAsync(PaymentRecords.Ro("LIGNE-A"));
        await instance.ComplementairesAsync(PaymentRecords.Complementaire("LIGNE-A"));
        var soin = Assert.Single(await instance.SoinsAsync("LIGNE-A")).GetProperty("soinId").GetString();

        var answer = await instance.ReadAsync($"/v1/soins/{soin}/lignes", Scopes.Support);

        Assert.Equal(200, answer.Status);
        var lignes = answer.Json.GetProperty("elements").EnumerateArray().ToList();
        Assert.Equal(["ro", "complementaire"], lignes.Select(l => l.GetProperty("part").GetString()));
        Assert.All(lignes, l => Assert.Equal((soin, true, false), (Texte(l, "soinId"), True(l, "actuelle"), True(l, "contestee"))));
        var ro = lignes[0];
        foreach (var sent in PaymentRecords.Ro("LIGNE-A")
            .Where(m => m.Key is not ("libelle" or "transmisLe" or "depense" or "base" or "montant")))
        {
            Assert.Equal(sent.Value?.ToJsonString() ?? "null", ro.GetProperty(sent.Key).GetRawText());
        }

        Assert.Equal(("30.00", "30.00", "21.00"), (Raw(ro, "depense"), Raw(ro, "base"), Raw(ro, "montant")));
        Assert.Equal(
            ("2025-11-14T16:02:11Z", "9.00", "21.00"),
            (Texte(ro, "transmisLe"), Raw(lignes[1], "montant"), Raw(lignes[1], "montantRoDeclare")));
    }

    [SkippableFact]
    public async Task Revisions_are_listed_in_order_and_the_highest_counts()
    {
        var instance = await shared.StartAsync();
        await instance.RoAsync(PaymentRecords.Ro("LIGNE-B").With("revision", 3).With("montant", 19.00m));
        await instance.RoAsync(PaymentRecords.Ro("LIGNE-B"), PaymentRecords.Ro("LIGNE-B").With("revision", 2).With("montant", 20.00m));

        var lignes = await LignesAsync(instance, "LIGNE-B");

        Assert.Equal(
            ["1 21.00 False", "2 20.00 False", "3 19.00 True"],
            lignes.Select(l => $"{Raw(l, "revision")} {Raw(l, "montant")} {True(l, "actuelle")}"));
        Assert.All(lignes, l => Assert.False(True(l, "contestee")));
    }

    [SkippableFact]
    public async Task Two_contents_of_one_revision_are_both_contested_and_the_smaller_amount_is_shown()
    {
        var instance = await shared.StartAsync();
        await instance.RoAsync(PaymentRecords.Ro("LIGNE-C"), PaymentRecords.Ro("LIGNE-C").With("montant", 20.00m));
        Assert.Equal(
            ["20.00 True True", "21.00 False True"],
            (await LignesAsync(instance, "LIGNE-C")).Select(l => $"{Raw(l, "montant")} {True(l, "actuelle")} {True(l, "contestee")}")
                .Order(StringComparer.Ordinal));

        await instance.RoAsync(PaymentRecords.Ro("LIGNE-C").With("revision", 2));
        Assert.Equal(
            ["20.00 False False", "21.00 False False", "21.00 True False"],
            (await LignesAsync(instance, "LIGNE-C")).Select(l => $"{Raw(l, "montant")} {True(l, "actuelle")} {True(l, "contestee")}")
                .Order(StringComparer.Ordinal));
    }

    [SkippableFact]
    public async Task A_revision_that_moved_the_line_to_another_day_leads_to_both()
    {
        var instance = await shared.StartAsync();
        await instance.RoAsync(PaymentRecords.Ro("LIGNE-D"));
        await instance.RoAsync(PaymentRecords.Ro("LIGNE-D").With("revision", 2).With("dateSoin", "2025-11-13"));
        var alive = (await instance.SoinsAsync("LIGNE-D")).Single(v => Texte(v, "situation") != "annule");

        var answer = await instance.ReadAsync($"/v1/soins/{Texte(alive, "soinId")}/lignes", Scopes.Support);

        Assert.Equal(["2025-11-14", "2025-11-13"], answer.Json.GetProperty("elements").EnumerateArray().Select(l => Texte(l, "dateSoin")));
    }

    [SkippableFact]
    public async Task It_is_for_support_only_and_written_down()
    {
        var instance = await shared.StartAsync();
        await instance.RoAsync(PaymentRecords.Ro("LIGNE-E"));
        var soin = Assert.Single(await instance.SoinsAsync("LIGNE-E")).GetProperty("soinId").GetString();

        Assert.Equal("portee-insuffisante", (await instance.ReadAsync($"/v1/soins/{soin}/lignes", Scopes.Espace)).Problem(403));
        Assert.Equal(
            "soin-inconnu",
            (await instance.ReadAsync("/v1/soins/8d9f3c1e-0000-8000-8000-000000000000/lignes", Scopes.Support)).Problem(404));
        Assert.Equal("parametre-inconnu", (await instance.ReadAsync($"/v1/soins/{soin}/lignes?limite=3", Scopes.Support)).Problem(400));
        Assert.Equal(200, (await instance.ReadAsync($"/v1/soins/{soin}/lignes", Scopes.Support)).Status);
        Assert.Equal(
            1,
            await instance.CountAsync(
                "SELECT count(*) FROM acces WHERE adherent_id = 'LIGNE-E' AND action = 'lireLignes' AND soin_id = $1", Guid.Parse(soin!)));
    }

    private static async Task<List<JsonElement>> LignesAsync(TestInstance instance, string adherent)
    {
        var soin = Assert.Single(await instance.SoinsAsync(adherent)).GetProperty("soinId").GetString();
        return [.. (await instance.ReadAsync($"/v1/soins/{soin}/lignes", Scopes.Support)).Json.GetProperty("elements").EnumerateArray()];
    }

    private static string? Texte(JsonElement subject, string member) => subject.GetProperty(member).GetString();

    private static string Raw(JsonElement subject, string member) => subject.GetProperty(member).GetRawText();

    private static bool True(JsonElement subject, string member) => subject.GetProperty(member).GetBoolean();
}
