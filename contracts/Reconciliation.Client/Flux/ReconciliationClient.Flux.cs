using System.Runtime.CompilerServices;
using Reconciliation.Contracts;

namespace Reconciliation.Client;

/// <content>The feed: to its end or live, entry by entry or in batches.</content>
public sealed partial class ReconciliationClient
{
    /// <summary>The feed as it is now, to its end.</summary>
    /// <param name="apres">The <see cref="ElementDeFlux.Curseur"/> after which to read; null: from the beginning.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async IAsyncEnumerable<ElementDeFlux> FluxAsync(
        string? apres = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var lot in LotsAsync(apres, cancellationToken))
        {
            foreach (var entree in lot)
            {
                if (await ElementAsync(entree, cancellationToken) is { } element)
                {
                    yield return element;
                }
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
    public async IAsyncEnumerable<ElementDeFlux> SuivreAsync(
        string? apres = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var arrivee in new FluxEnDirect(_appels, _options, _horloge).SuivreAsync(apres, cancellationToken))
        {
            if (arrivee.Annonce is { } annonce)
            {
                await (_options.EpoqueCommencee?.Invoke(annonce, cancellationToken) ?? ValueTask.CompletedTask);
            }
            else if (await ElementAsync(arrivee.Entree!, cancellationToken) is { } element)
            {
                yield return element;
            }
        }
    }

    /// <summary>
    /// The feed as it is now, to its end, in batches of entries that are not understood further than a copy needs: the fastest way. A place
    /// of another history is thrown as <c>curseur-perime</c>.
    /// </summary>
    /// <param name="apres">The <see cref="EntreeDeFlux.Curseur"/> after which to read; null: from the beginning.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public IAsyncEnumerable<IReadOnlyList<EntreeDeFlux>> LotsAsync(string? apres = null, CancellationToken cancellationToken = default) =>
        new FluxParLots(_appels, _options, _horloge).LireAsync(apres, cancellationToken);

    /// <summary>
    /// The feed without end in batches, each for one transaction of a copy: what is there in pages, then what comes, live, as
    /// <see cref="SuivreAsync"/> does. Another history is announced between two batches.
    /// </summary>
    /// <param name="apres">The <see cref="EntreeDeFlux.Curseur"/> of the last entry that was stored; null: from the beginning.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public IAsyncEnumerable<IReadOnlyList<EntreeDeFlux>> SuivreParLotsAsync(
        string? apres = null, CancellationToken cancellationToken = default) =>
        new FluxParLots(_appels, _options, _horloge).SuivreAsync(apres, cancellationToken);

    // Null: the soin was erased.
    private async ValueTask<ElementDeFlux?> ElementAsync(EntreeDeFlux entree, CancellationToken cancellationToken)
    {
        if (!entree.Efface)
        {
            return entree.Element();
        }

        await (_options.SoinEfface?.Invoke(entree.SoinId, cancellationToken) ?? ValueTask.CompletedTask);
        return null;
    }
}
