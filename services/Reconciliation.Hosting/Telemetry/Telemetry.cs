using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Reconciliation.Hosting;

/// <summary>Metrics and traces, the same in every host.</summary>
public static class Telemetry
{
    /// <summary>
    /// Within this time a call of the API is to be answered, in seconds: a bound of its histogram, so that it can be counted.
    /// </summary>
    public const double ResponseObjective = 0.3;

    private static readonly double[] ResponseDurations = [0.005, 0.01, 0.025, 0.05, 0.1, 0.2, ResponseObjective, 0.5, 1, 2.5, 5, 10, 30];

    /// <summary>
    /// Registers them. Traces are made only where <c>OTEL_EXPORTER_OTLP_ENDPOINT</c>, or its twin for traces, says where they go.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="configuration">The configuration with the <c>OTEL_</c> variables.</param>
    /// <param name="name">The service, unless <c>OTEL_SERVICE_NAME</c> or <c>OTEL_RESOURCE_ATTRIBUTES</c> names it.</param>
    public static IServiceCollection AddTelemetry(this IServiceCollection services, IConfiguration configuration, string name)
    {
        var telemetry = services.AddOpenTelemetry();
        if (configuration["OTEL_SERVICE_NAME"] is null
            && configuration["OTEL_RESOURCE_ATTRIBUTES"]?.Contains("service.name=", StringComparison.Ordinal) != true)
        {
            telemetry.ConfigureResource(r => r.AddService(name));
        }

        telemetry.WithMetrics(m => m
            .AddMeter("Reconciliation.*", "Npgsql")
            .AddAspNetCoreInstrumentation()
            .AddRuntimeInstrumentation()
            .AddView("http.server.request.duration", new ExplicitBucketHistogramConfiguration { Boundaries = ResponseDurations })
            .AddPrometheusExporter());
        if (ExportsTraces(configuration))
        {
            telemetry.WithTracing(t => t
                .AddSource("Reconciliation")
                .AddAspNetCoreInstrumentation(o => o.Filter = http => !IsAProbe(http.Request.Path))
                .AddProcessor(new AllowedSpanTags())
                .AddOtlpExporter());
        }

        return services;
    }

    public static IEndpointRouteBuilder MapTelemetry(this IEndpointRouteBuilder app)
    {
        app.MapPrometheusScrapingEndpoint("/metrics").AllowAnonymous().DisableRateLimiting().DisableHttpMetrics();
        return app;
    }

    private static bool ExportsTraces(IConfiguration configuration) =>
        (configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] ?? configuration["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"]) is { Length: > 0 }
        && configuration["OTEL_TRACES_EXPORTER"] is null or "otlp"
        && !string.Equals(configuration["OTEL_SDK_DISABLED"], "true", StringComparison.OrdinalIgnoreCase);

    private static bool IsAProbe(Microsoft.AspNetCore.Http.PathString path) =>
        path.StartsWithSegments("/health", StringComparison.Ordinal) || path.StartsWithSegments("/metrics", StringComparison.Ordinal);
}
