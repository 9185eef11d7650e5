using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace Reconciliation.Hosting;

/// <summary>
/// Says who calls, from a token. Tokens come from an OIDC authority; only a local instance takes those signed with its development key.
/// </summary>
public static class Authentication
{
    /// <summary>The issuer of development tokens.</summary>
    public const string LocalIssuer = "reconciliation-local";

    /// <summary>The most by which the clock of a token's issuer may be off.</summary>
    public static readonly TimeSpan ClockSkewMax = TimeSpan.FromSeconds(30);

    /// <summary>The claim of a token that may read one member only.</summary>
    public const string Adherent = "adherent";

    /// <summary>Registers bearer authentication and one policy per scope.</summary>
    /// <param name="services">The services.</param>
    /// <param name="settings">The settings.</param>
    /// <exception cref="StartupRefusedException">Neither an authority nor a development key is given.</exception>
    public static IServiceCollection AddAuthenticationAndScopes(this IServiceCollection services, Settings settings)
    {
        if (settings.Authority is null && settings.DevelopmentKey is null)
        {
            throw new StartupRefusedException(
                "RECONCILIATION_AUTHORITY must name the OIDC authority that issues tokens: without one nobody could be told from anybody.");
        }

        if (settings.DevelopmentKey is { } key)
        {
            Local(services, key);
        }
        else
        {
            ByAuthority(services, OidcAuthority.ReadAddress(settings.Authority!));
        }

        services.Configure<JwtBearerOptions>(JwtBearerDefaults.AuthenticationScheme, o =>
        {
            o.MapInboundClaims = false;
            o.TokenValidationParameters.ValidAudience = settings.Audience;
            o.TokenValidationParameters.NameClaimType = "sub";
            o.TokenValidationParameters.ClockSkew = ClockSkewMax;
            TokenRules.Add(o);
        });
        services.AddSingleton(settings.Persons);
        var policies = services.AddAuthorizationBuilder()
            .AddPolicy(Scopes.Reading, p => p.RequireAssertion(c => c.User.MayRead()))
            .SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
        foreach (var scope in Scopes.All)
        {
            policies.AddPolicy(scope, p => p.RequireAssertion(c => c.User.HasScope(scope)));
        }

        return services;
    }

    private static void Local(IServiceCollection services, byte[] key) => services
        .AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer(o =>
        {
            o.TokenValidationParameters.ValidIssuer = LocalIssuer;
            o.TokenValidationParameters.IssuerSigningKey = new SymmetricSecurityKey(key);
            o.TokenValidationParameters.ValidAlgorithms = [SecurityAlgorithms.HmacSha256];
        });

    private static void ByAuthority(IServiceCollection services, Uri address)
    {
        services.AddSingleton(OidcAuthority.Metadata(address));
        services.AddSingleton<OidcAuthority>();
        services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer(o =>
        {
            o.Events = OidcAuthority.Events();
            o.TokenValidationParameters.ValidAlgorithms =
                [SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.EcdsaSha256];
        });
        services.AddOptions<JwtBearerOptions>(JwtBearerDefaults.AuthenticationScheme)
            .Configure<ConfigurationManager<OpenIdConnectConfiguration>>((o, metadata) => o.ConfigurationManager = metadata);
    }

    /// <summary>
    /// The keys that encrypt sessions: those of a folder, or of this process alone. The last of all registrations: bearer authentication
    /// and forms bring a service that keeps a key in the home of the user who runs the host, and nobody wants that.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="settings">The settings.</param>
    public static IServiceCollection AddDataProtectionKeys(this IServiceCollection services, Settings settings)
    {
        var protection = services.AddDataProtection().SetApplicationName("reconciliation");
        if (settings.ConsoleKeys is { } facts)
        {
            protection.PersistKeysToFileSystem(new DirectoryInfo(facts));
            if (settings.ConsoleKeysCertificate is { } pem)
            {
                // Keys that were kept as they are stay readable; new ones are encrypted.
                var certificate = ReadCertificate(pem);
                protection.ProtectKeysWithCertificate(certificate).UnprotectKeysWithAnyCertificate(certificate);
            }

            return services;
        }

        protection.UseEphemeralDataProtectionProvider();
        foreach (var service in services.Where(s => s.ImplementationType?.Name == "DataProtectionHostedService").ToList())
        {
            services.Remove(service);
        }

        return services;
    }

    private static X509Certificate2 ReadCertificate(string pem)
    {
        try
        {
            return X509Certificate2.CreateFromPem(pem, pem);
        }
        catch (CryptographicException)
        {
            throw new StartupRefusedException(
                "RECONCILIATION_CONSOLE_KEYS_CERTIFICATE must be a certificate and its private key, in PEM.");
        }
    }
}
