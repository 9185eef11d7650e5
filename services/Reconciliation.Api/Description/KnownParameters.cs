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

    private static readonly Dictionary<string, (string? Description, Func<OpenApiSchema> Schema)> Known = new(StringComparer.Ordinal)
    {
        ["adherentId"] = ("Le numéro de l'adhérent, jamais un NIR.", Identifier),
        ["soinId"] = ("L'identifiant du soin.", () => new() { Type = JsonSchemaType.String, Format = "uuid" }),
        ["virement"] = ("La référence du virement.", Identifier),
        ["q"] = (null, () => new() { Type = JsonSchemaType.String, MinLength = 1, MaxLength = Limites.RechercheMax }),
        ["le"] = (null, () => new() { Type = JsonSchemaType.String, Format = "date-time" }),
        ["quarantaineId"] = (
            "Le numéro du message en quarantaine.",
            () => new() { Type = JsonSchemaType.Integer, Minimum = "1", Maximum = $"{long.MaxValue}" }),
        ["etat"] = (null, Several<EtatQuarantaine>),
        ["part"] = (null, () => new() { Type = JsonSchemaType.String, Enum = [.. PartDeLigne.All.Select(p => (JsonNode)p.Code)] }),
        ["regle"] = (
            null,
            () => new()
            {
                Type = JsonSchemaType.String,
                Enum = [.. Regle.Motifs.Keys.Order(StringComparer.Ordinal).Select(r => (JsonNode)r)],
            }),
        ["origine"] = (null, Identifier),
        ["apercu"] = (null, () => new() { Type = JsonSchemaType.String, Enum = ["true", "false"] }),
        ["adherent"] = (null, Identifier),
        ["agent"] = (null, Identifier),
        ["beneficiaire"] = (null, Identifier),
        ["payeDu"] = (null, Day),
        ["payeAu"] = (null, Day),
        ["du"] = (null, Day),
        ["au"] = (null, Day),
        ["limite"] = (
            null,
            () => new() { Type = JsonSchemaType.Integer, Minimum = "1", Maximum = $"{Limites.PageMax}", Default = Limites.PageParDefaut }),
        ["curseur"] = (null, Cursor),
        ["apres"] = (null, Cursor),
        ["situation"] = (null, Several<Situation>),
    };

    /// <summary>Completes the parameters of a call.</summary>
    /// <param name="operation">The call.</param>
    public static void Specify(OpenApiOperation operation)
    {
        foreach (var parameter in (operation.Parameters ?? []).OfType<OpenApiParameter>())
        {
            if (!Known.TryGetValue(parameter.Name!, out var known))
            {
                continue;
            }

            parameter.Schema = known.Schema();
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
