using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace Reconciliation.Hosting;

/// <summary>Who may call what. Tokens come from an OIDC authority; only a local instance takes those signed with its development key.</summary>
public static class Authentification
{
    /// <summary>The issuer of development tokens.</summary>
    public const string EmetteurLocal = "reconciliation-local";

    /// <summary>How far the clock of whoever issued a token may be off.</summary>
    public static readonly TimeSpan EcartDHorloge = TimeSpan.FromSeconds(30);

    /// <summary>The claim of a token that may read one member only.</summary>
    public const string Adherent = "adherent";

    /// <summary>Registers bearer authentication and one policy per scope.</summary>
    /// <param name="services">The services.</param>
    /// <param name="reglages">The settings.</param>
    /// <exception cref="DemarrageRefuseException">Neither an authority nor a development key is given.</exception>
    public static IServiceCollection AddAuthentification(this IServiceCollection services, Reglages reglages)
    {
        if (reglages.Autorite is null && reglages.CleDeDeveloppement is null)
        {
            throw new DemarrageRefuseException(
                "RECONCILIATION_AUTHORITY must name the OIDC authority that issues tokens: without one nobody could be told from anybody.");
        }

        if (reglages.CleDeDeveloppement is { } cle)
        {
            Local(services, cle);
        }
        else
        {
            ParAutorite(services, Autorite.LireAdresse(reglages.Autorite!));
        }

        services.Configure<JwtBearerOptions>(JwtBearerDefaults.AuthenticationScheme, o =>
        {
            o.MapInboundClaims = false;
            o.TokenValidationParameters.ValidAudience = reglages.Audience;
            o.TokenValidationParameters.NameClaimType = "sub";
            o.TokenValidationParameters.ClockSkew = EcartDHorloge;

            // Access tokens (RFC 9068), or plain ones: a token that was made for another use says so, and is none here.
            o.TokenValidationParameters.ValidTypes = ["at+jwt", "application/at+jwt", "JWT"];
        });
        AddCles(services, reglages);
        var politiques = services.AddAuthorizationBuilder()
            .AddPolicy(Portees.Lecture, p => p.RequireAssertion(c => c.User.A(Portees.Espace, Portees.Support, Portees.Supervision)))
            .SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
        foreach (var portee in Portees.Toutes)
        {
            politiques.AddPolicy(portee, p => p.RequireAssertion(c => c.User.A(portee)));
        }

        return services;
    }

    private static void Local(IServiceCollection services, byte[] cle) => services
        .AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer(o =>
        {
            o.TokenValidationParameters.ValidIssuer = EmetteurLocal;
            o.TokenValidationParameters.IssuerSigningKey = new SymmetricSecurityKey(cle);
            o.TokenValidationParameters.ValidAlgorithms = [SecurityAlgorithms.HmacSha256];
        });

    private static void ParAutorite(IServiceCollection services, Uri adresse)
    {
        services.AddSingleton(Autorite.Metadonnees(adresse));
        services.AddSingleton<Autorite>();
        services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer(o =>
        {
            o.Events = Autorite.Evenements();
            o.TokenValidationParameters.ValidAlgorithms =
                [SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.EcdsaSha256];
        });
        services.AddOptions<JwtBearerOptions>(JwtBearerDefaults.AuthenticationScheme)
            .Configure<ConfigurationManager<OpenIdConnectConfiguration>>((o, metadonnees) => o.ConfigurationManager = metadonnees);
    }

    // Only the console encrypts something for later. Bearer authentication brings a service that keeps a key in the home of whoever
    // runs the host: not even a console wants that.
    private static void AddCles(IServiceCollection services, Reglages reglages)
    {
        var protection = services.AddDataProtection().SetApplicationName("reconciliation");
        if (reglages.ConsoleCles is { } dossier)
        {
            protection.PersistKeysToFileSystem(new DirectoryInfo(dossier));
            return;
        }

        protection.UseEphemeralDataProtectionProvider();
        foreach (var service in services.Where(s => s.ImplementationType?.Name == "DataProtectionHostedService").ToList())
        {
            services.Remove(service);
        }
    }
}
