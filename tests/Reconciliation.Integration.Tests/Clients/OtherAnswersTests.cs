using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Reconciliation.Client;
using Reconciliation.Integration.Tests.Contract;
using Xunit;
using static Reconciliation.Integration.Tests.Clients.TestClients;

namespace Reconciliation.Integration.Tests.Clients;

/// <summary>
/// Answers that are none of the service: of a gateway, a sign-in page or a wrong address. A call ends with an error that names status and
/// address, and a follower of the feed tells it each time that it asks again.
/// </summary>
public sealed class OtherAnswersTests
{
    private const string Own = "/v1/soins/2";
    private const string Elsewhere = "https://ailleurs.example/connexion";

    private static readonly string View = File.ReadAllText(Repository.Contracts("examples", "lireSoin.200.json"));

    private static readonly Dictionary<string, Func<string, Task<string[]>>> Languages = new()
    {
        ["TypeScript"] = NodeAsync,
        ["Python"] = PythonAsync,
    };

    public static IEnumerable<object[]> Cases() =>
        from language in Languages.Keys
        from answer in new (int Status, string Location, string Type, string Body, string Said)[]
        {
            (307, Own, "", "", "read \"2\""),
            (308, "/passerelle" + Own, "", "", "read \"2\""),
            (307, "http://interne.example:8080" + Own, "", "", "read \"2\""),
            (307, Elsewhere, "", "", "AnswerError 307 {address}/v1/soins/1"),
            (302, Elsewhere, "", "", "AnswerError 302 {address}/v1/soins/1"),
            (302, "", "", "", "AnswerError 302 {address}/v1/soins/1"),
            (200, "", "text/html", "<title>Connexion</title>", "AnswerError 200 {address}/v1/soins/1"),
            (200, "", "application/json", "<title>Connexion</title>", "AnswerError 200 {address}/v1/soins/1"),
            (200, "", "application/json", "null", "AnswerError 200 {address}/v1/soins/1"),
            (502, "", "text/html", "<title>Bad gateway</title>", "ProblemeError 502 {address}/v1/soins/1"),
            (404, "", "application/problem+json", "<title>", "ProblemeError 404 {address}/v1/soins/1"),
        }
        select new object[] { language, answer.Status, answer.Location, answer.Type, answer.Body, answer.Said };

    [SkippableTheory]
    [MemberData(nameof(Cases))]
    public async Task A_call_reads_below_its_own_address_or_ends_with_an_error_that_names_status_and_address(
        string language, int status, string location, string type, string body, string said)
    {
        var tokens = new List<string?>();
        await using var server = await ServeAsync(http =>
        {
            tokens.Add(http.Request.Headers.Authorization);
            return http.Request.Path == Own
                ? AnswerAsync(http, 200, "", "application/json", View)
                : AnswerAsync(http, status, location, type, body);
        });
        var address = $"{server.Address}".TrimEnd('/');
        using var process = Start(await Languages[language](address));
        Assert.Equal(
            said.Replace("{address}", address, StringComparison.Ordinal), (await process.StandardOutput.ReadToEndAsync()).TrimEnd());
        Assert.All(tokens, t => Assert.Equal("Bearer jeton", t));
    }

    [SkippableFact]
    public async Task In_TypeScript_a_redirect_of_a_gateway_within_its_own_address_is_followed_too()
    {
        await using var server = await ServeAsync(http => http.Request.Path == Own
            ? AnswerAsync(http, 200, "", "application/json", View)
            : AnswerAsync(http, 302, Own, "", ""));
        using var process = Start(await NodeAsync($"{server.Address}"));
        Assert.Equal("read \"2\"", (await process.StandardOutput.ReadToEndAsync()).TrimEnd());
    }

