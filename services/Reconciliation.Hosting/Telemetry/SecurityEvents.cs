using System.Diagnostics.Metrics;
using System.Net;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Reconciliation.Hosting;

/// <summary>
/// Events that a person who watches over security must see: calls without a good token, without the right, too many of them, forms of
/// another site, and agents who sign in and out. Each is a line of the log and counted. They hold nothing of a member: the template of the
/// path and not the path, the application and not the subject of a token, and of an address its network.
/// </summary>
public sealed partial class SecurityEvents
{
    private readonly ILogger _log;
    private readonly Counter<long> _events;

    /// <param name="logs">Makes logs.</param>
    /// <param name="factory">Makes meters.</param>
    public SecurityEvents(ILoggerFactory logs, IMeterFactory factory)
    {
        _log = logs.CreateLogger("Reconciliation.Securite");
        _events = factory.Create("Reconciliation.Securite").CreateCounter<long>(
            "reconciliation.securite.evenements", "{evenement}", "Refusals that concern security, and sessions that begin and end.");
    }

    /// <summary>An agent has signed in.</summary>
    /// <param name="http">The request.</param>
    /// <param name="agent">The agent.</param>
    public void SignedIn(HttpContext http, string agent) => Session(http, "connexion", agent);

    /// <summary>An agent has signed out, or the authority has done it for them.</summary>
    /// <param name="http">The request.</param>
    /// <param name="agent">The agent; null: it is not known.</param>
    public void SignedOut(HttpContext http, string? agent) => Session(http, "deconnexion", agent);

    internal void Answered(HttpContext http)
    {
        var name = http.Features.Get<IAntiforgeryValidationFeature>() is { IsValid: false } ? "csrf" : http.Response.StatusCode switch
        {
            StatusCodes.Status401Unauthorized => "nonAuthentifie",
            StatusCodes.Status403Forbidden => "interdit",
            StatusCodes.Status429TooManyRequests => "tropDeRequetes",
            _ => null,
        };
        if (name is null)
        {
            return;
        }

        _events.Add(1, new KeyValuePair<string, object?>("evenement", name));
        var pattern = (http.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "-";
        var (method, client, agent, network) = (
            Known(http.Request.Method), http.User.Client() ?? "-", AgentOf(http) ?? "-", Network(http.Connection.RemoteIpAddress));
        WasRefused(_log, name, http.Response.StatusCode, method, pattern, client, agent, network);
    }

    /// <summary>The network of an address: the address itself may be a member's.</summary>
    /// <param name="address">The address.</param>
    public static string Network(IPAddress? address)
    {
        if (address is null)
        {
            return "-";
        }

        var bytes = (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).GetAddressBytes();
        var kept = bytes.Length == 4 ? 3 : 6;
        bytes.AsSpan(kept).Clear();
        return $"{new IPAddress(bytes)}/{8 * kept}";
    }

    private static string? AgentOf(HttpContext http) => http.User.IsAgent() ? http.User.Identity?.Name : null;

    // The method is any text that a client writes: only known ones are logged.
    private static string Known(string method) => HttpMethods.IsGet(method) || HttpMethods.IsPost(method) || HttpMethods.IsHead(method)
        ? method
        : "autre";

    private void Session(HttpContext http, string name, string? agent)
    {
        _events.Add(1, new KeyValuePair<string, object?>("evenement", name));
        var (who, network) = (agent ?? "-", Network(http.Connection.RemoteIpAddress));
        Happened(_log, name, who, network);
    }

    [LoggerMessage(
        EventId = 4001, EventName = "SecuriteRefus", Level = LogLevel.Warning,
        Message = "Security: {Evenement}, {Statut} to {Methode} {Appel} of {Client}, agent {Agent}, from {Reseau}")]
    private static partial void WasRefused(
        ILogger log, string evenement, int statut, string methode, string appel, string client, string agent, string reseau);

    [LoggerMessage(
        EventId = 4002, EventName = "SecuriteSession", Level = LogLevel.Information,
        Message = "Security: {Evenement} of agent {Agent} from {Reseau}")]
    private static partial void Happened(ILogger log, string evenement, string agent, string reseau);
}

/// <summary>Registers the events of security.</summary>
public static class SecurityEventsRegistration
{
    /// <summary>Watches every answer; before anything that answers.</summary>
    /// <param name="app">The host.</param>
    public static IApplicationBuilder UseSecurityEvents(this IApplicationBuilder app)
    {
        var events = app.ApplicationServices.GetRequiredService<SecurityEvents>();
        return app.Use(async (http, next) =>
        {
            await next(http);
            events.Answered(http);
        });
    }
}
