using System.Text.Json.Nodes;

namespace Reconciliation.Contracts.Tests.Compatibility;

/// <summary>Which way a value goes: what narrows breaks who sends it, what widens breaks who reads it.</summary>
internal enum Sens
{
    /// <summary>Others send it to the service.</summary>
    Entrant,

    /// <summary>The service sends it to others.</summary>
    Sortant,
}

/// <summary>
/// What breaks others between two versions of a schema. References are followed in the document of each; a record that contains itself is
/// looked at once.
/// </summary>
/// <param name="avant">The document before.</param>
/// <param name="apres">The document after.</param>
internal sealed class RupturesDeSchema(JsonNode avant, JsonNode apres)
{
    private static readonly string[] BornesBasses = ["minimum", "minLength", "minItems", "minProperties"];
    private static readonly string[] BornesHautes = ["maximum", "maxLength", "maxItems", "maxProperties"];
    private static readonly string[] Formes = ["pattern", "format", "multipleOf", "const"];

    private readonly HashSet<(string, string, Sens)> _vus = [];

    /// <summary>The breaks, each as a sentence that begins with the place.</summary>
    /// <param name="lieu">The place.</param>
    /// <param name="ancien">The schema before.</param>
    /// <param name="nouveau">The schema after.</param>
    /// <param name="sens">Which way its values go.</param>
    public IEnumerable<string> Entre(string lieu, JsonNode? ancien, JsonNode? nouveau, Sens sens)
    {
        if (ancien?["$ref"] is { } a && nouveau?["$ref"] is { } b && !_vus.Add(((string)a!, (string)b!, sens)))
        {
            return [];
        }

        var (o, n) = (Suivre(avant, ancien), Suivre(apres, nouveau));
        return
        [
            .. Types(lieu, o, n, sens), .. Valeurs(lieu, o, n, sens), .. Membres(lieu, o, n, sens), .. Bornes(lieu, o, n, sens),
            .. Choix(lieu, o, n, sens), .. Conditions(lieu, o, n, sens),
            .. o["items"] is { } elements && n["items"] is { } autres ? Entre(lieu + "[]", elements, autres, sens) : [],
        ];
    }

    private static JsonObject Suivre(JsonNode document, JsonNode? schema)
    {
        while (schema?["$ref"] is { } reference)
        {
            schema = ((string)reference!).TrimStart('#').Split('/', StringSplitOptions.RemoveEmptyEntries).Aggregate((JsonNode?)document, (n, nom) => n?[nom]);
        }

        return schema as JsonObject ?? [];
    }

    private static IEnumerable<string> Types(string lieu, JsonObject ancien, JsonObject nouveau, Sens sens)
    {
        var (a, b) = (Noms(ancien["type"]), Noms(nouveau["type"]));
        var (large, etroit) = sens == Sens.Entrant ? (a, b) : (b, a);
        if (etroit.Count > 0 && (large.Count == 0 || large.Any(t => !Compris(t, etroit))))
        {
            yield return $"{lieu}: its type was {Dire(a)} and is {Dire(b)}";
        }

        static bool Compris(string type, List<string> types) => types.Contains(type) || (type == "integer" && types.Contains("number"));
        static string Dire(List<string> types) => types.Count == 0 ? "anything" : string.Join(" or ", types);
    }

    private static IEnumerable<string> Valeurs(string lieu, JsonObject ancien, JsonObject nouveau, Sens sens)
    {
        var (a, b) = (Textes(ancien["enum"]), Textes(nouveau["enum"]));
        if (sens == Sens.Entrant)
        {
            return b is null ? [] : a is null ? [$"{lieu}: it takes some values only"] : a.Except(b).Select(v => $"{lieu}: it no longer takes {v}");
        }

        return a is null ? [] : b is null ? [$"{lieu}: it may be any value"] : b.Except(a).Select(v => $"{lieu}: it may be {v}");
    }

