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
        ["soinId"] = ("L'identifiant du soin.", _ => new OpenApiSchema { Type = JsonSchemaType.String, Format = "uuid" }),
        ["virement"] = ("La référence du virement.", _ => Identifier()),
        ["q"] = (null, _ => new OpenApiSchema { Type = JsonSchemaType.String, MinLength = 1, MaxLength = Limites.RechercheMax }),
        ["le"] = (null, _ => new OpenApiSchema { Type = JsonSchemaType.String, Format = "date-time" }),
        ["quarantaineId"] = (
            "Le numéro du message en quarantaine.",
            _ => new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int64", Minimum = "1" }),
        ["etat"] = (null, Several<EtatQuarantaine>),
        ["part"] = (null, document => ContractSchemas.To(nameof(PartDeLigne), document)),
        ["regle"] = (null, document => ContractSchemas.To(nameof(Regle), document)),
        ["origine"] = (null, _ => Identifier()),
        ["apercu"] = (null, _ => new OpenApiSchema { Type = JsonSchemaType.Boolean, Default = false }),
        ["adherent"] = (null, _ => Identifier()),
        ["agent"] = (null, _ => Identifier()),
        ["beneficiaire"] = (null, _ => Identifier()),
        ["payeDu"] = (null, _ => Day()),
        ["payeAu"] = (null, _ => Day()),
        ["du"] = (null, _ => Day()),
        ["au"] = (null, _ => Day()),
        ["limite"] = (
            null,
            _ => new OpenApiSchema
            {
                Type = JsonSchemaType.Integer,
                Format = "int32",
                Minimum = "1",
                Maximum = $"{Limites.PageMax}",
                Default = Limites.PageParDefaut,
            }),
        ["curseur"] = (null, _ => Cursor()),
        ["apres"] = (null, _ => Cursor()),
        ["situation"] = (null, Several<Situation>),
    };

    // A schema, which may be one of those that the document holds by name.
    private delegate IOpenApiSchema Describe(OpenApiDocument document);

    /// <summary>Completes the parameters of a call.</summary>
    /// <param name="operation">The call.</param>
    /// <param name="document">The document that holds the schemas of records and enumerations.</param>
    public static void Specify(OpenApiOperation operation, OpenApiDocument document)
    {
        foreach (var parameter in (operation.Parameters ?? []).OfType<OpenApiParameter>())
        {
            if (!Known.TryGetValue(parameter.Name!, out var known))
            {
                continue;
            }

            parameter.Schema = known.Schema(document);
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

    private static OpenApiSchema Several<T>(OpenApiDocument document)
        where T : struct, Enum => new() { Type = JsonSchemaType.Array, Items = ContractSchemas.To(typeof(T).Name, document) };
}
