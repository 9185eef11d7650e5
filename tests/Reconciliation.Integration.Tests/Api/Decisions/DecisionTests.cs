using Reconciliation.Hosting;
using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Storage;
using Xunit;
using static Reconciliation.Integration.Tests.Api.Deciding;

namespace Reconciliation.Integration.Tests.Api;

/// <summary>Décisions of agents change the views, can be undone, are previewed, and are never taken on a version that nobody saw.</summary>
public sealed class DecisionTests(SharedInstance shared) : IClassFixture<SharedInstance>
{
    [SkippableFact]
    public async Task An_accepted_gap_is_one_no_more_until_it_is_reopened_or_a_line_more_comes()
    {
        var instance = await shared.StartAsync();
        var soin = await InEcartAsync(instance, "DEC-A");

        var accepted = await DecideAsync(instance, soin, """{"type":"accepterEcart","motif":"Vu avec l'adhérent."}""");

        Assert.Equal((201, "\"3-", "complet"), (accepted.Status, accepted.Headers["ETag"][..3], Situation(accepted.Json)));
        var decisionId = accepted.Json.GetProperty("decisionId").GetString();
        var reopened =
            await DecideAsync(instance, accepted.Json, $$"""{"type":"rouvrir","motif":"Erreur.","decisionId":"{{decisionId}}"}""");
        Assert.Equal((201, "ecart"), (reopened.Status, Situation(reopened.Json)));

        var still = await DecideAsync(instance, reopened.Json, """{"type":"accepterEcart","motif":"Vu avec l'adhérent."}""");
        Assert.Equal((201, "complet"), (still.Status, Situation(still.Json)));
        await instance.ComplementairesAsync(PaymentRecords.Complementaire("DEC-A").With("revision", 2).With("montantRoDeclare", 19.00m));
        Assert.Equal("ecart", Situation(Assert.Single(await instance.SoinsAsync("DEC-A"))));
    }

    [SkippableFact]
    public async Task A_part_that_will_not_come_is_awaited_no_more_until_a_line_of_it_comes()
    {
        const string Body = """{"type":"neRienAttendre","part":"complementaire","motif":"Contrat terminé."}""";
        var instance = await shared.StartAsync();
        await instance.RoAsync(PaymentRecords.Ro("DEC-N"));

        var ended = await DecideAsync(instance, Assert.Single(await instance.SoinsAsync("DEC-N")), Body);

        Assert.Equal((201, "complet"), (ended.Status, Situation(ended.Json)));
        Assert.Equal("nonAttendue", ended.Json.GetProperty("partComplementaire").GetProperty("etat").GetString());
        Assert.Equal("decision-sans-objet", (await DecideAsync(instance, ended.Json, Body)).Problem(409));
        Assert.Equal(["complementaire True"], await HeldAsync());
        await instance.ComplementairesAsync(PaymentRecords.Complementaire("DEC-N"));
        var vue = Assert.Single(await instance.SoinsAsync("DEC-N"));
        Assert.Equal(("complet", 30.00m), (Situation(vue), vue.GetProperty("montantTotal").GetProperty("valeur").GetDecimal()));
        Assert.Equal(["complementaire False"], await HeldAsync());

        async Task<IEnumerable<string>> HeldAsync() =>
            (await instance.ReadAsync($"/v1/soins/{Id(ended.Json)}/decisions", Scopes.Support)).Json.GetProperty("elements")
                .EnumerateArray()
            .Select(d => $"{d.GetProperty("part").GetString()} {d.GetProperty("enVigueur").GetBoolean()}");
    }

    [SkippableFact]
    public async Task Lines_that_were_set_apart_are_two_soins_and_linked_again_they_are_one_with_its_old_id()
    {
        var instance = await shared.StartAsync();
        var soin = await CompleteSoinAsync(instance, "DEC-B");

        var separated = await DecideAsync(instance, soin, Lignes("delier", "DEC-B"));

        Assert.Equal(
            (201, "enRetard", 1),
            (separated.Status, Situation(separated.Json), separated.Json.GetProperty("autresSoins").GetArrayLength()));
        Assert.Equal(2, (await instance.SoinsAsync("DEC-B")).Count);
        var tied = await DecideAsync(instance, separated.Json, Lignes("lier", "DEC-B"));
        Assert.Equal((201, "complet"), (tied.Status, Situation(tied.Json)));
        var other = Assert.Single(tied.Json.GetProperty("autresSoins").EnumerateArray());
        Assert.Equal(Id(soin), other.GetProperty("remplacePar").GetString());
        Assert.Equal(Id(soin), Id(Assert.Single(await instance.SoinsAsync("DEC-B"))));

        // On a soin whose lines went elsewhere nothing is decided.
        var elsewhere = await DecideAsync(instance, other, """{"type":"annoter","motif":"Rappeler."}""");
        Assert.Equal("soin-remplace", elsewhere.Problem(409));
        Assert.Equal(Id(soin), elsewhere.Json.GetProperty("remplacePar").GetString());
    }

