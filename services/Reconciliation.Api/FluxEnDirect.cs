using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Reconciliation.Core;
using Reconciliation.Hosting;
using Reconciliation.Storage;

namespace Reconciliation.Api;

/// <summary>
/// The feed as server-sent events. It pulls a page, writes it, and waits until the reader has taken it before it pulls the next: a slow
/// reader holds one page in memory and no connection to the database, and one that takes nothing is let go.
/// </summary>
/// <param name="apres">The place after which to read.</param>
/// <param name="adherentId">The member of whom to read; null: of all.</param>
internal sealed class FluxEnDirect(PlaceDansLeJournal apres, string? adherentId) : IResult
{
    /// <summary>The most entries pulled at a time.</summary>
    public const int Page = 50;

    /// <summary>After how long without an entry a comment shows that the stream is alive, to both ends and to what is between them.</summary>
    public static readonly TimeSpan Battement = TimeSpan.FromSeconds(15);

    /// <summary>How long a reader may take for what was written, before it is let go.</summary>
    public static readonly TimeSpan DelaiEcriture = TimeSpan.FromSeconds(10);

    /// <summary>How long a reader is asked to wait before it connects again, and a stream before it asks a database that is down again.</summary>
    public static readonly TimeSpan Reprise = TimeSpan.FromSeconds(2);

    /// <inheritdoc/>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var suivi = httpContext.RequestServices.GetRequiredService<SuiviDuJournal>();
        using var entree = suivi.Entrer();
        if (entree is null)
        {
            await Problemes.TropDeLecteurs().ExecuteAsync(httpContext);
            return;
        }

        Preparer(httpContext);
        using var fin = Fin(httpContext);
        try
        {
            await SuivreAsync(httpContext, suivi, fin.Token);
        }
        catch (OperationCanceledException) when (fin.IsCancellationRequested)
        {
            // The reader went, its token expired, or the host stops: a reader that is still there comes back where it was.
        }
        catch (OperationCanceledException)
        {
            httpContext.Abort();
        }
    }

    private static void Preparer(HttpContext http)
    {
        http.Response.ContentType = FluxEndpoints.EnDirect;
        http.Response.Headers.CacheControl = "private, no-store";

        // For reverse proxies that would collect the answer before they pass it on.
        http.Response.Headers["X-Accel-Buffering"] = "no";
        http.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();

        // A stream lasts for hours: among the durations of requests it would only hide the others.
        http.Features.Get<IHttpMetricsTagsFeature>()?.MetricsDisabled = true;
    }

    private static CancellationTokenSource Fin(HttpContext http)
    {
        var arret = http.RequestServices.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        var fin = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, arret);
        if (long.TryParse(http.User.FindFirst("exp")?.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var expiration))
        {
            var reste = DateTimeOffset.FromUnixTimeSeconds(expiration) - http.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow();
            fin.CancelAfter(TimeSpan.FromTicks(Math.Clamp(reste.Ticks, 0, TimeSpan.TicksPerDay)));
        }

        return fin;
    }

    private async Task SuivreAsync(HttpContext http, SuiviDuJournal suivi, CancellationToken fin)
    {
        var horloge = http.RequestServices.GetRequiredService<TimeProvider>();
        await EcrireAsync(http, $"retry: {Reprise.TotalMilliseconds}\n\n", fin);
        for (var place = apres; ;)
        {
            var prochaines = suivi.Prochaines;
            var entrees = await suivi.LireAsync(place, Page, adherentId, fin);
            if (entrees is { Count: > 0 })
            {
                await EcrireAsync(http, string.Concat(entrees.Select(Evenement)), fin);
                place = entrees[^1].Place;
            }
            else if (!await ViennentAsync(prochaines, entrees is null ? Reprise : Battement, horloge, fin))
            {
                await EcrireAsync(http, ":\n\n", fin);
            }
        }
    }

    private static string Evenement(EntreePubliee entree)
    {
        var curseur = Curseurs.Ecrire(entree);
        return $"id: {curseur}\nevent: SoinMisAJour\ndata: {entree.EnElementDeFlux(curseur)}\n\n";
    }

    private static async Task<bool> ViennentAsync(Task prochaines, TimeSpan delai, TimeProvider horloge, CancellationToken fin)
    {
        try
        {
            await prochaines.WaitAsync(delai, horloge, fin);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private static async Task EcrireAsync(HttpContext http, string texte, CancellationToken fin)
    {
        using var delai = CancellationTokenSource.CreateLinkedTokenSource(fin);
        delai.CancelAfter(DelaiEcriture);
        await http.Response.WriteAsync(texte, Encoding.UTF8, delai.Token);
        await http.Response.Body.FlushAsync(delai.Token);

        // The server closes the connection of a reader that is too slow, but does not say so here.
        delai.Token.ThrowIfCancellationRequested();
    }
}
