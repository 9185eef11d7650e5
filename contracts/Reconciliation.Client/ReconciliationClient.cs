using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Reconciliation.Contracts;

namespace Reconciliation.Client;

/// <summary>
/// Calls the API of Reconciliation. A refusal of the service is a <see cref="ProblemeException"/>; a service that is still out of reach
/// after all attempts, an <see cref="HttpRequestException"/> or one of Polly.
/// </summary>
public sealed partial class ReconciliationClient
{
    /// <summary>The longest reason of an agent, in characters.</summary>
    public const int MotifAccesMax = 200;

    private readonly Appels _appels;
    private readonly ReconciliationClientOptions _options;
    private readonly TimeProvider _horloge;

    /// <summary>Makes a client.</summary>
    /// <param name="http">The client of the factory.</param>
    /// <param name="options">The options.</param>
    /// <param name="horloge">The clock; null: the machine's.</param>
    /// <exception cref="ArgumentException">There is no address, or the reason is none that may be recorded.</exception>
    public ReconciliationClient(HttpClient http, IOptions<ReconciliationClientOptions> options, TimeProvider? horloge = null)
    {
        ArgumentNullException.ThrowIfNull(http);
        ArgumentNullException.ThrowIfNull(options);
        (_options, _horloge) = (options.Value, horloge ?? TimeProvider.System);
        _appels = new(http, http.BaseAddress ?? _options.Adresse, _options.Motif);
    }

    private ReconciliationClient(ReconciliationClient autre, string motif) =>
        (_options, _horloge, _appels) = (autre._options, autre._horloge, autre._appels.AvecMotif(motif));

    /// <summary>The same client under another reason: that of the agent for whom the next calls are made.</summary>
    /// <param name="motif">The reason, recorded with the access: 1 to 200 printable characters, accents too, never a NIR.</param>
    /// <exception cref="ArgumentException">It is none that may be recorded.</exception>
    public ReconciliationClient AvecMotif(string motif)
    {
        ArgumentNullException.ThrowIfNull(motif);
        return new(this, motif);
    }

    /// <summary>The views of a member, newest care first. Pages are asked for as they are needed.</summary>
    /// <param name="adherentId">The member.</param>
    /// <param name="filtre">The filter of the soins; null: all soins.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public IAsyncEnumerable<Vue> SoinsAsync(string adherentId, FiltreSoins? filtre = null, CancellationToken cancellationToken = default) =>
        _appels.PagesAsync(
            Adherent(adherentId, "soins"), (filtre ?? new()).Parametres(), ContratsJson.Lisible.PageVue, cancellationToken);

    /// <summary>One page of the views of a member.</summary>
    /// <param name="adherentId">The member.</param>
    /// <param name="filtre">The filter of the soins; null: all soins.</param>
    /// <param name="page">The page; null: the first.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The page and its tag; null: it is the one whose tag was given.</returns>
    public Task<Reponse<Page<Vue>>?> PageDeSoinsAsync(
        string adherentId, FiltreSoins? filtre = null, DemandeDePage? page = null, CancellationToken cancellationToken = default) =>
        _appels.PageAsync(
            Adherent(adherentId, "soins"), (filtre ?? new()).Parametres(), page, ContratsJson.Lisible.PageVue, cancellationToken);

