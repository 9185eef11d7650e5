using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.Options;
using Reconciliation.Contracts;

namespace Reconciliation.Client;

/// <summary>
/// Calls the API of Reconciliation. A refusal of the service is a <see cref="ProblemeException"/>; a service that is still out of reach
/// after all attempts, an <see cref="HttpRequestException"/> or one of Polly.
/// </summary>
/// <param name="http">The client of the factory.</param>
/// <param name="options">The options.</param>
/// <param name="horloge">The clock; null: the machine's.</param>
public sealed class ReconciliationClient(HttpClient http, IOptions<ReconciliationClientOptions> options, TimeProvider? horloge = null)
{
    private const int RedirectionsMax = 5;

    private static readonly MediaTypeHeaderValue Json = new("application/json", "utf-8");

    /// <summary>The views of a member, newest care first. Pages are asked for as they are needed.</summary>
    /// <param name="adherentId">The member.</param>
    /// <param name="filtre">The filter of the soins; null: all soins.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public IAsyncEnumerable<Vue> SoinsAsync(string adherentId, FiltreSoins? filtre = null, CancellationToken cancellationToken = default) =>
        PagesAsync(
            $"/v1/adherents/{Uri.EscapeDataString(adherentId)}/soins", (filtre ?? new()).Parametres(), ContratsJson.Lisible.PageVue,
            cancellationToken);

