using System.Text;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using Reconciliation.Storage;

namespace Reconciliation.Api.Description;

/// <summary>
/// The schemas of the records, as they are committed in <c>contracts/schemas/api.schema.json</c>: those that the framework derives from the
/// types have neither limits nor descriptions.
/// </summary>
internal static class ContractSchemas
{
    private const string FileName = "schemas/api.schema.json";

    /// <summary>Whether a type is a record of the contract, whose schema is among those committed.</summary>
    /// <param name="type">The type.</param>
    public static bool IsARecord(Type type) => type.Assembly == typeof(Contracts.Vue).Assembly;

    /// <summary>The name of the schema of a record.</summary>
    /// <param name="type">The record.</param>
    public static string Name(Type type) => type.IsGenericType
        ? type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)] + string.Concat(type.GetGenericArguments().Select(Name))
        : type.Name;

    /// <summary>A reference to the schema of a record.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="document">The document that holds it.</param>
    public static OpenApiSchemaReference To(string name, OpenApiDocument document) => new(name, document);

    /// <summary>A reference to the schema of a problem that has the members of a record besides its own.</summary>
    /// <param name="members">The name of the record.</param>
    /// <param name="document">The document that holds it, and that is given the schema the first time.</param>
    public static OpenApiSchemaReference OfProblemWith(string members, OpenApiDocument document)
    {
        var (schemas, name) = (document.Components!.Schemas!, nameof(Contracts.Probleme) + members);
        if (!schemas.ContainsKey(name))
        {
            // Written out, and not as allOf of two: half of the generators lose the members of one of them.
            var (problem, record) = (schemas[nameof(Contracts.Probleme)], schemas[members]);
            schemas[name] = new OpenApiSchema
            {
                Type = JsonSchemaType.Object,
                Description = $"{problem.Description} {record.Description}",
                Required = new SortedSet<string>(problem.Required!.Concat(record.Required!), StringComparer.Ordinal),
                Properties = problem.Properties!.Concat(record.Properties!).ToDictionary(StringComparer.Ordinal),
            };
        }

        return To(name, document);
    }

    /// <summary>Puts the schemas into a document, instead of those that were derived.</summary>
    /// <param name="document">The document.</param>
    /// <param name="streams">The streams that are taken: their parts may be named, and their records sent as events.</param>
    public static void Place(OpenApiDocument document, PaymentStreams streams)
    {
        var schemas = Read().Components!.Schemas!.ToDictionary(s => s.Key, s => s.Value, StringComparer.Ordinal);
        ((OpenApiSchema)schemas[nameof(Contracts.PartDeLigne)]).Enum = [.. streams.Parts.All.Select(p => (JsonNode)p.Code)];
        schemas[nameof(Contracts.Regle)] = new OpenApiSchema
        {
            Type = JsonSchemaType.String,
            Description = "La règle pour laquelle un enregistrement est refusé.",
            Enum = [.. Contracts.Regle.Motifs.Keys.Order(StringComparer.Ordinal).Select(r => (JsonNode)r)],
        };
        document.Components!.Schemas = schemas;
        foreach (var stream in streams.All)
        {
            schemas[LineBodies.EventName(stream.Record.Name)] = LineBodies.Event(To(stream.Record.Name, document));
        }
    }

    // The reader of OpenAPI reads documents: the definitions are dressed as one.
    private static OpenApiDocument Read()
    {
        var definitions = JsonNode.Parse(EmbeddedResources.Text(FileName))!["$defs"]!.ToJsonString()
            .Replace("#/$defs/", "#/components/schemas/", StringComparison.Ordinal);
        var document = """{"openapi":"3.1.1","info":{"title":"","version":""},"paths":{},"components":{"schemas":""" + definitions + "}}";
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(document));
        return OpenApiDocument.Load(stream, OpenApiConstants.Json).Document!;
    }
}
