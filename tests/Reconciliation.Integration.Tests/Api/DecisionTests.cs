using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Reconciliation.Core;
using Reconciliation.Dev;
using Reconciliation.Engine;
using Reconciliation.Hosting;
using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Recon;
using Reconciliation.Storage;
using Xunit;

namespace Reconciliation.Integration.Tests.Api;

/// <summary>What agents decide: it changes the views, can be undone, is told beforehand, and is never taken on what nobody saw.</summary>
public sealed class DecisionTests(SharedInstance shared) : IClassFixture<SharedInstance>
{
    [SkippableFact]
    public async Task An_accepted_gap_is_one_no_more_until_it_is_reopened_or_a_line_more_comes()
    {
        var instance = await shared.StartAsync();
        var soin = await EnEcartAsync(instance, "DEC-A");

        var accepte = await DeciderAsync(instance, soin, """{"type":"accepterEcart","motif":"Vu avec l'adhérent."}""");

        Assert.Equal((201, "\"3\"", "complet"), (accepte.Status, accepte.Headers["ETag"], Situation(accepte.Json)));
        var decisionId = accepte.Json.GetProperty("decisionId").GetString();
        var rouvert = await DeciderAsync(instance, accepte.Json, $$"""{"type":"rouvrir","motif":"Erreur.","decisionId":"{{decisionId}}"}""");
        Assert.Equal((201, "ecart"), (rouvert.Status, Situation(rouvert.Json)));

        var encore = await DeciderAsync(instance, rouvert.Json, """{"type":"accepterEcart","motif":"Vu avec l'adhérent."}""");
        Assert.Equal((201, "complet"), (encore.Status, Situation(encore.Json)));
        await instance.ComplementairesAsync(Paiements.Complementaire("DEC-A").Avec("revision", 2).Avec("montantRoDeclare", 19.00m));
        Assert.Equal("ecart", Situation(Assert.Single(await instance.SoinsAsync("DEC-A"))));
    }

    [SkippableFact]
    public async Task Lines_that_were_set_apart_are_two_soins_and_linked_again_they_are_one_with_its_old_id()
    {
        var instance = await shared.StartAsync();
        var soin = await CompletAsync(instance, "DEC-B");

        var separe = await DeciderAsync(instance, soin, Lignes("delier", "DEC-B"));

        Assert.Equal((201, "enRetard", 1), (separe.Status, Situation(separe.Json), separe.Json.GetProperty("autresSoins").GetArrayLength()));
        Assert.Equal(2, (await instance.SoinsAsync("DEC-B")).Count);
        var lie = await DeciderAsync(instance, separe.Json, Lignes("lier", "DEC-B"));
        Assert.Equal((201, "complet"), (lie.Status, Situation(lie.Json)));
        var autre = Assert.Single(lie.Json.GetProperty("autresSoins").EnumerateArray());
        Assert.Equal(Id(soin), autre.GetProperty("remplacePar").GetString());
        Assert.Equal(Id(soin), Id(Assert.Single(await instance.SoinsAsync("DEC-B"))));

        // On a soin whose lines went elsewhere nothing is decided.
        var ailleurs = await DeciderAsync(instance, autre, """{"type":"annoter","motif":"Rappeler."}""");
        Assert.Equal("soin-remplace", ailleurs.Problem(409));
        Assert.Equal(Id(soin), ailleurs.Json.GetProperty("remplacePar").GetString());
    }

    [SkippableFact]
    public async Task A_separation_taken_before_the_other_revision_comes_holds_for_it_too()
    {
        var instance = await shared.StartAsync();
        var soin = await CompletAsync(instance, "DEC-C");
        await DeciderAsync(instance, soin, Lignes("delier", "DEC-C"));
        await instance.ComplementairesAsync(Paiements.Complementaire("DEC-C").Avec("revision", 2));
        Assert.Equal(2, (await instance.SoinsAsync("DEC-C")).Count);
    }