    /// <summary>The view of a soin; of the one that took its lines, if it was merged.</summary>
    /// <param name="soinId">The soin.</param>
    /// <param name="le">The instant at which to look; null: now.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<Vue> SoinAsync(Guid soinId, DateTimeOffset? le = null, CancellationToken cancellationToken = default) => LireAsync(
        Chemin($"/v1/soins/{soinId}", [("le", le is { } instant ? InstantUtcConverter.Format(instant) : null)]), ContratsJson.Lisible.Vue,
        cancellationToken);

    /// <summary>Every version of a soin and its cause, oldest first.</summary>
    /// <param name="soinId">The soin.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public IAsyncEnumerable<VersionDeSoin> VersionsAsync(Guid soinId, CancellationToken cancellationToken = default) =>
        PagesAsync($"/v1/soins/{soinId}/journal", [], ContratsJson.Lisible.PageVersionDeSoin, cancellationToken);

    /// <summary>The totals of a member's soins, by month and situation.</summary>
    /// <param name="adherentId">The member.</param>
    /// <param name="du">The first day of care; null: as the service has it.</param>
    /// <param name="au">The last day of care; null: today.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<Synthese> SyntheseAsync(
        string adherentId, DateOnly? du = null, DateOnly? au = null, CancellationToken cancellationToken = default) => LireAsync(
        Chemin($"/v1/adherents/{Uri.EscapeDataString(adherentId)}/synthese", [("du", FiltreSoins.Jour(du)), ("au", FiltreSoins.Jour(au))]),
        ContratsJson.Lisible.Synthese,
        cancellationToken);

    /// <summary>Sends lines of the régime obligatoire; returns once those accepted are durable.</summary>
    /// <param name="lignes">At most <see cref="Limites.EnregistrementsMax"/> lines. Sending one again is harmless.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The number of accepted records, and each refused record with its reason; also where none was accepted.</returns>
    public Task<ReponseIngestion> EnvoyerAsync(IReadOnlyList<PaiementRoEmis> lignes, CancellationToken cancellationToken = default) =>
        EnvoyerAsync(
            "/v1/paiements/ro", JsonSerializer.SerializeToUtf8Bytes(lignes, ContratsJson.Lisible.IReadOnlyListPaiementRoEmis),
            cancellationToken);

    /// <summary>Sends lines of the complémentaire santé; returns once those accepted are durable.</summary>
    /// <param name="lignes">At most <see cref="Limites.EnregistrementsMax"/> lines. Sending one again is harmless.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The number of accepted records, and each refused record with its reason; also where none was accepted.</returns>
    public Task<ReponseIngestion> EnvoyerAsync(
        IReadOnlyList<PaiementComplementaireEmis> lignes, CancellationToken cancellationToken = default) => EnvoyerAsync(
        "/v1/paiements/complementaires",
        JsonSerializer.SerializeToUtf8Bytes(lignes, ContratsJson.Lisible.IReadOnlyListPaiementComplementaireEmis),
        cancellationToken);

    /// <summary>The feed as it is now, to its end.</summary>
    /// <param name="apres">The <see cref="ElementDeFlux.Curseur"/> after which to read; null: from the beginning.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async IAsyncEnumerable<ElementDeFlux> FluxAsync(
        string? apres = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var pages = PagesAsync("/v1/flux", [("apres", apres)], ContratsJson.Lisible.PageJsonElement, cancellationToken, curseur: "apres");
        await foreach (var element in pages)
        {
            if (element.TryGetProperty("soinId", out _))
            {
                yield return element.Deserialize(ContratsJson.Lisible.ElementDeFlux)!;
            }
            else if (options.Value.EpoqueCommencee is { } annoncer)
            {
                await annoncer(element.Deserialize(ContratsJson.Lisible.EpoqueCommencee)!, cancellationToken);
            }
        }
    }

    /// <summary>
    /// The feed, live and without end: the elements that are there, then those that come, in order and without gaps. A broken connection is
    /// taken up at the place where it ended; a refusal for good (a cursor of another database, a token without the scope) is thrown.
    /// </summary>
    /// <param name="apres">The <see cref="ElementDeFlux.Curseur"/> of the last element that was dealt with; null: from the
    /// beginning.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public IAsyncEnumerable<ElementDeFlux> SuivreAsync(string? apres = null, CancellationToken cancellationToken = default) =>
        new FluxEnDirect(http, options.Value, horloge ?? TimeProvider.System).SuivreAsync(apres, cancellationToken);

    private async IAsyncEnumerable<T> PagesAsync<T>(
        string chemin,
        IEnumerable<(string Name, string? Value)> parametres,
        JsonTypeInfo<Page<T>> type,
        [EnumeratorCancellation] CancellationToken cancellationToken,
        string curseur = "curseur")
    {
        var filtres = parametres.Where(p => p.Name != curseur).Append(("limite", $"{Limites.PageMax}")).ToList();
        var suite = parametres.FirstOrDefault(p => p.Name == curseur).Value;
        do
        {
            var page = await LireAsync(Chemin(chemin, filtres.Append((curseur, suite))), type, cancellationToken);
            foreach (var element in page.Elements)
            {
                yield return element;
            }

            suite = page.CurseurSuivant;
        }
        while (suite is not null);
    }

    private async Task<T> LireAsync<T>(string chemin, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        for (var redirections = 0; ; redirections++)
        {
            using var reponse =
                await http.GetAsync(new Uri(chemin, UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            await ProblemeException.ExigerAsync(reponse, cancellationToken);
            if (reponse.StatusCode == HttpStatusCode.TemporaryRedirect && reponse.Headers.Location is { } ailleurs
                && redirections < RedirectionsMax)
            {
                chemin = ailleurs.IsAbsoluteUri ? ailleurs.PathAndQuery : ailleurs.OriginalString;
                continue;
            }

            return await reponse.Content.ReadFromJsonAsync(type, cancellationToken) ?? throw new JsonException("The answer is null.");
        }
    }

    private async Task<ReponseIngestion> EnvoyerAsync(string chemin, byte[] corps, CancellationToken cancellationToken)
    {
        using var contenu = new ByteArrayContent(corps) { Headers = { ContentType = Json } };
        using var reponse = await http.PostAsync(new Uri(chemin, UriKind.Relative), contenu, cancellationToken);
        if (reponse.StatusCode != HttpStatusCode.UnprocessableEntity)
        {
            await ProblemeException.ExigerAsync(reponse, cancellationToken);
        }

        // The problem has the same members when no record was accepted.
        return await reponse.Content.ReadFromJsonAsync(ContratsJson.Lisible.ReponseIngestion, cancellationToken)
            ?? throw new JsonException("The answer is null.");
    }

    private static string Chemin(string chemin, IEnumerable<(string Name, string? Value)> parametres)
    {
        var requete =
            string.Join('&', parametres.Where(p => p.Value is not null).Select(p => $"{p.Name}={Uri.EscapeDataString(p.Value!)}"));
        return requete.Length == 0 ? chemin : $"{chemin}?{requete}";
    }
}
