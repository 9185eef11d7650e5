using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Reconciliation.Hosting;

/// <summary>
/// Readiness: whether a process can serve, part by part. A part that a process needs takes it out of rotation; one that it can do without
/// is told of, and nothing else: API and console read without the broker.
/// </summary>
public static class Readiness
{
    private const string Tag = "ready";

    /// <summary>Registers what every host asks.</summary>
    /// <param name="services">The services.</param>
    /// <param name="needsBroker">Whether the process consumes and publishes: without the broker it does nothing.</param>
    /// <param name="readsStandby">Whether members' pages are read from a standby: it serves those while the primary is away.</param>
    /// <param name="needsPrimary">Whether the process is of no use without the primary.</param>
    public static IServiceCollection AddReadiness(
        this IServiceCollection services, bool needsBroker, bool readsStandby, bool needsPrimary)
    {
        services.AddHostedService<ReadinessWatch>();
        services.AddProbe<PostgresProbe>("postgres", needsPrimary || !readsStandby);
        services.AddProbe<BrokerProbe>("broker", needsBroker);
        return readsStandby ? services.AddProbe<ReadingProbe>("lecture", isNeeded: true) : services;
    }

    /// <summary>Registers a part.</summary>
    /// <param name="services">The services.</param>
    /// <param name="name">The name of the part in the answer.</param>
    /// <param name="isNeeded">Whether the process is not ready without it.</param>
    public static IServiceCollection AddProbe<T>(this IServiceCollection services, string name, bool isNeeded)
        where T : class, IHealthCheck
    {
        services.AddSingleton<T>();
        services.AddHealthChecks().Add(new HealthCheckRegistration(
            name, s => s.GetRequiredService<T>(), isNeeded ? HealthStatus.Unhealthy : HealthStatus.Degraded, [Tag]));
        return services;
    }

    /// <summary>Maps <c>/health/live</c> and <c>/health/ready</c>.</summary>
    /// <param name="app">The host.</param>
    /// <param name="saysWhy">
    /// Whether the answer gives causes, which name servers and roles: callers of care data need not know them.
    /// </param>
    public static void MapReadiness(this IEndpointRouteBuilder app, bool saysWhy)
    {
        app.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false })
            .AllowAnonymous().DisableRateLimiting().DisableHttpMetrics();
        app.MapHealthChecks("/health/ready", new HealthCheckOptions
        {
            Predicate = IsAsked,
            ResponseWriter = (http, report) => WriteAsync(http, report, saysWhy),
        }).AllowAnonymous().DisableRateLimiting().DisableHttpMetrics();
    }

    /// <summary>Whether a check is a part of readiness.</summary>
    /// <param name="check">The check.</param>
    internal static bool IsAsked(HealthCheckRegistration check) => check.Tags.Contains(Tag);

    private static async Task WriteAsync(HttpContext http, HealthReport report, bool saysWhy)
    {
        http.Response.ContentType = "application/json";
        await using var json = new Utf8JsonWriter(http.Response.Body);
        json.WriteStartObject();
        json.WriteString("status", report.Status.ToString());
        json.WriteNumber("milliseconds", Milliseconds(report.TotalDuration));
        json.WriteStartArray("checks");
        foreach (var (name, entry) in report.Entries)
        {
            json.WriteStartObject();
            json.WriteString("name", name);
            json.WriteString("status", entry.Status.ToString());
            json.WriteNumber("milliseconds", Milliseconds(entry.Duration));
            if (saysWhy && entry.Description is { } cause)
            {
                json.WriteString("cause", cause);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        await json.FlushAsync(http.RequestAborted);
    }

    private static long Milliseconds(TimeSpan duration) => (long)duration.TotalMilliseconds;
}
