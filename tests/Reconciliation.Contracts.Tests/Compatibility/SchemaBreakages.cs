using System.Text.Json.Nodes;

namespace Reconciliation.Contracts.Tests.Compatibility;

/// <summary>The direction of a value: a narrower schema breaks its senders, a wider one breaks its readers.</summary>
internal enum MessageDirection
{
    /// <summary>Others send it to the service.</summary>
    Entrant,

    /// <summary>The service sends it to others.</summary>
    Sortant,
}

/// <summary>
/// Finds the breaks for others between two versions of a schema. References are followed in the document of each; a record that contains
/// itself is looked at once.
/// </summary>
/// <param name="before">The document before.</param>
/// <param name="after">The document after.</param>
internal sealed class SchemaBreakages(JsonNode before, JsonNode after)
{
    private static readonly string[] LowerBounds = ["minimum", "minLength", "minItems", "minProperties"];
    private static readonly string[] UpperBounds = ["maximum", "maxLength", "maxItems", "maxProperties"];
    // Not multipleOf: validators divide amounts as binary fractions and disagree about it, so nobody can rely on it.
    private static readonly string[] Shapes = ["pattern", "format", "const"];

    private readonly HashSet<(string, string, MessageDirection)> _seen = [];

    /// <summary>The breaks, each as a sentence that begins with the place.</summary>
    /// <param name="place">The place.</param>
    /// <param name="former">The schema before.</param>
    /// <param name="fresh">The schema after.</param>
    /// <param name="reading">The direction of its values.</param>
    public IEnumerable<string> Between(string place, JsonNode? former, JsonNode? fresh, MessageDirection reading)
    {
        if (Name(former) is { } a && Name(fresh) is { } b && !_seen.Add((a, b, reading)))
        {
            return [];
        }

        var (o, n) = (Follow(before, former), Follow(after, fresh));
        return
        [
            .. Types(place, o, n, reading), .. Values(place, o, n, reading), .. Members(place, o, n, reading),
            .. Bounds(place, o, n, reading),
            .. Choices(place, o, n, reading), .. Conditions(place, o, n, reading),
            .. o["items"] is { } elements && n["items"] is { } others ? Between(place + "[]", elements, others, reading) : [],
        ];
    }

    // The name of a schema with one reference; with a mark where null is taken too.
    private static string? Name(JsonNode? schema) => (string?)schema?["$ref"]
        ?? (Choice(schema) is ([var form], var orNull) && Name(form) is { } name ? name + (orNull ? "?" : "") : null);

    // The only form, or none, of a schema that is one form or null; null: it is no such schema.
    private static (List<JsonNode> Forms, bool OrNull)? Choice(JsonNode? schema)
    {
        var forms = (schema?["oneOf"] ?? schema?["anyOf"]) as JsonArray;
        var named = forms?.OfType<JsonNode>().Where(f => f["type"] is not JsonValue type || (string?)type != "null").ToList();
        return named is { Count: < 2 } ? (named, named.Count < forms!.Count) : null;
    }

    // References are followed, and one form or null is that form, of whose types and values null is one.
    private static JsonObject Follow(JsonNode document, JsonNode? schema)
    {
        while (schema?["$ref"] is { } reference)
        {
            schema = ((string)reference!).TrimStart('#').Split('/', StringSplitOptions.RemoveEmptyEntries)
                .Aggregate((JsonNode?)document, (n, name) => n?[name]);
        }

        if (Choice(schema) is not ({ } forms, var orNull))
        {
            return schema as JsonObject ?? [];
        }

        var either = forms is [var form] ? Follow(document, form).DeepClone().AsObject() : [];
        if (orNull)
        {
            either["type"] = new JsonArray([.. Names(either["type"]).Append("null").Select(t => (JsonNode)t)]);
            (either["enum"] as JsonArray)?.Add(null);
        }

        return either;
    }

    private static IEnumerable<string> Types(string place, JsonObject former, JsonObject fresh, MessageDirection reading)
    {
        var (a, b) = (Names(former["type"]), Names(fresh["type"]));
        var (large, narrow) = reading == MessageDirection.Entrant ? (a, b) : (b, a);
        if (narrow.Count > 0 && (large.Count == 0 || large.Any(t => !Understood(t, narrow))))
        {
            yield return $"{place}: its type was {Say(a)} and is {Say(b)}";
        }

        static bool Understood(string type, List<string> types) => types.Contains(type) || (type == "integer" && types.Contains("number"));
        static string Say(List<string> types) => types.Count == 0 ? "anything" : string.Join(" or ", types);
    }

    private static IEnumerable<string> Values(string place, JsonObject former, JsonObject fresh, MessageDirection reading)
    {
        var (a, b) = (Texts(former["enum"]), Texts(fresh["enum"]));
        if (reading == MessageDirection.Entrant)
        {
            return b is null ? [] : a is null
                ? [$"{place}: it takes some values only"]
                : a.Except(b).Select(v => $"{place}: it no longer takes {v}");
        }

        return a is null ? [] : b is null ? [$"{place}: it may be any value"] : b.Except(a).Select(v => $"{place}: it may be {v}");
    }

