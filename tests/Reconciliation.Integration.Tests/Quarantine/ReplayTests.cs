using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Reconciliation.Contracts;
using Reconciliation.Core;
using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Storage;
using Xunit;

namespace Reconciliation.Integration.Tests.Quarantine;

/// <summary>Out of quarantine, by the door through which all come in.</summary>
public sealed class ReplayTests(SharedInstance shared) : IClassFixture<SharedInstance>
{
    [SkippableFact]
    public async Task A_corrected_record_becomes_a_soin_and_both_bodies_are_kept()
    {
        var instance = await shared.StartAsync();
        var wrong = PaymentRecords.Ro("CORRIGE").WithRaw("taux", "170");
        var id = await instance.RefusedAsync(wrong);

        var answer =
            await instance.ReplayAsync(id, body: QuarantineCalls.Corrected(PaymentRecords.Ro("CORRIGE"), "Taux confirmé par la caisse."));

        Assert.True(answer.Status == 202, answer.Text);
        Assert.Equal(("rejouee", "\"2\""), (answer.State(), answer.Headers["ETag"]));
        Assert.Single(await instance.SoinsAsync("CORRIGE"));
        var message = (await instance.MessageAsync(id)).Json;
        Assert.Equal(wrong, message.GetProperty("corps").Text("contenu"));
        var next = Assert.Single(message.Items("suites"));
        Assert.Equal(("essai", "accepte", "Taux confirmé par la caisse."), (next.Text("agent"), next.Text("issue"), next.Text("motif")));
        Assert.True(JsonNode.DeepEquals(PaymentRecords.Ro("CORRIGE"), JsonNode.Parse(next.GetProperty("corpsCorrige").Text("contenu")!)));
        Assert.Equal(1, await instance.CountAsync("SELECT count(*) FROM acces WHERE action = 'rejouerQuarantaine' AND agent = 'essai'"));
    }

    [SkippableFact]
    public async Task A_replay_that_is_refused_again_leaves_it_open_and_is_kept()
    {
        var instance = await shared.StartAsync();
        var id = await instance.RefusedAsync(PaymentRecords.Ro("ENCORE").WithRaw("taux", "170"));

        var answer = await instance.ReplayAsync(id, body: QuarantineCalls.Corrected(PaymentRecords.Ro("ENCORE").With("nature", "avoir")));

        Assert.Equal("rejeu-refuse", answer.Problem(422));
        Assert.Equal([("nature", Regle.ValeurConnue)], answer.Json.Items("motifs").Select(m => (m.Text("membre")!, m.Text("regle")!)));
        var message = await instance.MessageAsync(id);
        Assert.Equal("ouverte", message.State());
        Assert.Equal("refuse", Assert.Single(message.Json.Items("suites")).Text("issue"));
        Assert.Empty(await instance.SoinsAsync("ENCORE"));

        // The version is the one that the agent has seen: the next attempt needs no new reading.
        Assert.Equal(202, (await instance.ReplayAsync(id, body: QuarantineCalls.Corrected(PaymentRecords.Ro("ENCORE")))).Status);
    }

    [SkippableFact]
    public async Task As_it_is_it_is_read_again_and_accepted_once_it_can_be()
    {
        var instance = await shared.StartAsync();
        var tomorrow = Domain.Paris.Day(instance.Clock.GetUtcNow()).AddDays(2)
            .ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        var id =
            await instance.RefusedAsync(PaymentRecords.Ro("DEMAIN").With("dateSoin", tomorrow).With("payeLe", tomorrow).ToJsonString());
        Assert.Equal("rejeu-refuse", (await instance.ReplayAsync(id, body: """{"motif":"pour voir"}""")).Problem(422));
        instance.Clock.Move(TimeSpan.FromDays(2));
        Assert.Equal(202, (await instance.ReplayAsync(id)).Status);
        Assert.Single(await instance.SoinsAsync("DEMAIN"));
        Assert.Null(Assert.Single((await instance.MessageAsync(id)).Json.Items("suites"), s => s.Text("issue") == "accepte").Text("motif"));
        instance.Clock.Move(-TimeSpan.FromDays(2));
    }

    [SkippableTheory]
    [InlineData(null, 428, "precondition-requise")]
    [InlineData("\"2\"", 412, "version-perimee")]
    [InlineData("*", 412, "version-perimee")]
    [InlineData("W/\"1\"", 412, "version-perimee")]
    [InlineData("1", 412, "version-perimee")]
    public async Task The_version_that_the_agent_saw_is_required(string? ifMatch, int status, string problem)
    {
        var instance = await shared.StartAsync();
        var id = await instance.RefusedAsync(PaymentRecords.Ro($"VERSION-{status}-{ifMatch?.Length}").WithRaw("taux", "170"));
        foreach (var action in new[] { "rejouer", "ecarter" })
        {
            var answer = await instance.PostAsAgentAsync($"/v1/quarantaine/{id}/{action}", """{"motif":"essai"}""", ifMatch);
            Assert.True(answer.Status == status, answer.Text);
            Assert.Equal(problem, answer.Problem(status));
        }

        Assert.Equal("ouverte", (await instance.MessageAsync(id)).State());
        Assert.Empty((await instance.MessageAsync(id)).Json.Items("suites"));
    }

