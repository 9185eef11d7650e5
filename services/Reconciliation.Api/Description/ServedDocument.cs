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
/// <param name="services">The services, with the framework's generator.</param>
internal sealed class ServedDocument(IServiceProvider services)
{
    private readonly Lazy<Task<(byte[] Body, string Etag)>> _document = new(() => WriteAsync(services));

    public async Task<IResult> AnswerAsync(HttpContext http)
    {
        var (body, etag) = await _document.Value;
        http.Response.Headers.ETag = etag;
        http.Response.Headers.CacheControl = "public, no-cache";
        return http.Request.Headers.IfNoneMatch.Contains(etag) ? Results.StatusCode(304) : Results.Bytes(body, "application/json");
    }

    private static async Task<(byte[] Body, string Etag)> WriteAsync(IServiceProvider services)
    {
        await using var scope = services.CreateAsyncScope();
        var document = await scope.ServiceProvider.GetRequiredKeyedService<IOpenApiDocumentProvider>(DescriptionRegistration.DocumentName)
            .GetOpenApiDocumentAsync();
        var body = Encoding.UTF8.GetBytes(await document.SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1));
        return (body, $"\"{Convert.ToHexStringLower(SHA256.HashData(body).AsSpan(0, 8))}\"");
    }
}

/// <summary>Serves the description, and a page that shows it to people.</summary>
internal static class DescriptionEndpoints
{
    public static void MapDescription(this IEndpointRouteBuilder app)
    {
        app.MapMethods(
            $"/openapi/{DescriptionRegistration.DocumentName}.json", Answers.ReadMethods,
            (HttpContext http, ServedDocument document) => document.AnswerAsync(http))
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

    // The page writes its own styles as it goes.
    private static string Policy(object? nonce) =>
        $"default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src "
            + $"'self' data:; "
        + "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
}
