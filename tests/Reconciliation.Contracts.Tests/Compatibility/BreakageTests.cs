using System.Text.Json.Nodes;
using Xunit;

namespace Reconciliation.Contracts.Tests.Compatibility;

/// <summary>Each kind of break is seen, and a change that harms nobody is not.</summary>
public sealed class BreakageTests
{
    private const string Description = """
        { "openapi": "3.1.1",
          "paths": { "/v1/choses/{id}": { "post": {
            "operationId": "envoyer",
            "security": [ { "jeton": ["espace"] }, { "jeton": ["support"] } ],
            "parameters": [ { "name": "id", "in": "path", "required": true, "schema": { "type": "string", "maxLength": 64 } },
                            { "name": "limite", "in": "query", "schema": { "type": "integer", "minimum": 1, "maximum": 200 } } ],
            "requestBody": { "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Envoi" } } } },
            "responses": { "200": { "headers": { "ETag": {} }, "content": {
                "application/json": { "schema": { "$ref": "#/components/schemas/Chose" } } } },
                           "304": {},
                           "404": { "content": { "application/problem+json": {
                               "schema": { "properties": { "type": { "enum": ["urn:a"] } } } } } } } } } },
          "components": { "schemas": {
            "Envoi": { "type": "object", "required": ["montant"],
                       "properties": { "montant": { "type": ["number", "null"], "minimum": 0, "maximum": 10 },
                                       "canal": { "type": "string", "enum": ["a", "b"] },
                                       "libelle": { "type": "string" },
                                       "suite": { "oneOf": [ { "type": "null" }, { "$ref": "#/components/schemas/Envoi" } ] },
                                       "forme": { "anyOf": [ { "type": "object" }, { "type": "array" } ] },
                                       "autre": { "anyOf": [ { "type": "object" }, { "type": "array" }, { "type": "string" } ] } } },
            "Chose": { "type": "object", "required": ["id", "etat"],
                       "properties": { "id": { "type": "string", "format": "uuid" }, "etat": { "type": "string", "enum": ["x", "y"] },
                                       "avant": { "type": ["string", "null"], "enum": ["x", "y", null] },
                                       "somme": { "type": "number" },
                                       "parties": { "type": "array", "items": { "$ref": "#/components/schemas/Chose" } } } },
            "Lettre": { "type": "string", "enum": ["x", "y"] },
            "Mot": { "type": "string" } } } }
        """;

    [Theory]
    [InlineData("paths", "{}", "the call is gone")]
    [InlineData("paths|/v1/choses/{id}", """{"get":{"responses":{}}}""", "the call is gone")]
    [InlineData("@operationId", "\"autre\"", "its operationId is another")]
    [InlineData("@security", """[{"jeton":["espace"]}]""", "the scope support no longer suffices")]
    [InlineData("@parameters|1", null, "query limite: it is gone")]
    [InlineData("@parameters|1|required", "true", "query limite: it is required")]
    [InlineData("@parameters|1|name", "\"nombre\"", "query limite: it is gone")]
    [InlineData("@parameters|1|schema|maximum", "100", "query limite: maximum is 100")]
    [InlineData("@parameters|1|schema|minimum", "2", "query limite: minimum is 2")]
    [InlineData("@parameters|0|schema|maxLength", "32", "path id: maxLength is 32")]
    [InlineData("@parameters|0|schema|pattern", "\"^[0-9]+$\"", "pattern was none")]
    [InlineData("@requestBody|required", "true", "a body is required")]
    [InlineData("@requestBody|content", """{"text/csv":{}}""", "application/json is gone")]
    [InlineData("#Envoi|required", """["montant","canal"]""", "canal: it is required")]
    [InlineData("#Envoi|properties|montant|type", "\"number\"", "its type was number or null and is number")]
    [InlineData("#Envoi|properties|montant|type", "\"integer\"", "its type was")]
    [InlineData("#Envoi|properties|canal|enum", """["a"]""", "it no longer takes \"b\"")]
    [InlineData("#Envoi|properties|libelle|enum", """["a"]""", "it takes some values only")]
    [InlineData("#Envoi|properties|libelle", null, "libelle: it is gone")]
    [InlineData("#Envoi|properties|libelle|format", "\"date\"", "format was none")]
    [InlineData("#Envoi|properties|suite|oneOf", """[{"type":"null"}]""", "its type was object or null and is null")]
    [InlineData("#Envoi|properties|suite|oneOf", """[{"$ref":"#/components/schemas/Envoi"}]""", "its type was object or null")]
    [InlineData("#Envoi|properties|forme|anyOf", """[{"type":"object"}]""", "its type was anything and is object")]
    [InlineData("#Envoi|properties|autre|anyOf", """[{"type":"object"},{"type":"array"}]""", "it had 3 forms and has 2")]
    [InlineData("#Envoi|allOf", """[{"if":{},"then":{"required":["canal"]}}]""", "its conditions are others")]
    [InlineData("#Envoi|if", "{}", "its conditions are others")]
    [InlineData("@responses|200", null, "it no longer answers 200")]
    [InlineData("@responses|201", "{}", "it may answer 201")]
    [InlineData("@responses|200|headers|ETag", null, "ETag: it is gone")]
    [InlineData("@responses|200|content", """{"text/csv":{}}""", "application/json is gone")]
    [InlineData("#Chose|properties|somme", null, "somme: it is gone")]
    [InlineData("#Chose|required", """["id"]""", "etat: it may be absent")]
    [InlineData("#Chose|properties|somme|type", """["number","null"]""", "its type was number and is number or null")]
    [InlineData("#Chose|properties|somme|type", "\"string\"", "its type was number and is string")]
    [InlineData("#Chose|properties|etat|enum", """["x","y","z"]""", "it may be \"z\"")]
    [InlineData("#Chose|properties|etat|enum", null, "it may be any value")]
    [InlineData("#Chose|properties|id|format", null, "format was \"uuid\" and is none")]
    [InlineData("#Chose|properties|parties|items", """{"type":"string"}""", "its type was object and is string")]
    [InlineData("#Chose|properties|etat", """{"oneOf":[{"$ref":"#/components/schemas/Lettre"},{"type":"null"}]}""", "it may be null")]
    [InlineData("#Chose|properties|avant", """{"oneOf":[{"$ref":"#/components/schemas/Mot"},{"type":"null"}]}""", "it may be any value")]
    public void A_break_is_seen(string place, string? value, string phrase) =>
        Assert.Contains(
            Breakages.Between(JsonNode.Parse(Description)!, Change(place, value)), r => r.Contains(phrase, StringComparison.Ordinal));

