using Microsoft.AspNetCore.Builder;
using Microsoft.OpenApi;
using Reconciliation.Contracts;

namespace Reconciliation.Api.Description;

/// <summary>Describes a body of payment lines: one record, an array of them, one a line, or one as a CloudEvent.</summary>
internal static class LineBodies
{
    public static TBuilder WithLineBodies<TBuilder>(this TBuilder call, string record)
        where TBuilder : IEndpointConventionBuilder =>
        call.AddOpenApiOperationTransformer((operation, context, _) =>
        {
            var ligne = ContractSchemas.To(record, context.Document!);
            operation.RequestBody = new OpenApiRequestBody
            {
                Required = true,
                Description =
                    $"Une ligne, un tableau, ou une ligne de JSON par ligne ; au plus {Limites.EnregistrementsMax} enregistrements et "
                        + $"{Limites.CorpsMax / 1024 / 1024} Mio. "
                    + "Chaque enregistrement peut aussi être un CloudEvent 1.0 ou une enveloppe de MassTransit, qui le porte. "
                    + "Renvoyer une ligne est sans effet.",
                Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal)
                {
                    ["application/json"] = new() { Schema = new OpenApiSchema { AnyOf = [ligne, Array(ligne)] } },
                    ["application/x-ndjson"] =
                        new() { Schema = new OpenApiSchema { Type = JsonSchemaType.String, Description = "Un enregistrement par ligne." } },
                    ["application/cloudevents+json"] = new() { Schema = Event(ligne) },
                },
            };
            return Task.CompletedTask;
        });

    private static OpenApiSchema Array(OpenApiSchemaReference ligne) =>
        new() { Type = JsonSchemaType.Array, Items = ligne, MaxItems = Limites.EnregistrementsMax };

    private static OpenApiSchema Event(OpenApiSchemaReference ligne) => new()
    {
        Type = JsonSchemaType.Object,
        Required = new HashSet<string> { "specversion", "id", "source", "type", "data" },
        Properties = new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal)
        {
            ["specversion"] = new OpenApiSchema { Type = JsonSchemaType.String, Enum = ["1.0"] },
            ["id"] = new OpenApiSchema { Type = JsonSchemaType.String, MinLength = 1 },
            ["source"] = new OpenApiSchema { Type = JsonSchemaType.String, MinLength = 1 },
            ["type"] = new OpenApiSchema { Type = JsonSchemaType.String, MinLength = 1 },
            ["data"] = ligne,
        },
    };
}
