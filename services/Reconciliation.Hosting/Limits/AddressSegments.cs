using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;

namespace Reconciliation.Hosting;

/// <summary>
/// Reads the segments of an address as they were written. The server decodes every escape of a path but that of the slash, so that
/// <c>A%2F1</c> and <c>A%252F1</c> become the same: an address must never mean another identifier.
/// </summary>
public static class AddressSegments
{
    private const string EscapedSlash = "%2F";

    /// <summary>Gives calls their parameters as the address has them, before anything judges by one.</summary>
    /// <param name="app">The host, after routing.</param>
    public static IApplicationBuilder UseAddressSegments(this IApplicationBuilder app) => app.Use((http, next) =>
    {
        if (http.Request.Path.Value?.Contains(EscapedSlash, StringComparison.OrdinalIgnoreCase) == true
            && http.GetEndpoint() is RouteEndpoint endpoint)
        {
            Restore(http, endpoint);
        }

        return next(http);
    });

    private static void Restore(HttpContext http, RouteEndpoint endpoint)
    {
        var target = http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget.Split('?')[0];
        var written = target.Split('/');
        var segments = endpoint.RoutePattern.PathSegments;
        if (!target.StartsWith('/') || written.Length != segments.Count + 1)
        {
            return;
        }

        for (var i = 0; i < segments.Count; i++)
        {
            if (segments[i] is { IsSimple: true, Parts: [Microsoft.AspNetCore.Routing.Patterns.RoutePatternParameterPart parameter] })
            {
                http.Request.RouteValues[parameter.Name] = Uri.UnescapeDataString(written[i + 1]);
            }
        }
    }
}
