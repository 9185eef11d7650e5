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

    /// <summary>The same bytes where they hold no NIR, else with <c>[NIR]</c> in its place.</summary>
    /// <param name="body">The original.</param>
    public static byte[] Redact(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            if (!ContainsNir(document.RootElement, technical: false))
            {
                return body.ToArray();
            }

            using var stream = new MemoryStream();
            using (var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
            {
                Copy(document.RootElement, writer, technical: false);
            }

            return stream.ToArray();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Not JSON, or text that is none: it cannot be told which number is whose, so whatever looks like a NIR goes.
            var text = Escapes().Replace(Encoding.UTF8.GetString(body.Span), Letter);
            var masked = Nir.Caviarder(text, aussiSansCle: true);
            return masked == text ? body.ToArray() : Encoding.UTF8.GetBytes(masked);
        }
    }

    private static bool ContainsNir(JsonElement element, bool technical) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().Any(m => Masked(m.Name, false) != m.Name || ContainsNir(m.Value, TechnicalMembers.Contains(m.Name))),
        JsonValueKind.Array => element.EnumerateArray().Any(e => ContainsNir(e, technical)),
        JsonValueKind.String => Masked(element.GetString()!, technical) != element.GetString(),
        JsonValueKind.Number => Masked(element.GetRawText(), technical) != element.GetRawText(),
        _ => false,
    };

    private static void Copy(JsonElement element, Utf8JsonWriter writer, bool technical)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var member in element.EnumerateObject())
                {
                    writer.WritePropertyName(Masked(member.Name, false));
                    Copy(member.Value, writer, TechnicalMembers.Contains(member.Name));
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var e in element.EnumerateArray())
                {
                    Copy(e, writer, technical);
                }

                writer.WriteEndArray();
                break;
            case JsonValueKind.String:
                writer.WriteStringValue(Masked(element.GetString()!, technical));
                break;
            case JsonValueKind.Number when Masked(element.GetRawText(), technical) is var masked && masked != element.GetRawText():
                writer.WriteStringValue(masked);
                break;
            default:
                element.WriteTo(writer);
                break;
        }
    }

    private static string Masked(string text, bool technical) =>
        technical ? Nir.Caviarder(text, aussiSansCle: false)
        : Nir.EstPresent(text) ? Nir.Marque
        : Nir.Caviarder(text, aussiSansCle: true);

    private static string Letter(Match escape) =>
        ((char)int.Parse(escape.ValueSpan[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)).ToString();

    // The digits, and the letters of Corsica, as JSON may escape them.
    [GeneratedRegex(@"\\u00(?:3[0-9]|[46][12])", RegexOptions.CultureInvariant)]
    private static partial Regex Escapes();
}
