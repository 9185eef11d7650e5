using Microsoft.AspNetCore.Builder;
using Reconciliation.Hosting;

namespace Reconciliation.ConsoleWeb.Security;

/// <summary>
/// The headers of the console's answers that differ from those of data: pages need styles, scripts and forms of their own.
/// </summary>
internal static class SecurityHeaders
{
    public static void UseSecurityHeaders(this IApplicationBuilder app, Settings settings)
    {
        // A form may end at the authority, which a sign-out redirects to.
        var authority = settings.DevelopmentKey is null && Uri.TryCreate(settings.Authority, UriKind.Absolute, out var uri)
            ? " " + uri.GetLeftPart(UriPartial.Authority)
            : "";
        var policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
            + $"form-action 'self'{authority}; base-uri 'none'; frame-ancestors 'none'";
        app.Use((http, next) =>
        {
            // Set when the answer starts, because an error clears the headers that were set before.
            http.Response.OnStarting(() =>
            {
                var headers = http.Response.Headers;
                headers.ContentSecurityPolicy = policy;
                headers.XFrameOptions = "DENY";
                headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()";
                if (!headers.ContainsKey("Cache-Control"))
                {
                    headers.CacheControl = "no-store";
                }

                return Task.CompletedTask;
            });
            return next(http);
        });
    }
}
