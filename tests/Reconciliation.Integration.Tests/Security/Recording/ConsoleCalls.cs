using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Reconciliation.Integration.Tests.Hosts;

namespace Reconciliation.Integration.Tests.Security;

/// <summary>A page or a form of the console and a status that it says it may give.</summary>
/// <param name="Call">The method and the pattern of the call.</param>
/// <param name="Status">The status.</param>
internal sealed record ConsoleCall(string Call, int Status)
{
    public bool IsGet => Call.StartsWith("GET ", StringComparison.Ordinal);
}

/// <summary>The pages and forms that a running instance has mapped, each with its statuses: a new one is tried, or a test fails.</summary>
internal static class ConsoleCalls
{
    private static readonly string[] OfOthers = ["/v1/", "/openapi", "/docs", "/health", "/metrics"];

    public static IReadOnlyList<ConsoleCall> Of(TestInstance instance)
    {
        var endpoints = instance.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(e => e.Metadata.GetMetadata<IHttpMethodMetadata>() is not null
                && !OfOthers.Any(p => e.RoutePattern.RawText!.StartsWith(p, StringComparison.Ordinal)));
        return
        [
            .. from endpoint in endpoints
               from method in endpoint.Metadata.GetRequiredMetadata<IHttpMethodMetadata>().HttpMethods
               from status in StatusesOf(endpoint)
               select new ConsoleCall($"{method} {endpoint.RoutePattern.RawText}", status),
        ];
    }

    private static List<int> StatusesOf(RouteEndpoint endpoint)
    {
        var statuses = endpoint.Metadata.GetOrderedMetadata<IProducesResponseTypeMetadata>().Select(p => p.StatusCode).Distinct().ToList();
        return statuses.Count > 0
            ? statuses
            : throw new InvalidOperationException($"{endpoint.RoutePattern.RawText} does not say with which statuses it answers.");
    }
}
