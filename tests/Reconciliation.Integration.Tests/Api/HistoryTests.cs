using System.Text.Json;
using Reconciliation.Hosting;
using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Storage;
using Xunit;

namespace Reconciliation.Integration.Tests.Api;

/// <summary>The history of a soin: each published version and its cause, and the view as it stood at an instant.</summary>
public sealed class HistoryTests(SharedInstance shared) : IClassFixture<SharedInstance>
{
    private static readonly string Token = TestInstance.Token(null, Scopes.Espace);

    [SkippableFact]
    public async Task The_journal_tells_each_version_and_the_lines_that_caused_it()
    {
        var instance = await shared.StartAsync();
        await instance.RoAsync(PaymentRecords.Ro("HIST-A"));
        await instance.ComplementairesAsync(PaymentRecords.Complementaire("HIST-A"));
        await instance.RoAsync(PaymentRecords.Ro("HIST-A").With("revision", 2).With("montant", 20.00m));
        var vue = Assert.Single(await instance.SoinsAsync("HIST-A"));

        var journal = await instance.GetAsync($"{Path(vue)}/journal");

        Assert.Equal(JsonValueKind.Null, journal.GetProperty("curseurSuivant").ValueKind);
        var versions = journal.GetProperty("elements").EnumerateArray().ToList();
        Assert.Equal([1, 2, 3], versions.Select(v => v.GetProperty("version").GetInt32()));
        Assert.Equal([null, "enRetard", "complet"], versions.Select(v => v.GetProperty("situationPrecedente").GetString()));
        Assert.Equal(
            ["lignes ro ameli 010000506 DRO-HIST-A 1 1", "lignes complementaire mgen-sante MGEN DRC-HIST-A 1 1",
                "lignes ro ameli 010000506 DRO-HIST-A 1 2"],
            versions.Select(v => Cause(v.GetProperty("cause"))));
        Assert.Equal(
            versions.Select(v => v.GetProperty("ecritLe").GetString()),
            versions.Select(v => v.GetProperty("vue").GetProperty("misAJourLe").GetString()));
        Assert.Equal(vue.GetRawText(), versions[2].GetProperty("vue").GetRawText());
        Assert.Equal("ecart", vue.GetProperty("situation").GetString());
    }

    [SkippableFact]
    public async Task It_comes_in_pages_oldest_first()
    {
        var instance = await shared.StartAsync();
        foreach (var revision in Enumerable.Range(1, 5))
        {
            await instance.RoAsync(PaymentRecords.Ro("HIST-B").With("revision", revision).With("montant", 10.00m + revision));
        }

        var path = $"{Path(Assert.Single(await instance.SoinsAsync("HIST-B")))}/journal?limite=2";
        var versions = new List<List<int>>();
        var next = (string?)"";
        while (next is not null)
        {
            var page = await instance.GetAsync(path + next);
            versions.Add([.. page.GetProperty("elements").EnumerateArray().Select(v => v.GetProperty("version").GetInt32())]);
            next = page.GetProperty("curseurSuivant").GetString() is { } cursor ? $"&curseur={cursor}" : null;
        }

        Assert.Equal([[1, 2], [3, 4], [5]], versions);
    }

    [SkippableFact]
    public async Task The_view_as_it_stood_at_an_instant_is_the_last_version_of_then()
    {
        var instance = await shared.StartAsync();
        await instance.RoAsync(PaymentRecords.Ro("HIST-C"));
        var first = Assert.Single(await instance.SoinsAsync("HIST-C"));
        await instance.ComplementairesAsync(PaymentRecords.Complementaire("HIST-C"));
        var path = Path(first);
        var (t1, t2) = (Instant(first), Instant(Assert.Single(await instance.SoinsAsync("HIST-C"))));

        var then = await AtAsync(instance, path, t1);
        var before2 = await AtAsync(instance, path, t2.AddTicks(-TimeSpan.TicksPerMicrosecond));
        var since = await AtAsync(instance, path, t2.AddYears(1));

        Assert.Equal((200, first.GetRawText(), "\"1-"), (then.Status, then.Text, then.Headers["ETag"][..3]));
        Assert.Equal((first.GetRawText(), "\"2-"), (before2.Text, since.Headers["ETag"][..3]));
        Assert.Equal("soin-inconnu-alors", (await AtAsync(instance, path, t1.AddTicks(-TimeSpan.TicksPerMicrosecond))).Problem(404));
        var knownOne = await instance.AskAsync(
            HttpMethod.Get, $"{path}?le={t1.UtcDateTime:O}", Token, "If-None-Match", then.Headers["ETag"]);
        Assert.Equal(304, knownOne.Status);
    }

    [SkippableTheory]
    [InlineData("2026-01-05T10:00:00+01:00", 404)]
    [InlineData("2026-01-05T10:00:00.123456Z", 404)]
    [InlineData("2026-01-05T10:00:00%2B01:00", 404)]
    [InlineData("0001-01-01T00:00:00Z", 404)]
    [InlineData("2026-01-05T10:00:00", 400)]
    [InlineData("2026-01-05", 400)]
    [InlineData("hier", 400)]
    [InlineData("2026-02-30T10:00:00Z", 400)]
    [InlineData("0001-01-01T00:00:00%2B05:00", 400)]
    [InlineData("2026-01-05T10:00:00Z&le=2026-01-05T10:00:00Z", 400)]
    [InlineData("2026-01-05T10:00:00Z&du=2026-01-05", 400)]
    public async Task An_instant_has_an_offset(string at, int status)
    {
        var instance = await shared.StartAsync();
        await instance.RoAsync(PaymentRecords.Ro("HIST-D"));
        var path = Path(Assert.Single(await instance.SoinsAsync("HIST-D")));

        var answer = await instance.AskAsync(HttpMethod.Get, $"{path}?le={at}", Token);

        Assert.NotEmpty(answer.Problem(status));
    }

