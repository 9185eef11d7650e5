using System.Text.Json;
using System.Text.Json.Nodes;
using Reconciliation.Hosting;
using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Storage;
using Xunit;

namespace Reconciliation.Integration.Tests.Api;

/// <summary>The example of the contract, 30,00 € paid as 21,00 € and 9,00 €, sent in either order.</summary>
public sealed class WorkedExampleTests(SharedInstance shared) : IClassFixture<SharedInstance>
{
    private static readonly string[] Members =
    [
        "soinId", "version", "adherentId", "beneficiaireId", "dateSoin", "professionnelId", "codeActe", "libelle", "depense", "situation",
        "niveau", "montantTotal", "partRo", "partComplementaire", "resteACharge", "versementUnique", "ordreVersements", "ecartJours",
        "message", "misAJourLe", "epoque", "retenues", "messageParties",
    ];

    private static readonly string[] MembersOfTotal = ["valeur", "retenues", "net", "auCompte", "auProfessionnel", "certitude", "inchange"];

    private static readonly string[] MembersOfAPart =
    [
        "etat", "montant", "montantAttendu", "destinataire", "payeLe", "virement", "visibleSur", "attenduDu", "attenduAu", "dansLesDelais",
        "ligne", "montantVirement",
    ];

    [SkippableFact]
    public async Task Either_order_gives_the_same_view_but_for_ids_version_and_instant()
    {
        var instance = await shared.StartAsync();
        await instance.RoAsync(Ro("EX-A"));
        await instance.ComplementairesAsync(PaymentRecords.Complementaire("EX-A"));
        await instance.ComplementairesAsync(PaymentRecords.Complementaire("EX-B"));
        await instance.RoAsync(Ro("EX-B"));

        Assert.Equal(await ComparableAsync(instance, "EX-A"), await ComparableAsync(instance, "EX-B"));
    }

