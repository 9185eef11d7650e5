using System.Text.Json.Nodes;

namespace Reconciliation.Contracts.Tests.Compatibility;

/// <summary>
/// Finds the breaks for clients between two versions of the description of the API. A new refusal is no break: a client that does not know
/// a code goes by the status.
/// </summary>
internal static class Breakages
{
    /// <summary>The breaks, each as a sentence that begins with the place.</summary>
    /// <param name="before">The document before.</param>
    /// <param name="after">The document after.</param>
    public static IReadOnlyList<string> Between(JsonNode before, JsonNode after)
    {
        var schemas = new SchemaBreakages(before, after);
        return [.. Members(before["paths"]).SelectMany(path => Members(path.Value).SelectMany(method =>
        {
            var place = $"{method.Key.ToUpperInvariant()} {path.Key}";
            return after["paths"]?[path.Key]?[method.Key] is { } fresh
                ? Call(place, method.Value!, fresh, schemas)
                : [$"{place}: the call is gone"];
        }))];
    }

    private static IEnumerable<string> Call(string place, JsonNode before, JsonNode after, SchemaBreakages schemas) =>
    [
        .. (string?)before["operationId"] == (string?)after["operationId"]
            ? Array.Empty<string>()
            : [$"{place}: its operationId is another"],
        .. Scopes(before).Except(Scopes(after)).Select(p => $"{place}: the scope {p} no longer suffices"),
        .. Parameters(place, before, after, schemas),
        .. Bodies(place, before["requestBody"], after["requestBody"], schemas),
        .. Responses(place, before["responses"], after["responses"], schemas),
    ];

    private static IEnumerable<string> Parameters(string place, JsonNode before, JsonNode after, SchemaBreakages schemas)
    {
        var (expired, freshOnes) = (ByName(before), ByName(after));
        foreach (var (name, fresh) in freshOnes.Where(p => Requis(p.Value) && !(expired.TryGetValue(p.Key, out var a) && Requis(a))))
        {
            yield return $"{place} {name}: it is required";
        }

        foreach (var (name, former) in expired)
        {
            if (!freshOnes.TryGetValue(name, out var fresh))
            {
                yield return $"{place} {name}: it is gone";
                continue;
            }

            foreach (var chainBreak in schemas.Between($"{place} {name}", former["schema"], fresh["schema"], MessageDirection.Entrant))
            {
                yield return chainBreak;
            }
        }

        static Dictionary<string, JsonNode> ByName(JsonNode call) =>
            (call["parameters"] as JsonArray ?? [])
                .ToDictionary(p => $"{(string)p!["in"]!} {(string)p["name"]!}", p => p!, StringComparer.Ordinal);

        static bool Requis(JsonNode parameter) => (bool?)parameter["required"] == true;
    }

    private static IEnumerable<string> Bodies(string place, JsonNode? before, JsonNode? after, SchemaBreakages schemas)
    {
        if (before is null)
        {
            return (bool?)after?["required"] == true ? [$"{place}: a body is required"] : [];
        }

        var required = (bool?)before["required"] != true && (bool?)after?["required"] == true;
        return (required ? new[] { $"{place}: a body is required" } : [])
            .Concat(Contents(place + " body", before, after, schemas, MessageDirection.Entrant));
    }

    private static IEnumerable<string> Responses(string place, JsonNode? before, JsonNode? after, SchemaBreakages schemas)
    {
        foreach (var (status, response) in Members(before).Where(r => r.Key[0] != '4' && r.Key[0] != '5'))
        {
            if (after?[status] is not { } fresh)
            {
                yield return $"{place}: it no longer answers {status}";
                continue;
            }

            foreach (var chainBreak in Contents($"{place} {status}", response, fresh, schemas, MessageDirection.Sortant)
                .Concat(
                    Members(response!["headers"]).Where(h => fresh["headers"]?[h.Key] is null)
                        .Select(h => $"{place} {status} {h.Key}: it is gone")))
            {
                yield return chainBreak;
            }
        }

        foreach (var status in Members(after).Select(r => r.Key).Where(s => s[0] == '2' && before?[s] is null))
        {
            yield return $"{place}: it may answer {status}";
        }
    }

    private static IEnumerable<string> Contents(
        string place, JsonNode? before, JsonNode? after, SchemaBreakages schemas, MessageDirection reading) =>
        Members(before?["content"]).SelectMany(c => after?["content"]?[c.Key] is { } fresh
            ? schemas.Between($"{place} {c.Key}", c.Value!["schema"], fresh["schema"], reading)
            : [$"{place}: {c.Key} is gone"]);

    private static IEnumerable<string> Scopes(JsonNode call) =>
        (call["security"] as JsonArray ?? []).SelectMany(s => Members(s)).SelectMany(s => s.Value!.AsArray().Select(p => (string)p!));

    private static IEnumerable<KeyValuePair<string, JsonNode?>> Members(JsonNode? node) => node as JsonObject ?? [];
}
