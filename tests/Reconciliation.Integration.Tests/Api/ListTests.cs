using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Reconciliation.Hosting;
using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Storage;
using Xunit;

namespace Reconciliation.Integration.Tests.Api;

/// <summary>The list of a member's soins: order, pages, filters, and the refusal of a wrong parameter.</summary>
public sealed class ListTests(SharedInstance shared) : IClassFixture<SharedInstance>
{
    [SkippableFact]
    public async Task Pages_give_every_soin_once_newest_care_first()
    {
        var instance = await shared.StartAsync();
        await instance.RoAsync([.. Enumerable.Range(1, 23).Select(n => Le("PAGE-A", n, 1 + (n % 9)))]);

        var pages = await PagesAsync(instance, "PAGE-A", limit: 5);

        Assert.Equal([5, 5, 5, 5, 3], pages.Select(p => p.Count));
        var dates = pages.SelectMany(p => p).Select(v => v.GetProperty("dateSoin").GetString()!).ToList();
        Assert.Equal(dates.OrderDescending(StringComparer.Ordinal), dates);
        Assert.Equal(23, pages.SelectMany(p => p).Select(v => v.GetProperty("soinId").GetString()).Distinct().Count());
    }

    [SkippableFact]
    public async Task A_page_that_ends_with_the_last_soin_is_the_last()
    {
        var instance = await shared.StartAsync();
        await instance.RoAsync(Le("PAGE-B", 1, 1), Le("PAGE-B", 2, 2));

        var page = await instance.GetAsync("/v1/adherents/PAGE-B/soins?limite=2");

        Assert.Equal(2, page.GetProperty("elements").GetArrayLength());
        Assert.Equal(JsonValueKind.Null, page.GetProperty("curseurSuivant").ValueKind);
    }

    [SkippableFact]
    public async Task A_member_without_soins_has_an_empty_last_page()
    {
        var instance = await shared.StartAsync();
        var page = await instance.GetAsync("/v1/adherents/PERSONNE/soins");
        Assert.Equal("""{"elements":[],"curseurSuivant":null}""", page.GetRawText());
    }

    [SkippableFact]
    public async Task A_cursor_stays_where_it_was_when_soins_are_added_before_and_after_it()
    {
        var instance = await shared.StartAsync();
        await instance.RoAsync([.. Enumerable.Range(1, 6).Select(n => Le("PAGE-C", n, 2 * n))]);
        var start = await instance.GetAsync("/v1/adherents/PAGE-C/soins?limite=3");
        await instance.RoAsync(Le("PAGE-C", 7, 11), Le("PAGE-C", 8, 5));

        var cursor = start.GetProperty("curseurSuivant").GetString();
        var next = await instance.GetAsync($"/v1/adherents/PAGE-C/soins?limite=10&curseur={cursor}");

        Assert.Equal(["2025-12-12", "2025-12-10", "2025-12-08"], Dates(start));
        Assert.Equal(["2025-12-06", "2025-12-05", "2025-12-04", "2025-12-02"], Dates(next));
    }

    [SkippableTheory]
    [InlineData("du=2025-12-03", "04,03")]
    [InlineData("au=2025-12-02", "02,01")]
    [InlineData("du=2025-12-02&au=2025-12-03", "03,02")]
    [InlineData("du=2025-12-04&au=2025-12-01", "")]
    [InlineData("situation=complet", "02")]
    [InlineData("situation=complet,ecart", "03,02")]
    [InlineData("situation=complet&situation=ecart", "03,02")]
    [InlineData("situation=enRetard&au=2025-12-02", "01")]
    [InlineData("situation=conteste", "")]
    public async Task Filters_choose_by_day_and_situation(string filter, string days)
    {
        var instance = await shared.StartAsync();
        await instance.RoAsync(Le("FILTRE", 1, 1), Le("FILTRE", 2, 2), Le("FILTRE", 3, 3), Le("FILTRE", 4, 4));
        await instance.ComplementairesAsync(
            Complete("FILTRE", 2, 2), Complete("FILTRE", 3, 3).With("montantRoDeclare", 20.00m));

        var page = await instance.GetAsync($"/v1/adherents/FILTRE/soins?{filter}");

        Assert.Equal(days, string.Join(',', Dates(page).Select(d => d[^2..])));
    }

