using System.Text;
using System.Text.Json.Nodes;

namespace Reconciliation.Integration.Tests.Contract.Fuzzing;

/// <summary>Makes up bodies: the examples of a call, values that its schema takes, and either with something broken.</summary>
/// <param name="values">Chance.</param>
internal sealed class Bodies(Values values)
{
    private static readonly string[] ForeignTypes =
        ["text/plain", "application/xml", "multipart/form-data; boundary=x", "application/json; charset=utf-16", "x", "application/*"];

    /// <summary>A body and its content type; no body: null.</summary>
    /// <param name="call">The call.</param>
    public (byte[] Body, string? Type)? One(DescribedCall call)
    {
        if (call.Bodies.Count == 0 || values.Chance(0.01))
        {
            return null;
        }

        var (type, content) = values.One([.. call.Bodies]);
        var text = Text(type, content!);
        var body = Encoding.UTF8.GetBytes(text);
        var contentType = values.Chance(0.95) ? type : values.Chance(0.2) ? null : values.One(ForeignTypes);
        return (values.Chance(0.08) ? Torn(body) : body, contentType);
    }

    /// <summary>One of the examples of a call as it is; no body: null.</summary>
    /// <param name="call">The call.</param>
    public (byte[] Body, string? Type)? Example(DescribedCall call)
    {
        if (call.Bodies.Count == 0)
        {
            return null;
        }

        var (type, content) = values.One([.. call.Bodies]);
        var example = values.One(Examples(content!));
        return (
            Encoding.UTF8.GetBytes(type.Contains("ndjson", StringComparison.Ordinal) ? (string)example! : example.ToJsonString()), type);
    }

    /// <summary>The examples of a body of a call.</summary>
    /// <param name="content">The body, as described for one type of content.</param>
    public static List<JsonNode> Examples(JsonNode content) => [.. content["examples"]!.AsObject().Select(e => e.Value!["value"]!)];

    private string Text(string type, JsonNode content)
    {
        var examples = Examples(content);
        if (type.Contains("ndjson", StringComparison.Ordinal))
        {
            var lines = ((string)values.One(examples)!).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonNode.Parse(l));
            return string.Join('\n', lines.Select(l => Broken(l)?.ToJsonString() ?? "null")) + (values.Chance(0.5) ? "\n" : "\n\n{");
        }

        var body = values.Chance(0.7) ? values.One(examples).DeepClone() : values.Valid(content["schema"]);
        return Broken(body)?.ToJsonString() ?? "null";
    }

    // As it is, or with one to three places changed.
    private JsonNode? Broken(JsonNode? body)
    {
        for (var times = values.Chance(0.4) ? 0 : 1 + values.Below(3); times > 0 && body is not null; times--)
        {
            body = Change(body);
        }

        return body;
    }

    private JsonNode? Change(JsonNode body)
    {
        var places = Places(body).ToList();
        if (places.Count == 0 || values.Chance(0.03))
        {
            return values.Anything();
        }

        var (parent, key) = values.One(places);
        switch (parent)
        {
            case JsonObject o when values.Chance(0.2):
                o.Remove((string)key);
                break;
            case JsonObject o when values.Chance(0.1):
                o["inconnu" + values.Below(9)] = values.Anything();
                break;
            case JsonObject o:
                o[(string)key] = Other(o[(string)key]);
                break;
            case JsonArray a:
                a[(int)key] = Other(a[(int)key]);
                break;
        }

        return body;
    }

    private JsonNode? Other(JsonNode? was) => values.Below(4) switch
    {
        0 => values.Anything(),
        1 => JsonValue.Create(values.Text()),
        2 when was is JsonValue v && v.TryGetValue<decimal>(out var number) => JsonValue.Create(-number),
        3 when was is JsonValue v && v.TryGetValue<string>(out var text) => JsonValue.Create(text + values.Below(10)),
        _ => null,
    };

    private static IEnumerable<(JsonNode Parent, object Key)> Places(JsonNode? node) => node switch
    {
        JsonObject o => o.SelectMany(m => Places(m.Value).Prepend((o, m.Key))),
        JsonArray a => a.SelectMany((item, i) => Places(item).Prepend((a, i))),
        _ => [],
    };

    // Cut off, not UTF-8, with a byte order mark, with half a character, or nested without end.
    private byte[] Torn(byte[] body) => values.Below(6) switch
    {
        0 => body[..values.Below(body.Length + 1)],
        1 => [.. body, 0xC3, 0x28],
        2 => [.. Encoding.UTF8.Preamble, .. body],
        3 => Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(body).Replace("\":\"", "\":\"\\ud800", StringComparison.Ordinal)),
        4 => [.. Enumerable.Repeat((byte)'[', 5000)],
        _ => [],
    };
}
