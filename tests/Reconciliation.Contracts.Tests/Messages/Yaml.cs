using System.Globalization;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Reconciliation.Contracts.Tests.Messages;

/// <summary>A YAML file as JSON, by the core schema: a quoted scalar is text.</summary>
internal static class Yaml
{
    public static JsonNode Read(string file)
    {
        using var reader = new StreamReader(file);
        var stream = new YamlStream();
        stream.Load(reader);
        return Node(stream.Documents[0].RootNode)!;
    }

    private static JsonNode? Node(YamlNode node) => node switch
    {
        YamlMappingNode subject =>
            new JsonObject(subject.Children.Select(m => KeyValuePair.Create(((YamlScalarNode)m.Key).Value!, Node(m.Value)))),
        YamlSequenceNode list => new JsonArray([.. list.Children.Select(Node)]),
        YamlScalarNode { Style: ScalarStyle.Plain } value => Value(value.Value ?? ""),
        YamlScalarNode text => JsonValue.Create(text.Value),
        _ => throw new InvalidDataException($"No JSON for {node.NodeType}."),
    };

    private static JsonNode? Value(string text) => text switch
    {
        "" or "null" or "~" => null,
        "true" => JsonValue.Create(true),
        "false" => JsonValue.Create(false),
        _ when decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _) => JsonNode.Parse(text),
        _ => JsonValue.Create(text),
    };
}
