using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Reconciliation.Core;
using Reconciliation.Storage;

namespace Reconciliation.Api;

/// <summary>Answers, their validators, and the rules of caches for them. Views leave as they were stored, byte for byte.</summary>
internal static class JsonAnswers
{
    private const string JsonType = "application/json";

    private static readonly string[] GetAndHead = [HttpMethods.Get, HttpMethods.Head];

    /// <summary>The methods of a read.</summary>
    public static IEnumerable<string> ReadMethods => GetAndHead;

    /// <summary>A JSON text.</summary>
    /// <param name="json">The text.</param>
    /// <param name="status">The status.</param>
    /// <param name="type">The media type.</param>
    public static IResult Json(string json, int status = StatusCodes.Status200OK, string type = JsonType) =>
        Results.Text(json, type, Encoding.UTF8, status);

    /// <summary>A page, and where the next one starts.</summary>
    /// <param name="http">The call.</param>
    /// <param name="elements">The elements, as JSON.</param>
    /// <param name="nextCursor">The cursor; null on the last page.</param>
    public static IResult Page(HttpContext http, IEnumerable<string> elements, string? nextCursor) =>
        Content(http, $"{{\"elements\":[{string.Join(',', elements)}],\"curseurSuivant\":{JsonSerializer.Serialize(nextCursor)}}}");

    /// <summary>A slice of a list as a page.</summary>
    /// <param name="http">The call.</param>
    /// <param name="slice">The slice.</param>
    /// <param name="json">An element, as JSON.</param>
    /// <param name="cursor">The cursor after an element.</param>
    public static IResult Page<T>(HttpContext http, Slice<T> slice, Func<T, string> json, Func<T, string> cursor) =>
        Page(http, slice.Elements.Select(json), Next(slice, cursor));

    /// <summary>The cursor of the slice after one; null: it is the last.</summary>
    /// <param name="slice">The slice.</param>
    /// <param name="cursor">The cursor after an element.</param>
    public static string? Next<T>(Slice<T> slice, Func<T, string> cursor) => slice.HasOthers ? cursor(slice.Elements[^1]) : null;

    /// <summary>An answer that no cache may keep, with an ETag of its content, and without a body for a caller that has it.</summary>
    /// <param name="http">The call.</param>
    /// <param name="json">The answer.</param>
    /// <param name="type">Its media type.</param>
    public static IResult Content(HttpContext http, string json, string type = JsonType)
    {
        http.Response.Headers.CacheControl = "private, no-store";
        var condensed = SHA256.HashData(Encoding.UTF8.GetBytes(json)).AsSpan(0, 16);

        // Weak: the same words may leave compressed or not.
        return IfNew(http, $"W/\"{Base64Url.EncodeToString(condensed)}\"", json, type);
    }

    /// <summary>One version of a view: with its tag as ETag, and without a body for a caller that has it.</summary>
    /// <param name="http">The call.</param>
    /// <param name="version">The tag of the version, which no other content shares.</param>
    /// <param name="vue">The view, as JSON.</param>
    public static IResult Version(HttpContext http, VersionTag version, string vue)
    {
        http.Response.Headers.CacheControl = "private, no-cache";
        return IfNew(http, Preconditions.Etag(version), vue, JsonType);
    }

    /// <summary>The way to the soin that took another's lines: for a while, since a décision may part them again.</summary>
    /// <param name="http">The call.</param>
    /// <param name="path">The way, without the prefix under which a gateway publishes the service.</param>
    public static IResult Redirection(HttpContext http, string path)
    {
        http.Response.Headers.CacheControl = "private, no-cache";

        // A prefix that is passed on unread could name another host: browsers read two slashes, either way round, as one. Signs that
        // are no part of a path are escaped.
        var prefix = http.Request.PathBase.Value ?? "";
        var isOfThisHost = !prefix.StartsWith("//", StringComparison.Ordinal) && !prefix.Contains('\\', StringComparison.Ordinal);
        return Results.Redirect(
            (isOfThisHost ? http.Request.PathBase.ToUriComponent().TrimEnd('/') : "") + path, permanent: false, preserveMethod: true);
    }

    // If-None-Match compares weakly.
    private static IResult IfNew(HttpContext http, string etag, string json, string type)
    {
        http.Response.Headers.ETag = etag;
        var opaque = etag[etag.IndexOf('"', StringComparison.Ordinal)..];
        var knownOnes = http.Request.Headers.IfNoneMatch.SelectMany(v => (v ?? "").Split(',', StringSplitOptions.TrimEntries));
        return knownOnes.Any(e => e == "*" || e.EndsWith(opaque, StringComparison.Ordinal))
            ? Results.StatusCode(304)
            : Json(json, type: type);
    }
}
