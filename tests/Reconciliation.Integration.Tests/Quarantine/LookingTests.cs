using System.Text;
using Reconciliation.Contracts;
using Reconciliation.Hosting;
using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Integration.Tests.Servers;
using Reconciliation.Storage;
using Xunit;

namespace Reconciliation.Integration.Tests.Quarantine;

/// <summary>The quarantine as agents see it.</summary>
public sealed class LookingTests(SharedInstance shared) : IClassFixture<SharedInstance>
{
    [SkippableFact]
    public async Task A_message_is_shown_with_its_original_its_reasons_and_where_it_came_from()
    {
        var instance = await shared.StartAsync();
        var record = PaymentRecords.Ro("VOIR-1").With("nature", "avoir").WithRaw("montant", "1.001");
        var id = await instance.RefusedAsync(record);
        await instance.PostRawAsync("/v1/paiements/ro", Encoding.UTF8.GetBytes(record));

        var answer = await instance.MessageAsync(id);

        Assert.Equal(200, answer.Status);
        var message = answer.Json;
        Assert.Equal(
            (id, "ouverte", "ro", "http"),
            (message.GetProperty("quarantaineId").GetInt64(), message.Text("etat"), message.Text("part"), message.Text("origine")));
        Assert.Equal(
            [("montant", Regle.DeuxDecimales), ("nature", Regle.ValeurConnue)],
            message.Items("motifs").Select(m => (m.Text("membre")!, m.Text("regle")!)).Order());
        Assert.Equal(("utf8", record), (message.GetProperty("corps").Text("encodage"), message.GetProperty("corps").Text("contenu")));
        Assert.Equal((2, record.Length), (message.GetProperty("nombre").GetInt32(), message.GetProperty("taille").GetInt32()));
        Assert.True(message.GetProperty("dernierLe").GetDateTimeOffset() >= message.GetProperty("recuLe").GetDateTimeOffset());
        Assert.Empty(message.Items("suites"));
        Assert.Equal($"\"{message.GetProperty("version").GetInt32()}\"", answer.Headers["ETag"]);
        Assert.Equal(
            1, await instance.CountAsync("SELECT count(*) FROM acces WHERE action = 'lireQuarantaine' AND adherent_id = 'VOIR-1'"));
    }

    [SkippableFact]
    public async Task What_is_no_text_is_shown_in_base64()
    {
        var instance = await shared.StartAsync();
        byte[] bytes = [0xff, 0xfe, 0x00];
        await instance.PostRawAsync("/v1/paiements/ro", [.. "{}\n"u8, .. bytes], "application/x-ndjson");
        var id = (long)(await instance.RowsAsync("SELECT quarantaine_id FROM quarantaine WHERE corps = $1", bytes))[0][0]!;
        var body = (await instance.MessageAsync(id)).Json.GetProperty("corps");
        Assert.Equal(("base64", Convert.ToBase64String(bytes)), (body.Text("encodage"), body.Text("contenu")));
    }

    [SkippableFact]
    public async Task Pages_go_from_the_newest_to_the_oldest_and_miss_and_repeat_none()
    {
        var instance = await shared.StartAsync();
        var ids = new List<long>();
        for (var n = 0; n < 7; n++)
        {
            ids.Insert(
                0,
                await instance.RefusedAsync(PaymentRecords.Complementaire("PAGES", n + 1).WithRaw("contrat", "\"\""), "complementaires"));
        }

        var seen = new List<long>();
        string? cursor = null;
        do
        {
            var page = (await instance.ListAsync($"?part=complementaire&limite=3{(cursor is null ? "" : $"&curseur={cursor}")}")).Json;
            seen.AddRange(page.Items("elements").Select(e => e.GetProperty("quarantaineId").GetInt64()));
            cursor = page.Text("curseurSuivant");

            // A message that comes meanwhile moves no page.
            await instance.RefusedAsync(
                PaymentRecords.Complementaire("PAGES", 100 + seen.Count).WithRaw("contrat", "\"\""), "complementaires");
        }
        while (cursor is not null);

        Assert.Equal(ids, seen.Where(ids.Contains));
        Assert.Equal(seen.Count, seen.Distinct().Count());
    }

