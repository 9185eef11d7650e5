using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Reconciliation.Contracts;

namespace Reconciliation.Client;

/// <summary>Reconciliation refused a call, and said why.</summary>
public sealed class ProblemeException : HttpRequestException
{
    private ProblemeException(HttpStatusCode statut, Probleme? probleme, TimeSpan? reessayerApres)
        : base($"{(int)statut} {probleme?.Type}: {probleme?.Title ?? "no problem was given"}", null, statut) =>
        (Probleme, ReessayerApres) = (probleme, reessayerApres);

    /// <summary>The problem; null where something between this client and the service answered.</summary>
    public Probleme? Probleme { get; }

    /// <summary>The code of the problem, without the beginning that every <c>type</c> has: <c>soin-inconnu</c>.</summary>
    public string? Code => Probleme?.Type[(Probleme.Type.LastIndexOf(':') + 1)..];

    /// <summary>The code of a cursor that is one of another history.</summary>
    internal const string CurseurPerime = "curseur-perime";

    /// <summary>When to try again; null where the answer does not say.</summary>
    public TimeSpan? ReessayerApres { get; }

    /// <summary>The place from which to go on, if the problem is a cursor of another history; else null.</summary>
    public RepriseDeFlux? Reprise()
    {
        if (Code != CurseurPerime || Probleme?.Autres is not { } autres)
        {
            return null;
        }

        string? Texte(string membre) => autres.TryGetValue(membre, out var valeur) ? valeur.GetString() : null;
        return new(
            Texte("epoque"),
            Texte("precedente"),
            Texte("depuis") is { } depuis ? DateTimeOffset.Parse(depuis, CultureInfo.InvariantCulture) : null,
            Texte("reprise"));
    }

    /// <summary>Returns if an answer is no refusal.</summary>
    /// <param name="reponse">The answer.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ProblemeException">It is one.</exception>
    internal static async Task ExigerAsync(HttpResponseMessage reponse, CancellationToken cancellationToken)
    {
        if ((int)reponse.StatusCode < 400)
        {
            return;
        }

        throw new ProblemeException(reponse.StatusCode, await LireAsync(reponse, cancellationToken), Attente(reponse));
    }

    private static async Task<Probleme?> LireAsync(HttpResponseMessage reponse, CancellationToken cancellationToken)
    {
        if (reponse.Content.Headers.ContentType?.MediaType != "application/problem+json")
        {
            return null;
        }

        try
        {
            return await reponse.Content.ReadFromJsonAsync(ContratsJson.Lisible.Probleme, cancellationToken);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static TimeSpan? Attente(HttpResponseMessage reponse) =>
        reponse.Headers.TryGetValues("Retry-After", out var valeurs)
        && int.TryParse(valeurs.First(), NumberStyles.None, CultureInfo.InvariantCulture, out var secondes)
            ? TimeSpan.FromSeconds(secondes)
            : null;
}