    [SkippableTheory]
    [InlineData("""{"type":"accepterEcart","motif":"Vu."}""")]
    [InlineData("delier")]
    public async Task A_preview_is_what_comes_of_it_and_changes_nothing(string corps)
    {
        var instance = await shared.StartAsync();
        var adherent = corps == "delier" ? "DEC-D" : "DEC-E";
        var soin = await EnEcartAsync(instance, adherent);
        corps = corps == "delier" ? Lignes("delier", adherent) : corps;

        var apercu = await DeciderAsync(instance, soin, corps, "?apercu=true");
        Assert.Equal(soin.GetRawText(), Assert.Single(await instance.SoinsAsync(adherent)).GetRawText());
        Assert.Empty((await instance.ReadAsync($"/v1/soins/{Id(soin)}/decisions", Portees.Support)).Json.GetProperty("elements").EnumerateArray());
        var pris = await DeciderAsync(instance, soin, corps);

        Assert.Equal((200, 201), (apercu.Status, pris.Status));
        Assert.Equal((true, false), (apercu.Json.GetProperty("apercu").GetBoolean(), pris.Json.GetProperty("apercu").GetBoolean()));
        Assert.Equal(SansInstants(apercu.Json), SansInstants(pris.Json));
    }

    [SkippableFact]
    public async Task Of_two_agents_at_once_one_decides_and_the_other_sees_what_changed()
    {
        var instance = await shared.StartAsync();
        var soin = await EnEcartAsync(instance, "DEC-F");

        var deux = await Task.WhenAll(
            DeciderAsync(instance, soin, """{"type":"accepterEcart","motif":"Agent un."}""", agent: "un"),
            DeciderAsync(instance, soin, Lignes("delier", "DEC-F"), agent: "deux"));

        var premier = Assert.Single(deux, a => a.Status == 201);
        var second = Assert.Single(deux, a => a.Status != 201);
        Assert.Equal("version-perimee", second.Problem(412));
        Assert.Equal(premier.Headers["ETag"], second.Headers["ETag"]);
        Assert.Equal(3, second.Json.GetProperty("version").GetInt32());
        Assert.Equal(Situation(premier.Json), Situation(second.Json.GetProperty("vue")));
        var changement = Assert.Single(second.Json.GetProperty("changements").EnumerateArray());
        var decision = changement.GetProperty("cause").GetProperty("decision");
        Assert.Equal("decision", changement.GetProperty("cause").GetProperty("type").GetString());
        Assert.Equal(premier.Json.GetProperty("decisionId").GetString(), decision.GetProperty("decisionId").GetString());
        Assert.Equal(deux[0].Status == 201 ? "un" : "deux", decision.GetProperty("auteur").GetString());
        Assert.Equal(1, await instance.CountAsync("SELECT count(*) FROM decision WHERE beneficiaire_id = 'DEC-F-02'"));
    }

    [SkippableFact]
    public async Task Who_decided_and_why_is_for_agents_only()
    {
        var instance = await shared.StartAsync();
        var soin = await EnEcartAsync(instance, "DEC-Z");
        await DeciderAsync(instance, soin, """{"type":"accepterEcart","motif":"Un geste."}""", agent: "claire");

        var vus = new List<string>();
        foreach (var portee in new[] { Portees.Support, Portees.Espace })
        {
            var versions = (await instance.ReadAsync($"/v1/soins/{Id(soin)}/journal", portee)).Json.GetProperty("elements").EnumerateArray();
            var decision = versions.Last().GetProperty("cause").GetProperty("decision");
            vus.Add($"{decision.GetProperty("type").GetString()} {decision.GetProperty("auteur").GetString()} {decision.GetProperty("motif").GetString()}");
        }

        Assert.Equal(["accepterEcart claire Un geste.", "accepterEcart MGEN Réservé aux agents."], vus);
    }

    [SkippableFact]
    public async Task A_line_that_came_meanwhile_makes_the_version_stale_too()
    {
        var instance = await shared.StartAsync();
        await instance.RoAsync(Paiements.Ro("DEC-G"));
        var vu = Assert.Single(await instance.SoinsAsync("DEC-G"));
        await instance.ComplementairesAsync(Paiements.Complementaire("DEC-G"));

        var answer = await DeciderAsync(instance, vu, """{"type":"annoter","motif":"Rappeler."}""");

        Assert.Equal("version-perimee", answer.Problem(412));
        var cause = Assert.Single(answer.Json.GetProperty("changements").EnumerateArray()).GetProperty("cause");
        Assert.Equal("DRC-DEC-G", cause.GetProperty("lignes")[0].GetProperty("decompte").GetString());
    }

