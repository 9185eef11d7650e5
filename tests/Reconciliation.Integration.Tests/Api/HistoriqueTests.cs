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

/// <summary>What was published of a soin: each version and its cause, and the view as it stood at an instant.</summary>
public sealed class HistoriqueTests(SharedInstance shared) : IClassFixture<SharedInstance>
{
    private static readonly string Token = TestInstance.Token(null, Portees.Espace);

    [SkippableFact]
    public async Task The_journal_tells_each_version_and_the_lines_that_caused_it()
    {
        var instance = await shared.StartAsync();
        await instance.RoAsync(Paiements.Ro("HIST-A"));
        await instance.ComplementairesAsync(Paiements.Complementaire("HIST-A"));
        await instance.RoAsync(Paiements.Ro("HIST-A").Avec("revision", 2).Avec("montant", 20.00m));
        var vue = Assert.Single(await instance.SoinsAsync("HIST-A"));

        var journal = await instance.GetAsync($"{Chemin(vue)}/journal");

        Assert.Equal(JsonValueKind.Null, journal.GetProperty("curseurSuivant").ValueKind);
        var versions = journal.GetProperty("elements").EnumerateArray().ToList();
        Assert.Equal([1, 2, 3], versions.Select(v => v.GetProperty("version").GetInt32()));
        Assert.Equal([null, "enRetard", "complet"], versions.Select(v => v.GetProperty("situationPrecedente").GetString()));
        Assert.Equal(
            ["lignes ro ameli 010000506 DRO-HIST-A 1 1", "lignes complementaire mgen-sante MGEN DRC-HIST-A 1 1", "lignes ro ameli 010000506 DRO-HIST-A 1 2"],
            versions.Select(v => Cause(v.GetProperty("cause"))));
        Assert.Equal(versions.Select(v => v.GetProperty("ecritLe").GetString()), versions.Select(v => v.GetProperty("vue").GetProperty("misAJourLe").GetString()));
        Assert.Equal(vue.GetRawText(), versions[2].GetProperty("vue").GetRawText());
        Assert.Equal("ecart", vue.GetProperty("situation").GetString());
    }

    [SkippableFact]
    public async Task It_comes_in_pages_oldest_first()
    {
        var instance = await shared.StartAsync();
        foreach (var revision in Enumerable.Range(1, 5))
        {
            await instance.RoAsync(Paiements.Ro("HIST-B").Avec("revision", revision).Avec("montant", 10.00m + revision));
        }

        var chemin = $"{Chemin(Assert.Single(await instance.SoinsAsync("HIST-B")))}/journal?limite=2";
        var versions = new List<List<int>>();
        var suite = (string?)"";
        while (suite is not null)
        {
            var page = await instance.GetAsync(chemin + suite);
            versions.Add([.. page.GetProperty("elements").EnumerateArray().Select(v => v.GetProperty("version").GetInt32())]);
            suite = page.GetProperty("curseurSuivant").GetString() is { } curseur ? $"&curseur={curseur}" : null;
        }

        Assert.Equal([[1, 2], [3, 4], [5]], versions);
    }

    [SkippableFact]
    public async Task The_view_as_it_stood_at_an_instant_is_the_last_version_of_then()
    {
        var instance = await shared.StartAsync();
        await instance.RoAsync(Paiements.Ro("HIST-C"));
        var premiere = Assert.Single(await instance.SoinsAsync("HIST-C"));
        await instance.ComplementairesAsync(Paiements.Complementaire("HIST-C"));
        var chemin = Chemin(premiere);
        var (t1, t2) = (Instant(premiere), Instant(Assert.Single(await instance.SoinsAsync("HIST-C"))));

        var alors = await LeAsync(instance, chemin, t1);
        var avant2 = await LeAsync(instance, chemin, t2.AddTicks(-TimeSpan.TicksPerMicrosecond));
        var depuis = await LeAsync(instance, chemin, t2.AddYears(1));

        Assert.Equal((200, premiere.GetRawText(), "\"1\""), (alors.Status, alors.Text, alors.Headers["ETag"]));
        Assert.Equal((premiere.GetRawText(), "\"2\""), (avant2.Text, depuis.Headers["ETag"]));
        Assert.Equal("soin-inconnu-alors", (await LeAsync(instance, chemin, t1.AddTicks(-TimeSpan.TicksPerMicrosecond))).Problem(404));
        var connue = await instance.AskAsync(HttpMethod.Get, $"{chemin}?le={t1.UtcDateTime:O}", Token, "If-None-Match", "\"1\"");
        Assert.Equal(304, connue.Status);
    }

    [SkippableTheory]
    [InlineData("2026-01-05T10:00:00+01:00", 404)]
    [InlineData("2026-01-05T10:00:00.123456Z", 404)]
    [InlineData("2026-01-05T10:00:00%2B01:00", 404)]
    [InlineData("0001-01-01T00:00:00Z", 404)]
    [InlineData("2026-01-05T10:00:00", 400)]
    [InlineData("2026-01-05", 400)]
    [InlineData("hier", 400)]
    [InlineData("", 400)]
    [InlineData("2026-02-30T10:00:00Z", 400)]
    [InlineData("0001-01-01T00:00:00%2B05:00", 400)]
    [InlineData("2026-01-05T10:00:00Z&le=2026-01-05T10:00:00Z", 400)]
    [InlineData("2026-01-05T10:00:00Z&du=2026-01-05", 400)]
    public async Task An_instant_has_an_offset(string le, int statut)
    {
        var instance = await shared.StartAsync();
        await instance.RoAsync(Paiements.Ro("HIST-D"));
        var chemin = Chemin(Assert.Single(await instance.SoinsAsync("HIST-D")));

        var answer = await instance.AskAsync(HttpMethod.Get, $"{chemin}?le={le}", Token);

        Assert.NotEmpty(answer.Problem(statut));
    }

