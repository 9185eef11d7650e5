using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using Reconciliation.Contracts;
using Reconciliation.Core;
using Reconciliation.Hosting;
using Reconciliation.Storage;

namespace Reconciliation.Api.Description;

/// <summary>What a parameter may hold. A name means the same in every call.</summary>
internal static class ParametresConnus
{
    /// <summary>The most characters of a header that names versions.</summary>
    private const int EtiquettesMax = 200;

    private static readonly Dictionary<string, (string? Description, Func<OpenApiSchema> Schema)> Connus = new(StringComparer.Ordinal)
    {
        ["adherentId"] = ("Le numéro de l'adhérent, jamais un NIR.", Identifiant),
        ["soinId"] = ("L'identifiant du soin.", () => new() { Type = JsonSchemaType.String, Format = "uuid" }),
        ["virement"] = ("La référence du virement.", Identifiant),
        ["q"] = (null, () => new() { Type = JsonSchemaType.String, MinLength = 1, MaxLength = Limites.RechercheMax }),
        ["le"] = (null, () => new() { Type = JsonSchemaType.String, Format = "date-time" }),
        ["quarantaineId"] = ("Le numéro du message en quarantaine.", () => new() { Type = JsonSchemaType.Integer, Minimum = "1", Maximum = $"{long.MaxValue}" }),
        ["etat"] = (null, Plusieurs<EtatQuarantaine>),
        ["part"] = (null, Une<PartDeLigne>),
        ["regle"] = (null, () => new() { Type = JsonSchemaType.String, Enum = [.. Regle.Motifs.Keys.Order(StringComparer.Ordinal).Select(r => (JsonNode)r)] }),
        ["origine"] = (null, Identifiant),
        ["apercu"] = (null, () => new() { Type = JsonSchemaType.String, Enum = ["true", "false"] }),
        ["adherent"] = (null, Identifiant),
        ["agent"] = (null, Identifiant),
        ["du"] = (null, Jour),
        ["au"] = (null, Jour),
        ["limite"] = (null, () => new() { Type = JsonSchemaType.Integer, Minimum = "1", Maximum = $"{Limites.PageMax}", Default = Limites.PageParDefaut }),
        ["curseur"] = (null, Curseur),
        ["apres"] = (null, Curseur),
        ["situation"] = (null, Plusieurs<Situation>),
    };

    /// <summary>Completes the parameters of a call.</summary>
    /// <param name="operation">The call.</param>
    public static void Preciser(OpenApiOperation operation)
    {
        foreach (var parametre in (operation.Parameters ?? []).OfType<OpenApiParameter>())
        {
            if (!Connus.TryGetValue(parametre.Name!, out var connu))
            {
                continue;
            }

            parametre.Schema = connu.Schema();
            parametre.Description ??= connu.Description;
            if (parametre.Schema is OpenApiSchema { Type: JsonSchemaType.Array })
            {
                (parametre.Style, parametre.Explode) = (ParameterStyle.Form, false);
            }
        }
    }

    /// <summary>A header of a request.</summary>
    /// <param name="nom">Its name.</param>
    /// <param name="description">What it is for.</param>
    /// <param name="requis">Whether the call is refused without it.</param>
    /// <param name="exemple">What it may hold.</param>
    /// <param name="longueur">The most characters.</param>
    public static OpenApiParameter EnTete(string nom, string description, string exemple, bool requis = false, int longueur = EtiquettesMax) => new()
    {
        Name = nom,
        In = ParameterLocation.Header,
        Description = description,
        Required = requis,
        Example = exemple,
        Schema = new OpenApiSchema { Type = JsonSchemaType.String, MaxLength = longueur },
    };

    /// <summary>The header in which an agent says why.</summary>
    public static OpenApiParameter Motif() => EnTete(
        MotifAcces.EnTete, "Pourquoi un agent consulte ou agit ; conservé avec l'accès. Jamais un NIR.", "Appel de l'adhérent", longueur: MotifAcces.Max);

    private static OpenApiSchema Identifiant() =>
        new() { Type = JsonSchemaType.String, MinLength = 1, MaxLength = Limites.IdentifiantMax };

    private static OpenApiSchema Jour() => new() { Type = JsonSchemaType.String, Format = "date" };

    private static OpenApiSchema Curseur() =>
        new() { Type = JsonSchemaType.String, Pattern = "^[A-Za-z0-9_-]+$", MaxLength = Curseurs.LongueurMax };

    private static OpenApiSchema Plusieurs<T>()
        where T : struct, Enum => new()
        {
            Type = JsonSchemaType.Array,
            Items = Une<T>(),
        };

    private static OpenApiSchema Une<T>()
        where T : struct, Enum => new()
        {
            Type = JsonSchemaType.String,
            Enum = [.. Enum.GetNames<T>().Select(n => (JsonNode)JsonNamingPolicy.CamelCase.ConvertName(n))],
        };
}