    [SkippableTheory]
    [InlineData("TypeScript")]
    [InlineData("Python")]
    [InlineData("C#")]
    public async Task A_copy_that_follows_a_page_instead_of_the_feed_says_so_each_time_that_it_asks_again(string language)
    {
        await using var server = await ServeAsync(http => AnswerAsync(http, 200, "", "text/html", "<title>Connexion</title>"));
        var folder = Directory.CreateTempSubdirectory("wrong-");
        using var process = Start([
            .. language switch
            {
                "TypeScript" => await LanguageTools.TypeScriptAsync("copie"),
                "Python" => await LanguageTools.PythonAsync("copie"),
                _ => ["dotnet", SampleCopies.CSharp()],
            },
            $"{server.Address}", Path.Combine(folder.FullName, "soins")]);
        try
        {
            for (var times = 0; times < 2; times++)
            {
                var line = await process.StandardError.ReadLineAsync();
                Assert.StartsWith($"The feed is asked again: 200 {server.Address}v1/flux", line);
                Assert.Contains("text/html", line, StringComparison.Ordinal);
            }
        }
        finally
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task The_typed_client_tells_a_page_instead_of_the_feed_or_of_a_view_by_status_and_address()
    {
        await using var server = await ServeAsync(http => AnswerAsync(http, 200, "", "text/html", "<title>Connexion</title>"));
        using var enough = new CancellationTokenSource();
        var told = new List<Exception>();
        await using var services = Services(
            server.Address,
            o => o.FluxInterrompu = failure =>
            {
                told.Add(failure);
                if (told.Count == 3)
                {
                    enough.Cancel();
                }
            },
            "espace");
        var client = services.GetRequiredService<ReconciliationClient>();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => AllAsync(client.SuivreAsync(cancellationToken: enough.Token)));
        Assert.Equal(3, told.Count);
        told.Add(await Assert.ThrowsAsync<HttpRequestException>(() => AllAsync(client.LotsAsync())));
        told.Add(await Assert.ThrowsAsync<HttpRequestException>(() => client.SoinAsync(Guid.Empty)));
        Assert.All(told, e => Assert.StartsWith($"200 {server.Address}v1/", e.Message, StringComparison.Ordinal));
        Assert.All(told, e => Assert.Contains("text/html", e.Message, StringComparison.Ordinal));
    }

    private static async Task<string[]> NodeAsync(string address)
    {
        var sample = await LanguageTools.TypeScriptAsync("copie");
        var client = new Uri(Path.Combine(Path.GetDirectoryName(sample[1])!, "..", "src", "index.js"));
        return
        [
            sample[0], "--input-type=module", "-e",
            $$"""
            import { ReconciliationClient } from "{{client}}";
            const client = new ReconciliationClient({ address: process.argv[1], token: () => "jeton" });
            try {
              console.log(`read "${(await client.readSoin("1")).value.version}"`);
            } catch (e) {
              console.log(`${e.name} ${e.status} ${e.address}`);
            }
            """,
            address,
        ];
    }

    private static async Task<string[]> PythonAsync(string address) =>
    [
        .. (await LanguageTools.PythonAsync("copie"))[..2], "-c",
        $$"""
        import sys
        sys.path.insert(0, {{System.Text.Json.JsonSerializer.Serialize(Repository.Contracts("python"))}})
        from reconciliation import Client
        try:
            print(f'read "{Client(sys.argv[1], lambda: "jeton").read_soin("1").value["version"]}"')
        except Exception as e:
            print(f"{type(e).__name__} {e.status} {e.address}")
        """,
        address,
    ];

    private static Process Start(string[] command) => Process.Start(
        new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["RECONCILIATION_JETON"] = "jeton", ["PYTHONIOENCODING"] = "utf-8", ["PYTHONUNBUFFERED"] = "1" },
        })!;

    private static Task AnswerAsync(HttpContext http, int status, string location, string type, string body)
    {
        http.Response.StatusCode = status;
        if (location.Length > 0)
        {
            http.Response.Headers.Location = location;
        }

        http.Response.ContentType = type.Length > 0 ? type : null;
        return http.Response.WriteAsync(body);
    }
}