    [SkippableFact]
    public async Task A_separation_taken_before_the_other_revision_comes_holds_for_it_too()
    {
        var instance = await shared.StartAsync();
        var soin = await CompleteSoinAsync(instance, "DEC-C");
        await DecideAsync(instance, soin, Lignes("delier", "DEC-C"));
        await instance.ComplementairesAsync(PaymentRecords.Complementaire("DEC-C").With("revision", 2));
        Assert.Equal(2, (await instance.SoinsAsync("DEC-C")).Count);
    }

    [SkippableTheory]
    [InlineData("""{"type":"accepterEcart","motif":"Vu."}""")]
    [InlineData("delier")]
    public async Task A_preview_is_what_comes_of_it_and_changes_nothing(string body)
    {
        var instance = await shared.StartAsync();
        var adherent = body == "delier" ? "DEC-D" : "DEC-E";
        var soin = await InEcartAsync(instance, adherent);
        body = body == "delier" ? Lignes("delier", adherent) : body;

        var preview = await DecideAsync(instance, soin, body, "?apercu=true");
        Assert.Equal(soin.GetRawText(), Assert.Single(await instance.SoinsAsync(adherent)).GetRawText());
        Assert.Empty(
            (await instance.ReadAsync($"/v1/soins/{Id(soin)}/decisions", Scopes.Support)).Json.GetProperty("elements").EnumerateArray());
        var taken = await DecideAsync(instance, soin, body);

        Assert.Equal((200, 201), (preview.Status, taken.Status));
        Assert.Equal((true, false), (preview.Json.GetProperty("apercu").GetBoolean(), taken.Json.GetProperty("apercu").GetBoolean()));
        Assert.Equal(WithoutInstants(preview.Json), WithoutInstants(taken.Json));
    }

    [SkippableFact]
    public async Task Of_two_agents_at_once_one_decides_and_the_other_sees_what_changed()
    {
        var instance = await shared.StartAsync();
        var soin = await InEcartAsync(instance, "DEC-F");

        var both = await Task.WhenAll(
            DecideAsync(instance, soin, """{"type":"accepterEcart","motif":"Agent un."}""", agent: "un"),
            DecideAsync(instance, soin, Lignes("delier", "DEC-F"), agent: "deux"));

        var first = Assert.Single(both, a => a.Status == 201);
        var second = Assert.Single(both, a => a.Status != 201);
        Assert.Equal("version-perimee", second.Problem(412));
        Assert.Equal(first.Headers["ETag"], second.Headers["ETag"]);
        Assert.Equal(3, second.Json.GetProperty("version").GetInt32());
        Assert.Equal(Situation(first.Json), Situation(second.Json.GetProperty("vue")));
        var change = Assert.Single(second.Json.GetProperty("changements").EnumerateArray());
        var decision = change.GetProperty("cause").GetProperty("decision");
        Assert.Equal("decision", change.GetProperty("cause").GetProperty("type").GetString());
        Assert.Equal(first.Json.GetProperty("decisionId").GetString(), decision.GetProperty("decisionId").GetString());
        Assert.Equal(both[0].Status == 201 ? "un" : "deux", decision.GetProperty("auteur").GetString());
        Assert.Equal(1, await instance.CountAsync("SELECT count(*) FROM decision WHERE beneficiaire_id = 'DEC-F-02'"));
    }

    [SkippableFact]
    public async Task Who_decided_and_why_is_for_agents_only()
    {
        var instance = await shared.StartAsync();
        var soin = await InEcartAsync(instance, "DEC-Z");
        await DecideAsync(instance, soin, """{"type":"accepterEcart","motif":"Un geste."}""", agent: "claire");

        var seenOnes = new List<string>();
        foreach (var scope in new[] { Scopes.Support, Scopes.Espace })
        {
            var versions = (await instance.ReadAsync($"/v1/soins/{Id(soin)}/journal", scope)).Json.GetProperty("elements").EnumerateArray();
            var decision = versions.Last().GetProperty("cause").GetProperty("decision");
            seenOnes.Add(
                $"{decision.GetProperty("type").GetString()} {decision.GetProperty("auteur").GetString()} "
                    + $"{decision.GetProperty("motif").GetString()}");
        }

        Assert.Equal(["accepterEcart claire Un geste.", "accepterEcart MGEN Réservé aux agents."], seenOnes);
    }

