using System.Net;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;
using Reconciliation.ConsoleWeb.Security;
using Reconciliation.Dev;
using Reconciliation.Hosting;
using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Integration.Tests.Servers;
using Xunit;

namespace Reconciliation.Integration.Tests.Security.Attacks;

/// <summary>
/// Every call that keeps a connection open counts its places, of the API and of the console, whatever the caller says to accept. The calls
/// are taken from the running instance: a new one that streams without the policy fails here.
/// </summary>
public sealed class StreamPlacesTests : IAsyncLifetime
{
    private const int Places = 2;
    private const string Live = "text/event-stream";

    private static readonly string?[] Accepted =
        [null, "*/*", "text/html", Live, "TEXT/Event-Stream", "application/json, text/event-stream;q=0.1"];

    private TestDatabase _database = null!;
    private TestInstance _instance = null!;

    public async Task InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync(TestInstance.Schema);
        _instance = await TestInstance.StartAsync(_database, console: true, limits: new() { FluxSimultanes = Places });
    }

    public async Task DisposeAsync()
    {
        await _instance.DisposeAsync();
        await _database.DisposeAsync();
    }

    [SkippableFact]
    public async Task Every_call_that_streams_counts_its_places_however_it_is_asked()
    {
        await _instance.RoAsync(PaymentRecords.Ro("OUVERT"));
        var soin = Assert.Single(await _instance.SoinsAsync("OUVERT")).GetProperty("soinId").GetString()!;
        var streaming = new HashSet<string>();
        var wrong = new List<string>();
        foreach (var (endpoint, n) in Gets().Select((e, n) => (e, n)))
        {
            foreach (var (accept, m) in Accepted.Select((a, m) => (a, m)))
            {
                var statuses = await OpenAsync(Path(endpoint, soin), accept, $"agent-{n}-{m}");
                if (statuses is null)
                {
                    continue;
                }

                streaming.Add(endpoint.RoutePattern.RawText!);
                var isCounted = endpoint.Metadata.GetMetadata<EnableRateLimitingAttribute>()?.PolicyName == ClientLimits.StreamPolicy;
                if (!isCounted || statuses[^1] != HttpStatusCode.TooManyRequests)
                {
                    wrong.Add($"{endpoint.RoutePattern.RawText} {accept}: {string.Join(' ', statuses)}");
                }
            }
        }

        Assert.Empty(wrong);
        Assert.Equal(
            ["/adherents/{jeton}/direct", "/soins/{soinId:guid}/direct", "/v1/flux"], streaming.Order(StringComparer.Ordinal));
    }

    private IEnumerable<RouteEndpoint> Gets() => _instance.Services.GetRequiredService<EndpointDataSource>().Endpoints
        .OfType<RouteEndpoint>()
        .Where(e => e.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods.Contains("GET") == true);

    private string Path(RouteEndpoint endpoint, string soin)
    {
        var path = string.Concat(endpoint.RoutePattern.PathSegments.Select(s => "/" + string.Concat(s.Parts.Select(p => p switch
        {
            RoutePatternLiteralPart literal => literal.Content,
            RoutePatternParameterPart { Name: "soinId" } => soin,
            RoutePatternParameterPart { Name: "jeton" } =>
                _instance.Services.GetRequiredService<AddressTokens>().ForAdherent("OUVERT"),
            _ => "1",
        }))));
        return path.StartsWith("/v1/", StringComparison.Ordinal) ? path : path + "?version=1&depuis=2025-01-01T00:00:00Z";
    }

    // The statuses of as many streams as there are places, and one more; null: it answers with no stream.
    private async Task<List<HttpStatusCode>?> OpenAsync(string path, string? accept, string agent)
    {
        using var session = await ConsoleSession.SignInAsync(_instance, agent);
        using var client = session.CopyClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Bearer", TokenCommand.Sign(TestInstance.Key, TimeProvider.System, agent, null, Scopes.Espace));
        var open = new List<HttpResponseMessage>();
        try
        {
            for (var n = 0; n <= Places; n++)
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative));
                if (accept is not null)
                {
                    request.Headers.TryAddWithoutValidation("Accept", accept);
                }

                open.Add(await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead));
                if (n == 0 && open[0].Content.Headers.ContentType?.MediaType != Live)
                {
                    return null;
                }
            }

            return [.. open.Select(o => o.StatusCode)];
        }
        finally
        {
            open.ForEach(o => o.Dispose());
        }
    }
}
