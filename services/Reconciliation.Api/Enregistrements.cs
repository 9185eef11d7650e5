using System.Net.Mime;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Reconciliation.Contracts;

namespace Reconciliation.Api;

/// <summary>The records of a request body: one, an array of them, or one a line.</summary>
internal sealed class Enregistrements : IDisposable
{
    private readonly List<(JsonElement? Element, ReadOnlyMemory<byte> Corps)> _tous = [];
    private readonly List<JsonDocument> _documents = [];

    private Enregistrements()
    {
    }

    public enum FormatDeCorps
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

    public int Nombre => _tous.Count;

    /// <summary>The format that a content type announces; null for one that is not JSON. Without a content type: JSON.</summary>
    public static FormatDeCorps? Format(string? typeContenu)
    {
        if (string.IsNullOrEmpty(typeContenu))
        {
            return FormatDeCorps.Json;
        }

        try
        {
            return new ContentType(typeContenu).MediaType.ToLowerInvariant() switch
            {
                "application/x-ndjson" or "application/ndjson" or "application/jsonl" or "application/x-jsonlines" => FormatDeCorps.Ndjson,
                "application/json" or "text/json" => FormatDeCorps.Json,
                var autre when autre.EndsWith("+json", StringComparison.Ordinal) => FormatDeCorps.Json,
                _ => null,
            };
        }
        catch (FormatException)
        {
            return null;
        }
    }

    /// <summary>The body; null if it is too large.</summary>
    public static async Task<ReadOnlyMemory<byte>?> LireCorps(HttpRequest requete, CancellationToken cancellationToken)
    {
        if (requete.ContentLength > Limites.CorpsMax)
        {
            return null;
        }

        using var tampon = new MemoryStream((int)(requete.ContentLength ?? 4096));
        var morceau = new byte[64 * 1024];
        int lus;
        while ((lus = await requete.Body.ReadAsync(morceau, cancellationToken)) > 0)
        {
            if (tampon.Length + lus > Limites.CorpsMax)
            {
                return null;
            }

            tampon.Write(morceau, 0, lus);
        }

        return tampon.ToArray();
    }

    /// <summary>The records; null if nothing in the body is JSON.</summary>
    public static Enregistrements? Lire(ReadOnlyMemory<byte> corps, FormatDeCorps format)
    {
        corps = corps.Span.StartsWith(Encoding.UTF8.Preamble) ? corps[Encoding.UTF8.Preamble.Length..] : corps;
        var lus = new Enregistrements();
        if (format == FormatDeCorps.Json && lus.Ajouter(corps) is { ValueKind: JsonValueKind.Array } tableau)
        {
            lus._tous.Clear();
            lus._tous.AddRange(tableau.EnumerateArray().Select(e => ((JsonElement?)e, (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(e.GetRawText()))));
            return lus;
        }

        // Some producers send lines under the content type of plain JSON: a body that is not one value may still be one a line.
        if (lus._tous is not [{ Element: not null }])
        {
            lus._tous.Clear();
            lus.AjouterLignes(corps);
        }

        if (lus._tous.Exists(e => e.Element is not null))
        {
            return lus;
        }

        lus.Dispose();
        return null;
    }

    public IEnumerable<(int Index, JsonElement? Element, ReadOnlyMemory<byte> Corps)> Tous() =>
        _tous.Select((e, index) => (index, e.Element, e.Corps));

    public void Dispose() => _documents.ForEach(d => d.Dispose());

    private void AjouterLignes(ReadOnlyMemory<byte> corps)
    {
        var reste = corps;
        while (!reste.IsEmpty && _tous.Count <= Limites.EnregistrementsMax)
        {
            var fin = reste.Span.IndexOf((byte)'\n');
            var ligne = fin < 0 ? reste : reste[..fin];
            reste = fin < 0 ? default : reste[(fin + 1)..];
            if (!ligne.Span.Trim(" \t\r"u8).IsEmpty)
            {
                Ajouter(ligne);
            }
        }
    }

    private JsonElement? Ajouter(ReadOnlyMemory<byte> corps)
    {
        try
        {
            var document = JsonDocument.Parse(corps);
            _documents.Add(document);
            _tous.Add((document.RootElement, corps));
            return document.RootElement;
        }
        catch (JsonException)
        {
            _tous.Add((null, corps));
            return null;
        }
    }
}
