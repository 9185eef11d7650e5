using Microsoft.Extensions.Hosting;
using Npgsql;
using Reconciliation.Core;
using Reconciliation.Hosting;
using Reconciliation.Storage;

namespace Reconciliation.Api;

/// <summary>
/// What the live readers of this process share: one look at the end of the journal for all of them, which wakes them when it has
/// moved, and a few connections of the pool. Each then pulls its next page at its own pace, so that a slow one costs nobody anything.
/// </summary>
/// <param name="journal">The journal.</param>
/// <param name="commits">Rings at each commit of this process.</param>
/// <param name="horloge">The clock.</param>
/// <param name="mesures">Counts.</param>
internal sealed class SuiviDuJournal(Journal journal, Reveil commits, TimeProvider horloge, MesureDuFlux mesures) : BackgroundService
{
    /// <summary>The most live readers of a process.</summary>
    public const int LecteursMax = 100;

    /// <summary>How many of them read the database at a time: the rest of the pool is for others.</summary>
    public const int LecturesSimultanees = 4;

    /// <summary>The shortest pause between two looks: an entry is nearly always readable by then.</summary>
    public static readonly TimeSpan PauseMin = TimeSpan.FromMilliseconds(20);

    /// <summary>The longest, to which it grows while nothing comes: other processes commit too.</summary>
    public static readonly TimeSpan PauseMax = TimeSpan.FromMilliseconds(320);

    private readonly Reveil _arrivees = new();
    private readonly SemaphoreSlim _lectures = new(LecturesSimultanees);
    private int _lecteurs;

    /// <summary>What to wait on for the next entries: taken before reading.</summary>
    public Task Prochaines => _arrivees.Prochain;

    /// <summary>Lets a live reader in until what is returned is disposed of; null: there are too many.</summary>
    public IDisposable? Entrer()
    {
        if (Interlocked.Increment(ref _lecteurs) > LecteursMax)
        {
            Interlocked.Decrement(ref _lecteurs);
            return null;
        }

        Compter(1);
        return new Place(this);
    }

    /// <summary>Reads on, in turn with the other live readers; null: the database does not answer.</summary>
    public async Task<IReadOnlyList<EntreePubliee>?> LireAsync(
        PlaceDansLeJournal apres, int limite, string? adherentId, CancellationToken cancellationToken)
    {
        await _lectures.WaitAsync(cancellationToken);
        try
        {
            return await journal.LireAsync(apres, limite, adherentId, cancellationToken);
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException)
        {
            return null;
        }
        finally
        {
            _lectures.Release();
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var (derniere, pause) = (default(PlaceDansLeJournal), PauseMin);
        while (!stoppingToken.IsCancellationRequested)
        {
            var commit = commits.Prochain;
            var place = await DernierePlaceAsync(derniere, stoppingToken);
            if (place != derniere)
            {
                (derniere, pause) = (place, PauseMin);
                _arrivees.Sonner();
            }

            await Task.Delay(PauseMin, horloge, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await Task.WhenAny(commit, Task.Delay(pause - PauseMin, horloge, stoppingToken));
            pause = commit.IsCompleted ? PauseMin : TimeSpan.FromTicks(Math.Min(2 * pause.Ticks, PauseMax.Ticks));
        }
    }

    // Without a reader nobody looks; the first one has read for itself before it waits.
    private async Task<PlaceDansLeJournal> DernierePlaceAsync(PlaceDansLeJournal derniere, CancellationToken cancellationToken)
    {
        try
        {
            return Volatile.Read(ref _lecteurs) == 0 ? derniere : await journal.DernierePlaceAsync(cancellationToken);
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException or OperationCanceledException)
        {
            return derniere;
        }
    }

    private void Compter(int difference) => mesures.Lecteurs(difference);

    private sealed class Place(SuiviDuJournal suivi) : IDisposable
    {
        public void Dispose()
        {
            Interlocked.Decrement(ref suivi._lecteurs);
            suivi.Compter(-1);
        }
    }
}