    [SkippableFact]
    public async Task A_replay_cut_off_after_the_deposit_is_made_again_without_harm()
    {
        var instance = await shared.StartAsync();
        var id = await instance.RefusedAsync(PaymentRecords.Ro("COUPE").WithRaw("taux", "170"));
        var dying = Replay(instance, async (part, lines, ct) =>
        {
            await instance.Services.GetRequiredService<DepositLignes>()(part, lines, ct);
            throw new IOException("The process ends here.");
        });
        var corrected = Encoding.UTF8.GetBytes(PaymentRecords.Ro("COUPE").ToJsonString());
        var caller = new Caller { Name = "essai", Disclosures = new() };
        await Assert.ThrowsAsync<IOException>(() => dying.ReplayAsync(caller, new(id, 1, corrected, null), default));
        Assert.Equal("ouverte", (await instance.MessageAsync(id)).State());
        var before = await instance.SoinsAsync("COUPE");

        Assert.Equal(202, (await instance.ReplayAsync(id, body: QuarantineCalls.Corrected(PaymentRecords.Ro("COUPE")))).Status);

        Assert.Equal(Assert.Single(before).GetRawText(), Assert.Single(await instance.SoinsAsync("COUPE")).GetRawText());
    }

    [SkippableFact]
    public async Task Of_replays_at_once_one_deposits_and_none_begins_before_the_other_has_ended()
    {
        var instance = await shared.StartAsync();
        var id = await instance.RefusedAsync(PaymentRecords.Ro("UNE-FOIS").WithRaw("taux", "170"));
        var (deposits, caller) = (0, new Caller { Name = "essai", Disclosures = new() });
        var corrected = Encoding.UTF8.GetBytes(PaymentRecords.Ro("UNE-FOIS").ToJsonString());
        QuarantaineReplay replay = null!;
        replay = Replay(instance, async (_, _, ct) =>
        {
            if (++deposits > 1)
            {
                return;
            }

            Assert.Equal(ReplayOutcome.Stale, (await replay.ReplayAsync(caller, new(id, 1, corrected, null), ct)).Outcome);
            Assert.Equal(ReplayOutcome.Stale, await replay.SetAsideAsync(id, 1, caller, "essai", ct));
        });

        Assert.Equal(ReplayOutcome.Done, (await replay.ReplayAsync(caller, new(id, 1, corrected, null), default)).Outcome);

        Assert.Equal(1, deposits);
        Assert.Equal(["accepte", "ecarte"], (await instance.MessageAsync(id)).Json.Items("suites").Select(s => s.Text("issue")).Order());
        Assert.Equal("rejouee", (await instance.MessageAsync(id)).State());
    }

    [SkippableFact]
    public async Task A_claim_that_a_process_left_behind_is_taken_up_again_once_it_has_ended()
    {
        var instance = await shared.StartAsync();
        var id = await instance.RefusedAsync(PaymentRecords.Ro("LAISSE").WithRaw("taux", "170"));
        Assert.NotNull(await QuarantaineStore.ClaimAsync(instance.Database, id, 1, default));
        var body = QuarantineCalls.Corrected(PaymentRecords.Ro("LAISSE"));
        Assert.Equal(412, (await instance.ReplayAsync(id, body: body)).Status);

        await instance.RowsAsync("UPDATE quarantaine SET reservee_jusqua = now() WHERE quarantaine_id = $1", id);
        Assert.Equal(202, (await instance.ReplayAsync(id, body: body)).Status);
        Assert.Single(await instance.SoinsAsync("LAISSE"));
    }

