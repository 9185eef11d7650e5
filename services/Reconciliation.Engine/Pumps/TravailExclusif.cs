using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Reconciliation.Core;
using Reconciliation.Hosting;
using Reconciliation.Storage;

namespace Reconciliation.Engine;

/// <summary>
/// Work that one engine at a time does, in a loop. When it ends, dies, freezes or is cut off, another takes over within the lease and
/// one application: eight seconds.
/// </summary>
/// <param name="source">The database.</param>
/// <param name="horloge">The clock.</param>
/// <param name="travail">The number of the work.</param>
/// <param name="log">The log.</param>
public abstract partial class TravailExclusif(NpgsqlDataSource source, TimeProvider horloge, int travail, ILogger log) : BackgroundService
{
    /// <summary>How often an engine that does not have the work asks for it, and the pause after a failure.</summary>
    public static readonly TimeSpan Candidature = TimeSpan.FromSeconds(1);

    /// <summary>Whether this engine can do the work: one that cannot leaves it to another.</summary>
    protected virtual bool EstApte => true;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await using var exclusivite = EstApte ? await Exclusivite.PrendreAsync(source, travail, horloge, stoppingToken) : null;
                if (exclusivite is not null)
                {
                    await TenirAsync(exclusivite, stoppingToken);
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                Interrompu(log, GetType().Name, e.GetType().Name);
            }

            await Task.Delay(Candidature, horloge, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>One round of the work, pauses included.</summary>
    /// <param name="exclusivite">The right to do it; what must be finished once begun watches only whether that is lost.</param>
    /// <param name="cancellationToken">The host stops, or the right is lost.</param>
    protected abstract Task TravaillerAsync(Exclusivite exclusivite, CancellationToken cancellationToken);

    /// <summary>The work is no longer this engine's.</summary>
    protected virtual void Quitter()
    {
    }

    private async Task TenirAsync(Exclusivite exclusivite, CancellationToken stoppingToken)
    {
        using var fin = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, exclusivite.Perdue);
        try
        {
            var travail = BouclerAsync(exclusivite, fin.Token);
            while (await Task.WhenAny(travail, Task.Delay(Exclusivite.Pouls, horloge, CancellationToken.None)) != travail)
            {
                if (!EstApte)
                {
                    await exclusivite.RenoncerAsync();
                }
            }

            await travail;
        }
        finally
        {
            Quitter();
        }
    }

    private async Task BouclerAsync(Exclusivite exclusivite, CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await TravaillerAsync(exclusivite, cancellationToken);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Work} was interrupted ({Exception}) and will be taken up again")]
    private static partial void Interrompu(ILogger log, string work, string exception);
}
