using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Reconciliation.Hosting;

/// <summary>
/// Health, metrics and the description of the API on a port of their own, where there is one: a caller of care data need not see how the
/// service is made, and probes are answered when the other port has no place left.
/// </summary>
public static class OperationsPort
{
    private static readonly string[] Paths = ["/health", "/metrics", "/openapi", "/docs"];

    /// <summary>Answers them there and nowhere else, and nothing else there.</summary>
    /// <param name="app">The host, before anything that answers.</param>
    /// <param name="port">The port; null: they are answered wherever the host listens.</param>
    /// <param name="isLocal">Whether the host is of a machine of one's own: they are then answered everywhere.</param>
    public static void UseOperationsPort(this IApplicationBuilder app, int? port, bool isLocal)
    {
        if (port is null)
        {
            return;
        }

        app.Use((http, next) =>
        {
            // Addresses are found whatever their case, so they are told apart without it.
            var isOfOperations = Array.Exists(Paths, p => http.Request.Path.StartsWithSegments(p, StringComparison.OrdinalIgnoreCase));
            var isThere = http.Connection.LocalPort == port;
            if (isOfOperations == isThere || (isOfOperations && isLocal))
            {
                return next(http);
            }

            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        });
    }
}
