using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;
using Reconciliation.ConsoleWeb.Pages;
using Reconciliation.ConsoleWeb.Security;
using Reconciliation.Hosting;

namespace Reconciliation.ConsoleWeb.Live;

/// <summary>Server-sent events that tell an open page to read itself again. They carry no data of anybody.</summary>
internal static class LiveEndpoints
{
    /// <summary>How the path of these streams ends: they do not keep a session alive.</summary>
    public const string Suffix = "/direct";

    public static void MapDirect(this IEndpointRouteBuilder app)
    {
        var pages = app.MapGroup("").RequireRateLimiting(ClientLimits.StreamPolicy);
        pages.MapGet(
            "/soins/{soinId:guid}" + Suffix, (Guid soinId, int version, LiveWatch watch, IHostApplicationLifetime host, HttpContext http) =>
            Answer(http, host, (session, end) => watch.Follow(session, soinId, version, end))).MayAnswer(200, 204);
        pages.MapGet(
            "/adherents/{jeton}" + Suffix,
            (string jeton, string depuis, LiveWatch watch, AddressTokens tokens, IHostApplicationLifetime host, HttpContext http) =>
            tokens.Adherent(jeton) is { } adherentId
                && DateTimeOffset.TryParse(depuis, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant)
                ? Answer(http, host, (session, end) => watch.Follow(session, adherentId, instant, end))
                : Results.NoContent()).MayAnswer(200, 204);
    }

    // 204 tells a browser not to come back. A host that stops does not wait for open pages.
    private static IResult Answer(
        HttpContext http, IHostApplicationLifetime host,
        Func<Guid, CancellationToken, IAsyncEnumerable<System.Net.ServerSentEvents.SseItem<string>>?> follow)
    {
        http.Features.Get<IHttpMetricsTagsFeature>()?.MetricsDisabled = true;
        var end = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, host.ApplicationStopping);
        http.Response.RegisterForDispose(end);
        return Session.IdOf(http.User) is { } session && follow(session, end.Token) is { } events
            ? TypedResults.ServerSentEvents(events) : Results.NoContent();
    }
}