    [SkippableFact]
    public async Task The_same_decision_sent_again_after_a_lost_answer_does_no_harm()
    {
        var instance = await shared.StartAsync();
        var soin = await EnEcartAsync(instance, "DEC-H");
        const string corps = """{"type":"accepterEcart","motif":"Vu."}""";

        var une = await DeciderAsync(instance, soin, corps);
        var encore = await DeciderAsync(instance, soin, corps);
        var dUnAutre = await DeciderAsync(instance, soin, corps, agent: "autre");

        Assert.Equal((201, 200), (une.Status, encore.Status));
        Assert.Equal(une.Json.GetProperty("decisionId").GetString(), encore.Json.GetProperty("decisionId").GetString());
        Assert.Equal(une.Headers["ETag"], encore.Headers["ETag"]);
        Assert.Equal("version-perimee", dUnAutre.Problem(412));
        Assert.Equal(1, await instance.CountAsync("SELECT count(*) FROM decision WHERE beneficiaire_id = 'DEC-H-02'"));
    }

    [SkippableFact]
    public async Task A_remark_is_a_fact_that_changes_no_view_and_is_listed_with_the_others()
    {
        var instance = await shared.StartAsync();
        var soin = await EnEcartAsync(instance, "DEC-I");
        var note = await DeciderAsync(instance, soin, """{"type":"annoter","motif":"Rappelé : « d'accord »."}""", agent: "zoé");
        Assert.Equal((201, "\"2\""), (note.Status, note.Headers["ETag"]));
        var accepte = await DeciderAsync(instance, soin, """{"type":"accepterEcart","motif":"Vu."}""");
        var rouvrir = $$"""{"type":"rouvrir","motif":"Non.","decisionId":"{{accepte.Json.GetProperty("decisionId").GetString()}}"}""";
        var rouvert = await DeciderAsync(instance, accepte.Json, rouvrir);

        var decisions = (await instance.ReadAsync($"/v1/soins/{Id(soin)}/decisions", Portees.Support)).Json.GetProperty("elements").EnumerateArray().ToList();

        Assert.Equal(
            ["annoter Rappelé : « d'accord ». zoé True 0", "accepterEcart Vu. essai False 2", "rouvrir Non. essai True 0"],
            decisions.Select(d => $"{d.GetProperty("type").GetString()} {d.GetProperty("motif").GetString()} {d.GetProperty("auteur").GetString()} {d.GetProperty("enVigueur").GetBoolean()} {d.GetProperty("lignes").GetArrayLength()}"));
        Assert.Equal(decisions[1].GetProperty("decisionId").GetString(), decisions[2].GetProperty("decisionRouverte").GetString());
        Assert.All(decisions, d => Assert.Equal(Id(soin), d.GetProperty("soinId").GetString()));
        Assert.Equal("decision-sans-objet", (await DeciderAsync(instance, rouvert.Json, rouvrir.Replace("Non.", "Encore.", StringComparison.Ordinal))).Problem(409));
    }

    [SkippableFact]
    public async Task A_host_that_only_serves_the_API_decides_as_well_as_one_that_runs_the_engine()
    {
        await using var database = await Servers.TestDatabase.CreateAsync(TestInstance.Schema);
        await using var engine = await TestInstance.StartAsync(database);
        await using var api = await TestInstance.StartAsync(database, engine: false);
        var soin = await EnEcartAsync(engine, "DEC-O");
        var accepte = await DeciderAsync(api, soin, """{"type":"accepterEcart","motif":"Vu."}""");
        Assert.Equal((201, "complet"), (accepte.Status, Situation(accepte.Json)));
        Assert.Equal("complet", Situation(Assert.Single(await engine.SoinsAsync("DEC-O"))));
    }

