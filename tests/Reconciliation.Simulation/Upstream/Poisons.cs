using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Reconciliation.Contracts;
using Reconciliation.Domain;
using Reconciliation.Storage;

namespace Reconciliation.Simulation.Upstream;

/// <summary>Messages that must end in quarantine: each has a marker of its own, so that each can be found there again.</summary>
/// <param name="random">The seeded source.</param>
internal sealed class Poisons(Random random)
{
    private static readonly JsonSerializerOptions Readable =
        new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private int _made;

    /// <summary>Spoils a good record.</summary>
    public Message Spoil(PaiementEmis good)
    {
        var number = _made++;
        var marker = string.Create(CultureInfo.InvariantCulture, $"POISON-{number:0000}.");
        var exchange = good is PaiementRoEmis ? Part.Ro.Queue : Part.Complementaire.Queue;
        var record = JsonNode.Parse(StoredJson.Write(good))!.AsObject();
        record["virement"] = marker;
        var nir = Nir();
        return (number % 12) switch
        {
            0 => Make("notJson", $"{marker} is no JSON"),
            1 => Make("truncated", Text()[..^random.Next(1, 20)]),
            2 => Make("notUtf8", Encoding.Latin1.GetBytes($"\"{marker} é\"")),
            3 => Make("notARecord", $"[\"{marker}\"]"),
            4 => With("missingMember", r => r.Remove("depense")),
            5 => With("threeDecimals", r => r["montant"] = 10.001m),
            6 => With("sign", r => (r["nature"], r["montant"]) = ("paiement", -1.00m)),
            7 => With("future", r => r["dateSoin"] = "2099-01-01"),
            8 => With("unknownValue", r => r["destinataire"] = "personne"),
            9 => With("nir", r => r["adherentId"] = nir) with { Poison = new(marker, "nir", nir) },
            10 => With("nirInText", r => r["beneficiaireId"] = $"Acte de {nir}") with { Poison = new(marker, "nirInText", nir) },

            // Each stream requires a member that the other does not have.
            _ => Make("wrongStream", Text()) with { Exchange = Other(exchange) },
        };

        string Text() => record.ToJsonString(Readable);

        Message With(string kind, Action<JsonObject> spoil)
        {
            spoil(record);
            return Make(kind, Text());
        }

        Message Make(string kind, object body) =>
            new(exchange, body as byte[] ?? Encoding.UTF8.GetBytes((string)body), null, new(marker, kind, null));
    }

    private static string Other(string exchange) => exchange == Part.Ro.Queue ? Part.Complementaire.Queue : Part.Ro.Queue;

    // The number of no person: born in a month and a commune that exist, with the right key.
    private string Nir()
    {
        var body = string.Create(CultureInfo.InvariantCulture, $"185057800{random.Next(1, 10)}{random.Next(1, 1000):000}");
        return string.Create(CultureInfo.InvariantCulture, $"{body}{97 - (long.Parse(body, CultureInfo.InvariantCulture) % 97):00}");
    }
}
