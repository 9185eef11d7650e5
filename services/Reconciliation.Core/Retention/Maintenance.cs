using Npgsql;
using Reconciliation.Domain;
using Reconciliation.Storage;

namespace Reconciliation.Core;

/// <summary>The work that one maintenance did, or would do.</summary>
public sealed record MaintenanceOutcome
{
    /// <summary>The months of the journal that were made progress.</summary>
    public IReadOnlyList<string> CreatedMonths { get; init; } = [];

    /// <summary>The rows of journées that went, counted.</summary>
    public ErasedCounts Journees { get; init; }

    /// <summary>Old journées that stay, since something in them or tied to them is young or open.</summary>
    public long Kept { get; init; }

    /// <summary>The months of the journal that went.</summary>
    public IReadOnlyList<string> RemovedMonths { get; init; } = [];

    /// <summary>Accesses that went.</summary>
    public long Acces { get; init; }

    /// <summary>The end of the record of accesses: to be kept where the owner of the database cannot write.</summary>
    public AccessAnchor? Anchor { get; init; }

    /// <summary>Messages of quarantine that went.</summary>
    public long Quarantaine { get; init; }

    /// <summary>Whether the time was up before all was done: the next one goes on.</summary>
    public bool IsUnfinished { get; init; }
}

/// <summary>
/// The daily work of the owner of the database: months of the journal ahead, and retention. Nothing is remembered between two runs: removed
/// rows are gone, so the next run takes up an interrupted one.
/// </summary>
/// <param name="source">The database, as its owner.</param>
/// <param name="tables">The server at which months of the journal are made and removed.</param>
/// <param name="erasure">Removes journées.</param>
/// <param name="durations">The retention periods.</param>
/// <param name="clock">The clock.</param>
public sealed class Maintenance(
    NpgsqlDataSource source, TableServer tables, Erasure erasure, RetentionPeriods durations, TimeProvider clock)
{
    /// <summary>The most lines examined at a time: their journées are locked together.</summary>
    public const int JourneesPerSliceMax = 200;

    private readonly ExpiredRows _expired = new(source);

    /// <summary>Runs the maintenance.</summary>
    /// <param name="durationMax">After this nothing new is begun.</param>
    /// <param name="isDryRun">Whether only to count what would be done.</param>
    /// <param name="progress">Told how many journées have gone.</param>
    /// <param name="cancellationToken">Ends it after the batch in hand.</param>
    public async Task<MaintenanceOutcome> RunAsync(
        TimeSpan durationMax, bool isDryRun, Action<long> progress, CancellationToken cancellationToken)
    {
        var (startedAt, now) = (clock.GetTimestamp(), clock.GetUtcNow());
        bool IsOverTime() => clock.GetElapsedTime(startedAt) >= durationMax;

        var created = isDryRun
            ? []
            : await JournalPartitions.CreateAsync(await tables.FindAsync(cancellationToken), now, cancellationToken);
        var (erased, kept, ended) = await JourneesAsync(now, isDryRun, IsOverTime, progress, cancellationToken);
        var removed = ended ? await MonthsAsync(now, isDryRun, cancellationToken) : [];
        var quarantaine = await QuarantaineAsync(now, isDryRun, IsOverTime, cancellationToken);
        var acces = new AccessLog(source);
        var accessesBefore = now.AddMonths(-durations.AccesMois);
        if (!isDryRun)
        {
            await QuarantaineNames.FillAsync(source, cancellationToken);
            await CellLayout.AnalyseAsync(source, cancellationToken);
            await _expired.CompactReceptionsAsync(Paris.StartOfDay(durations.FirstDay(now)), cancellationToken);
            while (await _expired.PurgeNoticesAsync(now.AddMonths(-durations.EffacementsMois), cancellationToken) && !IsOverTime())
            {
                // The next ones.
            }
        }

        var outcome = new MaintenanceOutcome
        {
            CreatedMonths = created,
            Journees = erased,
            Kept = kept,
            RemovedMonths = removed,
            Quarantaine = quarantaine,
            Acces = isDryRun
                ? await acces.CountExpiredAsync(accessesBefore, cancellationToken)
                : await acces.PurgeAsync(accessesBefore, cancellationToken),
            Anchor = await acces.EndAsync(cancellationToken),
            IsUnfinished = !ended || IsOverTime(),
        };

        // One that could not do all of it does not count as done: an alert asks for the last that did.
        if (!isDryRun && !outcome.IsUnfinished)
        {
            await Counters.NoteDoneAsync(source, Counters.Maintained, clock.GetUtcNow(), cancellationToken);
        }

        return outcome;
    }

    private async Task<(ErasedCounts Erased, long Kept, bool Ended)> JourneesAsync(
        DateTimeOffset now, bool isDryRun, Func<bool> isOverTime, Action<long> progress, CancellationToken cancellationToken)
    {
        var (total, vues) = (default(ErasedCounts), 0L);
        var ofTheDay = new HashSet<Journee>();
        for (ExpiredPlace? place = ExpiredPlace.Start; place is { } after;)
        {
            if (isOverTime())
            {
                return (total, Math.Max(0, vues - total.Journees), false);
            }

            // The lines of one journée are apart, but on one day of the walk.
            var (found, next) = await _expired.JourneesAsync(after, durations.FirstDay(now), JourneesPerSliceMax, cancellationToken);
            ofTheDay.RemoveWhere(j => j.DateSoin < after.DateSoin);
            var journees = found.Where(ofTheDay.Add).ToList();
            var erased = await erasure.EraseAsync(
                journees, n => RetentionRule.IsExpired(n, durations, now), isDryRun, clock, cancellationToken);
            (total, vues, place) = (total + erased.Counts, vues + journees.Count, next);
            progress(total.Journees);
        }

        return (total, Math.Max(0, vues - total.Journees), true);
    }

    // A month goes once its time is over. The few entries that are left in it then are of journées that stay.
    private async Task<IReadOnlyList<string>> MonthsAsync(DateTimeOffset now, bool isDryRun, CancellationToken cancellationToken)
    {
        var (server, removed) = (await tables.FindAsync(cancellationToken), new List<string>());
        foreach (var months in await JournalPartitions.ExpiredAsync(server, Paris.StartOfDay(durations.FirstDay(now)), cancellationToken))
        {
            if (isDryRun || await JournalPartitions.RemoveAsync(server, months, cancellationToken))
            {
                removed.Add(months);
            }
        }

        return removed;
    }

    private async Task<long> QuarantaineAsync(DateTimeOffset now, bool isDryRun, Func<bool> isOverTime, CancellationToken cancellationToken)
    {
        var before = now.AddMonths(-durations.QuarantaineMois);
        if (isDryRun)
        {
            return (await _expired.QuarantaineAsync(before, int.MaxValue, cancellationToken)).Count;
        }

        for (var total = 0L; ;)
        {
            var ids = await _expired.QuarantaineAsync(before, ExpiredRows.QuarantaineRowsMax, cancellationToken);
            await _expired.EraseQuarantaineAsync(ids, cancellationToken);
            total += ids.Count;
            if (ids.Count < ExpiredRows.QuarantaineRowsMax || isOverTime())
            {
                return total;
            }
        }
    }
}
