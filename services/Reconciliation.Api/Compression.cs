using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Reconciliation.Contracts;

namespace Reconciliation.Api;

/// <summary>
/// Compresses pages and other long answers of the API: those with a weak ETag, which stands for the content and not for the bytes. A single
/// view keeps its strong ETag, which <c>If-Match</c> takes, and leaves as it is; so do streams, refusals and the console.
/// </summary>
internal static class Compression
{
    public static void AddCompression(this IServiceCollection services)
    {
        services.AddResponseCompression(o =>
        {
            o.EnableForHttps = true;
            o.MimeTypes = ["application/json", SoinFhir.TypeDeContenu];
        });
        services.Replace(ServiceDescriptor.Singleton<IResponseCompressionProvider, ByEncodingInTag>());
    }

    public static void UseCompression(this IApplicationBuilder app) =>
        app.UseWhen(http => http.Request.Path.StartsWithSegments("/v1"), v1 => v1.UseResponseCompression());

    private sealed class ByEncodingInTag(IServiceProvider services, IOptions<ResponseCompressionOptions> options)
        : ResponseCompressionProvider(services, options)
    {
        public override bool ShouldCompressResponse(HttpContext context) =>
            context.Response.Headers.ETag.ToString().StartsWith("W/", StringComparison.Ordinal) && base.ShouldCompressResponse(context);
    }
}
