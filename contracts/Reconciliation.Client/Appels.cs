using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Mime;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Reconciliation.Contracts;

namespace Reconciliation.Client;

/// <summary>
/// Makes requests below one address and reads their answers. Nothing is ever asked of another address: the token is for this one.
/// </summary>
internal sealed class Appels
{
    private const string Version = "v1/";
    private const string EnteteMotif = "X-Motif-Acces";
    private const int RedirectionsMax = 5;

    private static readonly MediaTypeHeaderValue Json = new("application/json", "utf-8");

    private readonly HttpClient _http;
    private readonly Uri _racine;
    private readonly string? _motif;

    /// <summary>Makes calls below an address.</summary>
    /// <param name="http">The HTTP client.</param>
    /// <param name="adresse">The address of the API.</param>
    /// <param name="motif">The reason of an agent; null: none.</param>
    public Appels(HttpClient http, Uri? adresse, string? motif) =>
        (_http, _racine, _motif) = (http, Racine(adresse), motif is null ? null : Valable(motif));

    /// <summary>The same with another reason.</summary>
    public Appels AvecMotif(string motif) => new(_http, _racine, motif);

    /// <summary>A request.</summary>
    /// <param name="methode">Its method.</param>
    /// <param name="chemin">The path below <c>/v1</c>, with its query.</param>
    public HttpRequestMessage Requete(HttpMethod methode, string chemin)
    {
        var requete = new HttpRequestMessage(methode, new Uri(_racine, Version + chemin));
        if (_motif is not null)
        {
            requete.Headers.Add(EnteteMotif, _motif);
        }

        return requete;
    }

    /// <summary>Sends a request and returns with the head of the answer, whatever it is.</summary>
    public Task<HttpResponseMessage> EnvoyerAsync(HttpRequestMessage requete, CancellationToken cancellationToken) =>
        _http.SendAsync(requete, HttpCompletionOption.ResponseHeadersRead, cancellationToken);

    /// <summary>Reads a record.</summary>
    /// <param name="chemin">The path below <c>/v1</c>.</param>
    /// <param name="type">The record.</param>
    /// <param name="etag">The tag of what is known already; null: nothing is.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The record and its tag; null: it is what is known already.</returns>
    public async Task<Reponse<T>?> LireAsync<T>(
        string chemin, JsonTypeInfo<T> type, string? etag = null, CancellationToken cancellationToken = default)
    {
        using var reponse = await RecevoirAsync(chemin, etag, cancellationToken);
        return reponse.StatusCode == HttpStatusCode.NotModified
            ? null
            : new(await CorpsAsync(reponse, type, cancellationToken), reponse.Headers.ETag?.ToString());
    }

    /// <summary>Reads the bytes of an answer.</summary>
    public async Task<byte[]> LireOctetsAsync(string chemin, CancellationToken cancellationToken)
    {
        using var reponse = await RecevoirAsync(chemin, null, cancellationToken);
        ExigerType(reponse, MediaTypeNames.Application.Json);
        return await reponse.Content.ReadAsByteArrayAsync(cancellationToken);
    }

    /// <summary>Reads one page.</summary>
    public Task<Reponse<T>?> PageAsync<T>(
        string chemin,
        IEnumerable<(string Name, string? Value)> filtres,
        DemandeDePage? page,
        JsonTypeInfo<T> type,
        CancellationToken cancellationToken) => LireAsync(
        Chemin(
            chemin,
            [.. filtres, ("limite", page?.Limite?.ToString(CultureInfo.InvariantCulture)), ("curseur", page?.Curseur)]),
        type,
        page?.ETag,
        cancellationToken);

    /// <summary>Reads every element of a list.</summary>
    public async IAsyncEnumerable<T> PagesAsync<T>(
        string chemin,
        IReadOnlyList<(string Name, string? Value)> filtres,
        JsonTypeInfo<Page<T>> type,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        string? suite = null;
        do
        {
            var page = (await PageAsync(chemin, filtres, new(suite, Limites.PageMax), type, cancellationToken))!.Valeur;
            foreach (var element in page.Elements)
            {
                yield return element;
            }

            suite = page.CurseurSuivant;
        }
        while (suite is not null);
    }

