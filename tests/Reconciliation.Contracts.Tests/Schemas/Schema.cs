using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Reconciliation.Contracts.Tests.Schemas;

/// <summary>
/// Writes the JSON Schema of records: names, types and required members from the records themselves, descriptions from their XML
/// documentation, limits from <see cref="Limites"/>.
/// </summary>
internal static class Schema
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        // A number written as text is read inside the house, but it is not the contract.
        NumberHandling = JsonNumberHandling.Strict,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
    };

    private static readonly JsonSerializerOptions Lisible = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A record and all that it is made of, as a schema of its own.</summary>
    /// <param name="type">The record.</param>
    /// <param name="nom">The name in its <c>$id</c>.</param>
    public static string De(Type type, string nom)
    {
        var definitions = Definitions([type]);
        var schema = Tete(nom);
        schema["title"] = type.Name;
        foreach (var (cle, valeur) in definitions[Nom(type)])
        {
            schema[cle] = valeur?.DeepClone();
        }

        definitions.Remove(Nom(type));
        if (definitions.Count > 0)
        {
            schema["$defs"] = Ensemble(definitions);
        }

        return schema.ToJsonString(Lisible) + "\n";
    }

    /// <summary>Many records and all that they are made of, as definitions that refer to each other.</summary>
    /// <param name="types">The records.</param>
    /// <param name="nom">The name in the <c>$id</c>.</param>
    public static string Ensemble(IEnumerable<Type> types, string nom)
    {
        var schema = Tete(nom);
        schema["$defs"] = Ensemble(Definitions(types));
        return schema.ToJsonString(Lisible) + "\n";
    }

    /// <summary>The name of a record among the definitions.</summary>
    public static string Nom(Type type) => type.IsGenericType
        ? type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)] + string.Concat(type.GetGenericArguments().Select(Nom))
        : type.Name;

    private static JsonObject Tete(string nom) => new()
    {
        ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
        ["$id"] = $"urn:reconciliation:schema:{nom}:1",
    };

    private static JsonObject Ensemble(SortedDictionary<string, JsonObject> definitions) =>
        [.. definitions.Select(d => KeyValuePair.Create<string, JsonNode?>(d.Key, d.Value.DeepClone()))];

    private static SortedDictionary<string, JsonObject> Definitions(IEnumerable<Type> types)
    {
        var definitions = new SortedDictionary<string, JsonObject>(StringComparer.Ordinal);
        var reste = new Queue<Type>(types);
        while (reste.TryDequeue(out var type))
        {
            if (!definitions.ContainsKey(Nom(type)))
            {
                definitions[Nom(type)] = Definition(type, reste.Enqueue);
            }
        }

        return definitions;
    }

    private static JsonObject Definition(Type type, Action<Type> rencontrer)
    {
        var exporte = (JsonObject)Options.GetJsonSchemaAsNode(
            type, new() { TreatNullObliviousAsNonNullable = true, TransformSchemaNode = (contexte, schema) => Preciser(contexte, schema, rencontrer) });
        var definition = new JsonObject { ["description"] = Documentation.De(type) };
        foreach (var (cle, valeur) in exporte)
        {
            definition[cle] = valeur?.DeepClone();
        }

        if (type.IsSubclassOf(typeof(PaiementEmis)))
        {
            definition["allOf"] = new JsonArray([.. SelonLaNature(type)]);
        }

        return definition;
    }

    private static JsonNode Preciser(JsonSchemaExporterContext contexte, JsonNode schema, Action<Type> rencontrer)
    {
        var type = Nullable.GetUnderlyingType(contexte.TypeInfo.Type) ?? contexte.TypeInfo.Type;
        var estRecord = contexte.TypeInfo.Kind == JsonTypeInfoKind.Object && contexte.Path.Length > 0;
        if (estRecord)
        {
            rencontrer(type);
        }

        if (contexte.PropertyInfo is not { } propriete)
        {
            return estRecord ? Reference(type) : type.IsEnum ? new JsonObject { ["type"] = "string", ["enum"] = Enumeration(type, false) } : schema;
        }

        var precise = estRecord
            ? propriete.IsGetNullable ? new() { ["oneOf"] = new JsonArray(new JsonObject { ["type"] = "null" }, Reference(type)) } : Reference(type)
            : PreciserValeur(propriete, type, schema as JsonObject ?? []);
        var declaree = Propriete(propriete);
        precise.Insert(0, "description", Documentation.De(declaree.DeclaringType!, declaree.Name) + (type.IsEnum ? Valeurs(type) : ""));
        return precise;
    }

    private static JsonObject Reference(Type type) => new() { ["$ref"] = "#/$defs/" + Nom(type) };

    private static JsonObject PreciserValeur(JsonPropertyInfo propriete, Type type, JsonObject noeud)
    {
        var entre = typeof(PaiementEmis).IsAssignableFrom(propriete.DeclaringType) || propriete.DeclaringType == typeof(ReferenceLigne);
        var optionnel = entre && !propriete.IsRequired;
        var precise = type == typeof(DateTimeOffset) ? new JsonObject { ["type"] = Type("string", propriete, optionnel), ["format"] = "date-time" } : noeud;
        if (type.IsEnum)
        {
            precise = new() { ["type"] = Type("string", propriete, optionnel), ["enum"] = Enumeration(type, optionnel || EstNullable(propriete.PropertyType)) };
            if (optionnel)
            {
                precise["default"] = Noms(type).First().Wire;
            }
        }
        else if (optionnel && precise["type"] is JsonValue seul)
        {
            // The reading takes null for absent.
            precise["type"] = new JsonArray(seul.DeepClone(), "null");
        }

        if (entre)
        {
            Limiter(precise, propriete.Name, type);
        }
        else if (type == typeof(decimal))
        {
            precise["multipleOf"] = 0.01m;
        }

        if (precise["default"] is null)
        {
            precise.Remove("default");
        }

        return precise;
    }

    private static void Limiter(JsonObject schema, string membre, Type type)
    {
        if (type == typeof(string))
        {
            if (membre == "libelle")
            {
                schema["maxLength"] = Limites.LibelleMax;
                return;
            }

            schema["minLength"] = 1;
            schema["maxLength"] = Limites.IdentifiantMax;
            schema["pattern"] = @"\S";
        }
        else if (type == typeof(decimal))
        {
            schema["minimum"] = membre == "taux" ? 0 : -Limites.MontantMax;
            schema["maximum"] = membre == "taux" ? 100 : Limites.MontantMax;
            schema["multipleOf"] = 0.01m;
        }
        else if (type == typeof(int))
        {
            schema["minimum"] = membre == "revision" ? 1 : 0;
            schema["maximum"] = int.MaxValue;
            if (membre == "revision")
            {
                schema["default"] = 1;
            }
        }
    }

    // What depends on the nature: the sign, and of an RO payment the base and the rate.
    private static IEnumerable<JsonNode> SelonLaNature(Type type)
    {
        var paiement = new JsonObject { ["properties"] = new JsonObject { ["montant"] = new JsonObject { ["minimum"] = 0 } } };
        if (type == typeof(PaiementRoEmis))
        {
            paiement["required"] = new JsonArray("base", "taux");
            paiement["properties"]!["base"] = new JsonObject { ["type"] = "number" };
            paiement["properties"]!["taux"] = new JsonObject { ["type"] = "number" };
        }

        yield return Si(new JsonObject { ["const"] = "paiement" }, paiement);
        yield return Si(
            new JsonObject { ["enum"] = new JsonArray("annulation", "retenue") },
            new JsonObject { ["properties"] = new JsonObject { ["montant"] = new JsonObject { ["maximum"] = 0 } } });

        static JsonObject Si(JsonObject nature, JsonObject alors) => new()
        {
            ["if"] = new JsonObject { ["properties"] = new JsonObject { ["nature"] = nature }, ["required"] = new JsonArray("nature") },
            ["then"] = alors,
        };
    }

    private static JsonArray Enumeration(Type type, bool nullable)
    {
        var noms = Noms(type).Select(n => (JsonNode?)n.Wire);
        return [.. nullable ? noms.Append(null) : noms];
    }

    private static string Valeurs(Type type) =>
        " " + string.Join(" ", Noms(type).Select(n => $"{n.Wire}: {Minuscule(Documentation.DeLaValeur(type, n.Nom))}"));

    private static string Minuscule(string phrase) => phrase.Length > 1 && !char.IsUpper(phrase[1]) ? char.ToLowerInvariant(phrase[0]) + phrase[1..] : phrase;

    private static IEnumerable<(string Nom, string Wire)> Noms(Type type) => Enum.GetNames(type).Select(n => (n, JsonNamingPolicy.CamelCase.ConvertName(n)));

    private static JsonNode Type(string nom, JsonPropertyInfo propriete, bool optionnel) =>
        optionnel || EstNullable(propriete.PropertyType) ? new JsonArray(nom, "null") : JsonValue.Create(nom);

    private static bool EstNullable(Type type) => Nullable.GetUnderlyingType(type) is not null;

    private static System.Reflection.PropertyInfo Propriete(JsonPropertyInfo propriete) => (System.Reflection.PropertyInfo)propriete.AttributeProvider!;
}
