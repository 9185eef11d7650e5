using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.Net.Http.Headers;
using Reconciliation.Dev;
using Reconciliation.Integration.Tests.Hosts;
using Xunit;

namespace Reconciliation.Integration.Tests.Api;

/// <summary>The feed is the espace personnel's, and a member's as far as it is theirs; an agent has no business there.</summary>
public sealed class FeedScopeTests(SharedInstance shared) : IClassFixture<SharedInstance>
{
    private const string OpenToThem = "200", Live = "text/event-stream";

    private static readonly string[] Scopes = [.. Hosting.Scopes.All, Hosting.Scopes.Member];
    private static readonly string?[] Adherents = [null, "PORTEE-A"];
    private static readonly string[] Forms = ["application/json", Live];

    /// <summary>Each set of scopes, with and without a member, in pages and live.</summary>
    public static IEnumerable<(string[] Scopes, string? Adherent, string Accept)> Combinations =>
        from set in Enumerable.Range(0, 1 << Scopes.Length)
        from adherent in Adherents
        from accept in Forms
        select (Scopes.Where((_, i) => (set & (1 << i)) != 0).ToArray(), adherent, accept);

    [SkippableFact]
    public async Task No_set_of_scopes_with_an_agents_opens_it_and_none_but_the_espaces_shows_everybody()
    {
        var instance = await shared.StartAsync();
        await instance.RoAsync(PaymentRecords.Ro("PORTEE-A"), PaymentRecords.Ro("PORTEE-B"));
        using var client = instance.Client();
        var wrong = new List<string>();
        foreach (var (n, (scopes, adherent, accept)) in Combinations.Index())
        {
            // A subject of its own has places of its own: a stream that is let go is free a moment later.
            var token = TokenCommand.Sign(TestInstance.Key, TimeProvider.System, $"flux-{n}", adherent, scopes);
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(Feed.Path, UriKind.Relative));
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            request.Headers.Add(HeaderNames.Accept, accept);
            using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            var seen = answer.IsSuccessStatusCode
                ? await OpenAsync(answer, adherent)
                : JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("type").GetString()!.Split(':')[^1];
            if (seen != Expected(scopes, adherent))
            {
                wrong.Add($"{string.Join(' ', scopes)} {adherent} {accept}: {seen}");
            }
        }

        Assert.Empty(wrong);
        Assert.Equal(128, Combinations.Count());
        Assert.Equal(0, await instance.CountAsync("SELECT count(*) FROM acces"));
    }

    private static string Expected(string[] scopes, string? adherent) =>
        scopes.Contains(Hosting.Scopes.Support) || scopes.Contains(Hosting.Scopes.Supervision) ? "flux-reserve"
        : scopes.Contains(Hosting.Scopes.Espace) || (scopes.Contains(Hosting.Scopes.Member) && adherent is not null) ? OpenToThem
        : "portee-insuffisante";

    // A page that a member reads tells of nobody else.
    private static async Task<string> OpenAsync(HttpResponseMessage answer, string? adherent)
    {
        var isLive = answer.Content.Headers.ContentType?.MediaType == Live;
        var text = isLive || adherent is null ? "" : await answer.Content.ReadAsStringAsync();
        return text.Contains("PORTEE-B", StringComparison.Ordinal) ? "of others" : OpenToThem;
    }
}
