using System.Text;
using Reconciliation.Hosting;
using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Storage;
using Xunit;

namespace Reconciliation.Integration.Tests.Api;

/// <summary>The properties of every answer, and the pages beside the API: health, metrics, its description.</summary>
public sealed class AroundTheApiTests(SharedInstance shared) : IClassFixture<SharedInstance>
{
    [SkippableTheory]
    [InlineData("GET", "/v1/adherents/A1/soins?x=1", null, 400)]
    [InlineData("GET", "/v1/nulle-part", null, 404)]
    [InlineData("DELETE", "/v1/adherents/A1/soins", null, 405)]
    [InlineData("PUT", "/v1/soins/8d9f3c1e-0000-8000-8000-000000000000", null, 405)]
    [InlineData("GET", "/v1/paiements/ro", null, 405)]
    [InlineData("POST", "/v1/paiements/ro", "text/plain", 415)]
    [InlineData("POST", "/v1/paiements/ro", "n'importe quoi", 415)]
    [InlineData("POST", "/v1/paiements/ro?x=1", "application/json", 400)]
    public async Task Every_refusal_is_a_problem_with_a_stable_type_and_nothing_of_the_inside(
        string method, string path, string? type, int status)
    {
        var instance = await shared.StartAsync();
        foreach (var accept in new[] { null, "application/json", "text/html", "*/*" })
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(path, UriKind.Relative));
            request.Headers.TryAddWithoutValidation("Accept", accept);
            if (type is not null)
            {
                request.Content = new ByteArrayContent("{}"u8.ToArray());
                request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
            }

            var answer = await instance.SendAsync(request, TestInstance.Token(null, Scopes.Espace, Scopes.Producer));

            Assert.NotEmpty(answer.Problem(status));
            Assert.DoesNotContain("Server", answer.Headers.Keys);
            Assert.Equal("nosniff", answer.Headers["X-Content-Type-Options"]);
            Assert.DoesNotContain("   at ", answer.Text, StringComparison.Ordinal);
            Assert.DoesNotContain("Exception", answer.Text, StringComparison.Ordinal);
        }
    }

    [SkippableFact]
    public async Task The_description_is_public_and_lists_the_calls()
    {
        var instance = await shared.StartAsync();
        var answer = await instance.AskAsync(HttpMethod.Get, "/openapi/v1.json", token: null);
        Assert.Equal(200, answer.Status);
        Assert.StartsWith("3.", answer.Json.GetProperty("openapi").GetString(), StringComparison.Ordinal);
        var paths = answer.Json.GetProperty("paths");
        Assert.All(
            ["/v1/adherents/{adherentId}/soins", "/v1/soins/{soinId}", "/v1/paiements/ro", "/v1/paiements/complementaires"],
            path => Assert.True(paths.TryGetProperty(path, out _), path));
        Assert.True(paths.GetProperty("/v1/paiements/ro").GetProperty("post").GetProperty("responses").TryGetProperty("422", out _));
    }

    [SkippableFact]
    public async Task The_description_says_which_query_parameters_the_list_takes()
    {
        var instance = await shared.StartAsync();
        var description = (await instance.AskAsync(HttpMethod.Get, "/openapi/v1.json", token: null)).Json;
        var list = description.GetProperty("paths").GetProperty("/v1/adherents/{adherentId}/soins").GetProperty("get");
        var names = list.GetProperty("parameters").EnumerateArray()
            .Where(p => p.GetProperty("in").GetString() == "query").Select(p => p.GetProperty("name").GetString()).ToList();
        Assert.Equal(
            ["au", "beneficiaire", "curseur", "du", "limite", "payeAu", "payeDu", "situation"], names.Order(StringComparer.Ordinal));
    }

    [SkippableFact]
    public async Task Metrics_count_lines_versions_and_quarantine_and_name_no_member()
    {
        var instance = await shared.StartAsync();
        await instance.RoAsync(PaymentRecords.Ro("MESURE-77"));
        await instance.RoAsync(PaymentRecords.Ro("MESURE-77"));
        await instance.PostRawAsync("/v1/paiements/ro", Encoding.UTF8.GetBytes(PaymentRecords.Ro("MESURE-77").WithRaw("montant", "1.001")));
        await instance.SoinsAsync("MESURE-77");

        var answer = await instance.AskAsync(HttpMethod.Get, "/metrics", token: null);

        Assert.Equal(200, answer.Status);
        Assert.All(
            ["reconciliation_lignes", "reconciliation_versions", "reconciliation_quarantaine"],
            name => Assert.Contains(name, answer.Text, StringComparison.Ordinal));
        Assert.Matches("""reconciliation_lignes\w*\{[^}]*issue="doublon"[^}]*\} [1-9]""", answer.Text);
        Assert.DoesNotContain("MESURE-77", answer.Text, StringComparison.Ordinal);
        Assert.Matches("""http_server_request_duration\w*\{[^}]*http_route="/v1/adherents/\{adherentId\}/soins""", answer.Text);
    }

    [SkippableTheory]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    public async Task A_healthy_instance_says_so_to_anybody(string path)
    {
        var instance = await shared.StartAsync();
        var answer = await instance.AskAsync(HttpMethod.Get, path, token: null);
        Assert.Equal(
            (200, "Healthy"),
            (answer.Status, answer.Type == "application/json" ? answer.Json.GetProperty("status").GetString() : answer.Text));
    }
}
