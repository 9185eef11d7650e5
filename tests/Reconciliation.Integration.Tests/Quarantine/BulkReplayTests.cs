using System.Text.Json;
using Reconciliation.Contracts;
using Reconciliation.Integration.Tests.Hosts;
using Xunit;

namespace Reconciliation.Integration.Tests.Quarantine;

/// <summary>Many at once, each with its own result.</summary>
public sealed class BulkReplayTests(SharedInstance shared) : IClassFixture<SharedInstance>
{
    [SkippableFact]
    public async Task Each_of_a_list_has_its_result_and_none_stops_the_others()
    {
        var instance = await shared.StartAsync();
        var good = await FutureAsync(instance, "LOT-BON");
        var changed = await FutureAsync(instance, "LOT-CHANGE");
        var bad = await instance.RefusedAsync(PaymentRecords.Ro("LOT-MAUVAIS").WithRaw("taux", "170"));
        instance.Clock.Move(TimeSpan.FromDays(2));

        var answer = await instance.PostAsAgentAsync("/v1/quarantaine/rejouer", $$"""
            {"messages":[{"quarantaineId":{{bad}},"version":1},{"quarantaineId":{{good}},"version":1},
                         {"quarantaineId":{{changed}},"version":7},
                         {"quarantaineId":987654321,"version":1}],"motif":"reprise"}
            """);
        instance.Clock.Move(-TimeSpan.FromDays(2));

        Assert.True(answer.Status == 200, answer.Text);
        Assert.Equal(1, answer.Json.GetProperty("rejoues").GetInt32());
        Assert.Equal(
            [(bad, 422), (good, 202), (changed, 412), (987654321, 404)],
            answer.Json.Items("resultats").Select(r => (r.GetProperty("quarantaineId").GetInt64(), r.GetProperty("statut").GetInt32())));
        Assert.Equal(Regle.Taux, answer.Json.Items("resultats").First().Items("motifs").First().Text("regle"));
        Assert.Single(await instance.SoinsAsync("LOT-BON"));
        Assert.Equal("ouverte", (await instance.MessageAsync(changed)).State());
    }

    [SkippableFact]
    public async Task A_filter_replays_what_is_open_a_bounded_number_at_a_time()
    {
        var instance = await shared.StartAsync();
        for (var n = 1; n <= 5; n++)
        {
            await FutureAsync(instance, "FILTRE-LOT", n);
        }

        instance.Clock.Move(TimeSpan.FromDays(2));
        var rest = true;
        var replayed = 0;
        for (var call = 0; rest && call < 5; call++)
        {
            var answer =
                await instance.PostAsAgentAsync("/v1/quarantaine/rejouer", """{"filtre":{"regle":"dateSoin","part":"ro","limite":2}}""");
            Assert.True(answer.Status == 200, answer.Text);
            Assert.InRange(answer.Json.Items("resultats").Count(), 0, 2);
            replayed += answer.Json.GetProperty("rejoues").GetInt32();
            rest = answer.Json.GetProperty("reste").GetBoolean();
        }

        instance.Clock.Move(-TimeSpan.FromDays(2));
        Assert.False(rest);
        Assert.InRange(replayed, 5, 8);
        Assert.Equal(5, (await instance.SoinsAsync("FILTRE-LOT")).Count);
    }

    [SkippableTheory]
    [InlineData("{}")]
    [InlineData("""{"messages":[]}""")]
    [InlineData("""{"messages":[{"quarantaineId":1,"version":1}],"filtre":{}}""")]
    [InlineData("""{"filtre":{"reigle":"taux"}}""")]
    [InlineData("""{"filtre":{"regle":"aucune"}}""")]
    [InlineData("""{"filtre":{"limite":201}}""")]
    public async Task What_would_replay_something_else_than_meant_is_refused(string body)
    {
        var instance = await shared.StartAsync();
        Assert.Equal("parametre-invalide", (await instance.PostAsAgentAsync("/v1/quarantaine/rejouer", body)).Problem(400));
    }

    [SkippableFact]
    public async Task More_than_the_limit_is_refused()
    {
        var instance = await shared.StartAsync();
        var body = JsonSerializer.Serialize(
            new { messages = Enumerable.Range(1, Limites.RejeuxMax + 1).Select(n => new { quarantaineId = n, version = 1 }) });
        Assert.Equal("parametre-invalide", (await instance.PostAsAgentAsync("/v1/quarantaine/rejouer", body)).Problem(400));
    }

    // Refused today for its day of care, and good in two days.
    private static Task<long> FutureAsync(TestInstance instance, string adherent, int ordre = 1)
    {
        var day = Domain.Paris.Day(instance.Clock.GetUtcNow()).AddDays(2)
            .ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        return instance.RefusedAsync(PaymentRecords.Ro(adherent, ordre).With("dateSoin", day).With("payeLe", day).ToJsonString());
    }
}
