using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.FileProviders;

namespace Reconciliation.ConsoleWeb;

/// <summary>
/// Style, scripts and icon, out of the assembly. Their address contains a fingerprint of all of them, so that a browser keeps them for
/// good, and a new version never meets an old file.
/// </summary>
internal static class Actifs
{
    private const string Prefixe = "Reconciliation.ConsoleWeb.Actifs.";

    /// <summary>Where they are.</summary>
    public static string Racine { get; } = "/actifs/" + Empreinte();

    public static void UseActifs(this IApplicationBuilder app) => app.UseStaticFiles(new StaticFileOptions
    {
        FileProvider = new EmbeddedFileProvider(typeof(Actifs).Assembly, Prefixe[..^1]),
        RequestPath = Racine,
        OnPrepareResponse = fichier => fichier.Context.Response.Headers.CacheControl = "public, max-age=31536000, immutable",
    });

    private static string Empreinte()
    {
        using var condense = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var nom in typeof(Actifs).Assembly.GetManifestResourceNames().Where(n => n.StartsWith(Prefixe, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using var flux = typeof(Actifs).Assembly.GetManifestResourceStream(nom)!;
            var octets = new byte[flux.Length];
            flux.ReadExactly(octets);
            condense.AppendData(octets);
        }

        return Convert.ToHexStringLower(condense.GetHashAndReset().AsSpan(0, 8));
    }
}