    [SkippableTheory]
    [InlineData(null, 428, "precondition-requise")]
    [InlineData("*", 412, "version-perimee")]
    [InlineData("2", 412, "version-perimee")]
    [InlineData("\"1\", \"2\"", 412, "version-perimee")]
    [InlineData("\"1\"", 412, "version-perimee")]
    [InlineData("\"3\"", 412, "version-perimee")]
    [InlineData("W/\"2\"", 412, "version-perimee")]
    [InlineData("\"abc\"", 412, "version-perimee")]
    public async Task Without_the_version_that_was_seen_nothing_is_decided(string? ifMatch, int statut, string code)
    {
        var instance = await shared.StartAsync();
        var soin = await EnEcartAsync(instance, "DEC-J");
        var answer = await EnvoyerAsync(instance, Id(soin), """{"type":"annoter","motif":"x"}""", ifMatch);
        Assert.Equal(code, answer.Problem(statut));
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
    [InlineData("""{"type":"rouvrir","motif":"x","decisionId":"8d9f3c1e-0000-8000-8000-000000000000"}""", 422, "decision-invalide", "decisionInconnue decisionId")]
    [InlineData("""{"type":"lier","motif":"x"}""", 422, "decision-invalide", "requis lignes")]
    [InlineData("""{"type":"lier","motif":"x","lignes":[]}""", 422, "decision-invalide", "deuxLignes lignes")]
    [InlineData("""{"type":"lier","motif":"x","lignes":["a"]}""", 422, "decision-invalide", "type lignes[0]")]
    [InlineData("""{"type":"lier","motif":"x","lignes":[{"part":"ro","source":"ameli","ligne":{"organisme":"o","decompte":"d"}}]}""", 422, "decision-invalide", "requis lignes[0].ligne.ordre")]
    [InlineData("""{"type":"lier","motif":"x","lignes":[{"part":"ro","source":"ameli","ligne":{"organisme":"o","decompte":"d","ordre":1}},{"part":"ro","source":"ameli","ligne":{"organisme":"o","decompte":"d","ordre":2}}]}""", 422, "decision-invalide", "ligneInconnue lignes[0]")]
    public async Task A_decision_that_breaks_a_rule_says_which_and_where(string corps, int statut, string code, string premier)
    {
        var instance = await shared.StartAsync();
        var soin = await EnEcartAsync(instance, "DEC-K");
        var answer = await DeciderAsync(instance, soin, corps);
        Assert.Equal(code, answer.Problem(statut));
        if (statut == 422)
        {
            var rejet = answer.Json.GetProperty("rejets")[0];
            Assert.Equal(premier, $"{rejet.GetProperty("regle").GetString()} {rejet.GetProperty("membre").GetString()}");
            Assert.DoesNotContain("006 084", answer.Text, StringComparison.Ordinal);
        }
    }

    [SkippableFact]
    public async Task Only_payments_of_the_soins_own_day_are_linked_and_only_a_gap_is_accepted()
    {
        var instance = await shared.StartAsync();
        var soin = await CompletAsync(instance, "DEC-L");
        await instance.RoAsync(
            Paiements.Ro("DEC-L", 2).Avec("nature", "retenue").Avec("montant", -2.00m),
            Paiements.Ro("DEC-L", 3).Avec("dateSoin", "2025-11-13"),
            Paiements.Ro("DEC-L", 4).Avec("professionnelId", "AUTRE"),
            Paiements.Ro("DEC-L", 5).Avec("professionnelId", "AUTRE"));
        soin = (await instance.SoinsAsync("DEC-L")).Single(v => Id(v) == Id(soin));

        async Task<string> RegleAsync(params int[] ordres) =>
            (await DeciderAsync(instance, soin, Corps("lier", [.. ordres.Select(o => Ligne("DEC-L", o))]))).Json.GetProperty("rejets")[0].GetProperty("regle").GetString()!;
        Assert.Equal("paiementSeul", await RegleAsync(1, 2));
        Assert.Equal("ligneInconnue", await RegleAsync(1, 3));
        Assert.Equal("autreSoin", await RegleAsync(4, 5));
        Assert.Equal("decision-sans-objet", (await DeciderAsync(instance, soin, """{"type":"accepterEcart","motif":"x"}""")).Problem(409));
    }

    [SkippableFact]
    public async Task A_reason_may_have_500_characters_and_no_more()
    {
        var instance = await shared.StartAsync();
        var soin = await EnEcartAsync(instance, "DEC-M");
        Assert.Equal(201, (await DeciderAsync(instance, soin, $$"""{"type":"annoter","motif":"{{new string('é', 500)}}"}""")).Status);
        Assert.Equal("decision-invalide", (await DeciderAsync(instance, soin, $$"""{"type":"annoter","motif":"{{new string('é', 501)}}"}""")).Problem(422));
    }

    [SkippableFact]
    public async Task It_is_for_support_only_needs_JSON_and_is_written_down()
    {
        var instance = await shared.StartAsync();
        var soin = await EnEcartAsync(instance, "DEC-N");
        Assert.Equal("portee-insuffisante", (await EnvoyerAsync(instance, Id(soin), "{}", "\"2\"", portee: Portees.Espace)).Problem(403));
        Assert.Equal("type-non-pris-en-charge", (await EnvoyerAsync(instance, Id(soin), "{}", "\"2\"", type: "text/plain")).Problem(415));
        Assert.Equal("soin-inconnu", (await EnvoyerAsync(instance, "8d9f3c1e-0000-8000-8000-000000000000", "{}", "\"2\"")).Problem(404));
        Assert.Equal("parametre-inconnu", (await DeciderAsync(instance, soin, "{}", "?essai=true")).Problem(400));
        Assert.Equal("parametre-invalide", (await DeciderAsync(instance, soin, "{}", "?apercu=oui")).Problem(400));
        Assert.Equal(201, (await DeciderAsync(instance, soin, """{"type":"annoter","motif":"x"}""")).Status);
        Assert.Equal(1, await instance.CountAsync("SELECT count(*) FROM acces WHERE action = 'deciderSoin' AND adherent_id = 'DEC-N'"));
    }

    private static async Task<JsonElement> EnEcartAsync(TestInstance instance, string adherent)
    {
        await instance.RoAsync(Paiements.Ro(adherent));
        await instance.ComplementairesAsync(Paiements.Complementaire(adherent).Avec("montantRoDeclare", 20.00m));
        return Assert.Single(await instance.SoinsAsync(adherent));
    }

    private static async Task<JsonElement> CompletAsync(TestInstance instance, string adherent)
    {
        await instance.RoAsync(Paiements.Ro(adherent));
        await instance.ComplementairesAsync(Paiements.Complementaire(adherent));
        return Assert.Single(await instance.SoinsAsync(adherent));
    }

    private static Task<Answer> DeciderAsync(TestInstance instance, JsonElement vue, string corps, string suite = "", string agent = "essai") =>
        EnvoyerAsync(instance, Id(vue) + "/decisions" + suite, corps, $"\"{vue.GetProperty("version").GetInt32()}\"", agent);

    private static async Task<Answer> EnvoyerAsync(
        TestInstance instance, string chemin, string corps, string? ifMatch, string agent = "essai", string portee = Portees.Support, string type = "application/json")
    {
        chemin = chemin.Contains("/decisions", StringComparison.Ordinal) ? chemin : chemin + "/decisions";
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"/v1/soins/{chemin}", UriKind.Relative))
        {
            Content = new StringContent(corps, Encoding.UTF8, type),
        };
        if (ifMatch is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        }

