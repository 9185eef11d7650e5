using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Reconciliation.Hosting;

/// <summary>What the HTTP server of every host allows, and the headers that every answer bears.</summary>
public static class ServeurHttp
{
    /// <summary>The most connections at a time.</summary>
    public const int ConnexionsMax = 2_000;

    /// <summary>The longest request line, in bytes.</summary>
    public const int LigneDeRequeteMax = 8 * 1024;

    /// <summary>The most headers of a request.</summary>
    public const int EnTetesMax = 64;

    /// <summary>The most bytes of all headers of a request: a token has some thousands.</summary>
    public const int EnTetesOctetsMax = 32 * 1024;

    /// <summary>The most streams of one HTTP/2 connection.</summary>
    public const int FluxHttp2Max = 100;

    /// <summary>The slowest that a body may come or an answer be taken, in bytes a second, after <see cref="Grace"/>.</summary>
    public const int DebitMin = 240;

    /// <summary>How long the headers of a request may take.</summary>
    public static readonly TimeSpan DelaiEnTetes = TimeSpan.FromSeconds(10);

    /// <summary>How long an idle connection is kept.</summary>
    public static readonly TimeSpan Inactivite = TimeSpan.FromMinutes(2);

    /// <summary>How long a client may be slower than <see cref="DebitMin"/>.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    public static IServiceCollection AddServeurHttp(this IServiceCollection services) => services.Configure<KestrelServerOptions>(o =>
    {
        o.AddServerHeader = false;
        o.Limits.MaxConcurrentConnections = ConnexionsMax;
        o.Limits.MaxRequestLineSize = LigneDeRequeteMax;
        o.Limits.MaxRequestHeaderCount = EnTetesMax;
        o.Limits.MaxRequestHeadersTotalSize = EnTetesOctetsMax;
        o.Limits.RequestHeadersTimeout = DelaiEnTetes;
        o.Limits.KeepAliveTimeout = Inactivite;
        o.Limits.MinRequestBodyDataRate = new(DebitMin, Grace);
        o.Limits.MinResponseDataRate = new(DebitMin, Grace);
        o.Limits.Http2.MaxStreamsPerConnection = FluxHttp2Max;
        o.Limits.Http2.MaxRequestHeaderFieldSize = EnTetesOctetsMax;
    });

    /// <summary>
    /// Adds the headers, each unless the call has set its own: a page for people needs another content policy than data, which needs none
    /// of anything. There is none that would let other sites read.
    /// </summary>
    /// <param name="app">The host, before anything that answers.</param>
    public static IApplicationBuilder UseEnTetes(this IApplicationBuilder app) => app.Use((http, suite) =>
    {
        // On starting: an error clears the headers that were set before it.
        http.Response.OnStarting(() =>
        {
            Completer(http);
            return Task.CompletedTask;
        });
        return suite(http);
    });

    private static void Completer(HttpContext http)
    {
        var enTetes = http.Response.Headers;
        enTetes.TryAdd("X-Content-Type-Options", "nosniff");
        enTetes.TryAdd("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
        enTetes.TryAdd("Referrer-Policy", "no-referrer");
        enTetes.TryAdd("Cross-Origin-Resource-Policy", "same-origin");
        enTetes.TryAdd("Cross-Origin-Opener-Policy", "same-origin");
        if (http.Request.Path.StartsWithSegments("/v1", StringComparison.Ordinal))
        {
            enTetes.TryAdd("Cache-Control", "private, no-store");
        }

        if (http.Request.IsHttps)
        {
            enTetes.TryAdd("Strict-Transport-Security", "max-age=31536000; includeSubDomains");
        }
    }
}
