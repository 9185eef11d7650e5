using System.Net.Http.Json;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Reconciliation.Integration.Tests.Security;

/// <summary>
/// A real OpenID provider on the loopback address: discovery, keys, and tokens for applications that prove who they are. Its keys can be
/// rotated while it runs.
/// </summary>
internal sealed class OpenIdProvider : IAsyncDisposable
{
    /// <summary>The application that asks for tokens itself.</summary>
    public const string Application = "espace-personnel";

    /// <summary>The application that agents sign in to.</summary>
    public const string Console = "console";

    /// <summary>The secret of both.</summary>
    public const string Secret = "un-secret-d-essai";

    private readonly WebApplication _app;
    private int _keys;
    private int _keyRequests;
    private volatile TaskCompletionSource? _silence;

    private OpenIdProvider(WebApplication app) => _app = app;

    /// <summary>The authority that it is.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>The number of times that its keys were asked for.</summary>
    public int KeyRequests => Volatile.Read(ref _keyRequests);

    /// <summary>Whether it breaks every connection.</summary>
    public bool Away { get; set; }

    /// <summary>Whether it takes requests and answers none.</summary>
    public bool Silent
    {
        set
        {
            _silence?.TrySetResult();
            _silence = value ? new() : null;
        }
    }

    /// <summary>The key that signs now.</summary>
    public SigningCredentials Signing => Options.SigningCredentials[0];

    private OpenIddictServerOptions Options => _app.Services.GetRequiredService<IOptionsMonitor<OpenIddictServerOptions>>().CurrentValue;

    /// <summary>Starts one, on a free port.</summary>
    public static async Task<OpenIdProvider> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseSetting("urls", "http://127.0.0.1:0");
        builder.Services.AddOpenIddict().AddServer(server =>
        {
            server.SetTokenEndpointUris("/jeton").AllowClientCredentialsFlow().EnableDegradedMode().DisableAccessTokenEncryption();
            server.SetAuthorizationEndpointUris("/autorisation").AllowAuthorizationCodeFlow().RequireProofKeyForCodeExchange();
            server.AddEphemeralEncryptionKey().AddSigningKey(NewKey("cle-0"));
            server.RegisterScopes("espace", "support", "supervision", "producteur", "profile");
            server.UseAspNetCore().DisableTransportSecurityRequirement();
            server.AddEventHandler<ValidateAuthorizationRequestContext>(h => h.UseInlineHandler(Recognise));
            server.AddEventHandler<HandleAuthorizationRequestContext>(h => h.UseInlineHandler(SignIn));
            server.AddEventHandler<ValidateTokenRequestContext>(h => h.UseInlineHandler(Identify));
            server.AddEventHandler<HandleTokenRequestContext>(h => h.UseInlineHandler(Grant));
        });
        var app = builder.Build();
        var provider = new OpenIdProvider(app);
        app.Use(async (http, next) =>
        {
            if (provider._silence is { } silence)
            {
                await silence.Task.WaitAsync(http.RequestAborted);
            }

            if (provider.Away)
            {
                http.Abort();
                return;
            }

            if (http.Request.Path == "/.well-known/jwks")
            {
                Interlocked.Increment(ref provider._keyRequests);
            }

            await next(http);
        });
        app.UseAuthentication();
        await app.StartAsync();
        provider.Address = new(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        return provider;
    }

    /// <summary>A token that the application asks for, as any client does.</summary>
    /// <param name="scopes">The scopes it asks for.</param>
    public async Task<string> TokenAsync(params string[] scopes)
    {
        using var client = new HttpClient { BaseAddress = Address };
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials",
            ["client_id"] = Application,
            ["client_secret"] = Secret,
            ["scope"] = string.Join(' ', scopes),
        });
        using var response = await client.PostAsync(new Uri("/jeton", UriKind.Relative), form);
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>();
        return answer.TryGetProperty("access_token", out var token)
            ? token.GetString()!
            : throw new InvalidOperationException(answer.ToString());
    }

    /// <summary>Signs with a new key from now on.</summary>
    /// <param name="removed">Whether the old ones are no longer published.</param>
    public void Rotate(bool removed)
    {
        var key = NewKey($"cle-{++_keys}");
        if (removed)
        {
            Options.SigningCredentials.Clear();
        }

        Options.SigningCredentials.Insert(0, new(key, SecurityAlgorithms.RsaSha256));
    }

    public async ValueTask DisposeAsync()
    {
        Silent = false;
        await _app.DisposeAsync();
    }

    private static RsaSecurityKey NewKey(string name) => new(RSA.Create(2048)) { KeyId = name };

    private static ValueTask Identify(ValidateTokenRequestContext context)
    {
        if (context.ClientId is not (Application or Console) || context.ClientSecret != Secret)
        {
            context.Reject(OpenIddictConstants.Errors.InvalidClient);
        }

        return ValueTask.CompletedTask;
    }

    private static ValueTask Recognise(ValidateAuthorizationRequestContext context)
    {
        if (context.ClientId != Console || context.RedirectUri is not { } address
            || !new Uri(address).AbsolutePath.Equals("/connexion/retour", StringComparison.Ordinal))
        {
            context.Reject(OpenIddictConstants.Errors.InvalidClient);
        }

        return ValueTask.CompletedTask;
    }

    // Every visitor is signed in as the agent of the tests.
    private static ValueTask SignIn(HandleAuthorizationRequestContext context)
    {
        var identity = new ClaimsIdentity("OpenIddict");
        identity.SetClaim("sub", "agent-42").SetClaims("roles", ["support", "autre-chose"]);
        var principal = new ClaimsPrincipal(identity);
        principal.SetScopes(context.Request.GetScopes());
        principal.SetDestinations(_ => [OpenIddictConstants.Destinations.IdentityToken]);
        context.SignIn(principal);
        return ValueTask.CompletedTask;
    }

    private static ValueTask Grant(HandleTokenRequestContext context)
    {
        // A code was exchanged: the person for whom it was given is known.
        if (context.Request.IsAuthorizationCodeGrantType())
        {
            return ValueTask.CompletedTask;
        }

        var identity = new ClaimsIdentity("OpenIddict");
        identity.SetClaim("sub", Application);
        var principal = new ClaimsPrincipal(identity);
        principal.SetScopes(context.Request.GetScopes());
        principal.SetResources("reconciliation");
        principal.SetDestinations(_ => [OpenIddictConstants.Destinations.AccessToken]);
        context.SignIn(principal);
        return ValueTask.CompletedTask;
    }
}
