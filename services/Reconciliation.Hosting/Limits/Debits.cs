using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.DependencyInjection;

namespace Reconciliation.Hosting;

/// <summary>Applies <see cref="Limitation"/>: over a limit, 429 and when to come again. What must answer always, such as health, is mapped with <c>DisableRateLimiting</c>.</summary>
public sealed class Debits : IDisposable
{
    private readonly Limitation _limitation;
    private readonly PartitionedRateLimiter<string> _octets;

    internal Debits(Limitation limitation)
    {
        _limitation = limitation;
        _octets = PartitionedRateLimiter.Create<string, string>(client =>
            Seau(client, limitation.OctetsRafale, limitation.OctetsParSeconde));
    }

    /// <summary>Counts the bytes that a producer has sent.</summary>
    /// <param name="http">The call.</param>
    /// <param name="octets">The bytes.</param>
    /// <returns>Whether they are within the limit; if not, the answer says when to come again.</returns>
    public bool Prendre(HttpContext http, int octets)
    {
        using var bail = _octets.AttemptAcquire(Client(http), Math.Min(octets, _limitation.OctetsRafale));
        if (!bail.IsAcquired)
        {
            DireQuand(http, bail);
        }

        return bail.IsAcquired;
    }

    /// <inheritdoc/>
    public void Dispose() => _octets.Dispose();

    internal void Configurer(RateLimiterOptions options)
    {
        options.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        options.OnRejected = (refus, _) =>
        {
            DireQuand(refus.HttpContext, refus.Lease);
            return ValueTask.CompletedTask;
        };
        options.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(Requetes);
        options.AddPolicy(Limitation.Flux, http => http.Request.Headers.Accept.Any(a => a?.Contains("text/event-stream", StringComparison.OrdinalIgnoreCase) == true)
            ? RateLimitPartition.GetConcurrencyLimiter(Client(http), _ => new() { PermitLimit = _limitation.FluxSimultanes })
            : RateLimitPartition.GetNoLimiter(""));
    }

    private RateLimitPartition<string> Requetes(HttpContext http)
    {
        var roles = http.GetEndpoint()?.Metadata.GetOrderedMetadata<IAuthorizeData>() ?? [];
        return http.User.Identity?.IsAuthenticated != true
                ? Seau("anonyme " + Client(http), _limitation.AnonymesRafale, _limitation.AnonymesParSeconde)
            : roles.Any(r => r.Policy == Portees.Producteur)
                ? Seau("envoi " + Client(http), _limitation.EnvoisRafale, _limitation.EnvoisParSeconde)
            : Seau("lecture " + Client(http), _limitation.LecturesRafale, _limitation.LecturesParSeconde);
    }

    // Ten times a second: whoever is refused need not wait for a whole one.
    private static RateLimitPartition<string> Seau(string client, int rafale, int parSeconde) =>
        RateLimitPartition.GetTokenBucketLimiter(client, _ => new()
        {
            TokenLimit = rafale,
            TokensPerPeriod = Math.Max(1, parSeconde / 10),
            ReplenishmentPeriod = TimeSpan.FromSeconds(Math.Max(1, parSeconde / 10) / (double)parSeconde),
        });

    private static string Client(HttpContext http) =>
        http.User.Identity is { IsAuthenticated: true, Name: var sujet } ? $"{http.User.Client()} {sujet}" : Reseau(http.Connection.RemoteIpAddress);

    // Whoever has one address of IPv6 has 2^64 of them.
    private static string Reseau(IPAddress? adresse) => adresse is { AddressFamily: AddressFamily.InterNetworkV6, IsIPv4MappedToIPv6: false }
        ? Convert.ToHexString(adresse.GetAddressBytes().AsSpan(0, 8))
        : adresse?.ToString() ?? "?";

    private static void DireQuand(HttpContext http, RateLimitLease bail)
    {
        var attente = bail.TryGetMetadata(MetadataName.RetryAfter, out var duree) ? Math.Max(1, Math.Ceiling(duree.TotalSeconds)) : 5;
        http.Response.Headers.RetryAfter = attente.ToString(CultureInfo.InvariantCulture);
    }
}

/// <summary>Registers the limits of clients.</summary>
public static class DebitsRegistration
{
    /// <summary>Registers them; <c>UseRateLimiter</c> applies them, after authentication.</summary>
    /// <param name="services">The services.</param>
    /// <param name="limitation">The limits.</param>
    /// <exception cref="DemarrageRefuseException">A limit is no limit.</exception>
    public static IServiceCollection AddLimitation(this IServiceCollection services, Limitation limitation)
    {
        var debits = new Debits(limitation.Valide());
        services.AddSingleton(_ => debits);
        return services.AddRateLimiter(debits.Configurer);
    }
}
