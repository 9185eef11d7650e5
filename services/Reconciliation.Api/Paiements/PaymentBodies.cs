using System.Net.Mime;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Reconciliation.Contracts;
using Reconciliation.Core;

namespace Reconciliation.Api;

/// <summary>The records of a request body: one, an array of them, or one a line.</summary>
internal sealed class PaymentBodies : IDisposable
{
    private readonly List<SubmittedRecord> _all = [];
    private readonly List<JsonDocument> _documents = [];

    private PaymentBodies()
    {
    }

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

    /// <summary>The records; null if nothing in the body is JSON.</summary>
    public static PaymentBodies? Read(ReadOnlyMemory<byte> body, BodyFormat format)
    {
        body = body.Span.StartsWith(Encoding.UTF8.Preamble) ? body[Encoding.UTF8.Preamble.Length..] : body;
        var rows = new PaymentBodies();
        if (format == BodyFormat.Json && rows.Add(body) is { ValueKind: JsonValueKind.Array } table)
        {
            rows._all.Clear();
            rows._all.AddRange(table.EnumerateArray().Select(e => new SubmittedRecord(e, Encoding.UTF8.GetBytes(e.GetRawText()))));
            return rows;
        }

        // Some producers send lines under the content type of plain JSON: a body that is not one value may still be one a line.
        if (rows._all is not [{ Element: not null }])
        {
            rows._all.Clear();
            rows.AddLignes(body);
        }

        if (rows._all.Exists(e => e.Element is not null))
        {
            return rows;
        }

        rows.Dispose();
        return null;
    }

    /// <summary>The records, in their order; they live as long as this.</summary>
    public IReadOnlyList<SubmittedRecord> All => _all;

    public void Dispose() => _documents.ForEach(d => d.Dispose());

    private void AddLignes(ReadOnlyMemory<byte> body)
    {
        var rest = body;
        while (!rest.IsEmpty && _all.Count <= Limites.EnregistrementsMax)
        {
            var end = rest.Span.IndexOf((byte)'\n');
            var ligne = end < 0 ? rest : rest[..end];
            rest = end < 0 ? default : rest[(end + 1)..];
            if (!ligne.Span.Trim(" \t\r"u8).IsEmpty)
            {
                Add(ligne);
            }
        }
    }

    private JsonElement? Add(ReadOnlyMemory<byte> body)
    {
        try
        {
            var document = JsonDocument.Parse(body);
            _documents.Add(document);
            _all.Add(new(document.RootElement, body));
            return document.RootElement;
        }
        catch (JsonException)
        {
            _all.Add(new(null, body));
            return null;
        }
    }
}