        return await instance.SendAsync(request, Dev.TokenCommand.Signer(TestInstance.Key, TimeProvider.System, agent, null, portee));
    }

    private static string Lignes(string type, string adherent) => Corps(type, [Ligne(adherent, 1), LigneComplementaire(adherent)]);

    private static string Corps(string type, JsonNode[] lignes) =>
        new JsonObject { ["type"] = type, ["motif"] = "Vu au téléphone.", ["lignes"] = new JsonArray(lignes) }.ToJsonString();

    private static JsonObject Ligne(string adherent, int ordre) => Visee("ro", Paiements.Ro(adherent, ordre));

    private static JsonObject LigneComplementaire(string adherent) => Visee("complementaire", Paiements.Complementaire(adherent));

    private static JsonObject Visee(string part, JsonObject paiement) =>
        new JsonObject { ["part"] = part, ["source"] = paiement["source"]!.DeepClone(), ["ligne"] = paiement["ligne"]!.DeepClone() };

    private static string Id(JsonElement vue) => vue.GetProperty("soinId").GetString()!;

    private static string? Situation(JsonElement vue) => vue.GetProperty("situation").GetString();

    private static string SansInstants(JsonElement reponse)
    {
        var objet = JsonNode.Parse(reponse.GetRawText())!.AsObject();
        objet.Remove("apercu");
        objet.Remove("misAJourLe");
        foreach (var autre in objet["autresSoins"]!.AsArray())
        {
            autre!.AsObject().Remove("misAJourLe");
        }

        return objet.ToJsonString();
    }
}
