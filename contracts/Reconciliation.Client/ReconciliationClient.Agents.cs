using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Reconciliation.Contracts;

namespace Reconciliation.Client;

/// <content>The calls of support agents. Each is recorded with its reason (<see cref="AvecMotif"/>).</content>
public sealed partial class ReconciliationClient
{
    /// <summary>The soins that a search finds; those found by one criterion before those of the next, newest care first.</summary>
    /// <param name="texte">The search, as an agent types it: 1 to <see cref="Limites.RechercheMax"/> characters.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public IAsyncEnumerable<VueTrouvee> RechercherAsync(string texte, CancellationToken cancellationToken = default) =>
        _appels.PagesAsync("recherche", [("q", texte)], ContratsJson.Lisible.PageVueTrouvee, cancellationToken);

    /// <summary>One page of what a search finds. It may be shorter than was asked for: only a cursor of null is the end.</summary>
    /// <param name="texte">The search.</param>
    /// <param name="page">The page; null: the first.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The page and its tag; null: it is the one whose tag was given.</returns>
    public Task<Reponse<Page<VueTrouvee>>?> PageDeRechercheAsync(
        string texte, DemandeDePage? page = null, CancellationToken cancellationToken = default) => _appels.PageAsync(
        "recherche", [("q", texte)], page, ContratsJson.Lisible.PageVueTrouvee, cancellationToken);

    /// <summary>The lines of a soin with all their revisions, as they were received.</summary>
    /// <param name="soinId">The soin.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<IReadOnlyList<LigneDePaiement>> LignesAsync(Guid soinId, CancellationToken cancellationToken = default) =>
        ElementsAsync($"soins/{soinId}/lignes", ContratsJson.Lisible.PageLigneDePaiement, cancellationToken);

    /// <summary>The décisions on a soin or its lines, oldest first.</summary>
    /// <param name="soinId">The soin.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<IReadOnlyList<DecisionLue>> DecisionsAsync(Guid soinId, CancellationToken cancellationToken = default) =>
        ElementsAsync($"soins/{soinId}/decisions", ContratsJson.Lisible.PageDecisionLue, cancellationToken);

    /// <summary>One page of the lines of a bank transfer, and the totals of all of them.</summary>
    /// <param name="virement">The reference of the transfer.</param>
    /// <param name="page">The page; null: the first.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The page and its tag; null: it is the one whose tag was given.</returns>
    public Task<Reponse<PageDeVirement>?> VirementAsync(
        string virement, DemandeDePage? page = null, CancellationToken cancellationToken = default) => _appels.PageAsync(
        $"virements/{Uri.EscapeDataString(virement)}", [], page, ContratsJson.Lisible.PageDeVirement, cancellationToken);

    /// <summary>
    /// Takes a décision on a soin, or says what would come of it. The same décision on the same version, sent again, is taken once.
    /// </summary>
    /// <param name="soinId">The soin.</param>
    /// <param name="decision">The décision.</param>
    /// <param name="etag">The tag of the view that the agent saw (<see cref="LireSoinAsync"/>).</param>
    /// <param name="apercu">Whether nothing is decided, and the views are those that would come of it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ProblemeException">
    /// <c>version-perimee</c>: the soin has changed since. <c>decision-invalide</c>: a rule forbids it, and <c>Autres</c> says which.
    /// </exception>
    public Task<DecisionPrise> DeciderAsync(
        Guid soinId, DecisionDemandee decision, string etag, bool apercu = false, CancellationToken cancellationToken = default) =>
        _appels.PosterAsync(
            Appels.Chemin($"soins/{soinId}/decisions", [("apercu", apercu ? "true" : null)]),
            JsonSerializer.SerializeToUtf8Bytes(decision, ContratsJson.Lisible.DecisionDemandee),
            ContratsJson.Lisible.DecisionPrise,
            etag,
            cancellationToken: cancellationToken);

    // These lists are answered whole.
    private async Task<IReadOnlyList<T>> ElementsAsync<T>(
        string chemin, JsonTypeInfo<Page<T>> type, CancellationToken cancellationToken) =>
        (await _appels.LireAsync(chemin, type, cancellationToken: cancellationToken))!.Valeur.Elements;
}
