using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Reconciliation.Hosting;

/// <summary>The limits of the HTTP server of every host, and the headers that every answer bears.</summary>
public static class HttpServer
{
    /// <summary>The header by which an answer names its trace, as the log does: 32 hexadecimal digits.</summary>
    public const string TraceHeader = "X-Trace-Id";

    /// <summary>The longest request line, in bytes.</summary>
    public const int RequestLineBytesMax = 8 * 1024;

    /// <summary>The most headers of a request.</summary>
    public const int HeadersMax = 64;

    /// <summary>The most bytes of all headers of a request: a token has some thousands.</summary>
    public const int HeaderBytesMax = 32 * 1024;

    /// <summary>The most streams of one HTTP/2 connection.</summary>
    public const int Http2StreamsMax = 100;

    /// <summary>The slowest that a body may come or an answer be taken, in bytes a second, after <see cref="SlowClientGrace"/>.</summary>
    public const int BytesPerSecondMin = 240;

    /// <summary>The longest time that the headers of a request may take.</summary>
    public static readonly TimeSpan HeadersTimeout = TimeSpan.FromSeconds(10);

    /// <summary>The time after which an idle connection is closed.</summary>
    public static readonly TimeSpan IdleTimeout = TimeSpan.FromMinutes(2);

    /// <summary>The longest time that a client may be slower than <see cref="BytesPerSecondMin"/>.</summary>
    public static readonly TimeSpan SlowClientGrace = TimeSpan.FromSeconds(5);

    /// <summary>Sets the limits.</summary>
    /// <param name="services">The services.</param>
    /// <param name="places">Shares connections out among clients; null: the first to come have them.</param>
    public static IServiceCollection AddHttpServer(
        this IServiceCollection services, ConnectionPlaces? places = null) => services.Configure<KestrelServerOptions>(o =>
    {
        o.AddServerHeader = false;
        o.Limits.MaxConcurrentConnections = ConnectionPlaces.ConnectionsMax + ConnectionPlaces.OperationsMax;
        if (places is not null)
        {
            o.ConfigureEndpointDefaults(e => e.Use(next => connection => places.ServeAsync(connection, next)));
        }

        o.Limits.MaxRequestLineSize = RequestLineBytesMax;
        o.Limits.MaxRequestHeaderCount = HeadersMax;
        o.Limits.MaxRequestHeadersTotalSize = HeaderBytesMax;
        o.Limits.RequestHeadersTimeout = HeadersTimeout;
        o.Limits.KeepAliveTimeout = IdleTimeout;
        o.Limits.MinRequestBodyDataRate = new(BytesPerSecondMin, SlowClientGrace);
        o.Limits.MinResponseDataRate = new(BytesPerSecondMin, SlowClientGrace);
        o.Limits.Http2.MaxStreamsPerConnection = Http2StreamsMax;
        o.Limits.Http2.MaxRequestHeaderFieldSize = HeaderBytesMax;
    });

    /// <summary>
    /// Adds the headers, each unless the call has set its own: a page for people needs another content policy than data, which needs none
    /// of anything. There is none that would let other sites read.
    /// </summary>
    /// <param name="app">The host, before anything that answers.</param>
    public static IApplicationBuilder UseAnswerHeaders(this IApplicationBuilder app) => app.Use((http, next) =>
    {
        // Set when the answer starts, because an error clears the headers that were set before.
        http.Response.OnStarting(() =>
        {
            Complete(http);
            return Task.CompletedTask;
        });
        return next(http);
    });

    private static void Complete(HttpContext http)
    {
        var headers = http.Response.Headers;
        headers.TryAdd("X-Content-Type-Options", "nosniff");
        headers.TryAdd("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
        headers.TryAdd("Referrer-Policy", "no-referrer");
        headers.TryAdd("Cross-Origin-Resource-Policy", "same-origin");
        headers.TryAdd("Cross-Origin-Opener-Policy", "same-origin");
        if (http.Features.Get<IHttpActivityFeature>()?.Activity is { } activity)
        {
            headers.TryAdd(TraceHeader, activity.TraceId.ToHexString());
        }

        if (http.Request.Path.StartsWithSegments("/v1", StringComparison.Ordinal))
        {
            headers.TryAdd("Cache-Control", "private, no-store");
            http.RequestServices.GetService<RateLimits>()?.Tell(http);
        }

        if (http.Request.IsHttps)
        {
            headers.TryAdd("Strict-Transport-Security", "max-age=31536000; includeSubDomains");
        }
    }
}
