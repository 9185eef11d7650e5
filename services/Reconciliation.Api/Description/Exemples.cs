using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace Reconciliation.Api.Description;

/// <summary>
/// Requests and answers of a running instance, as a test recorded them in <c>contracts/examples</c>. The name of a file says what it
/// shows: the call, then <c>requete</c> or the status, then what tells it from others of its kind: <c>lireSoin.200.complet.json</c>.
/// </summary>
internal static class Exemples
{
    private const string Dossier = "examples";
    private const string Requete = "requete";

    /// <summary>Adds the examples of a call to its description.</summary>
    /// <param name="operation">The call.</param>
    public static void Joindre(OpenApiOperation operation)
    {
        foreach (var fichier in Ressources.Noms(Dossier))
        {
            var parties = Path.GetFileName(fichier).Split('.');
            if (parties[0] == operation.OperationId && Contenu(operation, parties[1], parties[^1]) is { } contenu)
            {
                contenu.Examples ??= new Dictionary<string, IOpenApiExample>(StringComparer.Ordinal);
                contenu.Examples[parties.Length > 3 ? parties[2] : "exemple"] = new OpenApiExample { Value = Valeur(fichier) };
            }
        }
    }

    private static OpenApiMediaType? Contenu(OpenApiOperation operation, string place, string extension)
    {
        var contenus = place == Requete ? operation.RequestBody?.Content : operation.Responses?.GetValueOrDefault(place)?.Content;
        var types = extension switch { "ndjson" => "application/x-ndjson", "txt" => "text/event-stream", "cloudevent" => "application/cloudevents+json", _ => "application/json application/problem+json" };
        return contenus?.FirstOrDefault(c => types.Split(' ').Contains(c.Key)).Value;
    }

    private static JsonNode Valeur(string fichier) =>
        !fichier.EndsWith("txt", StringComparison.Ordinal) && !fichier.EndsWith("ndjson", StringComparison.Ordinal) ? JsonNode.Parse(Ressources.Texte(fichier))! : JsonValue.Create(Ressources.Texte(fichier));
}
