using Microsoft.Extensions.Logging;
using Npgsql;
using Reconciliation.Core;
using Reconciliation.Hosting;
using Reconciliation.Storage;

namespace Reconciliation.Engine;

/// <summary>Wakes soins whose next deadline has passed and judges them again, with no new fact.</summary>
/// <param name="source">The database.</param>
/// <param name="reconciler">The one way in.</param>
/// <param name="horloge">The clock.</param>
/// <param name="log">The log.</param>
public sealed class DeadlinePump(NpgsqlDataSource source, Reconciler reconciler, TimeProvider horloge, ILogger<DeadlinePump> log)
    : TravailExclusif(source, horloge, travail: 2, log)
{
    /// <summary>The most soins that are woken at a time.</summary>
    public const int Lot = 500;

    /// <summary>How long to wait when nothing is due.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly TimeProvider _horloge = horloge;
    private readonly NpgsqlDataSource _source = source;

    /// <inheritdoc/>
    protected override async Task TravaillerAsync(Exclusivite exclusivite, CancellationToken cancellationToken)
    {
        var dues = await Echeances.JourneesDuesAsync(_source, _horloge.GetUtcNow(), Lot, cancellationToken);
        await reconciler.RejugerAsync(dues, cancellationToken);
        if (dues.Count == 0)
        {
            await Task.Delay(Pause, _horloge, cancellationToken);
        }
    }
}