    private IEnumerable<string> Members(string place, JsonObject former, JsonObject fresh, MessageDirection reading)
    {
        var (a, b) = (former["properties"] as JsonObject ?? [], fresh["properties"] as JsonObject ?? []);
        var (requiredBefore, required) = (Names(former["required"]), Names(fresh["required"]));
        var requiredOnes = reading == MessageDirection.Entrant
            ? required.Except(requiredBefore).Select(m => $"{place}.{m}: it is required")
            : requiredBefore.Except(required).Where(b.ContainsKey).Select(m => $"{place}.{m}: it may be absent");
        return a.Where(m => !b.ContainsKey(m.Key)).Select(m => $"{place}.{m.Key}: it is gone")
            .Concat(requiredOnes)
            .Concat(a.Where(m => b.ContainsKey(m.Key)).SelectMany(m => Between($"{place}.{m.Key}", m.Value, b[m.Key], reading)));
    }

    private static IEnumerable<string> Bounds(string place, JsonObject former, JsonObject fresh, MessageDirection reading)
    {
        if (reading == MessageDirection.Entrant)
        {
            var lower = LowerBounds.Where(m => fresh[m] is { } bound && (former[m] is not { } before || Number(bound) > Number(before)));
            var upper = UpperBounds.Where(m => fresh[m] is { } bound && (former[m] is not { } before || Number(bound) < Number(before)));
            foreach (var member in lower.Concat(upper))
            {
                yield return $"{place}: {member} is {fresh[member]!.ToJsonString()}";
            }
        }

        // A form that is newly asked of senders, or no longer kept to readers; another form breaks either.
        foreach (var member in Shapes.Where(
            m => !JsonNode.DeepEquals(former[m], fresh[m]) && (reading == MessageDirection.Entrant ? fresh : former)[m] is not null))
        {
            yield return $"{place}: {member} was {former[member]?.ToJsonString() ?? "none"} and is "
                + $"{fresh[member]?.ToJsonString() ?? "none"}";
        }
    }

    private IEnumerable<string> Choices(string place, JsonObject former, JsonObject fresh, MessageDirection reading)
    {
        foreach (var member in new[] { "oneOf", "anyOf" })
        {
            var (a, b) = (former[member] as JsonArray ?? [], fresh[member] as JsonArray ?? []);
            if (reading == MessageDirection.Entrant ? b.Count > 0 && b.Count < a.Count : a.Count > 0 && a.Count < b.Count)
            {
                yield return $"{place}: it had {a.Count} forms and has {b.Count}";
            }

            foreach (var chainBreak in a.Zip(b)
                .SelectMany((pair, i) => Between($"{place}/{member}[{i}]", pair.First, pair.Second, reading)))
            {
                yield return chainBreak;
            }
        }
    }

    // Conditions are compared as they are written, whether one after the other or each in what else holds of the one before: which change
    // of them is harmless is for a person to judge.
    private IEnumerable<string> Conditions(string place, JsonObject former, JsonObject fresh, MessageDirection reading)
    {
        var (a, b) = (former["allOf"] as JsonArray ?? [], fresh["allOf"] as JsonArray ?? []);
        var (before, now) = (Rules(former), Rules(fresh));
        return before.Count == now.Count && before.Zip(now).All(r => JsonNode.DeepEquals(r.First, r.Second))
            ? a.Zip(b).Where(r => r.First!["if"] is null)
                .SelectMany((pair, i) => Between($"{place}/allOf[{i}]", pair.First, pair.Second, reading))
            : [$"{place}: its conditions are others"];
    }

    private static List<JsonObject> Rules(JsonObject schema)
    {
        var rules = (schema["allOf"] as JsonArray ?? []).OfType<JsonObject>().Where(s => s["if"] is not null).Select(Rule).ToList();
        for (var rest = schema; rest?["if"] is not null; rest = rest["else"] as JsonObject)
        {
            rules.Add(Rule(rest));
        }

        return rules;

        static JsonObject Rule(JsonObject s) => new() { ["if"] = s["if"]!.DeepClone(), ["then"] = s["then"]?.DeepClone() };
    }

    private static List<string> Names(JsonNode? node) => node switch
    {
        JsonArray list => [.. list.Select(n => (string)n!)],
        null => [],
        _ => [(string)node!],
    };

    private static List<string>? Texts(JsonNode? values) => (values as JsonArray)?.Select(v => v?.ToJsonString() ?? "null").ToList();

    private static decimal Number(JsonNode count) =>
        count.AsValue().GetValueKind() == System.Text.Json.JsonValueKind.String
            ? decimal.Parse((string)count!, System.Globalization.CultureInfo.InvariantCulture)
            : (decimal)count;
}
