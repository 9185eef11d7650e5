using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.OpenApi;
using Reconciliation.Core;
using Reconciliation.Hosting;
using Reconciliation.Storage;

namespace Reconciliation.Api.Description;

/// <summary>Completes the description of each call: who may make it, what it may answer, what its parameters may hold.</summary>
internal static partial class Appels
{
    /// <summary>The name of the security scheme.</summary>
    public const string Jeton = "jeton";

    /// <summary>What ends the name of a call that answers headers only.</summary>
    private const string EnTetes = "EnTetes";

    private static readonly Dictionary<string, string> Statuts = new(StringComparer.Ordinal)
    {
        ["200"] = "La réponse.",
        ["202"] = "Pris en compte durablement.",
        ["204"] = "Rien à répondre.",
        ["304"] = "Ce que le client a déjà est à jour.",
        ["307"] = "Ce soin a été regroupé avec un autre, que nomme Location.",
    };

    public static void Completer(OpenApiDocument document, ApiDescription description)
    {
        var methode = new HttpMethod(description.HttpMethod!);
        var operation = document.Paths["/" + Contraintes().Replace(description.RelativePath!.TrimEnd('/'), "{$1}")].Operations![methode];
        var metadata = description.ActionDescriptor.EndpointMetadata;
        var portees = Portees(metadata);
        operation.Tags = new HashSet<OpenApiTagReference> { new(Themes.De(description.RelativePath!), document) };
        operation.Description ??= operation.Summary + ".";
        operation.Security = [.. portees.Select(p => new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Jeton, document)] = [p] })];
        ParametresConnus.Preciser(operation);
        Repondre(document, operation, metadata, description.RelativePath!);
        AjouterEnTetes(operation, portees);
        if (methode == HttpMethod.Head)
        {
            SansCorps(operation);
        }
        else
        {
            Exemples.Joindre(operation);
        }
    }

    private static IReadOnlyList<string> Portees(IList<object> metadata) => metadata.OfType<IAuthorizeData>().LastOrDefault()?.Policy switch
    {
        null => [],
        Hosting.Portees.Lecture => [Hosting.Portees.Espace, Hosting.Portees.Support, Hosting.Portees.Supervision],
        var portee => [portee],
    };

    private static void AjouterEnTetes(OpenApiOperation operation, IReadOnlyList<string> portees)
    {
        operation.Parameters ??= [];
        var reponses = operation.Responses!;
        if (portees.Contains(Hosting.Portees.Support) || portees.Contains(Hosting.Portees.Supervision))
        {
            operation.Parameters.Add(ParametresConnus.Motif());
        }

        if (operation.OperationId == "lireFlux")
        {
            operation.Parameters.Add(ParametresConnus.EnTete("Last-Event-ID", "En direct : le curseur du dernier événement reçu ; il l'emporte sur apres.", "ODEy"));
        }

        if (reponses.ContainsKey("304"))
        {
            operation.Parameters.Add(ParametresConnus.EnTete("If-None-Match", "L'ETag de ce que le client a déjà : 304 si rien n'a changé.", "\"3\""));
        }

        if (reponses.ContainsKey("428"))
        {
            operation.Parameters.Add(ParametresConnus.EnTete("If-Match", "L'ETag de la version sur laquelle agir ; sans lui, 428.", "\"3\"", requis: true));
        }
    }

    private static void Repondre(OpenApiDocument document, OpenApiOperation operation, IList<object> metadata, string chemin)
    {
        var reponses = operation.Responses ??= [];
        foreach (var (statut, reponse) in reponses.Where(r => r.Value is OpenApiResponse).Select(r => (r.Key, (OpenApiResponse)r.Value)))
        {
            if (statut[0] is '4' or '5')
            {
                continue;
            }

            reponse.Description = Statuts.GetValueOrDefault(statut, reponse.Description ?? statut);
            Presenter(reponse, statut, reponses.ContainsKey("304"));
        }

        var possibles = metadata.OfType<ProblemesPossibles>().SelectMany(p => p.Problemes)
            .Concat(Catalogue.DeToutAppel(chemin.Contains(':', StringComparison.Ordinal)));
        foreach (var statut in possibles.Distinct().GroupBy(p => p.Statut))
        {
            reponses[$"{statut.Key}"] = Probleme(document, statut.Key, [.. statut.OrderBy(p => p.Code, StringComparer.Ordinal)]);
        }

        var enOrdre = reponses.OrderBy(r => r.Key, StringComparer.Ordinal).ToList();
        reponses.Clear();
        enOrdre.ForEach(r => reponses.Add(r.Key, r.Value));
    }

    private static OpenApiResponse Probleme(OpenApiDocument document, int statut, IReadOnlyList<TypeDeProbleme> problemes)
    {
        var reponse = new OpenApiResponse
        {
            Description = string.Join(" ", problemes.Select(p => $"`{p.Code}` : {p.Titre}")),
            Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal)
            {
                ["application/problem+json"] = new OpenApiMediaType
                {
                    Schema = new OpenApiSchema
                    {
                        AllOf =
                        [
                            SchemasDuContrat.Vers(nameof(Contracts.Probleme), document),
                            .. problemes is [{ Membres: { } membres }] ? new[] { SchemasDuContrat.Vers(membres, document) } : [],
                        ],
                        Properties = new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal)
                        {
                            ["type"] = new OpenApiSchema { Enum = [.. problemes.Select(p => (JsonNode)p.Type)] },
                            ["status"] = new OpenApiSchema { Enum = [statut] },
                        },
                    },
                    Examples = problemes.Where(p => p.Membres is null).ToDictionary(p => p.Code, IOpenApiExample (p) => new OpenApiExample
                    {
                        Value = new JsonObject { ["type"] = p.Type, ["title"] = p.Titre, ["status"] = statut },
                    }),
                },
            },
        };
        if (statut is 429 or 503)
        {
            Ajouter(reponse, "Retry-After", "Le nombre de secondes à attendre avant de réessayer.", JsonSchemaType.Integer);
        }

        return reponse;
    }

    private static void Presenter(OpenApiResponse reponse, string statut, bool versionne)
    {
        Ajouter(reponse, "Cache-Control", "Aucun cache partagé ne garde une réponse.", JsonSchemaType.String);
        if (versionne && statut is "200" or "304")
        {
            Ajouter(reponse, "ETag", "Ce que If-None-Match redonne.", JsonSchemaType.String);
        }

        if (statut == "307")
        {
            Ajouter(reponse, "Location", "Le soin qui a pris les lignes de celui-ci.", JsonSchemaType.String);
        }
    }

    private static void Ajouter(OpenApiResponse reponse, string nom, string description, JsonSchemaType type)
    {
        reponse.Headers ??= new Dictionary<string, IOpenApiHeader>(StringComparer.Ordinal);
        reponse.Headers[nom] = new OpenApiHeader { Description = description, Schema = new OpenApiSchema { Type = type } };
    }

    private static void SansCorps(OpenApiOperation operation)
    {
        (operation.OperationId, operation.Summary) = (operation.OperationId + EnTetes, "Les en-têtes seuls : " + operation.Summary);
        foreach (var reponse in operation.Responses!.Values.OfType<OpenApiResponse>())
        {
            reponse.Content = null;
        }
    }

    // A constraint of a route is none of the path that clients know.
    [GeneratedRegex(@"\{(\w+)(:[^}]*)?\}")]
    private static partial Regex Contraintes();
}
