using Microsoft.AspNetCore.Builder;
using Microsoft.OpenApi;
using Reconciliation.Contracts;

namespace Reconciliation.Api.Description;

/// <summary>
/// Describes a body of payment lines: an array of records, one a line, or one as a CloudEvent. A record alone is taken where an array is,
/// which is told in words only: of a body that has either form most generators make one without a type.
/// </summary>
internal static class LineBodies
{
    /// <summary>The name of the schema of a record sent as an event.</summary>
    /// <param name="record">The name of the record.</param>
    public static string EventName(string record) => "Evenement" + record;

    /// <summary>The schema of a record sent as an event.</summary>
    /// <param name="record">The schema of the record.</param>
    public static OpenApiSchema Event(OpenApiSchemaReference record) => new()
    {
        Type = JsonSchemaType.Object,
        Description = "Un enregistrement dans un CloudEvent 1.0, en mode structuré.",
        Required = new HashSet<string> { "specversion", "id", "source", "type", "data" },
        Properties = new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal)
        {
            ["specversion"] = new OpenApiSchema { Type = JsonSchemaType.String, Enum = ["1.0"] },
            ["id"] = new OpenApiSchema { Type = JsonSchemaType.String, MinLength = 1 },
            ["source"] = new OpenApiSchema { Type = JsonSchemaType.String, MinLength = 1 },
            ["type"] = new OpenApiSchema { Type = JsonSchemaType.String, MinLength = 1 },
            ["data"] = record,
        },
    };

    public static TBuilder WithLineBodies<TBuilder>(this TBuilder call, string record)
        where TBuilder : IEndpointConventionBuilder =>
        call.AddOpenApiOperationTransformer((operation, context, _) =>
        {
            var ligne = ContractSchemas.To(record, context.Document!);
            operation.RequestBody = new OpenApiRequestBody
            {
                Required = true,
                Description =
                    $"Un tableau, ou une ligne de JSON par ligne ; au plus {Limites.EnregistrementsMax} enregistrements et "
                        + $"{Limites.CorpsMax / 1024 / 1024} Mio. "
                    + "Une ligne seule, sans tableau, est prise aussi. "
                    + "Chaque enregistrement peut aussi être un CloudEvent 1.0 ou une enveloppe de MassTransit, qui le porte. "
                    + "Renvoyer une ligne est sans effet.",
                Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal)
                {
                    ["application/json"] = new() { Schema = Array(ligne) },
                    ["application/x-ndjson"] =
                        new() { Schema = new OpenApiSchema { Type = JsonSchemaType.String, Description = "Un enregistrement par ligne." } },
                    ["application/cloudevents+json"] = new() { Schema = ContractSchemas.To(EventName(record), context.Document!) },
                },
            };
            return Task.CompletedTask;
        });

    private static OpenApiSchema Array(OpenApiSchemaReference ligne) =>
        new() { Type = JsonSchemaType.Array, Items = ligne, MaxItems = Limites.EnregistrementsMax };
}
