using System.Globalization;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Reconciliation.Contracts.Tests.Messages;

/// <summary>A YAML file as JSON, by the core schema: what is quoted is text.</summary>
internal static class Yaml
{
    public static JsonNode Lire(string fichier)
    {
        using var lecteur = new StreamReader(fichier);
        var flux = new YamlStream();
        flux.Load(lecteur);
        return Noeud(flux.Documents[0].RootNode)!;
    }

    private static JsonNode? Noeud(YamlNode noeud) => noeud switch
    {
        YamlMappingNode objet => new JsonObject(objet.Children.Select(m => KeyValuePair.Create(((YamlScalarNode)m.Key).Value!, Noeud(m.Value)))),
        YamlSequenceNode liste => new JsonArray([.. liste.Children.Select(Noeud)]),
        YamlScalarNode { Style: ScalarStyle.Plain } valeur => Valeur(valeur.Value ?? ""),
        YamlScalarNode texte => JsonValue.Create(texte.Value),
        _ => throw new InvalidDataException($"No JSON for {noeud.NodeType}."),
    };

    private static JsonNode? Valeur(string texte) => texte switch
    {
        "" or "null" or "~" => null,
        "true" => JsonValue.Create(true),
        "false" => JsonValue.Create(false),
        _ when decimal.TryParse(texte, NumberStyles.Float, CultureInfo.InvariantCulture, out _) => JsonNode.Parse(texte),
        _ => JsonValue.Create(texte),
    };
}
