using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;
using Reconciliation.Hosting;
using Scalar.AspNetCore;

namespace Reconciliation.Api.Description;

/// <summary>The description as bytes, written once: anybody may ask for it, and nothing in it changes while the process lives.</summary>
/// <param name="services">The services, with the framework's generator.</param>
internal sealed class ServedDocument(IServiceProvider services)
{
    private static readonly JsonSerializerOptions Readable =
        new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Lazy<Task<(byte[] Body, string Etag)>> _document = new(() => WriteAsync(services));

    public async Task<IResult> AnswerAsync(HttpContext http)
    {
        var (body, etag) = await _document.Value;
        http.Response.Headers.ETag = etag;
        http.Response.Headers.CacheControl = "public, no-cache";
        return http.Request.Headers.IfNoneMatch.Contains(etag) ? Results.StatusCode(304) : Results.Bytes(body, "application/json");
    }

    // Some generators take the first of several types for the type: the library sorts "null" before "string". It is put last in the one
    // place through which the description leaves, so that no host can serve another order.
    private static void PutNullLast(JsonNode? node)
    {
        if (node is JsonObject { } members)
        {
            if (members["type"] is JsonArray { Count: > 1 } types && (string?)types[0] == "null")
            {
                types.RemoveAt(0);
                types.Add("null");
            }

            foreach (var member in members)
            {
                PutNullLast(member.Value);
            }
        }
        else if (node is JsonArray items)
        {
            foreach (var item in items)
            {
                PutNullLast(item);
            }
        }
    }

    private static async Task<(byte[] Body, string Etag)> WriteAsync(IServiceProvider services)
    {
        await using var scope = services.CreateAsyncScope();
        var document = await scope.ServiceProvider.GetRequiredKeyedService<IOpenApiDocumentProvider>(DescriptionRegistration.DocumentName)
            .GetOpenApiDocumentAsync();
        var text = JsonNode.Parse(await document.SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1))!;
        PutNullLast(text);
        var body = Encoding.UTF8.GetBytes(text.ToJsonString(Readable));
        return (body, $"\"{Convert.ToHexStringLower(SHA256.HashData(body).AsSpan(0, 8))}\"");
    }
}

/// <summary>Serves the description, and a page that shows it to people.</summary>
internal static class DescriptionEndpoints
{
    public static void MapDescription(this IEndpointRouteBuilder app)
    {
        app.MapMethods(
            $"/openapi/{DescriptionRegistration.DocumentName}.json", JsonAnswers.ReadMethods,
            (HttpContext http, ServedDocument document) => document.AnswerAsync(http))
            .ExcludeFromDescription()
            .AllowAnonymous();
        app.MapMethods(DescriptionRegistration.AuthorityPath, JsonAnswers.ReadMethods, ToAuthority)
            .ExcludeFromDescription()
            .AllowAnonymous();
        app.MapScalarApiReference("/docs", (options, http) =>
            {
                // All of it comes from this host: no fonts, no telemetry, no proxy, no service of others.
                options.WithTitle("Reconciliation").AddDocument(DescriptionRegistration.DocumentName)
                    .DisableDefaultFonts().DisableTelemetry().DisableAgent().DisableMcp().HideClientButton().WithNonce();
                http.Response.OnStarting(() =>
                {
                    http.Response.Headers.ContentSecurityPolicy = Policy(http.Items[ScalarOptions.NonceHttpContextItemKey]);
                    return Task.CompletedTask;
                });
            })
            .ExcludeFromDescription()
            .AllowAnonymous();
    }

    // The description is one for all installations: each leads to its own authority, and an instance without one to none.
    private static IResult ToAuthority(HttpContext http) => http.RequestServices.GetService<OidcAuthority>() is { } authority
        ? Results.Redirect(authority.MetadataAddress, permanent: false, preserveMethod: true)
        : Problems.OfStatus(StatusCodes.Status404NotFound);

    // The page writes its own styles as it goes.
    private static string Policy(object? nonce) =>
        $"default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src "
            + $"'self' data:; "
        + "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
}
