using Microsoft.Extensions.Logging;
using Npgsql;
using Reconciliation.Core;
using Reconciliation.Storage;

namespace Reconciliation.Engine;

/// <summary>Wakes soins whose next deadline has passed and judges them again, with no new fact.</summary>
/// <param name="source">The database.</param>
/// <param name="reconciler">The one way in.</param>
/// <param name="clock">The clock.</param>
/// <param name="log">The log.</param>
public sealed class DeadlinePump(NpgsqlDataSource source, Reconciler reconciler, TimeProvider clock, ILogger<DeadlinePump> log)
    : LeaderWork(source, clock, AdvisoryLocks.Deadlines, log)
{
    /// <summary>The most soins that are woken at a time.</summary>
    public const int SoinsPerWakeMax = 500;

    /// <summary>The pause when nothing is due.</summary>
    public static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(1);

    private readonly TimeProvider _clock = clock;
    private readonly NpgsqlDataSource _source = source;

    /// <inheritdoc/>
    protected override async Task WorkAsync(Lease lease, CancellationToken cancellationToken)
    {
        var dues = await DueJournees.DueJourneesAsync(_source, _clock.GetUtcNow(), SoinsPerWakeMax, cancellationToken);
        await reconciler.RejudgeAsync(dues, cancellationToken);
        if (dues.Count == 0)
        {
            await Task.Delay(PollInterval, _clock, cancellationToken);
        }
    }
}
