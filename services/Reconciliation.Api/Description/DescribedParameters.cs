using Microsoft.AspNetCore.Builder;
using Microsoft.OpenApi;
using Reconciliation.Contracts;

namespace Reconciliation.Api;

/// <summary>A query parameter as the description of the API tells of it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Description">Its purpose, in French.</param>
/// <param name="Type">Its JSON type.</param>
internal sealed record DescribedParameter(string Name, string Description, JsonSchemaType Type = JsonSchemaType.String)
{
    /// <summary>The cursor of a page.</summary>
    public static readonly DescribedParameter Cursor = new("curseur", "Le curseurSuivant de la page précédente.");

    /// <summary>The size of a page.</summary>
    /// <param name="elements">The elements of the page, in the plural.</param>
    public static DescribedParameter Limit(string elements) => new(
        "limite",
        $"Nombre de {elements} par page, de 1 à {Limites.PageMax} ; {Limites.PageParDefaut} par défaut.",
        JsonSchemaType.Integer);
}

/// <summary>
/// Describes query parameters: they are read by hand, so that an unknown one is refused by name, and no framework knows them.
/// </summary>
internal static class DescribedParameters
{
    /// <summary>Adds query parameters to the description of a call.</summary>
    /// <param name="call">The call.</param>
    /// <param name="parameters">Its parameters, in the order in which they are told.</param>
    public static TBuilder WithParameters<TBuilder>(this TBuilder call, params DescribedParameter[] parameters)
        where TBuilder : IEndpointConventionBuilder =>
        call.AddOpenApiOperationTransformer((operation, _, _) =>
        {
            operation.Parameters ??= [];
            foreach (var parameter in parameters)
            {
                operation.Parameters.Add(new OpenApiParameter
                {
                    Name = parameter.Name,
                    In = ParameterLocation.Query,
                    Description = parameter.Description,
                    Schema = new OpenApiSchema { Type = parameter.Type },
                });
            }

            return Task.CompletedTask;
        });
}