    /// <summary>Posts a record and reads the answer.</summary>
    /// <param name="chemin">The path below <c>/v1</c>.</param>
    /// <param name="corps">The record.</param>
    /// <param name="type">The answer.</param>
    /// <param name="etag">The tag of what the caller has seen, where the call asks for it; else null.</param>
    /// <param name="aussi">A refusal whose problem has the members of the answer, and is returned like one.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<T> PosterAsync<T>(
        string chemin,
        byte[] corps,
        JsonTypeInfo<T> type,
        string? etag = null,
        HttpStatusCode? aussi = null,
        CancellationToken cancellationToken = default)
    {
        using var requete = Requete(HttpMethod.Post, chemin);
        requete.Content = new ByteArrayContent(corps) { Headers = { ContentType = Json } };
        if (etag is not null)
        {
            requete.Headers.IfMatch.Add(EntityTagHeaderValue.Parse(etag));
        }

        using var reponse = await EnvoyerAsync(requete, cancellationToken);
        if (reponse.StatusCode != aussi)
        {
            await ProblemeException.ExigerAsync(reponse, cancellationToken);
        }

        return await CorpsAsync(reponse, type, cancellationToken);
    }

    /// <summary>A path with a query of those parameters that have a value.</summary>
    public static string Chemin(string chemin, IEnumerable<(string Name, string? Value)> parametres)
    {
        var requete =
            string.Join('&', parametres.Where(p => p.Value is not null).Select(p => $"{p.Name}={Uri.EscapeDataString(p.Value!)}"));
        return requete.Length == 0 ? chemin : $"{chemin}?{requete}";
    }

    private async Task<HttpResponseMessage> RecevoirAsync(string chemin, string? etag, CancellationToken cancellationToken)
    {
        for (var redirections = 0; ; redirections++)
        {
            using var requete = Requete(HttpMethod.Get, chemin);
            if (etag is not null)
            {
                requete.Headers.IfNoneMatch.Add(EntityTagHeaderValue.Parse(etag));
            }

            var reponse = await EnvoyerAsync(requete, cancellationToken);
            if (reponse.StatusCode == HttpStatusCode.TemporaryRedirect && reponse.Headers.Location is { } ailleurs
                && redirections < RedirectionsMax)
            {
                reponse.Dispose();
                chemin = CheminDe(ailleurs);
                continue;
            }

            try
            {
                await ProblemeException.ExigerAsync(reponse, cancellationToken);
                return reponse;
            }
            catch
            {
                reponse.Dispose();
                throw;
            }
        }
    }

    /// <summary>Returns if an answer is of the type that the service gives it.</summary>
    /// <param name="reponse">The answer.</param>
    /// <param name="type">The media type.</param>
    /// <exception cref="HttpRequestException">It is not: something else than the service answered.</exception>
    public static void ExigerType(HttpResponseMessage reponse, string type)
    {
        var (recu, adresse) = (reponse.Content.Headers.ContentType?.MediaType, reponse.RequestMessage?.RequestUri);
        if (!string.Equals(recu, type, StringComparison.OrdinalIgnoreCase))
        {
            throw new HttpRequestException(
                $"{(int)reponse.StatusCode} {adresse?.GetLeftPart(UriPartial.Path)}: it is {recu ?? "of no type"}, and not {type}.",
                null,
                reponse.StatusCode);
        }
    }

    private static async Task<T> CorpsAsync<T>(HttpResponseMessage reponse, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        // A refusal that has the members of the answer too is a problem.
        if (reponse.IsSuccessStatusCode)
        {
            ExigerType(reponse, MediaTypeNames.Application.Json);
        }

        return await reponse.Content.ReadFromJsonAsync(type, cancellationToken) ?? throw new JsonException("The answer is null.");
    }

    // A gateway may have put its own prefix before the path of a redirect, or have left it out: what follows /v1 is the same.
    private static string CheminDe(Uri ailleurs)
    {
        var chemin = ailleurs.IsAbsoluteUri ? ailleurs.PathAndQuery : ailleurs.OriginalString;
        var requete = chemin.IndexOf('?', StringComparison.Ordinal) is var debut and >= 0 ? debut : chemin.Length;
        var version = chemin.LastIndexOf("/" + Version, requete, StringComparison.Ordinal);
        return version < 0
            ? throw new HttpRequestException("The service redirected to an address that is none of its own.")
            : chemin[(version + 1 + Version.Length)..];
    }

    // A path replaces all that follows the last slash of an address, so there is none.
    private static Uri Racine(Uri? adresse) => adresse switch
    {
        not { IsAbsoluteUri: true } => throw new ArgumentException("Adresse must be an absolute address."),
        _ => adresse.AbsolutePath.EndsWith('/') ? adresse : new Uri(adresse.GetLeftPart(UriPartial.Path) + "/"),
    };

    // The service refuses any other. A line feed in it would begin a header of its writer's choice.
    private static string Valable(string motif) =>
        PrintableText.IsPrintable(motif, ReconciliationClient.MotifAccesMax) && PrintableText.SaysSomething(motif) && !Nir.EstPresent(motif)
            ? motif
            : throw new ArgumentException(
                $"The reason must be 1 to {ReconciliationClient.MotifAccesMax} printable characters and hold no NIR.", nameof(motif));
}
