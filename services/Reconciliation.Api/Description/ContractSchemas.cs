using System.Text;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;

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

    /// <summary>Puts the schemas into a document, instead of those that were derived.</summary>
    /// <param name="document">The document.</param>
    public static void Place(OpenApiDocument document)
    {
        var schemas = Read().Components!.Schemas!;
        document.Components!.Schemas = schemas.ToDictionary(s => s.Key, s => s.Value, StringComparer.Ordinal);
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
