using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;
using Reconciliation.Storage;

namespace Reconciliation.Api.Description;

/// <summary>
/// The description of the API in OpenAPI 3.1. The framework finds the calls. Their answers, their scopes, the schemas and the examples are
/// added here, from the declarations of the calls and from <c>contracts/</c>.
/// </summary>
internal static class DescriptionRegistration
{
    /// <summary>The name of the document.</summary>
    public const string DocumentName = "v1";

    /// <summary>The address that leads to the authority's own description.</summary>
    public const string AuthorityPath = "/openapi/autorite";

    /// <summary>The version of the contracts: its first number rises with a change that breaks clients.</summary>
    public static readonly string Version = typeof(Contracts.Vue).Assembly.GetName().Version!.ToString(3);

    public static IServiceCollection AddDescription(this IServiceCollection services)
    {
        services.AddSingleton<ServedDocument>();
        return services.AddOpenApi(DocumentName, o =>
        {
            o.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
            o.ShouldInclude = IsACallOfTheApi;
            o.CreateSchemaReferenceId = type => ContractSchemas.IsARecord(type.Type) ? ContractSchemas.Name(type.Type) : null;
            o.AddDocumentTransformer((document, context, _) =>
            {
                Complete(document, context);
                return Task.CompletedTask;
            });
        });
    }

    // A process that serves the console too describes the same API as one that does not.
    private static bool IsACallOfTheApi(ApiDescription description) =>
        description.RelativePath?.StartsWith(DocumentName + "/", StringComparison.Ordinal) == true;

    private static void Complete(OpenApiDocument document, OpenApiDocumentTransformerContext context)
    {
        document.Info = new()
        {
            Title = "Reconciliation",
            Version = Version,
            Description =
                "La vue unifiée des deux remboursements d'un soin : régime obligatoire et complémentaire santé.\n\n"
                + "Les montants sont des euros à deux décimales ; les jours s'écrivent aaaa-mm-jj, à l'heure de Paris ; les instants "
                + "suivent la RFC 3339, en UTC. "
                + "Un membre inconnu est à ignorer : il peut s'en ajouter. Un paramètre inconnu, lui, est refusé. "
                + "Toute erreur est un problème de la RFC 9457, dont le `type` ne change jamais.",
            License = new() { Name = "MIT", Identifier = "MIT" },
        };
        document.Servers = [new() { Url = "/", Description = "Cette instance." }];
        document.Tags = Tags.All();
        document.Security = null;
        document.Components ??= new();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            [Operations.Token] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                BearerFormat = "JWT",
                Description =
                    "Un jeton de l'autorité OIDC. Chaque appel nomme les portées dont l'une est requise : espace, "
                        + "support, supervision ou producteur. "
                    + "Un jeton qui porte la revendication adherent ne lit que cet adhérent.",
            },
            [Operations.Authority] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.OpenIdConnect,
                OpenIdConnectUrl = new(AuthorityPath, UriKind.Relative),
                Description =
                    "Le même jeton, demandé par un programme : cette adresse renvoie à la description de l'autorité OIDC de "
                        + "l'installation. Une instance locale n'en a pas.",
            },
        };
        ContractSchemas.Place(document, context.ApplicationServices.GetRequiredService<PaymentStreams>());
        foreach (var description in context.DescriptionGroups.SelectMany(g => g.Items).Where(IsACallOfTheApi))
        {
            Operations.Complete(document, description);
        }
    }
}
