using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;

namespace Reconciliation.Hosting;

/// <summary>
/// Applies <see cref="ClientLimits"/>: over a limit, 429 and when to come again. Calls that must always be answered, such as health, are
/// mapped with <c>DisableRateLimiting</c>.
/// </summary>
public sealed class RateLimits : IDisposable
{
    private readonly ClientLimits _limits;
    private readonly PartitionedRateLimiter<string> _bytes;
    private readonly PartitionedRateLimiter<HttpContext> _queries;

    internal RateLimits(ClientLimits limits)
    {
        _limits = limits;
        _bytes = PartitionedRateLimiter.Create<string, string>(client =>
            Bucket(client, limits.OctetsRafale, limits.OctetsParSeconde));
        _queries = PartitionedRateLimiter.Create<HttpContext, string>(Queries);
    }

    /// <summary>Counts the bytes that a producer has sent.</summary>
    /// <param name="http">The call.</param>
    /// <param name="bytes">The bytes.</param>
    /// <returns>Whether they are within the limit; if not, the answer says when to come again.</returns>
    public bool Take(HttpContext http, int bytes)
    {
        using var lease = _bytes.AttemptAcquire(Client(http), Math.Min(bytes, _limits.OctetsRafale));
        if (!lease.IsAcquired)
        {
            SayWhen(http, lease);
        }

        return lease.IsAcquired;
    }

    /// <summary>
    /// Says in an answer what its caller may ask, in the words of draft-ietf-httpapi-ratelimit-headers: how many requests at once and in
    /// how many seconds as many come back, how many are left, and in how many seconds all are.
    /// </summary>
    /// <param name="http">The call.</param>
    internal void Tell(HttpContext http)
    {
        if (http.GetEndpoint()?.Metadata.GetMetadata<DisableRateLimitingAttribute>() is not null)
        {
            return;
        }

        var (kind, burst, perSecond) = LimitOf(http);
        var left = Math.Clamp(_queries.GetStatistics(http)?.CurrentAvailablePermits ?? burst, 0, burst);
        http.Response.Headers["RateLimit-Policy"] = FormattableString.Invariant($"\"{kind}\";q={burst};w={Seconds(burst, perSecond)}");
        http.Response.Headers["RateLimit"] = FormattableString.Invariant($"\"{kind}\";r={left};t={Seconds(burst - left, perSecond)}");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _bytes.Dispose();
        _queries.Dispose();
    }

    internal void Configure(RateLimiterOptions options)
    {
        options.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        options.OnRejected = (refusal, _) =>
        {
            SayWhen(refusal.HttpContext, refusal.Lease);
            return ValueTask.CompletedTask;
        };
        options.GlobalLimiter = _queries;
        options.AddPolicy(
            ClientLimits.StreamPolicy,
            http => http.GetEndpoint()?.Metadata.GetMetadata<AnswersPagesToo>() is { } also && !also.IsLive(http.Request)
            ? RateLimitPartition.GetNoLimiter("")
            : Streams(http));
    }

    private RateLimitPartition<string> Streams(HttpContext http)
    {
        var (isMember, limit) = http.User.IsLimitedToAdherents() ? (true, _limits.FluxParAdherent) : (false, _limits.FluxSimultanes);
        return RateLimitPartition.GetConcurrencyLimiter($"{isMember} {Client(http)}", _ => new() { PermitLimit = limit });
    }

    private RateLimitPartition<string> Queries(HttpContext http)
    {
        var (kind, burst, perSecond) = LimitOf(http);
        return Bucket($"{kind} {Client(http)}", burst, perSecond);
    }

    private (string Kind, int Burst, int PerSecond) LimitOf(HttpContext http)
    {
        var roles = http.GetEndpoint()?.Metadata.GetOrderedMetadata<IAuthorizeData>() ?? [];
        return http.User.Identity?.IsAuthenticated != true ? ("anonymes", _limits.AnonymesRafale, _limits.AnonymesParSeconde)
            : roles.Any(r => r.Policy == Scopes.Producer) ? ("envois", _limits.EnvoisRafale, _limits.EnvoisParSeconde)
            : ("lectures", _limits.LecturesRafale, _limits.LecturesParSeconde);
    }

    private static long Seconds(long requests, int perSecond) => (requests + perSecond - 1) / perSecond;

    // Ten times a second: a client that is refused need not wait for a whole second.
    private static RateLimitPartition<string> Bucket(string client, int burst, int perSecond) =>
        RateLimitPartition.GetTokenBucketLimiter(client, _ => new()
        {
            TokenLimit = burst,
            TokensPerPeriod = Math.Max(1, perSecond / 10),
            ReplenishmentPeriod = TimeSpan.FromSeconds(Math.Max(1, perSecond / 10) / (double)perSecond),
        });

    private static string Client(HttpContext http) =>
        http.User.Identity is { IsAuthenticated: true, Name: var subject }
            ? $"{http.User.Client()} {subject}"
            : Network(http.Connection.RemoteIpAddress);

    // A client that has one address of IPv6 has 2^64 of them.
    private static string Network(IPAddress? address) =>
        address is { AddressFamily: AddressFamily.InterNetworkV6, IsIPv4MappedToIPv6: false }
        ? Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8))
        : address?.ToString() ?? "?";

    private static void SayWhen(HttpContext http, RateLimitLease lease)
    {
        var seconds =
            lease.TryGetMetadata(MetadataName.RetryAfter, out var duration) ? Math.Max(1, Math.Ceiling(duration.TotalSeconds)) : 5;
        http.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
    }
}
