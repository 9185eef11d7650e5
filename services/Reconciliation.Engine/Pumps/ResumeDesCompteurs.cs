using Microsoft.Extensions.Logging;
using Npgsql;
using Reconciliation.Core;
using Reconciliation.Hosting;
using Reconciliation.Storage;

namespace Reconciliation.Engine;

/// <summary>Sums up the changes of counters now and then, so that reading a total stays cheap.</summary>
/// <param name="source">The database.</param>
/// <param name="horloge">The clock.</param>
/// <param name="log">The log.</param>
public sealed class ResumeDesCompteurs(NpgsqlDataSource source, TimeProvider horloge, ILogger<ResumeDesCompteurs> log)
    : TravailExclusif(source, horloge, travail: 10, log)
{
    /// <summary>The pause between two rounds.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    /// <summary>How often everything is looked at again, for what no round has brought together.</summary>
    public static readonly TimeSpan Revision = TimeSpan.FromHours(1);

    private readonly TimeProvider _horloge = horloge;
    private readonly NpgsqlDataSource _source = source;
    private DateTimeOffset _derniereRevision;
    private long _place;

    /// <inheritdoc/>
    protected override async Task TravaillerAsync(Exclusivite exclusivite, CancellationToken cancellationToken)
    {
        var maintenant = _horloge.GetUtcNow();
        if (maintenant - _derniereRevision >= Revision)
        {
            await Compteurs.ResumerAsync(_source, maintenant, cancellationToken);
            (_derniereRevision, _place) = (maintenant, 0);
        }

        while ((await Compteurs.ResumerAsync(_source, maintenant, _place, Compteurs.Tranche, cancellationToken)).Place is { } place)
        {
            _place = place;
        }

        await Task.Delay(Pause, _horloge, cancellationToken);
    }
}
