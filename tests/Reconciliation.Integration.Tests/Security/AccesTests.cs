using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Reconciliation.Core;
using Reconciliation.Hosting;
using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Storage;
using Xunit;

namespace Reconciliation.Integration.Tests.Security;

/// <summary>Readings by agents are recorded, with the reason they give, and so are readings of that record.</summary>
public sealed class AccesTests(SharedInstance shared) : IClassFixture<SharedInstance>
{
    [SkippableFact]
    public async Task The_reason_is_kept_with_who_read_what_and_when()
    {
        var instance = await shared.StartAsync();
        await instance.RoAsync(PaymentRecords.Ro("ACC-A"));
        var id = Assert.Single(await instance.SoinsAsync("ACC-A")).GetProperty("soinId").GetString();
        var before = instance.Clock.GetUtcNow();

        await instance.AskAsync(
            HttpMethod.Get, $"/v1/soins/{id}", TestInstance.Token(null, Scopes.Support), MotifAcces.HeaderName, "Appel 4512 : 9,00 EUR");

        var acces = Assert.Single(await ListAsync(instance, "?adherent=ACC-A"));
        Assert.Equal(
            ("essai", "lireSoin", "ACC-A", id, "Appel 4512 : 9,00 EUR"),
            (Text(acces, "agent"), Text(acces, "action"), Text(acces, "adherentId"), Text(acces, "soinId"), Text(acces, "motif")));
        Assert.InRange(acces.GetProperty("le").GetDateTimeOffset(), before.AddSeconds(-1), instance.Clock.GetUtcNow());
    }

    [SkippableTheory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("tabulation\tici")]
    [InlineData("Appel de 185057800608491")]
    [InlineData("Appel de 1 85 05 78 006 084")]
    [InlineData(null)]
    public async Task A_reason_that_cannot_be_kept_is_refused_and_nothing_is_answered(string? motif)
    {
        var instance = await shared.StartAsync();
        var answer = await instance.AskAsync(
            HttpMethod.Get, "/v1/adherents/ACC-B/soins", TestInstance.Token(null, Scopes.Support), MotifAcces.HeaderName,
            motif ?? new string('a', MotifAcces.MotifLengthMax + 1));
        Assert.Equal("parametre-invalide", answer.Problem(400));
        Assert.DoesNotContain("85", answer.Json.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal(0, await instance.CountAsync("SELECT count(*) FROM acces WHERE adherent_id = 'ACC-B'"));
    }

    [SkippableFact]
    public async Task What_is_refused_or_not_found_is_no_access()
    {
        var instance = await shared.StartAsync();
        var before = await instance.CountAsync("SELECT count(*) FROM acces");
        await instance.ReadAsync("/v1/soins/8d9f3c1e-0000-8000-8000-000000000000", Scopes.Support);
        await instance.ReadAsync("/v1/adherents/ACC-C/soins?x=1", Scopes.Support);
        await instance.ReadAsync("/v1/acces", Scopes.Support);
        Assert.Equal(before, await instance.CountAsync("SELECT count(*) FROM acces"));
    }

    [SkippableFact]
    public async Task Supervision_reads_it_by_member_agent_and_day_page_by_page_and_is_recorded_for_it()
    {
        var instance = await shared.StartAsync();
        var acces = instance.Services.GetRequiredService<AccessLog>();
        for (var i = 0; i < 5; i++)
        {
            await acces.RecordAsync(
                new($"LUC-{i % 2}", "console", "lireSoin", ["ACC-D"]), new DateTimeOffset(2026, 3, 1 + i, 23, 30, 0, TimeSpan.Zero),
                default);
        }

        Assert.Equal(5, (await ListAsync(instance, "?adherent=ACC-D")).Count(a => Text(a, "action") == "lireSoin"));
        Assert.Equal(2, (await ListAsync(instance, "?agent=LUC-1")).Count);

        // 23:30 UTC is the next day in Paris.
        Assert.Equal(
            ["2026-03-04T23:30:00Z", "2026-03-03T23:30:00Z"],
            (await ListAsync(instance, "?adherent=ACC-D&du=2026-03-04&au=2026-03-05")).Select(a => Text(a, "le")));

        var pages = new List<string?>();
        for (var cursor = ""; ;)
        {
            var page = (await instance.ReadAsync($"/v1/acces?agent=LUC-0&limite=2{cursor}", Scopes.Supervision)).Json;
            pages.AddRange(page.GetProperty("elements").EnumerateArray().Select(a => Text(a, "le")));
            if (Text(page, "curseurSuivant") is not { } next)
            {
                break;
            }

            cursor = $"&curseur={next}";
        }

        Assert.Equal(["2026-03-05T23:30:00Z", "2026-03-03T23:30:00Z", "2026-03-01T23:30:00Z"], pages);
        Assert.Contains(
            await ListAsync(instance, "?adherent=ACC-D"), a => Text(a, "action") == "listerAcces" && Text(a, "agent") == "essai");
    }

    [SkippableTheory]
    [InlineData("?adherent=185057800608491")]
    [InlineData("?du=hier")]
    [InlineData("?curseur=abc")]
    [InlineData("?limite=0")]
    [InlineData("?membre=A")]
    public async Task A_filter_that_is_wrong_is_refused_by_name_and_never_repeated(string query)
    {
        var instance = await shared.StartAsync();
        var answer = await instance.ReadAsync($"/v1/acces{query}", Scopes.Supervision);
        Assert.StartsWith("parametre-", answer.Problem(400), StringComparison.Ordinal);
        Assert.Contains(query[1..query.IndexOf('=', StringComparison.Ordinal)], answer.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("185057800608491", answer.Text, StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData(Scopes.Support)]
    [InlineData(Scopes.Espace)]
    [InlineData(Scopes.Producer)]
    public async Task Nobody_else_reads_it(string scope) =>
        Assert.Equal("portee-insuffisante", (await (await shared.StartAsync()).ReadAsync("/v1/acces", scope)).Problem(403));

    private static async Task<List<JsonElement>> ListAsync(TestInstance instance, string query)
    {
        var answer = await instance.ReadAsync($"/v1/acces{query}", Scopes.Supervision);
        Assert.Equal(
            (200, "private, no-store"),
            (answer.Status, answer.Headers["Cache-Control"].Replace("no-store, private", "private, no-store", StringComparison.Ordinal)));
        return [.. answer.Json.GetProperty("elements").EnumerateArray()];
    }

    private static string? Text(JsonElement element, string member) => element.GetProperty(member).GetString();
}
