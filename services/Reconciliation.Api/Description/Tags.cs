using Microsoft.OpenApi;

namespace Reconciliation.Api.Description;

/// <summary>The groups of calls in the description.</summary>
internal static class Tags
{
    private const string Soins = "Soins";
    private const string Flux = "Flux";
    private const string Support = "Support";
    private const string Paiements = "Paiements";
    private const string Supervision = "Supervision";

    private static readonly (string Name, string Description)[] Descriptions =
    [
        (Soins, "Les vues d'un adhérent, et ce qu'elles font ensemble."),
        (Flux, "Toutes les versions de toutes les vues, pour en tenir une copie."),
        (Paiements, "L'envoi des lignes de paiement des deux régimes."),
        (Support, "Ce que les conseillers cherchent, lisent et décident."),
        (Supervision, "Qui a consulté quoi."),
    ];

    /// <summary>The groups, in the order in which they are shown.</summary>
    public static HashSet<OpenApiTag> All() => [.. Descriptions.Select(d => new OpenApiTag { Name = d.Name, Description = d.Description })];

    /// <summary>The group of a call.</summary>
    /// <param name="path">Its path.</param>
    public static string From(string path) => path.Split('/') switch
    {
        [_, "flux", ..] => Flux,
        [_, "paiements", ..] => Paiements,
        [_, "acces", ..] => Supervision,
        [_, "quarantaine" or "recherche" or "virements", ..] or [.., "lignes" or "decisions"] => Support,
        _ => Soins,
    };
}
