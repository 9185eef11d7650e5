using Npgsql;
using Reconciliation.Domain;
using Reconciliation.Storage;

namespace Reconciliation.Core;

/// <summary>The outcome of a walk over all journées.</summary>
public sealed record ControlOutcome
{
    public long Journees { get; init; }

    public long Lignes { get; init; }

    public long Soins { get; init; }

    /// <summary>Soins whose deadline has passed and that nobody has judged yet: no difference.</summary>
    public long Due { get; init; }

    public IReadOnlyDictionary<TotalKey, ControlTotal> Totals { get; init; } = new Dictionary<TotalKey, ControlTotal>();

    public IReadOnlyList<ComparedReception> Receptions { get; init; } = [];

    public IReadOnlyList<ComparedQuarantaine> Quarantaine { get; init; } = [];

    public IReadOnlyList<Finding> Differences { get; init; } = [];

    /// <summary>The end of the record of accesses, to be kept elsewhere and given to the next control; null: nobody looked.</summary>
    public AccessAnchor? Anchor { get; init; }

    /// <summary>Records that were packed.</summary>
    public long Packed { get; init; }

    /// <summary>Of the differences, those that rebuilding has removed.</summary>
    public IReadOnlyList<Finding> Repaired { get; init; } = [];
}

/// <summary>Walks over all journées in the order of their keys, several slices at a time, and checks them or makes them again.</summary>
/// <param name="source">The database.</param>
/// <param name="judgement">The policy.</param>
/// <param name="clock">The clock.</param>
/// <param name="formats">The formats of views.</param>
/// <param name="streams">The streams.</param>
public sealed class Rebuilder(
    NpgsqlDataSource source, Jugement judgement, TimeProvider clock, VueFormats formats, PaymentStreams streams)
{
    /// <summary>The most journées that are read in one snapshot.</summary>
    public const int JourneesPerSliceMax = 250;

    /// <summary>The number of slices in hand at a time.</summary>
    public const int ConcurrentSlicesMax = 4;

    /// <summary>The most attempts at a slice that a busy or absent server does not let through.</summary>
    public const int AttemptsMax = 10;

    private readonly JourneeWalk _walk = new(source, streams);
    private readonly PackingConversion _packing = new(source, streams);
    private readonly IdleTies _idleTies = new(source);
    private readonly Verifier _verification = new(source, judgement, clock, formats, streams);

    /// <summary>Counts the lines.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<long> CountLignesAsync(CancellationToken cancellationToken) => _walk.CountLignesAsync(cancellationToken);

    /// <summary>Checks everything and writes nothing.</summary>
    /// <param name="progress">Told how many lines are done.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <param name="anchor">The end of the record of accesses that a control before gave; null: none is known.</param>
    public async Task<ControlOutcome> VerifyAsync(
        Action<long> progress, CancellationToken cancellationToken, AccessAnchor? anchor = null)
    {
        var outcome = await WalkAsync(JourneeWalk.Start, rebuild: null, progress, cancellationToken);
        var receptions = await _walk.ReceptionsAsync(cancellationToken);
        var quarantaine = await _walk.QuarantaineAsync(cancellationToken);
        var accesses = await new AccessLog(source).VerifyAsync(anchor, cancellationToken);
        return outcome with
        {
            Anchor = accesses.Anchor,
            Receptions = receptions,
            Quarantaine = quarantaine,
            Differences =
            [
                .. outcome.Differences,
                .. (await _walk.VanishedAsync(cancellationToken)).Select(id => new Finding(FindingKind.Absent, id))
                .Except(outcome.Differences),
                .. receptions.Where(r => (r.New, r.NotedCents) != (r.Lignes, r.Cents))
                .Select(r => new Finding(FindingKind.Reception, null, ControlLabels.From(r.Key))),
                .. quarantaine.Where(q => q.Noted != q.Held)
                .Select(q => new Finding(FindingKind.Quarantaine, null, $"{ControlLabels.From(q.Part)} {q.Origine}")),
                .. await _walk.RelayBeyondAsync(cancellationToken) ? [new Finding(FindingKind.Relais, null)] : Array.Empty<Finding>(),
                .. Broken(accesses),
            ],
        };
    }

    /// <summary>Checks everything and makes the differing journées again; it goes on where an interrupted rebuild stopped.</summary>
    /// <param name="reconciler">The one way in.</param>
    /// <param name="sinceTheStart">Whether to begin anew.</param>
    /// <param name="progress">Told how many lines are done.</param>
    /// <param name="cancellationToken">Ends it after the slices in hand.</param>
    /// <param name="pack">Whether to pack what is stored as plain JSON, and all that is written from now on.</param>
    public async Task<ControlOutcome> RebuildAsync(
        Reconciler reconciler, bool sinceTheStart, Action<long> progress, CancellationToken cancellationToken, bool pack = false)
    {
        if (pack)
        {
            await Dictionnaires.AdoptAsync(source, cancellationToken);
        }

        await InsistAsync(() => _idleTies.ForgetGoneAsync(cancellationToken), clock, cancellationToken);
        var place = sinceTheStart ? null : await _walk.PlaceAsync(cancellationToken);
        var outcome = await WalkAsync(place ?? JourneeWalk.Start, new(reconciler, pack), progress, cancellationToken);
        await _walk.RememberPlaceAsync(null, cancellationToken);
        return outcome;
    }

    internal static FoundDifference Unite(FoundDifference a, FoundDifference b) => new(
        a.Journees + b.Journees,
        a.Lignes + b.Lignes,
        a.Soins + b.Soins,
        a.Due + b.Due,
        a.Totals.Concat(b.Totals).GroupBy(t => t.Key)
            .ToDictionary(g => g.Key, g => g.Aggregate(default(ControlTotal), (sum, t) => sum + t.Value)),
        [.. a.Differences, .. b.Differences]);

    private async Task<ControlOutcome> WalkAsync(
        Journee place, Rebuilding? rebuild, Action<long> progress, CancellationToken cancellationToken)
    {
        var packed = 0L;
        var sum = new FoundDifference(0, 0, 0, 0, new Dictionary<TotalKey, ControlTotal>(), []);
        var remaining = new List<Finding>();
        while (await WaveAsync(place, cancellationToken) is { Count: > 0 } wave)
        {
            var done = await Task.WhenAll(wave.Select(slice => DoAsync(slice, rebuild, cancellationToken)));
            sum = done.Aggregate(sum, (s, f) => Unite(s, f.Found));
            remaining.AddRange(done.SelectMany(f => f.Remaining));
            packed += done.Sum(f => f.Packed);
            place = wave[^1][^1];
            if (rebuild is not null)
            {
                await _walk.RememberPlaceAsync(place, cancellationToken);
            }

            progress(sum.Lignes);
        }

        var differences = sum.Differences.Select(d => d.Difference).ToList();
        return new()
        {
            Journees = sum.Journees,
            Lignes = sum.Lignes,
            Soins = sum.Soins,
            Due = sum.Due,
            Totals = sum.Totals,
            Differences = differences,
            Packed = packed,
            Repaired = rebuild is null ? [] : [.. differences.Where(d => !remaining.Contains(d))],
        };
    }

    private async Task<IReadOnlyList<Journee[]>> WaveAsync(Journee after, CancellationToken cancellationToken) =>
        [.. (await _walk.NextAsync(after, JourneesPerSliceMax * ConcurrentSlicesMax, cancellationToken)).Chunk(JourneesPerSliceMax)];

    private async Task<(FoundDifference Found, IReadOnlyList<Finding> Remaining, long Packed)> DoAsync(
        Journee[] slice, Rebuilding? rebuild, CancellationToken cancellationToken)
    {
        if (rebuild is null)
        {
            return (await FindAsync(), [], 0);
        }

        // First, since what is tied is read with a slice.
        await InsistAsync(() => _idleTies.ForgetAsync(slice, cancellationToken), clock, cancellationToken);
        var found = await FindAsync();
        var remaining = found.Differences.Count == 0 ? [] : await RepairAsync(slice, found, rebuild.Reconciler, cancellationToken);
        return (
            found,
            remaining,
            rebuild.Pack ? await InsistAsync(() => _packing.PackAsync(slice, cancellationToken), clock, cancellationToken) : 0);

        Task<FoundDifference> FindAsync() =>
            InsistAsync(() => _verification.VerifyAsync(slice, cancellationToken), clock, cancellationToken);
    }

    private async Task<IReadOnlyList<Finding>> RepairAsync(
        Journee[] slice, FoundDifference found, Reconciler reconciler, CancellationToken cancellationToken)
    {
        var journees = found.Differences.Select(d => d.Journee).Distinct().ToArray();
        foreach (var journee in journees)
        {
            await InsistAsync(() => RebuildAsync(reconciler, journee, cancellationToken), clock, cancellationToken);
        }

        var rest = await InsistAsync(() => _verification.VerifyAsync(slice, cancellationToken), clock, cancellationToken);
        return [.. rest.Differences.Select(d => d.Difference)];
    }

    // A journée that cannot be read cannot be made again: it stays a difference.
    private static async Task RebuildAsync(Reconciler reconciler, Journee journee, CancellationToken cancellationToken)
    {
        try
        {
            await reconciler.RebuildAsync([journee], cancellationToken);
        }
        catch (Exception e) when (e is System.Text.Json.JsonException or InvalidDataException or FormatException)
        {
            return;
        }
    }

    // Engines go on writing: a slice that meets a conflict, or a server that is away for a moment, is tried again.
    internal static async Task<T> InsistAsync<T>(Func<Task<T>> action, TimeProvider clock, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await action();
            }
            catch (Exception e) when (e is NpgsqlException && Faults.PassesByItself(e) && attempt < AttemptsMax)
            {
                await Task.Delay(Verifier.LookPause * attempt, clock, cancellationToken);
            }
        }
    }

    private static async Task InsistAsync(Func<Task> action, TimeProvider clock, CancellationToken cancellationToken) => await InsistAsync(
        async () =>
        {
            await action();
            return true;
        },
        clock,
        cancellationToken);

    private static IEnumerable<Finding> Broken(AccessVerification accesses) =>
        accesses.Break is { } chainBreak
            ? [new Finding(FindingKind.Acces, null, FormattableString.Invariant($"{chainBreak.Nature} {chainBreak.AccesId}"))]
            : [];

    // How journées that differ are made again.
    private sealed record Rebuilding(Reconciler Reconciler, bool Pack);
}