    [SkippableTheory]
    [InlineData("regle=taux", true)]
    [InlineData("regle=dateSoin", false)]
    [InlineData("part=ro", true)]
    [InlineData("part=complementaire", false)]
    [InlineData("origine=http", true)]
    [InlineData("origine=reconciliation.paiements-ro", false)]
    [InlineData("etat=ouverte", true)]
    [InlineData("etat=ouverte,ecartee", true)]
    [InlineData("etat=rejouee&etat=ecartee", false)]
    [InlineData("du=2000-01-01&au=2999-12-31", true)]
    [InlineData("du=2999-01-01", false)]
    [InlineData("au=2000-01-01", false)]
    public async Task Filters_find_what_they_say(string filter, bool found)
    {
        var instance = await shared.StartAsync();
        var id = await instance.RefusedAsync(PaymentRecords.Ro($"FILTRE-{filter.Length}-{filter[0]}").WithRaw("taux", "101"));
        var elements = (await instance.ListAsync($"?{filter}&limite=200")).Json.Items("elements");
        Assert.Equal(found, elements.Any(e => e.GetProperty("quarantaineId").GetInt64() == id));
        Assert.All(elements, e => Assert.False(e.TryGetProperty("corps", out _)));
    }

    [SkippableTheory]
    [InlineData("?x=1", "parametre-inconnu")]
    [InlineData("?etat=fermee", "parametre-invalide")]
    [InlineData("?part=rc", "parametre-invalide")]
    [InlineData("?regle=aucune", "parametre-invalide")]
    [InlineData("?du=hier", "parametre-invalide")]
    [InlineData("?limite=0", "parametre-invalide")]
    [InlineData("?limite=201", "parametre-invalide")]
    [InlineData("?curseur=abc", "parametre-invalide")]
    public async Task What_a_filter_cannot_be_is_named(string query, string problem)
    {
        var instance = await shared.StartAsync();
        Assert.Equal(problem, (await instance.ListAsync(query)).Problem(400));
    }

    [SkippableFact]
    public async Task Only_support_sees_it()
    {
        var instance = await shared.StartAsync();
        var id = await instance.RefusedAsync(PaymentRecords.Ro("PORTEE").WithRaw("taux", "102"));
        foreach (var path in new[] { "/v1/quarantaine", $"/v1/quarantaine/{id}" })
        {
            Assert.Equal(403, (await instance.ReadAsync(path, Scopes.Espace, Scopes.Supervision, Scopes.Producer)).Status);
            Assert.Equal(200, (await instance.ReadAsync(path, Scopes.Support)).Status);
        }

        Assert.Equal("message-inconnu", (await instance.MessageAsync(999_999_999)).Problem(404));
    }

    [SkippableFact]
    public async Task Metrics_count_by_rule_and_part_and_say_how_many_are_open()
    {
        var instance = await shared.StartAsync();
        await instance.RefusedAsync(PaymentRecords.Ro("MESURE-Q").WithRaw("taux", "103"));
        await Eventually.HoldsAsync("both are there", async () =>
        {
            var text = (await instance.AskAsync(HttpMethod.Get, "/metrics", token: null)).Text;
            var counted = text.Split('\n').Where(l => l.StartsWith("reconciliation_quarantaine", StringComparison.Ordinal)).ToList();
            return counted.Exists(
                l => l.Contains("regle=\"taux\"", StringComparison.Ordinal) && l.Contains("part=\"ro\"", StringComparison.Ordinal))
                && counted.Exists(
                    l => l.Contains("_ouvertes", StringComparison.Ordinal) && l.Contains("part=\"ro\"", StringComparison.Ordinal)
                        && !l.Contains("} 0 ", StringComparison.Ordinal));
        });
    }
}
