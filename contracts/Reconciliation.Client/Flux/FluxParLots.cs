using System.Runtime.CompilerServices;
using System.Text.Json;
using Reconciliation.Contracts;

namespace Reconciliation.Client;

/// <summary>
/// Reads the feed in batches. While a batch is dealt with the next page is on its way. A batch ends before the announcement of another
/// history: whoever drops versions in doubt has then stored those that came before.
/// </summary>
/// <param name="appels">Makes the calls.</param>
/// <param name="options">The options.</param>
/// <param name="horloge">The clock.</param>
internal sealed class FluxParLots(Appels appels, ReconciliationClientOptions options, TimeProvider horloge)
{
    /// <summary>The most entries of a batch.</summary>
    public const int EntreesParLotMax = 1000;

    /// <summary>The feed as it is now, to its end.</summary>
    public async IAsyncEnumerable<IReadOnlyList<EntreeDeFlux>> LireAsync(
        string? apres, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var abandon = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task<(List<Arrivee> Arrivees, string? Suivant)>? suite = PageAsync(apres, abandon.Token);
        try
        {
            while (suite is not null)
            {
                var (arrivees, suivant) = await suite;
                suite = suivant is null ? null : PageAsync(suivant, abandon.Token);
                var lot = new List<EntreeDeFlux>(arrivees.Count);
                foreach (var (entree, annonce) in arrivees)
                {
                    if (entree is not null)
                    {
                        lot.Add(entree);
                        continue;
                    }

                    if (lot.Count > 0)
                    {
                        yield return lot;
                        lot = [];
                    }

                    await AnnoncerAsync(annonce, cancellationToken);
                }

                if (lot.Count > 0)
                {
                    yield return lot;
                }
            }
        }
        finally
        {
            // A page that nobody waits for any more.
            await abandon.CancelAsync();
            await ((Task?)suite ?? Task.CompletedTask).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>The feed without end: in pages as far as it goes, then live.</summary>
    public async IAsyncEnumerable<IReadOnlyList<EntreeDeFlux>> SuivreAsync(
        string? apres, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using (var pages = LireAsync(apres, cancellationToken).GetAsyncEnumerator(cancellationToken))
        {
            while (await AvanceAsync(pages, cancellationToken))
            {
                yield return pages.Current;
                apres = pages.Current[^1].Curseur;
            }
        }

        await foreach (var lot in EnDirectAsync(apres, cancellationToken))
        {
            yield return lot;
        }
    }

    private async IAsyncEnumerable<IReadOnlyList<EntreeDeFlux>> EnDirectAsync(
        string? apres, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var abandon = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await using var direct =
            new FluxEnDirect(appels, options, horloge).SuivreAsync(apres, abandon.Token).GetAsyncEnumerator(abandon.Token);
        var prochaine = direct.MoveNextAsync().AsTask();
        try
        {
            while (true)
            {
                // All that has come already is one batch; nobody waits for more with some in hand.
                var lot = new List<EntreeDeFlux>();
                while (lot.Count < EntreesParLotMax && (lot.Count == 0 || prochaine.IsCompleted) && await prochaine
                    && direct.Current.Entree is { } entree)
                {
                    lot.Add(entree);
                    prochaine = direct.MoveNextAsync().AsTask();
                }

                if (lot.Count > 0)
                {
                    yield return lot;
                }
                else
                {
                    await AnnoncerAsync(direct.Current.Annonce, cancellationToken);
                    prochaine = direct.MoveNextAsync().AsTask();
                }
            }
        }
        finally
        {
            // An enumerator that is asked for its next element must have answered before it ends.
            await abandon.CancelAsync();
            await ((Task)prochaine).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    // A place of another history and a service out of reach keep pages from being read: both are dealt with where the feed is live.
    private async Task<bool> AvanceAsync(IAsyncEnumerator<IReadOnlyList<EntreeDeFlux>> pages, CancellationToken cancellationToken)
    {
        try
        {
            return await pages.MoveNextAsync();
        }
        catch (Exception e) when (FluxEnDirect.Passager(e, cancellationToken))
        {
            options.FluxInterrompu?.Invoke(e);
            return false;
        }
        catch (ProblemeException e) when (options.EpoqueCommencee is not null && e.Reprise() is { Epoque: not null })
        {
            return false;
        }
    }

    private async Task<(List<Arrivee> Arrivees, string? Suivant)> PageAsync(string? apres, CancellationToken cancellationToken) => Lire(
        await appels.LireOctetsAsync(
            Appels.Chemin("flux", [("limite", $"{Limites.PageMax}"), ("apres", apres)]), cancellationToken));

    private static (List<Arrivee> Arrivees, string? Suivant) Lire(byte[] page)
    {
        var (arrivees, suivant) = (new List<Arrivee>(Limites.PageMax), (string?)null);
        var reader = new Utf8JsonReader(page);
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName)
            {
                continue;
            }

            var sontElements = reader.ValueTextEquals("elements"u8);
            var estSuivant = reader.ValueTextEquals("curseurSuivant"u8);
            reader.Read();
            if (!sontElements)
            {
                suivant = estSuivant ? reader.GetString() : suivant;
                reader.Skip();
                continue;
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
            {
                var debut = (int)reader.TokenStartIndex;
                var entree = EntreeDeFlux.Lire(ref reader, page, out _);
                arrivees.Add(entree is not null ? new(entree, null) : new(null, Annonce(page.AsSpan(debut..(int)reader.BytesConsumed))));
            }
        }

        return (arrivees, suivant);
    }

    private static EpoqueCommencee Annonce(ReadOnlySpan<byte> json) =>
        JsonSerializer.Deserialize(json, ContratsJson.Lisible.EpoqueCommencee) ?? throw new JsonException("The element is null.");

    private async ValueTask AnnoncerAsync(EpoqueCommencee? epoque, CancellationToken cancellationToken)
    {
        if (epoque is not null && options.EpoqueCommencee is { } annoncer)
        {
            await annoncer(epoque, cancellationToken);
        }
    }
}
