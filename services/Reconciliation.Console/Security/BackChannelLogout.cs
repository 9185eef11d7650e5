using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;
using Reconciliation.ConsoleWeb.Pages;
using Reconciliation.Contracts;
using Reconciliation.Hosting;
using Reconciliation.Storage;

namespace Reconciliation.ConsoleWeb.Security;

/// <summary>
/// The authority ends sessions by itself (OpenID Connect Back-Channel Logout 1.0): when an agent signs out elsewhere, or may no longer sign
/// in. It sends a token of its own; anybody may call, and without a token nothing happens.
/// </summary>
internal static class BackChannelLogout
{
    /// <summary>The address that the authority is given.</summary>
    public const string Path = "/connexion/fin-de-session";

    private const string Event = "http://schemas.openid.net/event/backchannel-logout";

    public static void MapBackChannelLogout(this IEndpointRouteBuilder app, Settings settings)
    {
        if (settings.DevelopmentKey is null)
        {
            app.MapPost(Path, (HttpContext http, ConfigurationManager<OpenIdConnectConfiguration> metadata, AgentSessions sessions) =>
                EndAsync(http, settings, metadata, sessions)).AllowAnonymous().DisableAntiforgery().MayAnswer(200, 400);
        }
    }

    private static async Task<IResult> EndAsync(
        HttpContext http, Settings settings, ConfigurationManager<OpenIdConnectConfiguration> metadata, AgentSessions sessions)
    {
        http.Response.Headers.CacheControl = "no-store";
        var form = http.Request.HasFormContentType ? await http.Request.ReadFormAsync(http.RequestAborted) : FormCollection.Empty;
        var authority = await metadata.GetConfigurationAsync(http.RequestAborted);
        if (await ReadAsync(form["logout_token"].ToString(), authority, settings) is not { } token)
        {
            return Results.BadRequest();
        }

        if (token.TryGetPayloadValue<string>("sid", out var session) && session is { Length: > 0 })
        {
            await sessions.EndOfAuthorityAsync(session, http.RequestAborted);
        }
        else
        {
            await sessions.EndOfAgentAsync(Nir.Redact(token.Subject, aussiSansCle: true), http.RequestAborted);
        }

        http.RequestServices.GetRequiredService<SecurityEvents>().SignedOut(http, token.Subject);
        return Results.Ok();
    }

    // Section 2.6: signed by the authority, for this console, of this kind, and about a session or a subject. An identity token has a
    // nonce, and is none.
    private static async Task<JsonWebToken?> ReadAsync(string text, OpenIdConnectConfiguration authority, Settings settings)
    {
        var read = await new JsonWebTokenHandler().ValidateTokenAsync(text, new TokenValidationParameters
        {
            ValidIssuer = authority.Issuer,
            ValidAudience = settings.ConsoleClientId,
            IssuerSigningKeys = authority.SigningKeys,
            ValidAlgorithms = [SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.EcdsaSha256],
            ClockSkew = Authentication.ClockSkewMax,
        });
        return read is { IsValid: true, SecurityToken: JsonWebToken token }
            && token.TryGetPayloadValue<Dictionary<string, object>>("events", out var events) && events?.ContainsKey(Event) == true
            && !token.TryGetPayloadValue<object>("nonce", out _)
            && (token.Subject is { Length: > 0 } || token.TryGetPayloadValue<string>("sid", out _))
            ? token
            : null;
    }
}