    [SkippableFact]
    public async Task The_complete_view_says_what_the_contract_says()
    {
        var instance = await shared.StartAsync();
        await instance.RoAsync(Ro("EX-C"), Retenue("EX-C"));
        await instance.ComplementairesAsync(PaymentRecords.Complementaire("EX-C"));

        var vue = Assert.Single(await instance.SoinsAsync("EX-C"));

        Assert.Equal(Members, vue.EnumerateObject().Select(m => m.Name));
        Assert.Equal(MembersOfTotal, vue.GetProperty("montantTotal").EnumerateObject().Select(m => m.Name));
        Assert.Equal([.. MembersOfAPart, "base", "taux"], vue.GetProperty("partRo").EnumerateObject().Select(m => m.Name));
        Assert.Equal(MembersOfAPart, vue.GetProperty("partComplementaire").EnumerateObject().Select(m => m.Name));
        Assert.Equal(
            """{"valeur":30.00,"retenues":2.00,"net":28.00,"auCompte":28.00,"auProfessionnel":0.00,"certitude":"ferme","inchange":true}""",
            vue.GetProperty("montantTotal").GetRawText());
        Assert.Equal(
            """
            {"etat":"payee","montant":21.00,"montantAttendu":21.00,"destinataire":"assure","payeLe":"2025-11-17","virement":"VRO-EX-C",
            "visibleSur":"ameli","attenduDu":null,"attenduAu":null,"dansLesDelais":true,
            "ligne":{"organisme":"010000506","decompte":"DRO-EX-C","ordre":1},"montantVirement":19.00,"base":30.00,"taux":70}
            """.ReplaceLineEndings(""),
            vue.GetProperty("partRo").GetRawText());
        Assert.Equal(
            ("complet", "normal", "30.00", "2.00", "complementairePuisRo", -2, false),
            (Texte(vue, "situation"), Texte(vue, "niveau"), Raw(vue, "depense"), Raw(vue, "resteACharge"), Texte(vue, "ordreVersements"),
                vue.GetProperty("ecartJours").GetInt32(), vue.GetProperty("versementUnique").GetBoolean()));
        Assert.StartsWith("Vos deux remboursements sont arrivés : 21,00 €", Texte(vue, "message"), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Each_parent_of_a_child_is_shown_their_own_account_in_their_list_and_the_soin_counts_all()
    {
        var instance = await shared.StartAsync();
        await instance.RoAsync(Ro("EX-P").With("beneficiaireId", "EX-CADET"));
        await instance.ComplementairesAsync(PaymentRecords.Complementaire("EX-P").With("adherentId", "EX-M").With("beneficiaireId",
            "EX-CADET"));

        var (pere, mere) = (Assert.Single(await instance.SoinsAsync("EX-P")), Assert.Single(await instance.SoinsAsync("EX-M")));
        var all = (await instance.ReadAsync($"/v1/soins/{Texte(pere, "soinId")}", Scopes.Support)).Json;

        Assert.Equal(["21.00", "9.00", "30.00"], new[] { pere, mere, all }.Select(v => Raw(v.GetProperty("montantTotal"), "auCompte")));
        Assert.DoesNotContain("9,00", Texte(pere, "message"), StringComparison.Ordinal);
        Assert.DoesNotContain("21,00", Texte(mere, "message"), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_waiting_view_says_what_is_announced_and_when_in_utc()
    {
        var instance = await shared.StartAsync();
        var yesterday = DateOnly.FromDateTime(instance.Clock.GetUtcNow().UtcDateTime).AddDays(-1).ToString("yyyy-MM-dd");
        var paiement = PaymentRecords.Complementaire("EX-D").With("dateSoin", yesterday).With("payeLe", yesterday)
            .With("transmisLe", $"{yesterday}T10:00:00+01:00");
        await instance.ComplementairesAsync(paiement);

        var vue = Assert.Single(await instance.SoinsAsync("EX-D"));

        var ro = vue.GetProperty("partRo");
        Assert.Equal("enAttenteRo", Texte(vue, "situation"));
        Assert.Equal(("attendue", "21.00"), (Texte(ro, "etat"), Raw(ro, "montantAttendu")));
        Assert.Equal("annonce", Texte(vue.GetProperty("montantTotal"), "certitude"));
        Assert.Equal("30.00", Raw(vue.GetProperty("montantTotal"), "valeur"));
        Assert.Equal(JsonValueKind.Null, ro.GetProperty("montant").ValueKind);
        Assert.All(
            [Texte(vue, "misAJourLe"), Texte(ro, "attenduDu"), Texte(ro, "attenduAu")],
            instant => Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z$", instant));
        Assert.Equal(
            TimeSpan.FromHours(24), ro.GetProperty("attenduAu").GetDateTimeOffset() - ro.GetProperty("attenduDu").GetDateTimeOffset());
    }

    [SkippableFact]
    public async Task A_child_of_two_members_is_listed_under_both()
    {
        var instance = await shared.StartAsync();
        await instance.RoAsync(Ro("EX-MERE").With("beneficiaireId", "EX-ENFANT"));
        await instance.ComplementairesAsync(PaymentRecords.Complementaire("EX-PERE").With("beneficiaireId", "EX-ENFANT"));

        var atTheMothers = Assert.Single(await instance.SoinsAsync("EX-MERE"));
        var atTheFathers = Assert.Single(await instance.SoinsAsync("EX-PERE"));

        Assert.Equal(Texte(atTheMothers, "soinId"), Texte(atTheFathers, "soinId"));
        Assert.Equal(("EX-MERE", "complet"), (Texte(atTheMothers, "adherentId"), Texte(atTheMothers, "situation")));
        var id = Texte(atTheMothers, "soinId");
        foreach (var (adherent, status) in new[] { ("EX-MERE", 200), ("EX-PERE", 200), ("EX-AUTRE", 404) })
        {
            var token = TestInstance.Token(adherent, Scopes.Espace);
            Assert.Equal(status, (await instance.AskAsync(HttpMethod.Get, $"/v1/soins/{id}", token)).Status);
        }
    }

    private static JsonObject Ro(string adherent) => PaymentRecords.Ro(adherent);

    private static JsonObject Retenue(string adherent)
    {
        var retenue = Ro(adherent).With("ligne.ordre", 2).With("nature", "retenue").With("montant", -2.00m).With("codeActe", "PF");
        return retenue.With("ligneOrigine", Ro(adherent)["ligne"]!.DeepClone()).With("depense", 0.00m);
    }

    private static async Task<string> ComparableAsync(TestInstance instance, string adherent)
    {
        var vue = JsonNode.Parse(Assert.Single(await instance.SoinsAsync(adherent)).GetRawText())!.AsObject();
        return vue.Without("soinId").Without("version").Without("misAJourLe").ToJsonString()
            .Replace(adherent, "EX", StringComparison.Ordinal);
    }

    private static string Texte(JsonElement subject, string member) => subject.GetProperty(member).GetString()!;

    private static string Raw(JsonElement subject, string member) => subject.GetProperty(member).GetRawText();
}
