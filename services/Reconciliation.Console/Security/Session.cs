using System.Security.Claims;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Reconciliation.Contracts;
using Reconciliation.Hosting;
using Reconciliation.Storage;

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

    /// <summary>The claim that names the session: what it may do stands in the database.</summary>
    private const string IdClaim = "session";

    private const int IdBytes = 16;

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

        services.AddSingleton<AgentSessions>();
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

    /// <summary>Begins a session, and says who is in it.</summary>
    /// <param name="http">The request that signs in.</param>
    /// <param name="name">The name, as it is recorded with every access.</param>
    /// <param name="roles">The roles: support, supervision.</param>
    /// <param name="sessionOfAuthority">The session at the authority; null: none is known.</param>
    public static async Task<ClaimsPrincipal> BeginAsync(
        HttpContext http, string name, IEnumerable<string> roles, string? sessionOfAuthority = null)
    {
        var (id, session) = (
            new Guid(RandomNumberGenerator.GetBytes(IdBytes)),
            new AgentSession(
                Nir.Redact(name, aussiSansCle: true), string.Join(' ', roles.Intersect([Scopes.Support, Scopes.Supervision]))));
        await Sessions(http).BeginAsync(id, session, sessionOfAuthority, http.RequestAborted);
        http.RequestServices.GetRequiredService<SecurityEvents>().SignedIn(http, name);
        return Identity(id, session);
    }

    /// <summary>Ends the session of a request, whoever has a copy of its cookie.</summary>
    /// <param name="http">The request.</param>
    public static async Task EndAsync(HttpContext http)
    {
        if (IdOf(http.User) is { } id)
        {
            await Sessions(http).EndAsync(id, http.RequestAborted);
            http.RequestServices.GetRequiredService<SecurityEvents>().SignedOut(http, http.User.Identity?.Name);
        }
    }

    /// <summary>The session of an agent; null: they are in none.</summary>
    /// <param name="agent">The agent.</param>
    public static Guid? IdOf(ClaimsPrincipal agent) => Guid.TryParse(agent.FindFirst(IdClaim)?.Value, out var id) ? id : null;

    private static ClaimsPrincipal Identity(Guid id, AgentSession session) => new(new ClaimsIdentity(
        [new Claim("sub", session.Agent), new Claim("scope", session.Roles), new Claim(IdClaim, id.ToString())], Cookie, "sub", "scope"));

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
        o.Events.OnTokenValidated = async context =>
        {
            // The session keeps the name, the roles and the session of the authority, and nothing else of the token.
            var token = context.Principal!;
            if (token.FindFirst("sub")?.Value is not { } name || !PrintableText.SaysSomething(name))
            {
                context.Fail("The token names nobody.");
                return;
            }

            var roles = token.FindAll(settings.ConsoleRoles).Where(c => c.ValueType == ClaimValueTypes.String)
                .SelectMany(c => c.Value.Split(' '));
            context.Principal = await BeginAsync(
                context.HttpContext, name, roles, token.FindFirst("sid")?.Value);
        };
    }

    private static bool IsAutomatic(HttpRequest query) =>
        HttpMethods.IsGet(query.Method)
        && (query.Headers.ContainsKey(Fragments.Header) || query.Path.Value!.EndsWith(Live.LiveEndpoints.Suffix, StringComparison.Ordinal));

    // The cookie says of an agent only the name of a session. The roles are those of the database.
    private static async Task ValidateAsync(CookieValidatePrincipalContext context)
    {
        if (context.Principal is { } agent && IdOf(agent) is { } id
            && await Sessions(context.HttpContext).ReadAsync(id, context.HttpContext.RequestAborted) is { } session)
        {
            context.ReplacePrincipal(Identity(id, session));
            return;
        }

        context.RejectPrincipal();
        await context.HttpContext.SignOutAsync(Cookie);
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

    private static AgentSessions Sessions(HttpContext http) => http.RequestServices.GetRequiredService<AgentSessions>();
}
