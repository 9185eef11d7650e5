using System.Net;
using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Reconciliation.Contracts;

namespace Reconciliation.Client;

/// <summary>The next thing in the feed: an entry, or the announcement of another history.</summary>
/// <param name="Entree">The entry; null: it is an announcement.</param>
/// <param name="Annonce">The announcement; null: it is an entry.</param>
internal readonly record struct Arrivee(EntreeDeFlux? Entree, EpoqueCommencee? Annonce);

/// <summary>Follows the feed over server-sent events, from connection to connection.</summary>
/// <param name="appels">Makes the calls.</param>
/// <param name="options">The options.</param>
/// <param name="horloge">The clock.</param>
internal sealed class FluxEnDirect(Appels appels, ReconciliationClientOptions options, TimeProvider horloge)
{
    private const string EnDirect = "text/event-stream";

    private readonly TimeSpan _premierePause = TimeSpan.FromSeconds(Math.Min(1, options.PauseMax.TotalSeconds));

    private string? _apres;
    private string? _reprise;
    private TimeSpan _pause;

    /// <summary>Everything from a place on, without end. A reader that asks for the next has dealt with the one before.</summary>
    public async IAsyncEnumerable<Arrivee> SuivreAsync(string? apres, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        (_apres, _pause) = (apres, _premierePause);
        while (true)
        {
            var (connexion, reprise) = await OuvrirAsync(cancellationToken);
            await using var ouverte = connexion;
            while (reprise is null && connexion is not null && await ProchainAsync(connexion, cancellationToken) is { } evenement)
            {
                reprise = evenement.Reprise;

                // The history that a refusal announced stands in the feed too: what was read since is of it, and not in doubt.
                if (evenement.Entree is not null || (evenement.Epoque is { } epoque && epoque.Epoque != _reprise))
                {
                    yield return new(evenement.Entree, evenement.Epoque);
                }

                if (reprise is null)
                {
                    // Only now has the caller dealt with it.
                    (_apres, _pause) = (evenement.Curseur, _premierePause);
                }
            }

            // The place is one of another history. A reader that can drop the versions it holds in vain goes on from before that place.
            // Otherwise the next connection is refused, and the refusal is thrown.
            if (reprise is { Epoque: { } nouvelle } && options.EpoqueCommencee is not null)
            {
                yield return new(null, new(nouvelle, reprise.Precedente, reprise.Depuis ?? DateTimeOffset.MinValue));
                (_apres, _reprise) = (reprise.Reprise, nouvelle);
            }

            await Task.Delay(_pause, horloge, cancellationToken);
            _pause = _pause * 2 < options.PauseMax ? _pause * 2 : options.PauseMax;
        }
    }

    /// <summary>
    /// Whether a failure may pass by waiting. A refusal for good does not, nor does an answer that is itself defective.
    /// </summary>
    public static bool Passager(Exception e, CancellationToken cancellationToken) => !cancellationToken.IsCancellationRequested && e switch
    {
        HttpRequestException
        {
            StatusCode: >= HttpStatusCode.BadRequest and < HttpStatusCode.InternalServerError
            and not HttpStatusCode.TooManyRequests
        } => false,
        JsonException => false,
        _ => e is HttpRequestException or IOException or OperationCanceledException or Polly.ExecutionRejectedException,
    };

    // Neither: it cannot be reached now.
    private async Task<(Connexion?, RepriseDeFlux?)> OuvrirAsync(CancellationToken cancellationToken)
    {
        using var requete = appels.Requete(HttpMethod.Get, "flux");
        requete.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(EnDirect));
        if (_apres is not null)
        {
            requete.Headers.Add("Last-Event-ID", _apres);
        }

        try
        {
            var reponse = await appels.EnvoyerAsync(requete, cancellationToken);
            try
            {
                await ProblemeException.ExigerAsync(reponse, cancellationToken);
                Appels.ExigerType(reponse, EnDirect);
                var flux = await reponse.Content.ReadAsStreamAsync(cancellationToken);
                return (new(reponse, flux, options.Silence, horloge, cancellationToken), null);
            }
            catch
            {
                reponse.Dispose();
                throw;
            }
        }
        catch (Exception e) when (Passager(e, cancellationToken))
        {
            options.FluxInterrompu?.Invoke(e);
            _pause = (e as ProblemeException)?.ReessayerApres ?? _pause;
            return (null, null);
        }
        catch (ProblemeException e) when (options.EpoqueCommencee is not null && e.Reprise() is { Epoque: not null } reprise)
        {
            return (null, reprise);
        }
    }

    // Null: the connection has ended, or is taken for dead.
    private async Task<Evenement?> ProchainAsync(Connexion connexion, CancellationToken cancellationToken)
    {
        try
        {
            return await connexion.ProchainAsync();
        }
        catch (Exception e) when (Passager(e, cancellationToken))
        {
            options.FluxInterrompu?.Invoke(e);
            return null;
        }
    }

    /// <summary>One event: an entry, the announcement of an epoch, or the end of a stream of another history.</summary>
    private sealed record Evenement(EntreeDeFlux? Entree, EpoqueCommencee? Epoque, RepriseDeFlux? Reprise, string? Curseur)
    {
        public static Evenement Lire(string type, ReadOnlySpan<byte> octets) => type switch
        {
            nameof(EpoqueCommencee) => new(null, JsonSerializer.Deserialize(octets, ContratsJson.Lisible.EpoqueCommencee), null, null),
            ProblemeException.CurseurPerime =>
                new(null, null, JsonSerializer.Deserialize(octets, ContratsJson.Lisible.RepriseDeFlux), null),
            _ => new(EntreeDeFlux.Lire(octets.ToArray()), null, null, null),
        };
    }

    /// <summary>One connection, given up when nothing at all comes for too long.</summary>
    private sealed class Connexion : IAsyncDisposable
    {
        private readonly HttpResponseMessage _reponse;
        private readonly CancellationTokenSource _silence;
        private readonly IAsyncEnumerator<SseItem<Evenement>> _evenements;

        public Connexion(
            HttpResponseMessage reponse, Stream flux, TimeSpan silence, TimeProvider horloge, CancellationToken cancellationToken)
        {
            _reponse = reponse;
            _silence = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var surveille = new FluxSurveille(flux, silence, horloge);
            _evenements = SseParser
                .Create(surveille, Evenement.Lire)
                .EnumerateAsync(_silence.Token)
                .GetAsyncEnumerator(_silence.Token);
        }

        public async Task<Evenement?> ProchainAsync() =>
            await _evenements.MoveNextAsync() ? _evenements.Current.Data with { Curseur = _evenements.Current.EventId } : null;

        public async ValueTask DisposeAsync()
        {
            await _silence.CancelAsync();
            await _evenements.DisposeAsync();
            _silence.Dispose();
            _reponse.Dispose();
        }
    }
}
