using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using Reconciliation.Contracts;
using Reconciliation.Core;

namespace Reconciliation.Api.Description;

/// <summary>The values that each parameter may hold. A name means the same in every call.</summary>
internal static class KnownParameters
{
    /// <summary>The most characters of a header that names versions.</summary>
    private const int TagsMax = 200;

    private static readonly Dictionary<string, (string? Description, Describe Schema)> Known = new(StringComparer.Ordinal)
    {
        ["adherentId"] = ("Le numéro de l'adhérent, jamais un NIR.", _ => Identifier()),
        ["soinId"] = ("L'identifiant du soin.", _ => new() { Type = JsonSchemaType.String, Format = "uuid" }),
        ["virement"] = ("La référence du virement.", _ => Identifier()),
        ["q"] = (null, _ => new() { Type = JsonSchemaType.String, MinLength = 1, MaxLength = Limites.RechercheMax }),
        ["le"] = (null, _ => new() { Type = JsonSchemaType.String, Format = "date-time" }),
        ["quarantaineId"] = (
            "Le numéro du message en quarantaine.",
            _ => new() { Type = JsonSchemaType.Integer, Minimum = "1", Maximum = $"{long.MaxValue}" }),
        ["etat"] = (null, _ => Several<EtatQuarantaine>()),
        ["part"] = (null, parts => new() { Type = JsonSchemaType.String, Enum = [.. parts.All.Select(p => (JsonNode)p.Code)] }),
        ["regle"] = (
            null,
            _ => new()
            {
                Type = JsonSchemaType.String,
                Enum = [.. Regle.Motifs.Keys.Order(StringComparer.Ordinal).Select(r => (JsonNode)r)],
            }),
        ["origine"] = (null, _ => Identifier()),
        ["apercu"] = (null, _ => new() { Type = JsonSchemaType.String, Enum = ["true", "false"] }),
        ["adherent"] = (null, _ => Identifier()),
        ["agent"] = (null, _ => Identifier()),
        ["beneficiaire"] = (null, _ => Identifier()),
        ["payeDu"] = (null, _ => Day()),
        ["payeAu"] = (null, _ => Day()),
        ["du"] = (null, _ => Day()),
        ["au"] = (null, _ => Day()),
        ["limite"] = (
            null,
            _ => new() { Type = JsonSchemaType.Integer, Minimum = "1", Maximum = $"{Limites.PageMax}", Default = Limites.PageParDefaut }),
        ["curseur"] = (null, _ => Cursor()),
        ["apres"] = (null, _ => Cursor()),
        ["situation"] = (null, _ => Several<Situation>()),
    };

    // A schema, which may depend on the parts that are registered.
    private delegate OpenApiSchema Describe(Domain.PartCatalogue parts);

    /// <summary>Completes the parameters of a call.</summary>
    /// <param name="operation">The call.</param>
    /// <param name="parts">The parts that a call may name.</param>
    public static void Specify(OpenApiOperation operation, Domain.PartCatalogue parts)
    {
        foreach (var parameter in (operation.Parameters ?? []).OfType<OpenApiParameter>())
        {
            if (!Known.TryGetValue(parameter.Name!, out var known))
            {
                continue;
            }

            parameter.Schema = known.Schema(parts);
            parameter.Description ??= known.Description;
            if (parameter.Schema is OpenApiSchema { Type: JsonSchemaType.Array })
            {
                (parameter.Style, parameter.Explode) = (ParameterStyle.Form, false);
            }
        }
    }

    /// <summary>Describes a header of a request in the document of the API.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="description">Its purpose.</param>
    /// <param name="required">Whether the call is refused without it.</param>
    /// <param name="example">An example of its value.</param>
    /// <param name="length">The most characters of its value.</param>
    public static OpenApiParameter Header(string name, string description, string example, bool required = false, int length = TagsMax) =>
        new()
        {
            Name = name,
            In = ParameterLocation.Header,
            Description = description,
            Required = required,
            Example = example,
            Schema = new OpenApiSchema { Type = JsonSchemaType.String, MaxLength = length },
        };

    /// <summary>The header in which an agent says why.</summary>
    public static OpenApiParameter Motif() => Header(
        MotifAcces.HeaderName, "Pourquoi un agent consulte ou agit ; conservé avec l'accès. Jamais un NIR.", "Appel de l'adhérent",
        length: MotifAcces.MotifLengthMax);

    private static OpenApiSchema Identifier() =>
        new() { Type = JsonSchemaType.String, MinLength = 1, MaxLength = Limites.IdentifiantMax };

    private static OpenApiSchema Day() => new() { Type = JsonSchemaType.String, Format = "date" };

    private static OpenApiSchema Cursor() =>
        new() { Type = JsonSchemaType.String, Pattern = "^[A-Za-z0-9_-]+$", MaxLength = Cursors.LengthMax };

    private static OpenApiSchema Several<T>()
        where T : struct, Enum => new()
        {
            Type = JsonSchemaType.Array,
            Items = One<T>(),
        };

    private static OpenApiSchema One<T>()
        where T : struct, Enum => new()
        {
            Type = JsonSchemaType.String,
            Enum = [.. Enum.GetNames<T>().Select(n => (JsonNode)JsonNamingPolicy.CamelCase.ConvertName(n))],
        };
}
