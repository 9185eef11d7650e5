using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;
using Reconciliation.ConsoleWeb.Securite;
using Reconciliation.Core;
using Reconciliation.Hosting;
using Reconciliation.Storage;

namespace Reconciliation.ConsoleWeb.Direct;

/// <summary>Server-sent events that tell an open page to read itself again. They carry no data of anybody.</summary>
internal static class DirectEndpoints
{
    /// <summary>How the path of these streams ends: they do not keep a session alive.</summary>
    public const string Suffixe = "/direct";

    public static void MapDirect(this IEndpointRouteBuilder app)
    {
        var pages = app.MapGroup("").RequireRateLimiting(Limitation.Flux);
        pages.MapGet("/soins/{soinId:guid}" + Suffixe, (Guid soinId, int version, Veille veille, IHostApplicationLifetime hote, HttpContext http) =>
            Repondre(http, hote, fin => veille.Suivre(soinId, version, fin)));
        pages.MapGet("/adherents/{jeton}" + Suffixe, (string jeton, string depuis, Veille veille, Jetons jetons, IHostApplicationLifetime hote, HttpContext http) =>
            jetons.Adherent(jeton) is { } adherentId
                && DateTimeOffset.TryParse(depuis, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant)
                ? Repondre(http, hote, fin => veille.Suivre(adherentId, instant, fin))
                : Results.NoContent());
    }

    // 204 tells a browser not to come back. A host that stops does not wait for open pages.
    private static IResult Repondre(
        HttpContext http, IHostApplicationLifetime hote, Func<CancellationToken, IAsyncEnumerable<System.Net.ServerSentEvents.SseItem<string>>?> suivre)
    {
        http.Features.Get<IHttpMetricsTagsFeature>()?.MetricsDisabled = true;
        var fin = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, hote.ApplicationStopping);
        http.Response.RegisterForDispose(fin);
        return suivre(fin.Token) is { } evenements ? TypedResults.ServerSentEvents(evenements) : Results.NoContent();
    }
}