    [SkippableFact]
    public async Task A_line_that_came_meanwhile_makes_the_version_stale_too()
    {
        var instance = await shared.StartAsync();
        await instance.RoAsync(PaymentRecords.Ro("DEC-G"));
        var seen = Assert.Single(await instance.SoinsAsync("DEC-G"));
        await instance.ComplementairesAsync(PaymentRecords.Complementaire("DEC-G"));

        var answer = await DecideAsync(instance, seen, """{"type":"annoter","motif":"Rappeler."}""");

        Assert.Equal("version-perimee", answer.Problem(412));
        var cause = Assert.Single(answer.Json.GetProperty("changements").EnumerateArray()).GetProperty("cause");
        Assert.Equal("DRC-DEC-G", cause.GetProperty("lignes")[0].GetProperty("decompte").GetString());
    }

    [SkippableFact]
    public async Task The_same_decision_sent_again_after_a_lost_answer_does_no_harm()
    {
        var instance = await shared.StartAsync();
        var soin = await InEcartAsync(instance, "DEC-H");
        const string body = """{"type":"accepterEcart","motif":"Vu."}""";

        var one = await DecideAsync(instance, soin, body);
        var still = await DecideAsync(instance, soin, body);
        var ofAnother = await DecideAsync(instance, soin, body, agent: "autre");

        Assert.Equal((201, 200), (one.Status, still.Status));
        Assert.Equal(one.Json.GetProperty("decisionId").GetString(), still.Json.GetProperty("decisionId").GetString());
        Assert.Equal(one.Headers["ETag"], still.Headers["ETag"]);
        Assert.Equal("version-perimee", ofAnother.Problem(412));
        Assert.Equal(1, await instance.CountAsync("SELECT count(*) FROM decision WHERE beneficiaire_id = 'DEC-H-02'"));
    }

    [SkippableFact]
    public async Task A_remark_is_a_fact_that_changes_no_view_and_is_listed_with_the_others()
    {
        var instance = await shared.StartAsync();
        var soin = await InEcartAsync(instance, "DEC-I");
        var note = await DecideAsync(instance, soin, """{"type":"annoter","motif":"Rappelé : « d'accord »."}""", agent: "zoé");
        Assert.Equal((201, "\"2-"), (note.Status, note.Headers["ETag"][..3]));
        var accepted = await DecideAsync(instance, soin, """{"type":"accepterEcart","motif":"Vu."}""");
        var reopen = $$"""{"type":"rouvrir","motif":"Non.","decisionId":"{{accepted.Json.GetProperty("decisionId").GetString()}}"}""";
        var reopened = await DecideAsync(instance, accepted.Json, reopen);

        var decisions = (await instance.ReadAsync($"/v1/soins/{Id(soin)}/decisions", Scopes.Support)).Json.GetProperty("elements")
            .EnumerateArray().ToList();

        Assert.Equal(
            ["annoter Rappelé : « d'accord ». zoé True 0", "accepterEcart Vu. essai False 2", "rouvrir Non. essai True 0"],
            decisions.Select(
                d =>
                    $"{d.GetProperty("type").GetString()} {d.GetProperty("motif").GetString()} {d.GetProperty("auteur").GetString()} "
                        + $"{d.GetProperty("enVigueur").GetBoolean()} {d.GetProperty("lignes").GetArrayLength()}"));
        Assert.Equal(decisions[1].GetProperty("decisionId").GetString(), decisions[2].GetProperty("decisionRouverte").GetString());
        Assert.All(decisions, d => Assert.Equal(Id(soin), d.GetProperty("soinId").GetString()));
        Assert.Equal(
            "decision-sans-objet",
            (await DecideAsync(instance, reopened.Json, reopen.Replace("Non.", "Encore.", StringComparison.Ordinal))).Problem(409));
    }

    [SkippableFact]
    public async Task A_host_that_only_serves_the_API_decides_as_well_as_one_that_runs_the_engine()
    {
        await using var database = await Servers.TestDatabase.CreateAsync(TestInstance.Schema);
        await using var engine = await TestInstance.StartAsync(database);
        await using var api = await TestInstance.StartAsync(database, engine: false);
        var soin = await InEcartAsync(engine, "DEC-O");
        var accepted = await DecideAsync(api, soin, """{"type":"accepterEcart","motif":"Vu."}""");
        Assert.Equal((201, "complet"), (accepted.Status, Situation(accepted.Json)));
        Assert.Equal("complet", Situation(Assert.Single(await engine.SoinsAsync("DEC-O"))));
    }
}
