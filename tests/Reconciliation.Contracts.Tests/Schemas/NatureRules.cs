using System.Text.Json.Nodes;

namespace Reconciliation.Contracts.Tests.Schemas;

/// <summary>The rules of a payment that depend on its nature: the sign of the amount, and of an RO payment the base and the rate.</summary>
internal static class NatureRules
{
    /// <summary>The rules of a kind of payment.</summary>
    /// <param name="type">The record.</param>
    public static IEnumerable<JsonNode> Of(Type type)
    {
        var paiement = new JsonObject { ["properties"] = new JsonObject { ["montant"] = new JsonObject { ["minimum"] = 0 } } };
        if (type == typeof(PaiementRoEmis))
        {
            paiement["required"] = new JsonArray("base", "taux");
            paiement["properties"]!["base"] = new JsonObject { ["type"] = "number" };
            paiement["properties"]!["taux"] = new JsonObject { ["type"] = "number" };
        }

        yield return If(new JsonObject { ["const"] = "paiement" }, paiement);
        yield return If(
            new JsonObject { ["enum"] = new JsonArray("annulation", "retenue") },
            new JsonObject { ["properties"] = new JsonObject { ["montant"] = new JsonObject { ["maximum"] = 0 } } });

        static JsonObject If(JsonObject nature, JsonObject then) => new()
        {
            ["if"] = new JsonObject { ["properties"] = new JsonObject { ["nature"] = nature }, ["required"] = new JsonArray("nature") },
            ["then"] = then,
        };
    }
}
