using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;
using Scalar.AspNetCore;

namespace Reconciliation.Api.Description;

/// <summary>The description as bytes, written once: anybody may ask for it, and nothing in it changes while the process lives.</summary>
/// <param name="services">Where the framework's generator is.</param>
internal sealed class DocumentServi(IServiceProvider services)
{
    private readonly Lazy<Task<(byte[] Corps, string Etag)>> _document = new(() => EcrireAsync(services));

    public async Task<IResult> RepondreAsync(HttpContext http)
    {
        var (corps, etag) = await _document.Value;
        http.Response.Headers.ETag = etag;
        http.Response.Headers.CacheControl = "public, no-cache";
        return http.Request.Headers.IfNoneMatch.Contains(etag) ? Results.StatusCode(304) : Results.Bytes(corps, "application/json");
    }

    private static async Task<(byte[] Corps, string Etag)> EcrireAsync(IServiceProvider services)
    {
        await using var portee = services.CreateAsyncScope();
        var document = await portee.ServiceProvider.GetRequiredKeyedService<IOpenApiDocumentProvider>(DescriptionRegistration.Nom).GetOpenApiDocumentAsync();
        var corps = Encoding.UTF8.GetBytes(await document.SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1));
        return (corps, $"\"{Convert.ToHexStringLower(SHA256.HashData(corps).AsSpan(0, 8))}\"");
    }
}

/// <summary>Serves the description, and a page that shows it to people.</summary>
internal static class DescriptionEndpoints
{
    public static void MapDescription(this IEndpointRouteBuilder app)
    {
        app.MapMethods($"/openapi/{DescriptionRegistration.Nom}.json", Reponses.MethodesDeLecture, (HttpContext http, DocumentServi document) => document.RepondreAsync(http))
            .ExcludeFromDescription()
            .AllowAnonymous();
        app.MapScalarApiReference("/docs", (options, http) =>
            {
                // All of it comes from this host: no fonts, no telemetry, no proxy, no service of others.
                options.WithTitle("Reconciliation").AddDocument(DescriptionRegistration.Nom)
                    .DisableDefaultFonts().DisableTelemetry().DisableAgent().DisableMcp().HideClientButton().WithNonce();
                http.Response.OnStarting(() =>
                {
                    http.Response.Headers.ContentSecurityPolicy = Politique(http.Items[ScalarOptions.NonceHttpContextItemKey]);
                    return Task.CompletedTask;
                });
            })
            .ExcludeFromDescription()
            .AllowAnonymous();
    }

    // The page writes its own styles as it goes.
    private static string Politique(object? nonce) =>
        $"default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
        + "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
}
