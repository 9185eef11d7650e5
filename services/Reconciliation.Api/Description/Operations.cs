using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.OpenApi;
using Reconciliation.Storage;

namespace Reconciliation.Api.Description;

/// <summary>Completes the description of each call: its scopes, its answers, the values of its parameters.</summary>
internal static partial class Operations
{
    /// <summary>The name of the security scheme by which a person gives a token that they have.</summary>
    public const string Token = "jeton";

    /// <summary>The name of the security scheme by which a program asks the authority for a token of a scope.</summary>
    public const string Authority = "autorite";

    /// <summary>The end of the name of a call that answers headers only.</summary>
    private const string Headers = "EnTetes";

    private static readonly Dictionary<string, string> Statuses = new(StringComparer.Ordinal)
    {
        ["200"] = "La réponse.",
        ["202"] = "Pris en compte durablement.",
        ["204"] = "Rien à répondre.",
        ["304"] = "Ce que le client a déjà est à jour.",
        ["307"] = "Ce soin a été regroupé avec un autre, que nomme Location.",
    };

    public static void Complete(OpenApiDocument document, ApiDescription description)
    {
        var method = new HttpMethod(description.HttpMethod!);
        var operation = document.Paths["/" + Constraints().Replace(description.RelativePath!.TrimEnd('/'), "{$1}")].Operations![method];
        var metadata = description.ActionDescriptor.EndpointMetadata;
        var scopes = Scopes(metadata);
        operation.Tags = new HashSet<OpenApiTagReference> { new(Tags.From(description.RelativePath!), document) };
        operation.Description ??= operation.Summary + ".";
        operation.Security = [.. new[] { Token, Authority }.SelectMany(scheme => scopes.Select(scope => Requirement(scheme, scope)))];
        KnownParameters.Specify(operation, document);
        Answer(document, operation, metadata, description.RelativePath!);
        AddHeaders(operation, scopes);
        if (method == HttpMethod.Head)
        {
            WithoutBody(operation);
        }
        else
        {
            Examples.Join(operation);
        }

        OpenApiSecurityRequirement Requirement(string scheme, string scope) =>
            new() { [new OpenApiSecuritySchemeReference(scheme, document)] = [scope] };
    }

    private static IReadOnlyList<string> Scopes(IList<object> metadata) =>
        metadata.OfType<DeclaredScopes>().LastOrDefault()?.Scopes ?? ScopesOfPolicy(metadata);

    private static IReadOnlyList<string> ScopesOfPolicy(IList<object> metadata) =>
        metadata.OfType<IAuthorizeData>().LastOrDefault()?.Policy switch
        {
            null => [],
            Hosting.Scopes.Reading => [Hosting.Scopes.Espace, Hosting.Scopes.Support, Hosting.Scopes.Supervision],
            var scope => [scope],
        };

    private static void AddHeaders(OpenApiOperation operation, IReadOnlyList<string> scopes)
    {
        operation.Parameters ??= [];
        var responses = operation.Responses!;
        if (scopes.Contains(Hosting.Scopes.Support) || scopes.Contains(Hosting.Scopes.Supervision))
        {
            operation.Parameters.Add(KnownParameters.Motif());
        }

        if (operation.OperationId == AccessActions.ReadFeed)
        {
            operation.Parameters.Add(
                KnownParameters.Header(
                    "Last-Event-ID", "En direct : le curseur du dernier événement reçu ; il l'emporte sur apres.", "ODEy"));
        }

        if (responses.ContainsKey("304"))
        {
            operation.Parameters.Add(
                KnownParameters.Header(
                    "If-None-Match", "L'ETag de ce que le client a déjà : 304 si rien n'a changé.", "\"3-5f0c3a91d2b7e648\""));
        }

        if (responses.ContainsKey("428"))
        {
            operation.Parameters.Add(
                KnownParameters.Header("If-Match", "L'ETag de la version sur laquelle agir ; sans lui, 428.", "\"3\"", required: true));
        }
    }

