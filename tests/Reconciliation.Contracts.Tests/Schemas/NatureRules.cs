using System.Text.Json.Nodes;

namespace Reconciliation.Contracts.Tests.Schemas;

/// <summary>The rules of a payment that depend on its nature: the sign of the amount, and of an RO payment the base and the rate.</summary>
internal static class NatureRules
{
    /// <summary>The rules of a kind of payment, as members of its schema: an allOf hides the record from generators.</summary>
    /// <param name="type">The record.</param>
    public static JsonObject Of(Type type)
    {
        var paiement = new JsonObject { ["properties"] = new JsonObject { ["montant"] = new JsonObject { ["minimum"] = 0 } } };
        if (type == typeof(PaiementRoEmis))
        {
            paiement["required"] = new JsonArray("base", "taux");
            paiement["properties"]!["base"] = new JsonObject { ["type"] = "number" };
            paiement["properties"]!["taux"] = new JsonObject { ["type"] = "number" };
        }

        var reprise = new JsonObject { ["properties"] = new JsonObject { ["montant"] = new JsonObject { ["maximum"] = 0 } } };
        var rules = If(new JsonObject { ["const"] = "paiement" }, paiement);
        rules["else"] = If(new JsonObject { ["enum"] = new JsonArray("annulation", "retenue") }, reprise);
        return rules;

        static JsonObject If(JsonObject nature, JsonObject then) => new()
        {
            ["if"] = new JsonObject { ["properties"] = new JsonObject { ["nature"] = nature }, ["required"] = new JsonArray("nature") },
            ["then"] = then,
        };
    }
}
