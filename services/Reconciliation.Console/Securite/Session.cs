using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Reconciliation.Core;
using Reconciliation.Hosting;
using Reconciliation.Storage;

namespace Reconciliation.ConsoleWeb.Securite;

/// <summary>
/// Who uses the console. In production an OIDC authority says so (authorisation code and PKCE); a local instance, which has a
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
    public const string ChefDEquipe = "console-supervision";

    /// <summary>How long a session lasts without anything being done.</summary>
    public static readonly TimeSpan Inactivite = TimeSpan.FromMinutes(30);

    /// <summary>How long a session lasts at most.</summary>
    public static readonly TimeSpan Duree = TimeSpan.FromHours(10);

    /// <summary>The item of a session's properties that says when it began.</summary>
    private const string Debut = "debut";

    public static IServiceCollection AddSession(this IServiceCollection services, Reglages reglages)
    {
        var authentification = services.AddAuthentication().AddCookie(Cookie, o =>
        {
            o.Cookie.Name = NomDeCookie("session", reglages);
            o.Cookie.SecurePolicy = Securite(reglages);
            o.Cookie.SameSite = SameSiteMode.Lax;
            o.LoginPath = "/connexion";
            o.AccessDeniedPath = "/interdit";
            o.ReturnUrlParameter = "retour";
            o.ExpireTimeSpan = Inactivite;
            o.SlidingExpiration = true;
            o.Events.OnSigningIn = contexte =>
            {
                // A renewal signs in again, with the properties that it had.
                if (contexte.Properties.GetString(Debut) is null)
                {
                    contexte.Properties.SetString(Debut, Instant(contexte.HttpContext).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
                }

                return Task.CompletedTask;
            };
            o.Events.OnValidatePrincipal = ValiderAsync;
            o.Events.OnCheckSlidingExpiration = contexte =>
            {
                // What an open page does by itself is nobody's doing.
                contexte.ShouldRenew &= !EstAutomatique(contexte.HttpContext.Request);
                return Task.CompletedTask;
            };
            o.Events.OnRedirectToLogin = contexte => Rediriger(contexte, StatusCodes.Status401Unauthorized);
        });
        if (reglages.CleDeDeveloppement is null)
        {
            authentification.AddOpenIdConnect(Oidc, o => Configurer(o, reglages));
            services.AddOptions<OpenIdConnectOptions>(Oidc)
                .Configure<ConfigurationManager<OpenIdConnectConfiguration>>((o, metadonnees) => o.ConfigurationManager = metadonnees);
        }

        services.AddOptions<CookieAuthenticationOptions>(Cookie).Configure<TimeProvider>((o, horloge) => o.TimeProvider = horloge);
        services.AddAuthorizationBuilder()
            .AddPolicy(Agent, p => p.AddAuthenticationSchemes(Cookie).RequireAssertion(c => c.User.EstAgent()))
            .AddPolicy(ChefDEquipe, p => p.AddAuthenticationSchemes(Cookie).RequireAssertion(c => c.User.A(Portees.Supervision)));
        return services;
    }

    /// <summary>A browser accepts a name that begins with <c>__Host-</c> from a secure origin only, for that origin alone.</summary>
    public static string NomDeCookie(string nom, Reglages reglages) =>
        reglages.CleDeDeveloppement is null ? $"__Host-reconciliation-{nom}" : $"reconciliation-{nom}";

    public static CookieSecurePolicy Securite(Reglages reglages) =>
        reglages.CleDeDeveloppement is null ? CookieSecurePolicy.Always : CookieSecurePolicy.SameAsRequest;

    /// <summary>An agent as the console knows them.</summary>
    /// <param name="nom">The name, as it is recorded with every access.</param>
    /// <param name="roles">The roles: support, supervision.</param>
    public static ClaimsPrincipal Identite(string nom, IEnumerable<string> roles) => new(new ClaimsIdentity(
        [new Claim("sub", nom), new Claim("scope", string.Join(' ', roles.Intersect([Portees.Support, Portees.Supervision])))],
        Cookie, "sub", "scope"));

    private static void Configurer(OpenIdConnectOptions o, Reglages reglages)
    {
        o.SignInScheme = Cookie;
        o.Authority = reglages.Autorite;
        o.ClientId = reglages.ConsoleClientId
            ?? throw new DemarrageRefuseException("RECONCILIATION_CONSOLE_CLIENT_ID must name the console as the OIDC authority knows it.");
        o.ClientSecret = reglages.ConsoleClientSecret;
        o.ResponseType = "code";
        o.UsePkce = true;
        o.MapInboundClaims = false;
        o.TokenValidationParameters.NameClaimType = "sub";
        o.CallbackPath = "/connexion/retour";
        o.SignedOutCallbackPath = "/connexion/fin";
        o.Scope.Clear();
        o.Scope.Add("openid");
        o.Scope.Add("profile");
        o.Events.OnRemoteFailure = contexte =>
        {
            contexte.HandleResponse();
            contexte.Response.Redirect("/connexion/echec");
            return Task.CompletedTask;
        };
        o.Events.OnTokenValidated = contexte =>
        {
            // The session keeps the name and the roles, and nothing else of the token.
            var jeton = contexte.Principal!;
            var roles = jeton.FindAll(reglages.ConsoleRoles).SelectMany(c => c.Value.Split(' '));
            contexte.Principal = Identite(jeton.FindFirst("sub")!.Value, roles);
            return Task.CompletedTask;
        };
    }

    private static bool EstAutomatique(HttpRequest requete) =>
        HttpMethods.IsGet(requete.Method)
        && (requete.Headers.ContainsKey(Fragments.EnTete) || requete.Path.Value!.EndsWith(Direct.DirectEndpoints.Suffixe, StringComparison.Ordinal));

    private static async Task ValiderAsync(CookieValidatePrincipalContext contexte)
    {
        var debut = long.TryParse(contexte.Properties.GetString(Debut), CultureInfo.InvariantCulture, out var secondes) ? DateTimeOffset.FromUnixTimeSeconds(secondes) : DateTimeOffset.MinValue;
        if (Instant(contexte.HttpContext) - debut > Duree)
        {
            contexte.RejectPrincipal();
            await contexte.HttpContext.SignOutAsync(Cookie);
        }
    }

    // A script is told that the session is over; a person is led to the sign-in and back.
    private static Task Rediriger(RedirectContext<CookieAuthenticationOptions> contexte, int statut)
    {
        if (contexte.Request.Headers.ContainsKey(Fragments.EnTete) || !HttpMethods.IsGet(contexte.Request.Method))
        {
            contexte.Response.StatusCode = statut;
        }
        else
        {
            contexte.Response.Redirect(contexte.RedirectUri);
        }

        return Task.CompletedTask;
    }

    private static DateTimeOffset Instant(HttpContext http) => http.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow();
}
