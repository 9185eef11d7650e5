using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Reconciliation.Api.Description;
using Reconciliation.Contracts;
using Reconciliation.Hosting;

namespace Reconciliation.Api;

/// <summary>The HTTP API: the services that a host registers and the calls that it maps.</summary>
public static class ApiRegistration
{
    public static IServiceCollection AddApi(this IServiceCollection services)
    {
        services.AddSingleton<FeedMetrics>();
        services.AddSingleton<JournalTail>();
        services.AddHostedService(s => s.GetRequiredService<JournalTail>());
        services.AddDescription();
        services.AddCompression();
        services.ConfigureHttpJsonOptions(o => o.SerializerOptions.TypeInfoResolverChain.Insert(0, ContratsJson.Lisible));

        // Kestrel counts the framing of chunks too: the limit of the content is kept where the body is read.
        services.Configure<KestrelServerOptions>(o => o.Limits.MaxRequestBodySize = 2 * Limites.CorpsMax);
        return services;
    }

    public static void UseApi(this IApplicationBuilder app)
    {
        app.Use((http, next) =>
        {
            // On starting: an error clears the headers that were set before it.
            http.Response.OnStarting(() =>
            {
                if (http.Response.StatusCode == StatusCodes.Status503ServiceUnavailable)
                {
                    http.Response.Headers.RetryAfter = "5";
                }

                return Task.CompletedTask;
            });
            return next(http);
        });
        app.UseCompression();
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            SuppressDiagnosticsCallback = app.ApplicationServices.GetRequiredService<FailedRequests>().Tells,
            ExceptionHandler = http => Problems.OfStatus(http.Response.StatusCode).ExecuteAsync(http),
            StatusCodeSelector = FailureStatus.Of,
        });
        app.UseStatusCodePages(pages => Problems.OfStatus(pages.HttpContext.Response.StatusCode).ExecuteAsync(pages.HttpContext));
        app.Use(AnswerOptionsAsync);
    }

    // To a method that a path does not have the framework answers 405 and the methods that it has: to OPTIONS, that is the answer.
    private static async Task AnswerOptionsAsync(HttpContext http, RequestDelegate next)
    {
        await next(http);
        if (HttpMethods.IsOptions(http.Request.Method) && http.Response.StatusCode == StatusCodes.Status405MethodNotAllowed
            && http.Request.Path.StartsWithSegments("/v1", StringComparison.Ordinal))
        {
            http.Response.StatusCode = StatusCodes.Status204NoContent;
            http.Response.Headers.Allow = string.Join(", ", [.. http.Response.Headers.Allow, HttpMethods.Options]);
        }
    }

    public static void MapApi(this IEndpointRouteBuilder app)
    {
        var v1 = app.MapGroup("/v1").GuardAdherents();
        v1.MapSoins();
        v1.MapSoinsOfSeveral();
        v1.MapAdherentVirements();
        v1.MapFhir();
        v1.MapLignes();
        v1.MapDecisions();
        v1.MapVirements();
        v1.MapSearch();
        v1.MapSynthese();
        v1.MapHistory();
        v1.MapFlux();
        v1.MapPaiements();
        v1.MapAccessLog();
        v1.MapQuarantaine();
        app.MapDescription();
    }
}