    private IEnumerable<string> Membres(string lieu, JsonObject ancien, JsonObject nouveau, Sens sens)
    {
        var (a, b) = (ancien["properties"] as JsonObject ?? [], nouveau["properties"] as JsonObject ?? []);
        var (requisAvant, requis) = (Noms(ancien["required"]), Noms(nouveau["required"]));
        var exiges = sens == Sens.Entrant
            ? requis.Except(requisAvant).Select(m => $"{lieu}.{m}: it is required")
            : requisAvant.Except(requis).Where(b.ContainsKey).Select(m => $"{lieu}.{m}: it may be absent");
        return a.Where(m => !b.ContainsKey(m.Key)).Select(m => $"{lieu}.{m.Key}: it is gone")
            .Concat(exiges)
            .Concat(a.Where(m => b.ContainsKey(m.Key)).SelectMany(m => Entre($"{lieu}.{m.Key}", m.Value, b[m.Key], sens)));
    }

    private static IEnumerable<string> Bornes(string lieu, JsonObject ancien, JsonObject nouveau, Sens sens)
    {
        if (sens == Sens.Entrant)
        {
            var basses = BornesBasses.Where(m => nouveau[m] is { } borne && (ancien[m] is not { } avant || Nombre(borne) > Nombre(avant)));
            var hautes = BornesHautes.Where(m => nouveau[m] is { } borne && (ancien[m] is not { } avant || Nombre(borne) < Nombre(avant)));
            foreach (var membre in basses.Concat(hautes))
            {
                yield return $"{lieu}: {membre} is {nouveau[membre]!.ToJsonString()}";
            }
        }

        // A form that is newly asked of senders, or no longer kept to readers; another form breaks either.
        foreach (var membre in Formes.Where(m => !JsonNode.DeepEquals(ancien[m], nouveau[m]) && (sens == Sens.Entrant ? nouveau : ancien)[m] is not null))
        {
            yield return $"{lieu}: {membre} was {ancien[membre]?.ToJsonString() ?? "none"} and is {nouveau[membre]?.ToJsonString() ?? "none"}";
        }
    }

    private IEnumerable<string> Choix(string lieu, JsonObject ancien, JsonObject nouveau, Sens sens)
    {
        foreach (var membre in new[] { "oneOf", "anyOf" })
        {
            var (a, b) = (ancien[membre] as JsonArray ?? [], nouveau[membre] as JsonArray ?? []);
            if (sens == Sens.Entrant ? b.Count > 0 && b.Count < a.Count : a.Count > 0 && a.Count < b.Count)
            {
                yield return $"{lieu}: it had {a.Count} forms and has {b.Count}";
            }

            foreach (var rupture in a.Zip(b).SelectMany((paire, i) => Entre($"{lieu}/{membre}[{i}]", paire.First, paire.Second, sens)))
            {
                yield return rupture;
            }
        }
    }

    // Conditions are compared as they are written: which change of them is harmless is for a person to judge.
    private IEnumerable<string> Conditions(string lieu, JsonObject ancien, JsonObject nouveau, Sens sens)
    {
        var (a, b) = (ancien["allOf"] as JsonArray ?? [], nouveau["allOf"] as JsonArray ?? []);
        if (a.Concat(b).Any(s => s!["if"] is not null))
        {
            return JsonNode.DeepEquals(a, b) ? [] : [$"{lieu}: its conditions are others"];
        }

        return a.Zip(b).SelectMany((paire, i) => Entre($"{lieu}/allOf[{i}]", paire.First, paire.Second, sens));
    }

    private static List<string> Noms(JsonNode? noeud) => noeud switch
    {
        JsonArray liste => [.. liste.Select(n => (string)n!)],
        null => [],
        _ => [(string)noeud!],
    };

    private static List<string>? Textes(JsonNode? valeurs) => (valeurs as JsonArray)?.Select(v => v?.ToJsonString() ?? "null").ToList();

    private static decimal Nombre(JsonNode nombre) => nombre.AsValue().GetValueKind() == System.Text.Json.JsonValueKind.String ? decimal.Parse((string)nombre!, System.Globalization.CultureInfo.InvariantCulture) : (decimal)nombre;
}