    /// <summary>The newest soins of several members in one call: 20 of each, and the cursor of the next.</summary>
    /// <param name="adherents">The members, 1 to <see cref="Limites.AdherentsParAppelMax"/>, each once.</param>
    /// <param name="du">The first day of care; null: any.</param>
    /// <param name="au">The last day of care; null: any.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<SoinsDAdherents> SoinsDAdherentsAsync(
        IReadOnlyList<string> adherents, DateOnly? du = null, DateOnly? au = null, CancellationToken cancellationToken = default) =>
        _appels.PosterAsync(
            "adherents/soins",
            JsonSerializer.SerializeToUtf8Bytes(new(adherents, du, au), ContratsJson.Lisible.DemandeDeSoins),
            ContratsJson.Lisible.SoinsDAdherents,
            cancellationToken: cancellationToken);

    /// <summary>The view of a soin; of the one that took its lines, if it was merged.</summary>
    /// <param name="soinId">The soin.</param>
    /// <param name="le">The instant at which to look; null: now.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<Vue> SoinAsync(Guid soinId, DateTimeOffset? le = null, CancellationToken cancellationToken = default) =>
        (await _appels.LireAsync(
            Appels.Chemin($"soins/{soinId}", [("le", le is { } instant ? InstantUtcConverter.Format(instant) : null)]),
            ContratsJson.Lisible.Vue,
            cancellationToken: cancellationToken))!.Valeur;

    /// <summary>The view of a soin and its tag, which a décision asks for and by which to ask again.</summary>
    /// <param name="soinId">The soin.</param>
    /// <param name="etag">The tag of the view that is known already; null: none is.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The view and its tag; null: it is the one whose tag was given.</returns>
    public Task<Reponse<Vue>?> LireSoinAsync(Guid soinId, string? etag = null, CancellationToken cancellationToken = default) =>
        _appels.LireAsync($"soins/{soinId}", ContratsJson.Lisible.Vue, etag, cancellationToken);

    /// <summary>Every version of a soin and its cause, oldest first.</summary>
    /// <param name="soinId">The soin.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public IAsyncEnumerable<VersionDeSoin> VersionsAsync(Guid soinId, CancellationToken cancellationToken = default) =>
        _appels.PagesAsync($"soins/{soinId}/journal", [], ContratsJson.Lisible.PageVersionDeSoin, cancellationToken);

    /// <summary>The bank transfers that reached a member's account, newest first.</summary>
    /// <param name="adherentId">The member.</param>
    /// <param name="du">The first day of payment; null: any.</param>
    /// <param name="au">The last day of payment; null: any.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public IAsyncEnumerable<VirementRecu> VirementsAsync(
        string adherentId, DateOnly? du = null, DateOnly? au = null, CancellationToken cancellationToken = default) =>
        _appels.PagesAsync(
            Adherent(adherentId, "virements"), Periode(du, au), ContratsJson.Lisible.PageVirementRecu, cancellationToken);

    /// <summary>One page of the bank transfers that reached a member's account.</summary>
    /// <param name="adherentId">The member.</param>
    /// <param name="du">The first day of payment; null: any.</param>
    /// <param name="au">The last day of payment; null: any.</param>
    /// <param name="page">The page; null: the first.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The page and its tag; null: it is the one whose tag was given.</returns>
    public Task<Reponse<Page<VirementRecu>>?> PageDeVirementsAsync(
        string adherentId,
        DateOnly? du = null,
        DateOnly? au = null,
        DemandeDePage? page = null,
        CancellationToken cancellationToken = default) => _appels.PageAsync(
        Adherent(adherentId, "virements"), Periode(du, au), page, ContratsJson.Lisible.PageVirementRecu, cancellationToken);

    /// <summary>The totals of a member's soins, by month and situation.</summary>
    /// <param name="adherentId">The member.</param>
    /// <param name="du">The first day of care; null: as the service has it.</param>
    /// <param name="au">The last day of care; null: today.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<Synthese> SyntheseAsync(
        string adherentId, DateOnly? du = null, DateOnly? au = null, CancellationToken cancellationToken = default) =>
        (await _appels.LireAsync(
            Appels.Chemin(Adherent(adherentId, "synthese"), Periode(du, au)), ContratsJson.Lisible.Synthese,
            cancellationToken: cancellationToken))!.Valeur;

    /// <summary>Sends lines of the régime obligatoire; returns once those accepted are durable.</summary>
    /// <param name="lignes">At most <see cref="Limites.EnregistrementsMax"/> lines. Sending one again is harmless.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The number of accepted records, and each refused record with its reason; also where none was accepted.</returns>
    public Task<ReponseIngestion> EnvoyerAsync(IReadOnlyList<PaiementRoEmis> lignes, CancellationToken cancellationToken = default) =>
        EnvoyerAsync(
            "paiements/ro", JsonSerializer.SerializeToUtf8Bytes(lignes, ContratsJson.Lisible.IReadOnlyListPaiementRoEmis),
            cancellationToken);

    /// <summary>Sends lines of the complémentaire santé; returns once those accepted are durable.</summary>
    /// <param name="lignes">At most <see cref="Limites.EnregistrementsMax"/> lines. Sending one again is harmless.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The number of accepted records, and each refused record with its reason; also where none was accepted.</returns>
    public Task<ReponseIngestion> EnvoyerAsync(
        IReadOnlyList<PaiementComplementaireEmis> lignes, CancellationToken cancellationToken = default) => EnvoyerAsync(
        "paiements/complementaires",
        JsonSerializer.SerializeToUtf8Bytes(lignes, ContratsJson.Lisible.IReadOnlyListPaiementComplementaireEmis),
        cancellationToken);

    // The problem has the same members when no record was accepted.
    private Task<ReponseIngestion> EnvoyerAsync(string chemin, byte[] corps, CancellationToken cancellationToken) => _appels.PosterAsync(
        chemin, corps, ContratsJson.Lisible.ReponseIngestion, aussi: HttpStatusCode.UnprocessableEntity,
        cancellationToken: cancellationToken);

    private static string Adherent(string adherentId, string liste) => $"adherents/{Uri.EscapeDataString(adherentId)}/{liste}";

    private static (string Name, string? Value)[] Periode(DateOnly? du, DateOnly? au) =>
        [("du", FiltreSoins.Jour(du)), ("au", FiltreSoins.Jour(au))];
}