    [SkippableFact]
    public async Task A_soin_that_was_merged_keeps_its_history_and_redirects_from_then_on()
    {
        var instance = await shared.StartAsync();
        await instance.RoAsync(PaymentRecords.Ro("HIST-E").With("montant", 21.00m));
        var first = Path(Assert.Single(await instance.SoinsAsync("HIST-E")));
        await instance.RoAsync(PaymentRecords.Ro("HIST-E", 2).With("montant", 18.00m));
        var second = (await instance.SoinsAsync("HIST-E")).Single(v => Path(v) != first);
        await instance.ComplementairesAsync(PaymentRecords.Complementaire("HIST-E").Without("montantRoDeclare").With("montant", 8.00m));
        var fusion = Instant(Assert.Single(await instance.SoinsAsync("HIST-E")));

        Assert.Equal(second.GetRawText(), (await AtAsync(instance, Path(second), Instant(second))).Text);
        var redirected = await AtAsync(instance, Path(second), fusion);
        Assert.Equal(307, redirected.Status);
        Assert.Equal(
            "aRapprocher",
            (await instance.AskAsync(HttpMethod.Get, redirected.Headers["Location"], Token)).Json.GetProperty("situation").GetString());
        Assert.StartsWith(first + "?le=", redirected.Headers["Location"], StringComparison.Ordinal);
        var versions = (await instance.GetAsync($"{Path(second)}/journal")).GetProperty("elements").EnumerateArray().ToList();
        Assert.Equal(["lignes", "regroupement"], versions.Select(v => v.GetProperty("cause").GetProperty("type").GetString()));
        Assert.Equal(first, "/v1/soins/" + versions[1].GetProperty("vue").GetProperty("remplacePar").GetString());
    }

    [SkippableFact]
    public async Task Who_may_read_one_member_sees_the_versions_of_that_member_only()
    {
        var instance = await shared.StartAsync();
        await instance.RoAsync(PaymentRecords.Ro("HIST-F"));
        await instance.ComplementairesAsync(PaymentRecords.Complementaire("HIST-F").With("adherentId", "HIST-G"));
        var first = Assert.Single(await instance.SoinsAsync("HIST-F"));
        var path = Path(first);

        var father = await instance.AskAsync(HttpMethod.Get, $"{path}/journal", TestInstance.Token("HIST-F", Scopes.Espace));
        var mother = await instance.AskAsync(HttpMethod.Get, $"{path}/journal", TestInstance.Token("HIST-G", Scopes.Espace));
        var other = await instance.AskAsync(HttpMethod.Get, $"{path}/journal", TestInstance.Token("HIST-H", Scopes.Espace));
        var then = await instance.AskAsync(
            HttpMethod.Get, $"{path}?le={Instant(first).AddYears(1).UtcDateTime:O}", TestInstance.Token("HIST-H", Scopes.Espace));

        Assert.Equal((2, 1), (father.Json.GetProperty("elements").GetArrayLength(), mother.Json.GetProperty("elements").GetArrayLength()));
        Assert.Equal("soin-inconnu", other.Problem(404));
        Assert.Equal("soin-inconnu-alors", then.Problem(404));
    }

    [SkippableFact]
    public async Task What_agents_read_of_the_past_is_written_down()
    {
        var instance = await shared.StartAsync();
        await instance.RoAsync(PaymentRecords.Ro("HIST-I"));
        var vue = Assert.Single(await instance.SoinsAsync("HIST-I"));
        await instance.ReadAsync($"{Path(vue)}/journal", Scopes.Support);
        await instance.ReadAsync($"{Path(vue)}?le={Instant(vue).UtcDateTime:O}", Scopes.Supervision);
        Assert.Equal(
            ["lireJournal", "lireSoin"],
            (await instance.RowsAsync(
                "SELECT action FROM acces WHERE adherent_id = 'HIST-I' AND soin_id = $1 ORDER BY acces_id",
                vue.GetProperty("soinId").GetGuid()))
            .Select(r => (string)r[0]!));
    }

    [SkippableTheory]
    [InlineData("/v1/soins/8d9f3c1e-0000-8000-8000-000000000000/journal", 404)]
    [InlineData("/v1/soins/8d9f3c1e-0000-8000-8000-000000000000/journal?limite=0", 400)]
    [InlineData("/v1/soins/8d9f3c1e-0000-8000-8000-000000000000/journal?curseur=abc", 400)]
    [InlineData("/v1/soins/8d9f3c1e-0000-8000-8000-000000000000/journal?le=2026-01-05T10:00:00Z", 400)]
    public async Task What_is_not_there_or_not_known_is_refused(string path, int status)
    {
        var instance = await shared.StartAsync();
        Assert.NotEmpty((await instance.AskAsync(HttpMethod.Get, path, Token)).Problem(status));
    }

    private static Task<Answer> AtAsync(TestInstance instance, string path, DateTimeOffset at) =>
        instance.AskAsync(HttpMethod.Get, $"{path}?le={at.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'}", Token);

    private static DateTimeOffset Instant(JsonElement vue) => vue.GetProperty("misAJourLe").GetDateTimeOffset();

    private static string Path(JsonElement vue) => $"/v1/soins/{vue.GetProperty("soinId").GetString()}";

    private static string Cause(JsonElement cause) => cause.GetProperty("type").GetString() + string.Concat(
        cause.GetProperty("lignes").EnumerateArray().Select(l => string.Concat(l.EnumerateObject().Select(m => $" {m.Value}"))));
}
