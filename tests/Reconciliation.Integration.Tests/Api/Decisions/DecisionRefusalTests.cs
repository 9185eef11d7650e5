using Reconciliation.Hosting;
using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Storage;
using Xunit;
using static Reconciliation.Integration.Tests.Api.Deciding;

namespace Reconciliation.Integration.Tests.Api;

/// <summary>A refused décision names the rule and the place; nothing is decided on a version that nobody saw.</summary>
public sealed class DecisionRefusalTests(SharedInstance shared) : IClassFixture<SharedInstance>
{
    [SkippableTheory]
    [InlineData(null, 428, "precondition-requise", "Donnez-y l'ETag")]
    [InlineData("*", 412, "version-perimee", "ne nomme pas une version")]
    [InlineData("2", 412, "version-perimee", "ne nomme pas une version")]
    [InlineData("\"1\", \"2\"", 412, "version-perimee", "ne nomme pas une version")]
    [InlineData("\"1\"", 412, "version-perimee", "a changé")]
    [InlineData("\"3\"", 412, "version-perimee", "a changé")]
    [InlineData("\"2-0123456789abcdef\"", 412, "version-perimee", "a changé")]
    [InlineData("W/\"2\"", 412, "version-perimee", "Un intermédiaire a affaibli l'ETag")]
    [InlineData("\"abc\"", 412, "version-perimee", "ne nomme pas une version")]
    [InlineData("\"2-\"", 412, "version-perimee", "ne nomme pas une version")]
    public async Task Without_the_version_that_was_seen_nothing_is_decided(string? ifMatch, int status, string code, string says)
    {
        var instance = await shared.StartAsync();
        var soin = await InEcartAsync(instance, "DEC-J");
        var answer = await SendAsync(instance, Id(soin), """{"type":"annoter","motif":"x"}""", ifMatch);
        Assert.Equal(code, answer.Problem(status));
        Assert.Contains(says, answer.Json.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal(0, await instance.CountAsync("SELECT count(*) FROM decision WHERE beneficiaire_id = 'DEC-J-02'"));
    }

    [SkippableTheory]
    [InlineData("pas du json", 400, "json-invalide", "")]
    [InlineData("[]", 422, "decision-invalide", "objet ")]
    [InlineData("{}", 422, "decision-invalide", "requis type")]
    [InlineData("""{"type":"effacer","motif":"x"}""", 422, "decision-invalide", "valeurConnue type")]
    [InlineData("""{"type":"annoter"}""", 422, "decision-invalide", "requis motif")]
    [InlineData("""{"type":"annoter","motif":" "}""", 422, "decision-invalide", "motif motif")]
    [InlineData("""{"type":"annoter","motif":"NIR 1 85 05 78 006 084 91"}""", 422, "decision-invalide", "nir motif")]
    [InlineData("""{"type":"rouvrir","motif":"x"}""", 422, "decision-invalide", "requis decisionId")]
    [InlineData("""{"type":"rouvrir","motif":"x","decisionId":"3"}""", 422, "decision-invalide", "uuid decisionId")]
    [InlineData(
        """{"type":"rouvrir","motif":"x","decisionId":"8d9f3c1e-0000-8000-8000-000000000000"}""", 422, "decision-invalide",
        "decisionInconnue decisionId")]
    [InlineData("""{"type":"lier","motif":"x"}""", 422, "decision-invalide", "requis lignes")]
    [InlineData("""{"type":"lier","motif":"x","lignes":[]}""", 422, "decision-invalide", "deuxLignes lignes")]
    [InlineData("""{"type":"lier","motif":"x","lignes":["a"]}""", 422, "decision-invalide", "type lignes[0]")]
    [InlineData(
        """{"type":"lier","motif":"x","lignes":[{"part":"ro","source":"ameli","ligne":{"organisme":"o","decompte":"d"}}]}""", 422,
        "decision-invalide", "requis lignes[0].ligne.ordre")]
    [InlineData(
        """{"type":"lier","motif":"x","lignes":[{"part":"ro","source":"ameli","ligne":{"organisme":"o","decompte":"d","ordre":1}},"""
            + """{"part":"ro","source":"ameli","ligne":{"organisme":"o","decompte":"d","ordre":2}}]}""",
        422, "decision-invalide", "ligneInconnue lignes[0]")]
    public async Task A_decision_that_breaks_a_rule_says_which_and_where(string body, int status, string code, string first)
    {
        var instance = await shared.StartAsync();
        var soin = await InEcartAsync(instance, "DEC-K");
        var answer = await DecideAsync(instance, soin, body);
        Assert.Equal(code, answer.Problem(status));
        if (status == 422)
        {
            var rejection = answer.Json.GetProperty("rejets")[0];
            Assert.Equal(first, $"{rejection.GetProperty("regle").GetString()} {rejection.GetProperty("membre").GetString()}");
            Assert.DoesNotContain("006 084", answer.Text, StringComparison.Ordinal);
        }
    }

    [SkippableFact]
    public async Task Only_payments_that_are_known_are_linked_and_only_a_gap_is_accepted()
    {
        var instance = await shared.StartAsync();
        var soin = await CompleteSoinAsync(instance, "DEC-L");
        await instance.RoAsync(
            PaymentRecords.Ro("DEC-L", 2).With("nature", "retenue").With("montant", -2.00m),
            PaymentRecords.Ro("DEC-L", 3).With("dateSoin", "2025-11-13"),
            PaymentRecords.Ro("DEC-L", 4).With("professionnelId", "AUTRE"),
            PaymentRecords.Ro("DEC-L", 5).With("professionnelId", "AUTRE"));
        soin = (await instance.SoinsAsync("DEC-L")).Single(v => Id(v) == Id(soin));

        async Task<string> SettledAsync(params int[] orders) =>
            (await DecideAsync(instance, soin, Corps("lier", [.. orders.Select(o => Ligne("DEC-L", o))]))).Json.GetProperty(
                "rejets")[0].GetProperty("regle").GetString()!;
        Assert.Equal("paiementSeul", await SettledAsync(1, 2));
        Assert.Equal("ligneInconnue", await SettledAsync(1, 9));
        Assert.Equal("autreSoin", await SettledAsync(4, 5));
        Assert.Equal("decision-sans-objet", (await DecideAsync(instance, soin, """{"type":"accepterEcart","motif":"x"}""")).Problem(409));
    }

    [SkippableFact]
    public async Task A_reason_may_have_500_characters_and_no_more()
    {
        var instance = await shared.StartAsync();
        var soin = await InEcartAsync(instance, "DEC-M");
        Assert.Equal(201, (await DecideAsync(instance, soin, $$"""{"type":"annoter","motif":"{{new string('é', 500)}}"}""")).Status);
        Assert.Equal(
            "decision-invalide",
            (await DecideAsync(instance, soin, $$"""{"type":"annoter","motif":"{{new string('é', 501)}}"}""")).Problem(422));
    }

    [SkippableFact]
    public async Task It_is_for_support_only_needs_JSON_and_is_written_down()
    {
        var instance = await shared.StartAsync();
        var soin = await InEcartAsync(instance, "DEC-N");
        Assert.Equal("portee-insuffisante", (await SendAsync(instance, Id(soin), "{}", "\"2\"", scope: Scopes.Espace)).Problem(403));
        Assert.Equal("type-non-pris-en-charge", (await SendAsync(instance, Id(soin), "{}", "\"2\"", type: "text/plain")).Problem(415));
        Assert.Equal("soin-inconnu", (await SendAsync(instance, "8d9f3c1e-0000-8000-8000-000000000000", "{}", "\"2\"")).Problem(404));
        Assert.Equal("parametre-inconnu", (await DecideAsync(instance, soin, "{}", "?essai=true")).Problem(400));
        Assert.Equal("parametre-invalide", (await DecideAsync(instance, soin, "{}", "?apercu=oui")).Problem(400));
        Assert.Equal(201, (await DecideAsync(instance, soin, """{"type":"annoter","motif":"x"}""")).Status);
        Assert.Equal(1, await instance.CountAsync("SELECT count(*) FROM acces WHERE action = 'deciderSoin' AND adherent_id = 'DEC-N'"));
    }
}
