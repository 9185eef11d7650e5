using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Reconciliation.Bus;
using Reconciliation.Storage;

namespace Reconciliation.Hosting;

/// <summary>Health, metrics and traces, the same in every host.</summary>
public static class Telemetry
{
    /// <summary>
    /// Within this time a call of the API is to be answered, in seconds: a bound of its histogram, so that it can be counted.
    /// </summary>
    public const double ResponseObjective = 0.3;

    private static readonly TimeSpan ProbeTimeout = TimeSpan.FromSeconds(5);

    private static readonly double[] ResponseDurations = [0.005, 0.01, 0.025, 0.05, 0.1, 0.2, ResponseObjective, 0.5, 1, 2.5, 5, 10, 30];

    /// <summary>
    /// Registers them. Traces are made only where <c>OTEL_EXPORTER_OTLP_ENDPOINT</c>, or its twin for traces, says where they go.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="configuration">The configuration with the <c>OTEL_</c> variables.</param>
    /// <param name="name">The service, unless <c>OTEL_SERVICE_NAME</c> or <c>OTEL_RESOURCE_ATTRIBUTES</c> names it.</param>
    public static IServiceCollection AddTelemetry(this IServiceCollection services, IConfiguration configuration, string name)
    {
        services.AddHealthChecks().AddCheck<PostgresProbe>("postgres", tags: ["ready"], timeout: ProbeTimeout)
            .AddCheck<ReadingProbe>("lecture", tags: ["ready"], timeout: ProbeTimeout)
            .AddCheck<PublicationProbe>("publication", tags: ["ready"], timeout: ProbeTimeout);
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
        app.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false })
            .AllowAnonymous().DisableRateLimiting().DisableHttpMetrics();
        app.MapHealthChecks("/health/ready", new HealthCheckOptions
        {
            Predicate = probe => probe.Tags.Contains("ready"),
            ResultStatusCodes = { [HealthStatus.Degraded] = 503 },
        }).AllowAnonymous().DisableRateLimiting().DisableHttpMetrics();
        app.MapPrometheusScrapingEndpoint("/metrics").AllowAnonymous().DisableRateLimiting().DisableHttpMetrics();
        return app;
    }

    private static bool ExportsTraces(IConfiguration configuration) =>
        (configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] ?? configuration["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"]) is { Length: > 0 }
        && configuration["OTEL_TRACES_EXPORTER"] is null or "otlp"
        && !string.Equals(configuration["OTEL_SDK_DISABLED"], "true", StringComparison.OrdinalIgnoreCase);

    private static bool IsAProbe(Microsoft.AspNetCore.Http.PathString path) =>
        path.StartsWithSegments("/health", StringComparison.Ordinal) || path.StartsWithSegments("/metrics", StringComparison.Ordinal);

    // A broker that an alarm blocks is connected and takes no message; one that refuses our exchanges will not change by itself.
    private sealed class PublicationProbe(Publisher publisher) : IHealthCheck
    {
        public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
            publisher.Refusals.Count > 0
                ? HealthCheckResult.Unhealthy("RabbitMQ refuses something or would not keep payments: BrokerRefusals said what.")
            : await publisher.TakesMessagesAsync(cancellationToken) ? HealthCheckResult.Healthy()
            : HealthCheckResult.Unhealthy("The broker takes no messages: it is away, or an alarm blocks it.");
    }

    // Of a standby no more is wanted than that it answers.
    private sealed class ReadingProbe(MemberReads reads) : IHealthCheck
    {
        public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            try
            {
                if (reads.IsOther)
                {
                    await using var command = reads.Source.CreateCommand("SELECT count(*) FROM epoque");
                    await command.ExecuteScalarAsync(cancellationToken);
                }

                return HealthCheckResult.Healthy();
            }
            catch (Exception e) when (e is NpgsqlException or TimeoutException or OperationCanceledException)
            {
                return HealthCheckResult.Unhealthy(DatabaseAnswer.Describe(reads.Source, e));
            }
        }
    }

    // A server that only answers is not enough: one that is read-only, or lets this role write nothing, takes no payment. The probe's write
    // is rolled back.
    private sealed class PostgresProbe(NpgsqlDataSource source) : IHealthCheck
    {
        public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            try
            {
                await using var connection = await source.OpenConnectionAsync(cancellationToken);
                await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
                await using var command = new NpgsqlCommand(
                    "INSERT INTO compteur (nom, cle, valeur) VALUES ('sonde', '', 0)", connection, transaction);
                await command.ExecuteNonQueryAsync(cancellationToken);
                var isDurable = await DurableCommit.IsDurableAsync(transaction, cancellationToken);
                await transaction.RollbackAsync(cancellationToken);
                return isDurable ? HealthCheckResult.Healthy()
                    : HealthCheckResult.Unhealthy("PostgreSQL would not wait for the disk at a commit (synchronous_commit).");
            }
            catch (Exception e) when (e is NpgsqlException or TimeoutException or OperationCanceledException)
            {
                return HealthCheckResult.Unhealthy(DatabaseAnswer.Describe(source, e));
            }
        }
    }
}