    [SkippableTheory]
    [InlineData("limite=0", "parametre-invalide", "limite")]
    [InlineData("limite=201", "parametre-invalide", "limite")]
    [InlineData("limite=dix", "parametre-invalide", "limite")]
    [InlineData("limite=5&limite=5", "parametre-invalide", "limite")]
    [InlineData("du=14/11/2025", "parametre-invalide", "du")]
    [InlineData("du=2025-02-30", "parametre-invalide", "du")]
    [InlineData("du=2025-11-14&du=2025-11-14", "parametre-invalide", "du")]
    [InlineData("au=hier", "parametre-invalide", "au")]
    [InlineData("situation=payee", "parametre-invalide", "situation")]
    [InlineData("situation=Complet", "parametre-invalide", "situation")]
    [InlineData("situation=7", "parametre-invalide", "situation")]
    [InlineData("situation=,", "parametre-invalide", "situation")]
    [InlineData("curseur=abc", "parametre-invalide", "curseur")]
    [InlineData("curseur=%00", "parametre-invalide", "curseur")]
    [InlineData("curseur=OTk5OTk5OTk5OS4w", "parametre-invalide", "curseur")]
    [InlineData("page=2", "parametre-inconnu", "page")]
    [InlineData("LIMIT=5", "parametre-inconnu", "LIMIT")]
    public async Task A_wrong_parameter_is_named(string parameters, string code, string named)
    {
        var instance = await shared.StartAsync();
        var answer = await instance.ReadAsync($"/v1/adherents/A1/soins?{parameters}", Scopes.Espace);
        Assert.Equal(code, answer.Problem(400));
        Assert.Contains(named, answer.Json.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData("A%0A1")]
    [InlineData("12345678901234567890123456789012345678901234567890123456789012345")]
    public async Task A_member_number_that_cannot_be_one_is_refused(string adherentId)
    {
        var instance = await shared.StartAsync();
        var answer = await instance.ReadAsync($"/v1/adherents/{adherentId}/soins", Scopes.Espace);
        Assert.Equal("parametre-invalide", answer.Problem(400));
    }

    [SkippableTheory]
    [InlineData("%00")]
    [InlineData("%ff")]
    [InlineData("%ED%A0%80")]
    [InlineData("'%20OR%20''='")]
    [InlineData("%F0%9F%A9%BA")]
    public async Task A_strange_member_number_finds_nothing_and_breaks_nothing(string adherentId)
    {
        var instance = await shared.StartAsync();
        var answer = await instance.ReadAsync($"/v1/adherents/{adherentId}/soins", Scopes.Espace);
        Assert.True(answer.Status is 200 or 400, $"{answer.Status}");
    }

    private static JsonObject Le(string adherent, int ordre, int day) =>
        PaymentRecords.Ro(adherent, ordre).With("dateSoin", Day(day)).With("payeLe", "2025-12-20").With("professionnelId", $"PS-{ordre}");

    private static JsonObject Complete(string adherent, int ordre, int day) =>
        PaymentRecords.Complementaire(adherent, ordre).With("dateSoin", Day(day)).With("payeLe", "2025-12-20")
            .With("professionnelId", $"PS-{ordre}");

    private static string Day(int day) => new DateOnly(2025, 12, day).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static IEnumerable<string> Dates(JsonElement page) =>
        page.GetProperty("elements").EnumerateArray().Select(v => v.GetProperty("dateSoin").GetString()!);

    private static async Task<List<List<JsonElement>>> PagesAsync(TestInstance instance, string adherent, int limit)
    {
        var pages = new List<List<JsonElement>>();
        var next = (string?)"";
        while (next is not null && pages.Count < 100)
        {
            var page = await instance.GetAsync($"/v1/adherents/{adherent}/soins?limite={limit}{next}");
            pages.Add([.. page.GetProperty("elements").EnumerateArray()]);
            next = page.GetProperty("curseurSuivant").GetString() is { } cursor ? $"&curseur={cursor}" : null;
        }

        return pages;
    }
}
