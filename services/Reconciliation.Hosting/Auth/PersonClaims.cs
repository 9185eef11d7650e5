using System.Security.Claims;

namespace Reconciliation.Hosting;

/// <summary>
/// The claims by which an authority states that a person has signed in, and not an application for itself. An application may have a
/// subject of its own (a service account), so the absence of an application proves nothing: a token that states no sign-in is nobody's.
/// </summary>
public sealed class PersonClaims
{
    /// <summary>The claims of a sign-in by RFC 9068, 2.2.1: its time, and its methods.</summary>
    private const string Default = "auth_time,amr";

    // An authority names the application that a token is for by one of these; its own subject is then the same.
    private static readonly string[] Applications = ["client_id", "azp", "appid", "cid"];

    // Authorities that say in so many words that an application comes for itself, whatever else stands in its token.
    private static readonly (string Type, string Value)[] OfApplications =
        [("gty", "client-credentials"), ("gty", "client_credentials"), ("idtyp", "app")];

    private static readonly string[] PlainTypes =
        [ClaimValueTypes.String, ClaimValueTypes.Integer, ClaimValueTypes.Integer32, ClaimValueTypes.Integer64];

    private readonly IReadOnlyList<(string Type, string? Value)> _claims;

    private PersonClaims(IReadOnlyList<(string, string?)> claims) => _claims = claims;

    /// <summary>Those of an authority that keeps to RFC 9068.</summary>
    public static PersonClaims Usual { get; } = Read(null);

    /// <summary>
    /// Reads <c>RECONCILIATION_PERSONNES</c>: names of claims, each alone or with <c>=</c> and a value, separated by commas.
    /// </summary>
    /// <param name="text">The setting; null: <see cref="Usual"/>.</param>
    /// <exception cref="StartupRefusedException">It names none, or one that every token has.</exception>
    public static PersonClaims Read(string? text)
    {
        var claims = new List<(string Type, string? Value)>();
        foreach (var named in (text ?? Default).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = named.IndexOf('=', StringComparison.Ordinal);
            claims.Add(equals < 0 ? (named, null) : (named[..equals].Trim(), named[(equals + 1)..].Trim()));
        }

        return claims.Count > 0
            && claims.TrueForAll(c => c.Type.Length > 0 && c.Value != "" && (c.Value is not null || !IsOfEveryToken(c.Type)))
            ? new(claims)
            : throw new StartupRefusedException(
                "RECONCILIATION_PERSONNES must list the claims that only a person's token has, such as auth_time, separated by commas.");
    }

    /// <summary>Whether a token states that its subject is a person who has signed in.</summary>
    /// <param name="caller">The caller.</param>
    public bool AreOf(ClaimsPrincipal caller)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return caller.Identity?.Name is { Length: > 0 } name
            && !Applications.Any(a => caller.HasClaim(a, name))
            && !OfApplications.Any(a => caller.HasClaim(a.Type, a.Value))
            && _claims.Any(c => caller.FindAll(c.Type).Any(stated => c.Value is null ? IsPlain(stated) : stated.Value == c.Value));
    }

    private static bool IsOfEveryToken(string type) =>
        type is "sub" or "iss" or "aud" or "exp" or "iat" or "nbf" or "jti" or "scope" or "scp" || Applications.Contains(type);

    // Nothing, an empty list and a time of zero state no sign-in.
    private static bool IsPlain(Claim claim) =>
        PlainTypes.Contains(claim.ValueType) && claim.Value.Trim() is not ("" or "0" or "null" or "[]" or "{}");
}