    [Theory]
    [InlineData("@summary", "\"Mieux dit\"")]
    [InlineData("@security", """[{"jeton":["espace"]},{"jeton":["support"]},{"jeton":["supervision"]}]""")]
    [InlineData("@parameters|2", """{"name":"du","in":"query","schema":{"type":"string"}}""")]
    [InlineData("@parameters|1|schema|maximum", "500")]
    [InlineData("@parameters|0|schema|maxLength", null)]
    [InlineData("@requestBody|content|text/csv", "{}")]
    [InlineData("@responses|404|content|application/problem+json|schema|properties|type|enum", """["urn:a","urn:b"]""")]
    [InlineData("@responses|409", "{}")]
    [InlineData("#Envoi|required", "[]")]
    [InlineData("#Envoi|properties|montant|maximum", "20")]
    [InlineData("#Envoi|properties|canal|enum", """["a","b","c"]""")]
    [InlineData("#Envoi|properties|nouveau", """{"type":"string"}""")]
    [InlineData("#Envoi|properties|libelle|type", """["string","null"]""")]
    [InlineData("#Chose|properties|nouveau", """{"type":"string"}""")]
    [InlineData("#Chose|required", """["id","etat","somme"]""")]
    [InlineData("#Chose|properties|etat|enum", """["x"]""")]
    [InlineData("#Chose|properties|somme|type", "\"integer\"")]
    [InlineData("#Chose|properties|etat", """{"$ref":"#/components/schemas/Lettre"}""")]
    [InlineData("#Chose|properties|avant", """{"oneOf":[{"$ref":"#/components/schemas/Lettre"},{"type":"null"}]}""")]
    [InlineData("#Envoi|properties|suite|oneOf", """[{"$ref":"#/components/schemas/Envoi"},{"type":"null"}]""")]
    public void What_harms_nobody_is_not(string place, string? value) =>
        Assert.Empty(Breakages.Between(JsonNode.Parse(Description)!, Change(place, value)));

    [Fact]
    public void Nothing_breaks_between_a_description_and_itself() =>
        Assert.Empty(Breakages.Between(JsonNode.Parse(Description)!, JsonNode.Parse(Description)!));

    // @ is the call, # the schemas; null takes the value away.
    private static JsonNode Change(string place, string? value)
    {
        var document = JsonNode.Parse(Description)!;
        var names = place.Replace("@", "paths|/v1/choses/{id}|post|", StringComparison.Ordinal)
            .Replace("#", "components|schemas|", StringComparison.Ordinal).Split('|');
        var parent = names[..^1].Aggregate(
            document,
            (n, name) => n is JsonArray list ? list[int.Parse(name, System.Globalization.CultureInfo.InvariantCulture)]! : n[name]!);
        var fresh = value is null ? null : JsonNode.Parse(value);
        switch (parent)
        {
            case JsonObject subject when value is null:
                subject.Remove(names[^1]);
                break;
            case JsonObject subject:
                subject[names[^1]] = fresh;
                break;
            case JsonArray list when value is null:
                list.RemoveAt(int.Parse(names[^1], System.Globalization.CultureInfo.InvariantCulture));
                break;
            default:
                parent.AsArray().Add(fresh);
                break;
        }

        return document;
    }
}
