using System.CommandLine;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Reconciliation.Hosting;
using Reconciliation.Recon;

namespace Reconciliation.Dev;

/// <summary><c>recon token</c>: a bearer token that local instances take, and no other.</summary>
internal static class TokenCommand
{
    /// <summary>The claim of a token that states when its person signed in.</summary>
    public const string SignInTime = "auth_time";

    /// <summary>The time for which a token is valid.</summary>
    private static readonly TimeSpan TokenLifetime = TimeSpan.FromHours(12);

    public static Command Create()
    {
        var scopes = new Argument<string[]>("SCOPE")
        {
            Description = $"Une ou plusieurs portées : {string.Join(", ", Scopes.All)}.",
            Arity = ArgumentArity.OneOrMore,
        };
        scopes.AcceptOnlyFromAmong([.. Scopes.All]);
        var adherent = new Option<string?>("--adherent") { Description = "Limite le jeton à cet adhérent." };
        var subject = new Option<string>("--sujet") { Description = "Le nom de l'appelant.", DefaultValueFactory = _ => "local" };
        var application = new Option<string?>("--application") { Description = "L'application qui appelle pour elle-même." };
        var command = new Command(
            "token", "Écrit un jeton pour une instance locale ; il n'est accepté nulle part ailleurs.")
        {
            scopes, adherent, subject, application,
        };
        command.SetAction(result => Console.WriteLine(SignWith(
            DevelopmentKey.ReadOrCreate(),
            TimeProvider.System,
            result.GetRequiredValue(subject),
            Claims(result.GetValue(adherent), result.GetValue(application)),
            result.GetRequiredValue(scopes))));
        return command;
    }

    // A person asks for it at a terminal, and that is their sign-in; an application has none.
    private static Dictionary<string, object> Claims(string? adherent, string? application)
    {
        var claims = application is null
            ? new Dictionary<string, object> { [SignInTime] = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() }
            : new() { ["client_id"] = application };
        if (adherent is not null)
        {
            claims[Authentication.Adherent] = adherent;
        }

        return claims;
    }

    /// <summary>Signs a token.</summary>
    /// <param name="key">The development key.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="subject">The caller.</param>
    /// <param name="adherent">The only member that it may read; null: any.</param>
    /// <param name="scopes">The scopes.</param>
    public static string Sign(byte[] key, TimeProvider clock, string subject, string? adherent, params IReadOnlyList<string> scopes)
    {
        var claims = new Dictionary<string, object>();
        if (adherent is not null)
        {
            claims[Authentication.Adherent] = adherent;
        }

        return SignWith(key, clock, subject, claims, scopes);
    }

    /// <summary>Signs a token with claims of its own.</summary>
    /// <param name="key">The development key.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="subject">The caller.</param>
    /// <param name="claims">The claims besides, such as the application.</param>
    /// <param name="scopes">The scopes.</param>
    public static string SignWith(
        byte[] key, TimeProvider clock, string subject, IReadOnlyDictionary<string, object> claims, IReadOnlyList<string> scopes)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = Authentication.LocalIssuer,
            Audience = "reconciliation",
            IssuedAt = now,
            NotBefore = now,
            Expires = now + TokenLifetime,
            Claims = new Dictionary<string, object>(claims) { ["sub"] = subject, ["scope"] = string.Join(' ', scopes) },
            SigningCredentials = new(new SymmetricSecurityKey(key), SecurityAlgorithms.HmacSha256),
        });
    }
}
