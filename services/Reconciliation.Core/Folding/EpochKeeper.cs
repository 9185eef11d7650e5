using Npgsql;
using Reconciliation.Storage;

namespace Reconciliation.Core;

/// <summary>
/// Announces a new history, and publishes again the soins of which readers may hold lost versions of the history before. The relay asks for
/// it at each start: a promotion, a restore or a move ends the relay's session.
/// </summary>
/// <param name="source">The database.</param>
/// <param name="reconciler">The one way in.</param>
/// <param name="clock">The clock.</param>
public sealed class EpochKeeper(NpgsqlDataSource source, Reconciler reconciler, TimeProvider clock)
{
    /// <summary>The most journées that are published again in one transaction.</summary>
    public const int JourneesPerTransactionMax = 200;

    /// <summary>Begins the epoch if the history is new, and publishes again some of the soins that need it.</summary>
    /// <param name="cancellationToken">Gives up; the next call goes on.</param>
    /// <returns>Whether nothing is left to do.</returns>
    public async Task<bool> KeepAsync(CancellationToken cancellationToken)
    {
        await Epochs.BeginAsync(source, clock.GetUtcNow(), cancellationToken);
        if (await Epochs.LastAsync(source, cancellationToken) is not { IsToldAgain: false, Previous: not null } epoch)
        {
            return true;
        }

        var journees = await Epochs.ToTellAgainAsync(source, epoch, JourneesPerTransactionMax, cancellationToken);
        if (journees.Count == 0)
        {
            await Epochs.NoteToldAgainAsync(source, epoch, clock.GetUtcNow(), cancellationToken);
            return true;
        }

        await reconciler.TellAgainAsync(journees, cancellationToken);
        return false;
    }
}
