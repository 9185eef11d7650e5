using System.Security.Claims;
using System.Text.Json;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Reconciliation.Contracts;

namespace Reconciliation.Hosting;

/// <summary>
/// The rules of a token besides being signed, in time and meant for this service: it is an access token, and no part of it is left unread.
/// </summary>
public static class TokenRules
{
    // Access tokens (RFC 9068), or plain ones; the type is optional and its case counts for nothing (RFC 7519, 5.1). A token that was
    // made for another use says so, and is none here.
    private static readonly string[] Types = ["JWT", "application/jwt", "at+jwt", "application/at+jwt"];

    // Claims that only an identity token or a logout token has: by these they are told where they have no type.
    private static readonly string[] ForeignClaims = ["nonce", "events"];

    /// <summary>Adds the rules to those that hold.</summary>
    /// <param name="options">The options by which tokens are read.</param>
    public static void Add(JwtBearerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.TokenValidationParameters.TypeValidator = (type, token, _) => AcceptedType(type, (JsonWebToken)token);
        var before = options.Events.OnTokenValidated;
        options.Events.OnTokenValidated = async context =>
        {
            await before(context);
            if (context.Result is null && context is { SecurityToken: JsonWebToken token, Principal.Identity: ClaimsIdentity identity })
            {
                // The name is recorded with all that they do: one of which nothing is seen is nobody's.
                if (identity.Name is not { } name || !PrintableText.SaysSomething(name))
                {
                    context.Fail("The token names nobody.");
                }
                else if (ForeignClaims.Any(c => token.TryGetPayloadValue<object>(c, out _)))
                {
                    context.Fail("The token was made for another use.");
                }

                CloseUnlessPlain(identity, token);
            }
        };
    }

    // The issuer insists that a member of the header be understood (RFC 7515, 4.1.11): none is understood here.
    private static string AcceptedType(string? type, JsonWebToken token) =>
        token.TryGetHeaderValue<object>("crit", out _) ? throw new SecurityTokenInvalidTypeException("The header has a critical member.")
        : string.IsNullOrEmpty(type) ? "JWT"
        : Types.Contains(type, StringComparer.OrdinalIgnoreCase) ? type
        : throw new SecurityTokenInvalidTypeException("The token was made for another use.");

    // A token that says anything of members is limited to those that it names plainly, a text or a list of texts. An empty list, null, a
    // number or an object names nobody: it must not read everybody for that.
    private static void CloseUnlessPlain(ClaimsIdentity identity, JsonWebToken token)
    {
        using var payload = JsonDocument.Parse(Base64UrlEncoder.DecodeBytes(token.EncodedPayload));
        var said = payload.RootElement.EnumerateObject().Where(m => m.NameEquals(Authentication.Adherent)).Select(m => m.Value).ToList();
        if (said.Count == 0 || (said.Count == 1 && IsPlain(said[0])))
        {
            return;
        }

        foreach (var claim in identity.FindAll(Authentication.Adherent).ToList())
        {
            identity.RemoveClaim(claim);
        }

        identity.AddClaim(new(Authentication.Adherent, ""));
    }

    private static bool IsPlain(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => true,
        JsonValueKind.Array => value.GetArrayLength() > 0 && value.EnumerateArray().All(e => e.ValueKind == JsonValueKind.String),
        _ => false,
    };
}