    private static void Answer(OpenApiDocument document, OpenApiOperation operation, IList<object> metadata, string path)
    {
        var responses = operation.Responses ??= [];
        foreach (var (status, response) in responses.Where(r => r.Value is OpenApiResponse).Select(r => (r.Key, (OpenApiResponse)r.Value)))
        {
            if (status[0] is '4' or '5')
            {
                continue;
            }

            response.Description = Statuses.GetValueOrDefault(status, response.Description ?? status);
            Present(response, status, responses.ContainsKey("304"));
        }

        var possible = metadata.OfType<PossibleProblems>().SelectMany(p => p.Problems)
            .Concat(ProblemCatalogue.OfEveryCall(path.Contains(':', StringComparison.Ordinal)));
        foreach (var status in possible.Distinct().GroupBy(p => p.Status))
        {
            responses[$"{status.Key}"] = Probleme(document, status.Key, [.. status.OrderBy(p => p.Code, StringComparer.Ordinal)]);
        }

        var inOrder = responses.OrderBy(r => r.Key, StringComparer.Ordinal).ToList();
        responses.Clear();
        inOrder.ForEach(r => responses.Add(r.Key, r.Value));
    }

    private static OpenApiResponse Probleme(OpenApiDocument document, int status, IReadOnlyList<ProblemType> problems)
    {
        var response = new OpenApiResponse
        {
            Description = string.Join(" ", problems.Select(p => $"`{p.Code}` : {p.Title}")),
            Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal)
            {
                ["application/problem+json"] = new OpenApiMediaType
                {
                    // The types that a status may have are told in its description: told as a schema of their own inside the answer they
                    // make of one problem a type for each call and status, which generators refuse or lose members of.
                    Schema = problems is [{ Members: { } members }]
                        ? ContractSchemas.OfProblemWith(members, document)
                        : ContractSchemas.To(nameof(Contracts.Probleme), document),
                    Examples = problems.Where(p => p.Members is null).ToDictionary(p => p.Code, IOpenApiExample (p) => new OpenApiExample
                    {
                        Value = new JsonObject { ["type"] = p.Type, ["title"] = p.Title, ["status"] = status },
                    }),
                },
            },
        };
        PresentCall(response);
        if (status is 429 or 503)
        {
            Add(response, "Retry-After", "Le nombre de secondes à attendre avant de réessayer.", JsonSchemaType.Integer);
        }

        return response;
    }

    private static void Present(OpenApiResponse response, string status, bool versioned)
    {
        Add(response, "Cache-Control", "Aucun cache partagé ne garde une réponse.", JsonSchemaType.String);
        PresentCall(response);
        if (versioned && status is "200" or "304")
        {
            Add(response, "ETag", "Ce que If-None-Match redonne.", JsonSchemaType.String);
        }

        if (status == "307")
        {
            Add(response, "Location", "Le soin qui a pris les lignes de celui-ci.", JsonSchemaType.String);
        }
    }

    // Of every answer, a refusal too.
    private static void PresentCall(OpenApiResponse response)
    {
        Add(response, Hosting.HttpServer.TraceHeader, "La trace de l'appel, sous laquelle le journal l'a.", JsonSchemaType.String);
        Add(response, "RateLimit", "Combien de requêtes restent (r), et dans combien de secondes toutes (t).", JsonSchemaType.String);
        Add(response, "RateLimit-Policy", "Combien de requêtes (q) en combien de secondes (w).", JsonSchemaType.String);
    }

    private static void Add(OpenApiResponse response, string name, string description, JsonSchemaType type)
    {
        response.Headers ??= new Dictionary<string, IOpenApiHeader>(StringComparer.Ordinal);
        response.Headers[name] = new OpenApiHeader
        {
            Description = description,
            Schema = new OpenApiSchema { Type = type, Format = type == JsonSchemaType.Integer ? "int32" : null },
        };
    }

    private static void WithoutBody(OpenApiOperation operation)
    {
        (operation.OperationId, operation.Summary) = (operation.OperationId + Headers, "Les en-têtes seuls : " + operation.Summary);
        foreach (var response in operation.Responses!.Values.OfType<OpenApiResponse>())
        {
            response.Content = null;
        }
    }

    // A constraint of a route is none of the path that clients know.
    [GeneratedRegex(@"\{(\w+)(:[^}]*)?\}")]
    private static partial Regex Constraints();
}
