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
/// <param name="metadonnees">Reads and keeps the metadata.</param>
/// <param name="horloge">The clock.</param>
/// <param name="log">The log.</param>
public sealed partial class Autorite(
    ConfigurationManager<OpenIdConnectConfiguration> metadonnees, TimeProvider horloge, ILogger<Autorite> log)
{
    /// <summary>How long the authority may take to answer.</summary>
    public static readonly TimeSpan Delai = TimeSpan.FromSeconds(5);

    /// <summary>The pause between attempts to read its metadata for the first time.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    /// <summary>How often, at most, tokens with unknown keys make the metadata be read again.</summary>
    public static readonly TimeSpan RelectureMin = TimeSpan.FromSeconds(30);

    /// <summary>After how long the metadata is read again in any case: a retired key is refused after this time at the latest.</summary>
    public static readonly TimeSpan RelectureMax = TimeSpan.FromHours(1);

    private const int MetadonneesMax = 1024 * 1024;

    private readonly Lock _verrou = new();
    private Task<bool>? _lecture;
    private long _depuis;

    /// <summary>Reads the address of an authority.</summary>
    /// <param name="texte">The setting.</param>
    /// <exception cref="DemarrageRefuseException">It is no https address, nor one on this machine.</exception>
    public static Uri LireAdresse(string texte) =>
        Uri.TryCreate(texte, UriKind.Absolute, out var adresse)
        && (adresse.Scheme == Uri.UriSchemeHttps || (adresse.Scheme == Uri.UriSchemeHttp && adresse.IsLoopback))
            ? adresse
            : throw new DemarrageRefuseException(
                "RECONCILIATION_AUTHORITY must be an https address: what it answers decides who is let in. Only on this machine it may be http.");

    /// <summary>What reads the metadata of an authority.</summary>
    /// <param name="adresse">The authority.</param>
    public static ConfigurationManager<OpenIdConnectConfiguration> Metadonnees(Uri adresse)
    {
        var client = new HttpClient(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(5) })
        {
            Timeout = Delai,
            MaxResponseContentBufferSize = MetadonneesMax,
        };
        return new(
            adresse.AbsoluteUri.TrimEnd('/') + "/.well-known/openid-configuration",
            new OpenIdConnectConfigurationRetriever(),
            new HttpDocumentRetriever(client) { RequireHttps = adresse.Scheme == Uri.UriSchemeHttps })
        {
            RefreshInterval = RelectureMin,
            AutomaticRefreshInterval = RelectureMax,

            // The last metadata that was good would go on accepting a key that has been retired.
            UseLastKnownGoodConfiguration = false,
        };
    }

    /// <summary>The events of bearer authentication that answer 503 while the authority is not known.</summary>
    public static JwtBearerEvents Evenements() => new()
    {
        OnMessageReceived = async contexte =>
        {
            if (contexte.Request.Headers.Authorization.Count > 0
                && !await contexte.HttpContext.RequestServices.GetRequiredService<Autorite>().EstConnueAsync().WaitAsync(contexte.HttpContext.RequestAborted))
            {
                contexte.HttpContext.Features.Set(new Inconnue());
                contexte.Fail("The authority does not answer.");
            }
        },
        OnTokenValidated = contexte =>
        {
            if (contexte.Principal?.Identity?.Name is null or "")
            {
                contexte.Fail("The token names nobody.");
            }

            return Task.CompletedTask;
        },
        OnChallenge = contexte =>
        {
            if (contexte.HttpContext.Features.Get<Inconnue>() is not null)
            {
                contexte.HandleResponse();
                contexte.Response.StatusCode = 503;
            }

            return Task.CompletedTask;
        },
    };

    /// <summary>Whether the metadata has been read. However many callers wait, one of them asks; and not again before a pause.</summary>
    public Task<bool> EstConnueAsync()
    {
        lock (_verrou)
        {
            if (_lecture is null || (_lecture is { IsCompletedSuccessfully: true, Result: false } && horloge.GetElapsedTime(_depuis) > Pause))
            {
                _depuis = horloge.GetTimestamp();
                _lecture = LireAsync();
            }

            return _lecture;
        }
    }

    private async Task<bool> LireAsync()
    {
        try
        {
            await metadonnees.GetConfigurationAsync(CancellationToken.None);
            return true;
        }
        catch (InvalidOperationException)
        {
            Injoignable(log);
            return false;
        }
    }

    [LoggerMessage(LogLevel.Warning, "The authority that RECONCILIATION_AUTHORITY names does not answer, or not with its metadata: tokens cannot be checked.")]
    private static partial void Injoignable(ILogger log);

    private sealed class Inconnue;
}
