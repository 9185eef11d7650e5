using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Reconciliation.Api;

/// <summary>Versions as ETags: what a caller has seen must still be so when it changes something.</summary>
internal static class Preconditions
{
    public static string Etag(int version) => string.Create(CultureInfo.InvariantCulture, $"\"{version}\"");

    /// <summary>The version that <c>If-Match</c> names, −1 where it names none that there is; a problem where it is missing.</summary>
    public static (int Version, IResult? Probleme) Require(HttpRequest query)
    {
        // One version of one thing: a list, any ("*") or a weak tag says nothing about what the caller saw.
        var values = query.Headers.IfMatch;
        if (values.Count == 0)
        {
            return (-1, Problems.PreconditionRequired());
        }

        return values is [{ Length: > 2 } tag] && tag[0] == '"' && tag[^1] == '"'
            && int.TryParse(tag.AsSpan(1, tag.Length - 2), NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            ? (version, null)
            : (-1, null);
    }
}
