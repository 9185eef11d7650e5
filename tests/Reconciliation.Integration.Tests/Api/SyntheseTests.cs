using System.Text.Json;
using Reconciliation.Hosting;
using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Storage;
using Xunit;

namespace Reconciliation.Integration.Tests.Api;

/// <summary>The totals of a member's soins, by month and situation, and the lines that wait beside them.</summary>
public sealed class SyntheseTests(SharedInstance shared) : IClassFixture<SharedInstance>
{
    [SkippableFact]
    public async Task Totals_are_by_month_and_by_situation()
    {
        var instance = await shared.StartAsync();
        await instance.RoAsync(
            PaymentRecords.Ro("SYN-A"),
            PaymentRecords.Ro("SYN-A", 2).With("dateSoin", "2025-12-02").With("destinataire", "professionnel")
                .With("complementaire", "aucune"),
            PaymentRecords.Ro("SYN-A", 3).With("nature", "retenue").With("montant", -2.00m));
        await instance.ComplementairesAsync(PaymentRecords.Complementaire("SYN-A"));

        var synthese = (await instance.ReadAsync("/v1/adherents/SYN-A/synthese?du=2025-11-01&au=2025-12-31", Scopes.Espace)).Json;

        Assert.Equal(("SYN-A", "2025-11-01", "2025-12-31"), (Texte(synthese, "adherentId"), Texte(synthese, "du"), Texte(synthese, "au")));
        Assert.Equal(
            """{"nombre":2,"valeur":51.00,"retenues":2.00,"net":49.00,"auCompte":28.00,"auProfessionnel":21.00}""", Raw(synthese, "total"));
        var months = synthese.GetProperty("mois").EnumerateArray().ToList();
        Assert.Equal(["2025-12", "2025-11"], months.Select(m => Texte(m, "mois")));
        Assert.Equal(
            """{"nombre":1,"valeur":21.00,"retenues":0.00,"net":21.00,"auCompte":0.00,"auProfessionnel":21.00}""", Raw(months[0], "total"));
        Assert.Equal(
            """{"nombre":1,"valeur":30.00,"retenues":2.00,"net":28.00,"auCompte":28.00,"auProfessionnel":0.00}""", Raw(months[1], "total"));
        Assert.Equal(["complet"], months[0].GetProperty("situations").EnumerateArray().Select(s => Texte(s, "situation")));
        var bySituation = synthese.GetProperty("situations").EnumerateArray()
            .ToDictionary(s => Texte(s, "situation")!, s => Raw(s.GetProperty("total"), "nombre"));
        Assert.Equal(new Dictionary<string, string> { ["complet"] = "2" }, bySituation);
    }

    [SkippableFact]
    public async Task Lines_that_wait_for_their_origin_are_counted_apart()
    {
        var instance = await shared.StartAsync();
        await instance.RoAsync(PaymentRecords.Ro("SYN-B"));
        await instance.RoAsync(PaymentRecords.Ro("SYN-B", 9).With("nature", "regularisation").With("montant", -3.00m)
            .With(
                "ligneOrigine",
                new System.Text.Json.Nodes.JsonObject { ["organisme"] = "010000506", ["decompte"] = "ABSENT", ["ordre"] = 1 }));

        var synthese = (await instance.ReadAsync("/v1/adherents/SYN-B/synthese?du=2025-11-01&au=2025-11-30", Scopes.Support)).Json;

        Assert.Equal("30.00", Raw(synthese.GetProperty("total"), "valeur"));
        var expectation = synthese.GetProperty("nonRattachees");
        Assert.Equal(("1", "-3.00"), (Raw(expectation, "nombre"), Raw(expectation, "montant")));
        var ligne = Assert.Single(expectation.GetProperty("lignes").EnumerateArray());
        Assert.Equal(
            ("ro", "regularisation", "-3.00", "DRO-SYN-B"),
            (Texte(ligne, "part"), Texte(ligne, "nature"), Raw(ligne, "montant"), Texte(ligne.GetProperty("ligne"), "decompte")));
    }

    [SkippableFact]
    public async Task A_member_without_soins_comes_to_nothing_over_the_last_twelve_months()
    {
        var instance = await shared.StartAsync();
        var answer = await instance.ReadAsync("/v1/adherents/SYN-PERSONNE/synthese", Scopes.Espace);
        var today = Domain.Paris.Day(instance.Clock.GetUtcNow());
        Assert.Equal(today.AddMonths(-12).AddDays(1).ToString("O"), Texte(answer.Json, "du"));
        Assert.Equal(
            """{"nombre":0,"valeur":0.00,"retenues":0.00,"net":0.00,"auCompte":0.00,"auProfessionnel":0.00}""", Raw(answer.Json, "total"));
        Assert.Equal("""{"nombre":0,"montant":0.00,"lignes":[]}""", Raw(answer.Json, "nonRattachees"));
        Assert.Contains("no-store", answer.Headers["Cache-Control"], StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData("du=2025-12-31&au=2025-12-01")]
    [InlineData("du=2022-12-31&au=2025-12-31")]
    [InlineData("du=hier")]
    [InlineData("au=31/12/2025")]
    [InlineData("au=0001-01-01&du=0002-01-01")]
    [InlineData("limite=3")]
    public async Task A_period_that_cannot_be_is_refused(string parameters)
    {
        var instance = await shared.StartAsync();
        Assert.StartsWith(
            "parametre-", (await instance.ReadAsync($"/v1/adherents/SYN-A/synthese?{parameters}", Scopes.Espace)).Problem(400),
            StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData("du=2023-01-01&au=2025-12-31")]
    [InlineData("au=0001-01-01")]
    [InlineData("au=9999-12-31")]
    public async Task A_period_at_its_limits_is_answered(string parameters)
    {
        var instance = await shared.StartAsync();
        Assert.Equal(200, (await instance.ReadAsync($"/v1/adherents/SYN-A/synthese?{parameters}", Scopes.Espace)).Status);
    }

    [SkippableFact]
    public async Task A_token_of_one_member_reads_that_one_only()
    {
        var instance = await shared.StartAsync();
        var token = TestInstance.Token("SYN-A", Scopes.Espace);
        Assert.Equal(200, (await instance.AskAsync(HttpMethod.Get, "/v1/adherents/SYN-A/synthese", token)).Status);
        Assert.Equal("adherent-interdit", (await instance.AskAsync(HttpMethod.Get, "/v1/adherents/SYN-B/synthese", token)).Problem(403));
    }

    private static string? Texte(JsonElement subject, string member) => subject.GetProperty(member).GetString();

    private static string Raw(JsonElement subject, string member) => subject.GetProperty(member).GetRawText();
}
