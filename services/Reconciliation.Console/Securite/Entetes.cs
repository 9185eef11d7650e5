using Microsoft.AspNetCore.Builder;
using Reconciliation.Core;
using Reconciliation.Hosting;
using Reconciliation.Storage;

namespace Reconciliation.ConsoleWeb.Securite;

/// <summary>The headers of the console's answers that differ from those of data: pages need styles, scripts and forms of their own.</summary>
internal static class Entetes
{
    public static void UseEntetes(this IApplicationBuilder app, Reglages reglages)
    {
        // A form may end at the authority, which a sign-out redirects to.
        var autorite = reglages.CleDeDeveloppement is null && Uri.TryCreate(reglages.Autorite, UriKind.Absolute, out var uri)
            ? " " + uri.GetLeftPart(UriPartial.Authority)
            : "";
        var politique = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
            + $"form-action 'self'{autorite}; base-uri 'none'; frame-ancestors 'none'";
        app.Use((http, suite) =>
        {
            // On starting: an error clears the headers that were set before it.
            http.Response.OnStarting(() =>
            {
                var entetes = http.Response.Headers;
                entetes.ContentSecurityPolicy = politique;
                entetes.XFrameOptions = "DENY";
                entetes["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()";
                if (!entetes.ContainsKey("Cache-Control"))
                {
                    entetes.CacheControl = "no-store";
                }

                return Task.CompletedTask;
            });
            return suite(http);
        });
    }
}
