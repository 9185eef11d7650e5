using System.Net;
using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Reconciliation.Contracts;

namespace Reconciliation.Client;

/// <summary>Follows the feed over server-sent events, from connection to connection.</summary>
/// <param name="http">The client.</param>
/// <param name="options">The options.</param>
/// <param name="horloge">The clock.</param>
internal sealed class FluxEnDirect(HttpClient http, ReconciliationClientOptions options, TimeProvider horloge)
{
    private readonly TimeSpan _premierePause = TimeSpan.FromSeconds(Math.Min(1, options.PauseMax.TotalSeconds));

    private string? _apres;
    private string? _reprise;
    private TimeSpan _pause;

    public async IAsyncEnumerable<ElementDeFlux> SuivreAsync(string? apres, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        (_apres, _pause) = (apres, _premierePause);
        while (true)
        {
            await using var connexion = await OuvrirAsync(cancellationToken);
            while (connexion is not null && await ProchainAsync(connexion, cancellationToken) is { } evenement)
            {
                if (evenement.Reprise is { } reprise)
                {
                    await ReprendreAsync(reprise, cancellationToken);
                    break;
                }

                // The history that a refusal announced stands in the feed too: what was read since is of it, and not in doubt.
                await (evenement.Epoque?.Epoque == _reprise ? ValueTask.CompletedTask : AnnoncerAsync(evenement.Epoque, cancellationToken));
                if (evenement.Element is { } element)
                {
                    yield return element;
                }

                // Only now has the caller dealt with it.
                (_apres, _pause) = (evenement.Curseur, _premierePause);
            }

            await Task.Delay(_pause, horloge, cancellationToken);
            _pause = _pause * 2 < options.PauseMax ? _pause * 2 : options.PauseMax;
        }
    }

    private async ValueTask AnnoncerAsync(EpoqueCommencee? epoque, CancellationToken cancellationToken)
    {
        if (epoque is not null && options.EpoqueCommencee is { } annoncer)
        {
            await annoncer(epoque, cancellationToken);
        }
    }

    // The place is one of another history. A reader that can drop the versions it holds in vain goes on from before that place. Otherwise
    // the next connection is refused, and the refusal is thrown.
    private async ValueTask<bool> ReprendreAsync(RepriseDeFlux reprise, CancellationToken cancellationToken)
    {
        if (options.EpoqueCommencee is null || reprise.Epoque is not { } epoque)
        {
            return false;
        }

        await AnnoncerAsync(new(epoque, reprise.Precedente, reprise.Depuis ?? DateTimeOffset.MinValue), cancellationToken);
        (_apres, _reprise) = (reprise.Reprise, epoque);
        return true;
    }

    // Null: it cannot be reached now.
    private async Task<Connexion?> OuvrirAsync(CancellationToken cancellationToken)
    {
        using var requete = new HttpRequestMessage(HttpMethod.Get, new Uri("/v1/flux", UriKind.Relative));
        requete.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        if (_apres is not null)
        {
            requete.Headers.TryAddWithoutValidation("Last-Event-ID", _apres);
        }

        try
        {
            var reponse = await http.SendAsync(requete, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            try
            {
                await ProblemeException.ExigerAsync(reponse, cancellationToken);
                return new(
                    reponse, await reponse.Content.ReadAsStreamAsync(cancellationToken), options.Silence, horloge, cancellationToken);
            }
            catch
            {
                reponse.Dispose();
                throw;
            }
        }
        catch (Exception e) when (Passager(e, cancellationToken))
        {
            _pause = (e as ProblemeException)?.ReessayerApres ?? _pause;
            return null;
        }
        catch (ProblemeException e) when (e.Reprise() is { } reprise)
        {
            if (!await ReprendreAsync(reprise, cancellationToken))
            {
                throw;
            }

            return null;
        }
    }

    // Null: the connection has ended, or is taken for dead.
    private static async Task<Evenement?> ProchainAsync(Connexion connexion, CancellationToken cancellationToken)
    {
        try
        {
            return await connexion.ProchainAsync();
        }
        catch (Exception e) when (Passager(e, cancellationToken))
        {
            return null;
        }
    }

    // A refusal for good does not pass by waiting. Anything else may pass, unless the answer itself is defective.
    private static bool Passager(Exception e, CancellationToken cancellationToken) => !cancellationToken.IsCancellationRequested && e switch
    {
        HttpRequestException
        {
            StatusCode: >= HttpStatusCode.BadRequest and < HttpStatusCode.InternalServerError
            and not HttpStatusCode.TooManyRequests
        } => false,
        JsonException => false,
        _ => e is HttpRequestException or IOException or OperationCanceledException or Polly.ExecutionRejectedException,
    };

    /// <summary>One event: a version, the announcement of an epoch, or the end of a stream of another history.</summary>
    private sealed record Evenement(ElementDeFlux? Element, EpoqueCommencee? Epoque, RepriseDeFlux? Reprise, string? Curseur)
    {
        public static Evenement Lire(string type, ReadOnlySpan<byte> octets) => type switch
        {
            nameof(EpoqueCommencee) => new(null, JsonSerializer.Deserialize(octets, ContratsJson.Lisible.EpoqueCommencee), null, null),
            ProblemeException.CurseurPerime =>
                new(null, null, JsonSerializer.Deserialize(octets, ContratsJson.Lisible.RepriseDeFlux), null),
            _ => new(JsonSerializer.Deserialize(octets, ContratsJson.Lisible.ElementDeFlux), null, null, null),
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
