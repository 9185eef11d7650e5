using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Reconciliation.Integration.Tests.Contract.Fuzzing;

/// <summary>Makes up values: those that a schema takes, and those that nothing should.</summary>
/// <param name="random">The only source of chance.</param>
/// <param name="description">The description in which references lead to schemas.</param>
internal sealed class Values(Random random, Description description)
{
    private static readonly string[] Texts =
    [
        "", " ", "0", "-1", "1.5", "null", "A0001234", "é", "𝔸", "' OR 1=1 --", "%", "_", "\\", "\"", "<b>", "../../etc/passwd",
        "a\u0000b", "\u202e", "\uFEFF",
        "2025-13-45", "0001-01-01", "9999-12-31", "99999-01-01", "2025-11-14T10:00:00Z", "2025-11-14T10:00:00+99:00", "1e400",
        "9223372036854775808",
        "00000000-0000-0000-0000-000000000000", "1850578006084", "185057800608436", "MA==", "____", new('x', 65), new('x', 2000),
        new('é', 300),
    ];

    private static readonly string[] Raws =
    [
        "null", "true", "0", "-0", "-1", "1e2", "1E400", "0.001", "12345678901234567890", "79228162514264337593543950336", "\"\"", "\"x\"",
        "[]", "[[]]", "{}",
        "{\"a\":{\"b\":{}}}", "10000000.01",
    ];

    public bool Chance(double of) => random.NextDouble() < of;

    public int Below(int count) => random.Next(count);

    public T One<T>(IReadOnlyList<T> of) => of[random.Next(of.Count)];

    /// <summary>Some text that means nothing.</summary>
    public string Text() =>
        Chance(0.8) ? One(Texts) : string.Concat(Enumerable.Range(0, Below(40)).Select(_ => (char)random.Next(0x20, 0x2FF)));

    /// <summary>Any JSON at all.</summary>
    public JsonNode? Anything() => JsonNode.Parse(One(Raws));

    /// <summary>A value that a schema takes, as far as its types and limits tell.</summary>
    /// <param name="schema">The schema.</param>
    /// <param name="depth">The most levels of nesting.</param>
    public JsonNode? Valid(JsonNode? schema, int depth = 4)
    {
        var followed = description.Follow(schema);
        if (followed["enum"] is JsonArray values)
        {
            return One([.. values])?.DeepClone();
        }

        if ((followed["oneOf"] ?? followed["anyOf"]) is JsonArray forms)
        {
            return Valid(One([.. forms]), depth);
        }

        var type = followed["type"] is JsonArray types ? (string)One([.. types])! : (string?)followed["type"];
        return type switch
        {
            "object" => ValidObject(followed, depth),
            "array" => depth > 0 ? new JsonArray([.. Enumerable.Range(0, Below(3)).Select(_ => Valid(followed["items"], depth - 1))]) : [],
            "integer" => Number(followed, 0),
            "number" => Number(followed, 2),
            "boolean" => Chance(0.5),
            "string" => ValidText(followed),
            _ => null,
        };
    }

    private JsonObject ValidObject(JsonObject schema, int depth)
    {
        var required = (schema["required"] as JsonArray ?? []).Select(r => (string)r!).ToHashSet(StringComparer.Ordinal);
        var value = new JsonObject();
        foreach (var (name, member) in schema["properties"] as JsonObject ?? [])
        {
            if (required.Contains(name) || (depth > 0 && Chance(0.5)))
            {
                value[name] = Valid(member, depth - 1);
            }
        }

        return value;
    }

    private JsonValue Number(JsonObject schema, int decimals)
    {
        var low = Bound(schema["minimum"], -100);
        var high = Math.Max(low, Bound(schema["maximum"], 100));
        var unit = decimals == 0 ? 1m : 0.01m;
        var value = Chance(0.1) ? low : Chance(0.1) ? high : low + (unit * Below((int)Math.Min((high - low) / unit, 100_000) + 1));
        return decimals == 0 ? JsonValue.Create((long)value) : JsonValue.Create(value);
    }

    private JsonValue ValidText(JsonObject schema) => (string?)schema["format"] switch
    {
        "date" => JsonValue.Create(new DateOnly(2025, 1, 1).AddDays(Below(320)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
        "date-time" =>
            JsonValue.Create(
                new DateTimeOffset(2025, 1, 1, 0, 0, 0, TimeSpan.Zero).AddMinutes(Below(400_000))
                    .ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)),
        "uuid" => JsonValue.Create(new Guid(Below(3), 0, 0, new byte[8]).ToString()),
        _ => JsonValue.Create($"F{Below(50)}"),
    };

    private static decimal Bound(JsonNode? node, decimal otherwise) => node is null ? otherwise
        : node.GetValueKind() == JsonValueKind.String
        ? decimal.Parse((string)node!, CultureInfo.InvariantCulture)
        : node.GetValue<decimal>();
}
