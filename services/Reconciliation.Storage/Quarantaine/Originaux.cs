using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;
using Reconciliation.Contracts;

namespace Reconciliation.Storage;

/// <summary>Prepares the bytes of a refused message for quarantine: as they came, but for any NIR in them.</summary>
public static partial class Originaux
{
    // The members whose thirteen digits are the number of something else. Everywhere else they are taken for a person's.
    private static readonly HashSet<string> MembresTechniques = new(StringComparer.Ordinal)
    {
        "evenementId", "source", "organisme", "decompte", "professionnelId", "codeActe", "virement", "referenceSoin", "contrat",
    };

    /// <summary>The same bytes where they hold no NIR, else with <c>[NIR]</c> in its place.</summary>
    /// <param name="corps">The original.</param>
    public static byte[] Caviarder(ReadOnlyMemory<byte> corps)
    {
        try
        {
            using var document = JsonDocument.Parse(corps);
            if (!ContientNir(document.RootElement, technique: false))
            {
                return corps.ToArray();
            }

            using var flux = new MemoryStream();
            using (var ecrivain = new Utf8JsonWriter(flux, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
            {
                Recopier(document.RootElement, ecrivain, technique: false);
            }

            return flux.ToArray();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Not JSON, or text that is none: it cannot be told which number is whose, so whatever looks like a NIR goes.
            var texte = Echappements().Replace(Encoding.UTF8.GetString(corps.Span), Lettre);
            var masque = Nir.Caviarder(texte, aussiSansCle: true);
            return masque == texte ? corps.ToArray() : Encoding.UTF8.GetBytes(masque);
        }
    }

    private static bool ContientNir(JsonElement element, bool technique) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().Any(m => Masque(m.Name, false) != m.Name || ContientNir(m.Value, MembresTechniques.Contains(m.Name))),
        JsonValueKind.Array => element.EnumerateArray().Any(e => ContientNir(e, technique)),
        JsonValueKind.String => Masque(element.GetString()!, technique) != element.GetString(),
        JsonValueKind.Number => Masque(element.GetRawText(), technique) != element.GetRawText(),
        _ => false,
    };

    private static void Recopier(JsonElement element, Utf8JsonWriter ecrivain, bool technique)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                ecrivain.WriteStartObject();
                foreach (var membre in element.EnumerateObject())
                {
                    ecrivain.WritePropertyName(Masque(membre.Name, false));
                    Recopier(membre.Value, ecrivain, MembresTechniques.Contains(membre.Name));
                }

                ecrivain.WriteEndObject();
                break;
            case JsonValueKind.Array:
                ecrivain.WriteStartArray();
                foreach (var e in element.EnumerateArray())
                {
                    Recopier(e, ecrivain, technique);
                }

                ecrivain.WriteEndArray();
                break;
            case JsonValueKind.String:
                ecrivain.WriteStringValue(Masque(element.GetString()!, technique));
                break;
            case JsonValueKind.Number when Masque(element.GetRawText(), technique) is var masque && masque != element.GetRawText():
                ecrivain.WriteStringValue(masque);
                break;
            default:
                element.WriteTo(ecrivain);
                break;
        }
    }

    private static string Masque(string texte, bool technique) =>
        technique ? Nir.Caviarder(texte, aussiSansCle: false)
        : Nir.EstPresent(texte) ? Nir.Marque
        : Nir.Caviarder(texte, aussiSansCle: true);

    private static string Lettre(Match echappement) =>
        ((char)int.Parse(echappement.ValueSpan[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)).ToString();

    // The digits, and the letters of Corsica, as JSON may escape them.
    [GeneratedRegex(@"\\u00(?:3[0-9]|[46][12])", RegexOptions.CultureInvariant)]
    private static partial Regex Echappements();
}
