using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.FileProviders;

namespace Reconciliation.ConsoleWeb;

/// <summary>
/// Style, scripts and icon, out of the assembly. Their address contains a fingerprint of all of them, so that a browser keeps them for
/// good, and a new version never meets an old file.
/// </summary>
internal static class ConsoleAssets
{
    private const string Prefix = "Reconciliation.ConsoleWeb.Assets.";

    /// <summary>Where they are.</summary>
    public static string Root { get; } = "/actifs/" + Empreinte();

    public static void UseAssets(this IApplicationBuilder app) => app.UseStaticFiles(new StaticFileOptions
    {
        FileProvider = new EmbeddedFileProvider(typeof(ConsoleAssets).Assembly, Prefix[..^1]),
        RequestPath = Root,
        OnPrepareResponse = file => file.Context.Response.Headers.CacheControl = "public, max-age=31536000, immutable",
    });

    private static string Empreinte()
    {
        using var condensed = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var name in typeof(ConsoleAssets).Assembly.GetManifestResourceNames()
            .Where(n => n.StartsWith(Prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using var stream = typeof(ConsoleAssets).Assembly.GetManifestResourceStream(name)!;
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            condensed.AppendData(bytes);
        }

        return Convert.ToHexStringLower(condensed.GetHashAndReset().AsSpan(0, 8));
    }
}
