using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace Reconciliation.Hosting;

/// <summary>
/// The OIDC authority: its metadata and keys, read when the first token comes and again when one comes with a key that is not known.
/// While they have never been read no token can be told good or bad, so callers get 503, not 401; once they have, the authority may be
/// away.
/// </summary>
/// <param name="metadata">Reads and keeps the metadata.</param>
/// <param name="clock">The clock.</param>
/// <param name="log">The log.</param>
public sealed partial class OidcAuthority(
    ConfigurationManager<OpenIdConnectConfiguration> metadata, TimeProvider clock, ILogger<OidcAuthority> log)
{
    /// <summary>The longest time that the authority may take to answer.</summary>
    public static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(5);

    /// <summary>The pause between attempts to read its metadata for the first time.</summary>
    public static readonly TimeSpan FirstReadPause = TimeSpan.FromSeconds(2);

    /// <summary>The shortest time between two readings of the metadata on account of tokens with unknown keys.</summary>
    public static readonly TimeSpan RefreshIntervalMin = TimeSpan.FromSeconds(30);

    /// <summary>
    /// The time after which the metadata is read again in any case: a retired key is refused after this time at the latest.
    /// </summary>
    public static readonly TimeSpan RefreshIntervalMax = TimeSpan.FromHours(1);

    private const int MetadataBytesMax = 1024 * 1024;

    private readonly Lock _lock = new();
    private Task<bool>? _reading;
    private long _since;

    /// <summary>The address of its metadata.</summary>
    public string MetadataAddress => metadata.MetadataAddress;

    /// <summary>Reads the address of an authority.</summary>
    /// <param name="text">The setting.</param>
    /// <exception cref="StartupRefusedException">It is no https address, nor one on this machine.</exception>
    public static Uri ReadAddress(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address)
        && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback))
            ? address
            : throw new StartupRefusedException(
                "RECONCILIATION_AUTHORITY must be an https address: what it answers decides who is let in. Only on "
                    + "this machine it may be http.");

    /// <summary>The reader of an authority's metadata.</summary>
    /// <param name="address">The authority.</param>
    public static ConfigurationManager<OpenIdConnectConfiguration> Metadata(Uri address)
    {
        var client = new HttpClient(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(5) })
        {
            Timeout = AnswerTimeout,
            MaxResponseContentBufferSize = MetadataBytesMax,
        };
        return new(
            address.AbsoluteUri.TrimEnd('/') + "/.well-known/openid-configuration",
            new OpenIdConnectConfigurationRetriever(),
            new HttpDocumentRetriever(client) { RequireHttps = address.Scheme == Uri.UriSchemeHttps })
        {
            RefreshInterval = RefreshIntervalMin,
            AutomaticRefreshInterval = RefreshIntervalMax,

            // The last metadata that was good would go on accepting a key that has been retired.
            UseLastKnownGoodConfiguration = false,
        };
    }

    /// <summary>The events of bearer authentication that answer 503 while the authority is not known.</summary>
    public static JwtBearerEvents Events() => new()
    {
        OnMessageReceived = async context =>
        {
            if (context.Request.Headers.Authorization.Count > 0
                && !await context.HttpContext.RequestServices.GetRequiredService<OidcAuthority>().IsKnownAsync()
                    .WaitAsync(context.HttpContext.RequestAborted))
            {
                context.HttpContext.Features.Set(new AuthorityUnknown());
                context.Fail("The authority does not answer.");
            }
        },
        OnChallenge = context =>
        {
            if (context.HttpContext.Features.Get<AuthorityUnknown>() is not null)
            {
                context.HandleResponse();
                context.Response.StatusCode = 503;
            }

            return Task.CompletedTask;
        },
    };

    /// <summary>Whether the metadata has been read. However many callers wait, one of them asks; and not again before a pause.</summary>
    public Task<bool> IsKnownAsync()
    {
        lock (_lock)
        {
            if (_reading is null
                || (_reading is { IsCompletedSuccessfully: true, Result: false } && clock.GetElapsedTime(_since) > FirstReadPause))
            {
                _since = clock.GetTimestamp();
                _reading = ReadAsync();
            }

            return _reading;
        }
    }

    private async Task<bool> ReadAsync()
    {
        try
        {
            await metadata.GetConfigurationAsync(CancellationToken.None);
            return true;
        }
        catch (InvalidOperationException)
        {
            Unreachable(log);
            return false;
        }
    }

    [LoggerMessage(
        LogLevel.Warning,
        "The authority that RECONCILIATION_AUTHORITY names does not answer, or not with its metadata: tokens cannot be checked.")]
    private static partial void Unreachable(ILogger log);

    private sealed class AuthorityUnknown;
}
