using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Reconciliation.Hosting;

namespace Reconciliation.ConsoleWeb.Security;

/// <summary>
/// Signs agents in. In production an OIDC authority says who they are (authorisation code and PKCE); a local instance, which has a
/// development key, has a sign-in of its own that exists nowhere else. Either ends in an encrypted cookie of this console.
/// </summary>
public static class Session
{
    /// <summary>The scheme of the cookie.</summary>
    public const string Cookie = "Console";

    /// <summary>The scheme of the authority.</summary>
    public const string Oidc = "ConsoleOidc";

    /// <summary>The policy of every page: an agent or a team leader.</summary>
    public const string Agent = "console";

    /// <summary>The policy of what only a team leader sees.</summary>
    public const string TeamLeader = "console-supervision";

    /// <summary>How long a session lasts without anything being done.</summary>
    public static readonly TimeSpan IdleTimeout = TimeSpan.FromMinutes(30);

    /// <summary>How long a session lasts at most.</summary>
    public static readonly TimeSpan Duration = TimeSpan.FromHours(10);

    /// <summary>The item of a session's properties that says when it began.</summary>
    private const string StartClaim = "debut";

    public static IServiceCollection AddSession(this IServiceCollection services, Settings settings)
    {
        var authentication = services.AddAuthentication().AddCookie(Cookie, o =>
        {
            o.Cookie.Name = CookieName("session", settings);
            o.Cookie.SecurePolicy = Security(settings);
            o.Cookie.SameSite = SameSiteMode.Lax;
            o.LoginPath = "/connexion";
            o.AccessDeniedPath = "/interdit";
            o.ReturnUrlParameter = "retour";
            o.ExpireTimeSpan = IdleTimeout;
            o.SlidingExpiration = true;
            o.Events.OnSigningIn = context =>
            {
                // A renewal signs in again, with the properties that it had.
                if (context.Properties.GetString(StartClaim) is null)
                {
                    context.Properties.SetString(
                        StartClaim, Instant(context.HttpContext).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
                }

                return Task.CompletedTask;
            };
            o.Events.OnValidatePrincipal = ValidateAsync;
            o.Events.OnCheckSlidingExpiration = context =>
            {
                // Requests that an open page makes by itself do not keep the session alive.
                context.ShouldRenew &= !IsAutomatic(context.HttpContext.Request);
                return Task.CompletedTask;
            };
            o.Events.OnRedirectToLogin = context => Redirect(context, StatusCodes.Status401Unauthorized);
        });
        if (settings.DevelopmentKey is null)
        {
            authentication.AddOpenIdConnect(Oidc, o => Configure(o, settings));
            services.AddOptions<OpenIdConnectOptions>(Oidc)
                .Configure<ConfigurationManager<OpenIdConnectConfiguration>>((o, metadata) => o.ConfigurationManager = metadata);
        }

        services.AddOptions<CookieAuthenticationOptions>(Cookie).Configure<TimeProvider>((o, clock) => o.TimeProvider = clock);
        services.AddAuthorizationBuilder()
            .AddPolicy(Agent, p => p.AddAuthenticationSchemes(Cookie).RequireAssertion(c => c.User.IsAgent()))
            .AddPolicy(TeamLeader, p => p.AddAuthenticationSchemes(Cookie).RequireAssertion(c => c.User.HasScope(Scopes.Supervision)));
        return services;
    }

    /// <summary>A browser accepts a name that begins with <c>__Host-</c> from a secure origin only, for that origin alone.</summary>
    public static string CookieName(string name, Settings settings) =>
        settings.DevelopmentKey is null ? $"__Host-reconciliation-{name}" : $"reconciliation-{name}";

    public static CookieSecurePolicy Security(Settings settings) =>
        settings.DevelopmentKey is null ? CookieSecurePolicy.Always : CookieSecurePolicy.SameAsRequest;

    /// <summary>An agent as the console knows them.</summary>
    /// <param name="name">The name, as it is recorded with every access.</param>
    /// <param name="roles">The roles: support, supervision.</param>
    public static ClaimsPrincipal Identity(string name, IEnumerable<string> roles) => new(new ClaimsIdentity(
        [new Claim("sub", name), new Claim("scope", string.Join(' ', roles.Intersect([Scopes.Support, Scopes.Supervision])))],
        Cookie, "sub", "scope"));

    private static void Configure(OpenIdConnectOptions o, Settings settings)
    {
        o.SignInScheme = Cookie;
        o.Authority = settings.Authority;
        o.ClientId = settings.ConsoleClientId
            ?? throw new StartupRefusedException("RECONCILIATION_CONSOLE_CLIENT_ID must name the console as the OIDC authority knows it.");
        o.ClientSecret = settings.ConsoleClientSecret;
        o.ResponseType = "code";
        o.UsePkce = true;
        o.MapInboundClaims = false;
        o.TokenValidationParameters.NameClaimType = "sub";
        o.CallbackPath = "/connexion/retour";
        o.SignedOutCallbackPath = "/connexion/fin";
        o.Scope.Clear();
        o.Scope.Add("openid");
        o.Scope.Add("profile");
        o.Events.OnRemoteFailure = context =>
        {
            context.HandleResponse();
            context.Response.Redirect("/connexion/echec");
            return Task.CompletedTask;
        };
        o.Events.OnTokenValidated = context =>
        {
            // The session keeps the name and the roles, and nothing else of the token.
            var token = context.Principal!;
            var roles = token.FindAll(settings.ConsoleRoles).SelectMany(c => c.Value.Split(' '));
            context.Principal = Identity(token.FindFirst("sub")!.Value, roles);
            return Task.CompletedTask;
        };
    }

    private static bool IsAutomatic(HttpRequest query) =>
        HttpMethods.IsGet(query.Method)
        && (query.Headers.ContainsKey(Fragments.Header) || query.Path.Value!.EndsWith(Live.LiveEndpoints.Suffix, StringComparison.Ordinal));

    private static async Task ValidateAsync(CookieValidatePrincipalContext context)
    {
        var start = long.TryParse(context.Properties.GetString(StartClaim), CultureInfo.InvariantCulture, out var seconds)
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : DateTimeOffset.MinValue;
        if (Instant(context.HttpContext) - start > Duration)
        {
            context.RejectPrincipal();
            await context.HttpContext.SignOutAsync(Cookie);
        }
    }

    // A script is told that the session is over; a person is led to the sign-in and back.
    private static Task Redirect(RedirectContext<CookieAuthenticationOptions> context, int status)
    {
        if (context.Request.Headers.ContainsKey(Fragments.Header) || !HttpMethods.IsGet(context.Request.Method))
        {
            context.Response.StatusCode = status;
        }
        else
        {
            context.Response.Redirect(context.RedirectUri);
        }

        return Task.CompletedTask;
    }

    private static DateTimeOffset Instant(HttpContext http) => http.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow();
}
