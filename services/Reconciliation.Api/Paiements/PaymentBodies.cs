using System.Net.Mime;
using System.Text;
using Microsoft.AspNetCore.Http;
using Reconciliation.Contracts;
using Reconciliation.Core;

namespace Reconciliation.Api;

/// <summary>The records of a request body: one, an array of them, or one a line. Each is bytes, which are read apart from all
/// others.</summary>
internal static class PaymentBodies
{
    public enum BodyFormat
    {
        Json,
        Ndjson,
    }

    /// <summary>The content types of requests, as routing matches them; <see cref="Format"/> tells them apart.</summary>
    public static readonly string[] Types =
    [
        "application/json", "application/x-ndjson", "application/ndjson", "application/jsonl", "application/x-jsonlines", "text/json",
        "application/*+json",
    ];

    /// <summary>The format that a content type announces; null for one that is not JSON. Without a content type: JSON.</summary>
    public static BodyFormat? Format(string? contentType)
    {
        if (string.IsNullOrEmpty(contentType))
        {
            return BodyFormat.Json;
        }

        try
        {
            return new ContentType(contentType).MediaType.ToLowerInvariant() switch
            {
                "application/x-ndjson" or "application/ndjson" or "application/jsonl" or "application/x-jsonlines" => BodyFormat.Ndjson,
                "application/json" or "text/json" => BodyFormat.Json,
                var other when other.EndsWith("+json", StringComparison.Ordinal) => BodyFormat.Json,
                _ => null,
            };
        }
        catch (FormatException)
        {
            return null;
        }
    }

    /// <summary>
    /// Whether a body comes as it is. A compressed one is refused: a few bytes would become as many as they like before they can be
    /// counted.
    /// </summary>
    public static bool IsPlain(HttpRequest query) =>
        query.Headers.ContentEncoding.All(e => string.IsNullOrEmpty(e) || e.Equals("identity", StringComparison.OrdinalIgnoreCase));

    /// <summary>The body; null if it is too large.</summary>
    public static async Task<ReadOnlyMemory<byte>?> ReadBody(HttpRequest query, CancellationToken cancellationToken)
    {
        if (query.ContentLength > Limites.CorpsMax)
        {
            return null;
        }

        using var buffer = new MemoryStream((int)(query.ContentLength ?? 4096));
        var piece = new byte[64 * 1024];
        int rows;
        while ((rows = await query.Body.ReadAsync(piece, cancellationToken)) > 0)
        {
            if (buffer.Length + rows > Limites.CorpsMax)
            {
                return null;
            }

            buffer.Write(piece, 0, rows);
        }

        return buffer.ToArray();
    }

    /// <summary>The records, in their order; null if nothing in the body is JSON, or it begins an array and is none.</summary>
    public static IReadOnlyList<ReadOnlyMemory<byte>>? Read(ReadOnlyMemory<byte> body, BodyFormat format)
    {
        body = body.Span.StartsWith(Encoding.UTF8.Preamble) ? body[Encoding.UTF8.Preamble.Length..] : body;
        if (JsonText.IsArray(body))
        {
            return JsonText.Elements(body, Limites.EnregistrementsMax + 1) is { } all
                && (all.Count == 0 || all.Exists(PaymentReader.IsJson)) ? all : null;
        }

        // Some producers send lines under the content type of plain JSON: a body that is not one value may still be one a line.
        List<ReadOnlyMemory<byte>> records = format == BodyFormat.Json && JsonText.IsOneValue(body) ? [body] : Lines(body);
        return records.Exists(PaymentReader.IsJson) ? records : null;
    }

    private static List<ReadOnlyMemory<byte>> Lines(ReadOnlyMemory<byte> body)
    {
        var (lines, rest) = (new List<ReadOnlyMemory<byte>>(), body);
        while (!rest.IsEmpty && lines.Count <= Limites.EnregistrementsMax)
        {
            var end = rest.Span.IndexOf((byte)'\n');
            var line = end < 0 ? rest : rest[..end];
            rest = end < 0 ? default : rest[(end + 1)..];
            if (!line.Span.Trim(" \t\r"u8).IsEmpty)
            {
                lines.Add(line);
            }
        }

        return lines;
    }
}
