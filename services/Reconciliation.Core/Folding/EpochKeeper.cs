using Npgsql;
using Reconciliation.Storage;

namespace Reconciliation.Core;

/// <summary>
/// Announces a new history, and publishes again the soins of which readers may hold lost versions of the history before. The relay asks for
/// it at each start and now and then: a promotion or a move ends its session, a dump that is restored does not.
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
        var epoch = await Epochs.LastAsync(source, cancellationToken);
        if (epoch is not { IsOwn: true })
        {
            await Epochs.BeginAsync(source, clock.GetUtcNow(), cancellationToken);
            epoch = await Epochs.LastAsync(source, cancellationToken);
        }

        if (epoch is null or { IsToldAgain: true })
        {
            return true;
        }

        var look = await TellingAgain.LookAsync(source, epoch, cancellationToken);
        foreach (var journees in look.Journees.Chunk(JourneesPerTransactionMax))
        {
            await reconciler.TellAgainAsync(journees, epoch.Since, cancellationToken);
        }

        await TellingAgain.NoteAsync(source, epoch, look, clock.GetUtcNow(), cancellationToken);
        return look.End is null;
    }
}
