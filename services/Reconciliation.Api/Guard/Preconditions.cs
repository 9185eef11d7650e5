using Microsoft.AspNetCore.Http;
using Reconciliation.Storage;

namespace Reconciliation.Api;

/// <summary>Versions as ETags: the version that a caller has seen must still be the last when the caller changes something.</summary>
internal static class Preconditions
{
    public static string Etag(int version) => Etag(VersionTag.OfNumber(version));

    public static string Etag(VersionTag tag) => $"\"{tag}\"";

    /// <summary>
    /// Whether <c>If-Match</c> names a weak tag. Nothing that can be changed has one: something on the way made it so, and reading again
    /// would not help.
    /// </summary>
    public static bool IsWeakened(HttpRequest query) =>
        query.Headers.IfMatch is [{ } tag] && tag.StartsWith("W/", StringComparison.Ordinal);

    /// <summary>The version that <c>If-Match</c> names, null where it names none that there is; a problem where it is missing.</summary>
    public static (VersionTag? Version, IResult? Probleme) Require(HttpRequest query)
    {
        // One version of one thing: a list, any ("*") or a weak tag does not tell which version the caller saw.
        var values = query.Headers.IfMatch;
        if (values.Count == 0)
        {
            return (null, Problems.PreconditionRequired());
        }

        return values is [{ Length: > 2 } tag] && tag[0] == '"' && tag[^1] == '"' ? (VersionTag.Parse(tag[1..^1]), null) : (null, null);
    }
}