    [SkippableFact]
    public async Task Two_agents_at_once_count_it_once()
    {
        var instance = await shared.StartAsync();
        var id = await instance.RefusedAsync(PaymentRecords.Ro("DEUX").WithRaw("taux", "170"));
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ =>
            instance.ReplayAsync(id, body: QuarantineCalls.Corrected(PaymentRecords.Ro("DEUX")))));
        Assert.Equal(1, answers.Count(a => a.Status == 202));
        Assert.All(answers, a => Assert.True(a.Status is 202 or 412, a.Text));
        Assert.Single(await instance.SoinsAsync("DEUX"));
        Assert.Equal(1, await instance.CountAsync("SELECT count(*) FROM ligne WHERE adherent_id = 'DEUX'"));
    }

    [SkippableFact]
    public async Task Where_a_NIR_was_taken_out_the_rest_is_not_accepted_for_it()
    {
        var instance = await shared.StartAsync();
        var id = await instance.RefusedAsync(PaymentRecords.Ro("NIR-Q").With("adherentId", "1850578006084").ToJsonString());
        Assert.Equal([Regle.NirInterdit], (await instance.ReplayAsync(id)).Json.Items("motifs").Select(m => m.Text("regle")));
        Assert.Equal(0, await instance.CountAsync("SELECT count(*) FROM ligne WHERE adherent_id LIKE '%NIR%'"));

        var corrected = PaymentRecords.Ro("NIR-Q").With("adherentId", "1850578006084");
        Assert.Equal(400, (await instance.ReplayAsync(id, body: QuarantineCalls.Corrected(corrected, "le 1850578006084"))).Status);
        Assert.Equal(422, (await instance.ReplayAsync(id, body: QuarantineCalls.Corrected(corrected, "essai"))).Status);
        Assert.DoesNotContain("1850578006084", (await instance.MessageAsync(id)).Text, StringComparison.Ordinal);
        Assert.Equal(
            0,
            await instance.CountAsync(
                "SELECT count(*) FROM quarantaine_suite AS s WHERE s::text LIKE '%1850578006084%' OR convert_from(corps_corrige, "
                    + "'UTF8') LIKE '%1850578006084%'"));
    }

    [SkippableFact]
    public async Task What_is_set_aside_stays_so_however_often_it_comes_again()
    {
        var instance = await shared.StartAsync();
        var record = PaymentRecords.Ro("ECARTE").WithRaw("taux", "170");
        var id = await instance.RefusedAsync(record);
        Assert.Equal("parametre-invalide", (await instance.PostAsAgentAsync($"/v1/quarantaine/{id}/ecarter", "{}", "\"1\"")).Problem(400));

        var answer = await instance.PostAsAgentAsync($"/v1/quarantaine/{id}/ecarter", """{"motif":"Doublon d'un essai."}""", "\"1\"");

        Assert.True(answer.Status == 200, answer.Text);
        Assert.Equal("ecartee", answer.State());
        Assert.Equal(id, await instance.RefusedAsync(record));
        var message = (await instance.MessageAsync(id)).Json;
        Assert.Equal(("ecartee", 2), (message.Text("etat"), message.GetProperty("nombre").GetInt32()));
        Assert.Equal(
            ("ecarte", "Doublon d'un essai."),
            (Assert.Single(message.Items("suites")).Text("issue"), message.Items("suites").First().Text("motif")));
    }

    [SkippableFact]
    public async Task What_was_replayed_as_it_is_and_comes_again_is_open_again_and_what_was_corrected_is_not()
    {
        var instance = await shared.StartAsync();
        var record = PaymentRecords.Ro("REVIENT").WithRaw("taux", "170");
        var id = await instance.RefusedAsync(record);
        Assert.Equal(202, (await instance.ReplayAsync(id, body: QuarantineCalls.Corrected(PaymentRecords.Ro("REVIENT")))).Status);
        await instance.RefusedAsync(record);
        Assert.Equal("rejouee", (await instance.MessageAsync(id)).State());
        Assert.Equal("deja-rejoue", (await instance.ReplayAsync(id, "\"3\"")).Problem(409));

        await instance.RowsAsync("UPDATE quarantaine SET corrigee = false WHERE quarantaine_id = $1", id);
        await instance.RefusedAsync(record);
        Assert.Equal("ouverte", (await instance.MessageAsync(id)).State());
    }

    [SkippableTheory]
    [InlineData("{\"corps\":", "json-invalide")]
    [InlineData("[]", "parametre-invalide")]
    [InlineData("null", "parametre-invalide")]
    [InlineData("{\"cors\":{}}", "parametre-invalide")]
    [InlineData("{\"motif\":7}", "parametre-invalide")]
    public async Task A_body_that_is_not_the_one_of_the_contract_changes_nothing(string body, string problem)
    {
        var instance = await shared.StartAsync();
        var id = await instance.RefusedAsync(PaymentRecords.Ro($"CORPS-{body.Length}").WithRaw("taux", "170"));
        Assert.Equal(problem, (await instance.ReplayAsync(id, body: body)).Problem(400));
        Assert.Empty((await instance.MessageAsync(id)).Json.Items("suites"));
    }

    private static QuarantaineReplay Replay(TestInstance instance, DepositLignes deposit) => new(
        instance.Database,
        instance.Services.GetRequiredService<QuarantaineQueries>(),
        deposit,
        instance.Services.GetRequiredService<QuarantaineMetrics>(),
        TimeProvider.System,
        PaymentStreams.Product,
        ProducerBindings.None);
}
