using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;
using Reconciliation.Contracts;

namespace Reconciliation.Storage;

/// <summary>Prepares the bytes of a refused message for quarantine: as they came, but for any NIR in them.</summary>
public static partial class NirRedaction
{
    // The members whose thirteen digits are the number of something else. Everywhere else they are taken for a person's.
    private static readonly HashSet<string> TechnicalMembers = new(StringComparer.Ordinal)
    {
        "evenementId", "source", "organisme", "decompte", "professionnelId", "codeActe", "virement", "referenceSoin", "contrat",
    };

    private const string Label = "libelle";

    /// <summary>The same bytes where they hold no NIR, else with <c>[NIR]</c> in its place.</summary>
    /// <param name="body">The original.</param>
    public static byte[] Redact(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            if (!ContainsNir(document.RootElement, within: null))
            {
                return body.ToArray();
            }

            using var stream = new MemoryStream();
            using (var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
            {
                Copy(document.RootElement, writer, within: null);
            }

            return stream.ToArray();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Not JSON, or text that is none: it cannot be told which number is whose, so every number that looks like a NIR goes.
            var text = Escapes().Replace(Encoding.UTF8.GetString(body.Span), Unescaped);
            var masked = Nir.Redact(text, aussiSansCle: true, dansUnNombre: true);
            return masked == text ? body.ToArray() : Encoding.UTF8.GetBytes(masked);
        }
    }

    /// <summary>A text that was typed into a field of a record, with <c>[NIR]</c> in the place of one.</summary>
    /// <param name="path">The path of the member.</param>
    /// <param name="text">The text.</param>
    public static string RedactField(string path, string text)
    {
        ArgumentNullException.ThrowIfNull(path);
        return Masked(text, path[(path.LastIndexOf('.') + 1)..]);
    }

    private static bool ContainsNir(JsonElement element, string? within) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().Any(m => Masked(m.Name, null) != m.Name || ContainsNir(m.Value, m.Name)),
        JsonValueKind.Array => element.EnumerateArray().Any(e => ContainsNir(e, within)),
        JsonValueKind.String => Masked(element.GetString()!, within) != element.GetString(),
        JsonValueKind.Number => Masked(element.GetRawText(), within) != element.GetRawText(),
        _ => false,
    };

    private static void Copy(JsonElement element, Utf8JsonWriter writer, string? within)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var member in element.EnumerateObject())
                {
                    writer.WritePropertyName(Masked(member.Name, null));
                    Copy(member.Value, writer, member.Name);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var e in element.EnumerateArray())
                {
                    Copy(e, writer, within);
                }

                writer.WriteEndArray();
                break;
            case JsonValueKind.String:
                writer.WriteStringValue(Masked(element.GetString()!, within));
                break;
            case JsonValueKind.Number when Masked(element.GetRawText(), within) is var masked && masked != element.GetRawText():
                writer.WriteStringValue(masked);
                break;
            default:
                element.WriteTo(writer);
                break;
        }
    }

    // Nothing is left of a text that names a person: the words beside the number may tell who it is.
    private static string Masked(string text, string? within) =>
        within == Label ? Nir.Redact(text, aussiSansCle: true, dansUnLibelle: true, dansUnNombre: true)
        : within is not null && TechnicalMembers.Contains(within) ? Nir.Redact(text, aussiSansCle: false)
        : Nir.Redact(text, aussiSansCle: true, dansUnNombre: true) != text ? Nir.Marque
        : text;

    // Characters that are no sign of JSON itself; the rest stays as it is.
    private static string Unescaped(Match escapes)
    {
        var characters = escapes.Value.Split("\\u", StringSplitOptions.RemoveEmptyEntries)
            .Select(c => (char)int.Parse(c, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
        var text = string.Concat(characters);
        return text.Any(c => char.IsControl(c) || c is '"' or '\\') ? escapes.Value : text;
    }

    [GeneratedRegex(@"(?:\\u[0-9A-Fa-f]{4})+", RegexOptions.CultureInvariant)]
    private static partial Regex Escapes();
}