    [SkippableFact]
    public async Task A_soin_that_was_merged_keeps_its_history_and_redirects_from_then_on()
    {
        var instance = await shared.StartAsync();
        await instance.RoAsync(Paiements.Ro("HIST-E").Avec("montant", 21.00m));
        var premier = Chemin(Assert.Single(await instance.SoinsAsync("HIST-E")));
        await instance.RoAsync(Paiements.Ro("HIST-E", 2).Avec("montant", 18.00m));
        var second = (await instance.SoinsAsync("HIST-E")).Single(v => Chemin(v) != premier);
        await instance.ComplementairesAsync(Paiements.Complementaire("HIST-E").Sans("montantRoDeclare"));
        var fusion = Instant(Assert.Single(await instance.SoinsAsync("HIST-E")));

        Assert.Equal(second.GetRawText(), (await LeAsync(instance, Chemin(second), Instant(second))).Text);
        var redirige = await LeAsync(instance, Chemin(second), fusion);
        Assert.Equal(307, redirige.Status);
        Assert.Equal("aRapprocher", (await instance.AskAsync(HttpMethod.Get, redirige.Headers["Location"], Token)).Json.GetProperty("situation").GetString());
        Assert.StartsWith(premier + "?le=", redirige.Headers["Location"], StringComparison.Ordinal);
        var versions = (await instance.GetAsync($"{Chemin(second)}/journal")).GetProperty("elements").EnumerateArray().ToList();
        Assert.Equal(["lignes", "regroupement"], versions.Select(v => v.GetProperty("cause").GetProperty("type").GetString()));
        Assert.Equal(premier, "/v1/soins/" + versions[1].GetProperty("vue").GetProperty("remplacePar").GetString());
    }

    [SkippableFact]
    public async Task Who_may_read_one_member_sees_the_versions_of_that_member_only()
    {
        var instance = await shared.StartAsync();
        await instance.RoAsync(Paiements.Ro("HIST-F"));
        await instance.ComplementairesAsync(Paiements.Complementaire("HIST-F").Avec("adherentId", "HIST-G"));
        var premiere = Assert.Single(await instance.SoinsAsync("HIST-F"));
        var chemin = Chemin(premiere);

        var pere = await instance.AskAsync(HttpMethod.Get, $"{chemin}/journal", TestInstance.Token("HIST-F", Portees.Espace));
        var mere = await instance.AskAsync(HttpMethod.Get, $"{chemin}/journal", TestInstance.Token("HIST-G", Portees.Espace));
        var autre = await instance.AskAsync(HttpMethod.Get, $"{chemin}/journal", TestInstance.Token("HIST-H", Portees.Espace));
        var alors = await instance.AskAsync(HttpMethod.Get, $"{chemin}?le={Instant(premiere).AddYears(1).UtcDateTime:O}", TestInstance.Token("HIST-H", Portees.Espace));

        Assert.Equal((2, 1), (pere.Json.GetProperty("elements").GetArrayLength(), mere.Json.GetProperty("elements").GetArrayLength()));
        Assert.Equal("soin-inconnu", autre.Problem(404));
        Assert.Equal("soin-inconnu-alors", alors.Problem(404));
    }

    [SkippableFact]
    public async Task What_agents_read_of_the_past_is_written_down()
    {
        var instance = await shared.StartAsync();
        await instance.RoAsync(Paiements.Ro("HIST-I"));
        var vue = Assert.Single(await instance.SoinsAsync("HIST-I"));
        await instance.ReadAsync($"{Chemin(vue)}/journal", Portees.Support);
        await instance.ReadAsync($"{Chemin(vue)}?le={Instant(vue).UtcDateTime:O}", Portees.Supervision);
        Assert.Equal(
            ["lireJournal", "lireSoin"],
            (await instance.RowsAsync("SELECT action FROM acces WHERE adherent_id = 'HIST-I' AND soin_id = $1 ORDER BY acces_id", vue.GetProperty("soinId").GetGuid()))
            .Select(r => (string)r[0]!));
    }

    [SkippableTheory]
    [InlineData("/v1/soins/8d9f3c1e-0000-8000-8000-000000000000/journal", 404)]
    [InlineData("/v1/soins/8d9f3c1e-0000-8000-8000-000000000000/journal?limite=0", 400)]
    [InlineData("/v1/soins/8d9f3c1e-0000-8000-8000-000000000000/journal?curseur=abc", 400)]
    [InlineData("/v1/soins/8d9f3c1e-0000-8000-8000-000000000000/journal?le=2026-01-05T10:00:00Z", 400)]
    public async Task What_is_not_there_or_not_known_is_refused(string chemin, int statut)
    {
        var instance = await shared.StartAsync();
        Assert.NotEmpty((await instance.AskAsync(HttpMethod.Get, chemin, Token)).Problem(statut));
    }

    private static Task<Answer> LeAsync(TestInstance instance, string chemin, DateTimeOffset le) =>
        instance.AskAsync(HttpMethod.Get, $"{chemin}?le={le.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'}", Token);

    private static DateTimeOffset Instant(JsonElement vue) => vue.GetProperty("misAJourLe").GetDateTimeOffset();

    private static string Chemin(JsonElement vue) => $"/v1/soins/{vue.GetProperty("soinId").GetString()}";

    private static string Cause(JsonElement cause) => cause.GetProperty("type").GetString() + string.Concat(
        cause.GetProperty("lignes").EnumerateArray().Select(l => string.Concat(l.EnumerateObject().Select(m => $" {m.Value}"))));
}
