using Npgsql;
using Reconciliation.Domain;

namespace Reconciliation.Storage;

/// <summary>A place on a range: what is found next comes after it.</summary>
/// <param name="Day">The day of care.</param>
/// <param name="Cents">The amount.</param>
/// <param name="Position">The position of a line.</param>
/// <param name="SoinId">The id of a soin.</param>
public readonly record struct Keyset(DateOnly Day, long Cents, long Position, Guid SoinId)
{
    /// <summary>Before everything.</summary>
    public static Keyset Start { get; } = new(DateOnly.MaxValue, long.MaxValue, long.MaxValue, Guid.AllBitsSet);
}

/// <summary>A line or a soin to which a range led, and the journée in which to look.</summary>
/// <param name="Journee">The journée.</param>
/// <param name="Ligne">Whether a line was found, whose position the place gives; else a soin.</param>
/// <param name="Keyset">Its place.</param>
public readonly record struct Candidate(Journee Journee, bool Ligne, Keyset Keyset);

/// <summary>Follows the ranges of a search. Each is one range of an index, read in the order of that index, newest first.</summary>
internal static class IndexRanges
{
    /// <summary>How many days of care an amount alone is looked for at a time.</summary>
    private const int DaysPerRangeMax = 92;

    private const string OfSoins =
        "SELECT beneficiaire_id, date_soin, 0::bigint AS montant, 0::bigint AS position, soin_id FROM soin WHERE ";

    private const string OfLignes = "SELECT beneficiaire_id, date_soin, montant, position, NULL::uuid AS soin_id FROM ligne WHERE ";

    private static readonly string Amount = ShortKey.OfMontant("montant");

    // Each with its place in the order of its index. $1: the value.
    private static readonly Dictionary<ReadingKind, string> Queries = new()
    {
        // A soin that was merged into another leads to it.
        [ReadingKind.Soin] = OfSoins + "soin_id = $1 AND (date_soin, soin_id) < ($2, $3) LIMIT $4",
        [ReadingKind.Beneficiaire] = OfSoins + """
            beneficiaire_id = $1 AND date_soin BETWEEN $2 AND $3 AND remplace_par IS NULL AND (date_soin, soin_id) < ($4, $5)
            ORDER BY date_soin DESC, soin_id DESC
            LIMIT $6
            """,
        [ReadingKind.Decompte] = OfLignes + "decompte = $1 AND position < $2 ORDER BY position DESC LIMIT $3",
        [ReadingKind.Virement] = OfLignes + $"{ShortKey.TextIs("virement", "$1")} AND position < $2 ORDER BY position DESC LIMIT $3",
        [ReadingKind.Professionnel] = OfLignes + """
            professionnel_id = $1 AND date_soin BETWEEN $2 AND $3 AND (date_soin, position) < ($4, $5)
            ORDER BY date_soin DESC, position DESC
            LIMIT $6
            """,
        [ReadingKind.DateSoin] =
            OfLignes + $"date_soin = $1 AND ({Amount}, position) < ($2, $3) ORDER BY {Amount} DESC, position DESC LIMIT $4",
        [ReadingKind.PayeLe] =
            OfLignes + $"paye_le = $1 AND ({Amount}, position) < ($2, $3) ORDER BY {Amount} DESC, position DESC LIMIT $4",

        // Of each day its range, newest first.
        [ReadingKind.Montant] = OfEachDay(
            OfLignes + $"""
            date_soin = j.jour::date AND {ShortKey.MontantIs("montant", "$1")} AND (date_soin < $4 OR position < $5)
            ORDER BY position DESC LIMIT $6
            """,
            "position"),
        [ReadingKind.Paid] = OfEachDay(
            OfSoins + $"""
            date_soin = j.jour::date AND {ShortKey.MontantIs("paye", "$1")} AND remplace_par IS NULL AND (date_soin < $4 OR soin_id < $5)
            ORDER BY soin_id DESC LIMIT $6
            """,
            "soin_id"),
    };

    private static readonly string MontantPaidOn =
        OfLignes + $"paye_le = $1 AND {ShortKey.MontantIs("montant", "$2")} AND position < $3 ORDER BY position DESC LIMIT $4";

    /// <summary>The candidates that are found next.</summary>
    /// <param name="source">The database.</param>
    /// <param name="range">The range.</param>
    /// <param name="after">Where to go on.</param>
    /// <param name="limit">The most to find.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<IReadOnlyList<Candidate>> FollowAsync(
        NpgsqlDataSource source, SearchRange range, Keyset after, int limit, CancellationToken cancellationToken)
    {
        var reading = range.Reading;
        Task<IReadOnlyList<Candidate>> Read(params object[] values) =>
            ReadAsync(source, Queries[reading.Kind], values, cancellationToken);
        switch (reading.Kind)
        {
            case ReadingKind.Adherent:
                var query = new SoinQuery(reading.Text, range.FromDay, range.ToDay, [], (after.Day, after.SoinId), limit);
                return [.. (await new VueQueries(source).SoinsAsync(query, cancellationToken))
                    .Select(v => new Candidate(v.Journee, false, new(v.DateSoin, 0, 0, v.SoinId)))];
            case ReadingKind.Soin:
                return await Read(reading.SoinId, after.Day, after.SoinId, limit);
            case ReadingKind.Beneficiaire:
                return await Read(reading.Text, range.FromDay, range.ToDay, after.Day, after.SoinId, limit);
            case ReadingKind.Professionnel:
                return await Read(reading.Text, range.FromDay, range.ToDay, after.Day, after.Position, limit);
            case ReadingKind.DateSoin or ReadingKind.PayeLe:
                return await Read(reading.Day, after.Cents, after.Position, limit);
            case ReadingKind.Montant when range.PaidOn is { } paidOn:
                return await ReadAsync(
                    source, MontantPaidOn, [paidOn, reading.Montant.Cents, after.Position, limit], cancellationToken);
            case ReadingKind.Montant or ReadingKind.Paid:
                return await ByDaysAsync(source, range, after, limit, cancellationToken);
            case ReadingKind.Transfer:
                return [.. reading.Lignes.Where(l => l.Keyset.Position < after.Position)
                    .OrderByDescending(l => l.Keyset.Position).Take(limit)];
            case ReadingKind.Decompte or ReadingKind.Virement:
                return await Read(reading.Text, after.Position, limit);
            default:
                throw new InvalidOperationException($"No index is followed for a {reading.Kind}.");
        }
    }

    // Some amounts are on every other line, others on none for years: a window of days at a time reads little of the former and
    // ends with the latter.
    private static async Task<IReadOnlyList<Candidate>> ByDaysAsync(
        NpgsqlDataSource source, SearchRange range, Keyset after, int limit, CancellationToken cancellationToken)
    {
        var last = after.Day < range.ToDay ? after.Day : range.ToDay;
        while (last >= range.FromDay)
        {
            var start = last.DayNumber - range.FromDay.DayNumber < DaysPerRangeMax ? range.FromDay : last.AddDays(1 - DaysPerRangeMax);
            object within = range.Reading.Kind == ReadingKind.Paid ? after.SoinId : after.Position;
            var found = await ReadAsync(
                source, Queries[range.Reading.Kind], [range.Reading.Montant.Cents, start, last, after.Day, within, limit],
                cancellationToken);
            if (found.Count > 0)
            {
                return found;
            }

            last = start.AddDays(-1);
        }

        return [];
    }

    private static string OfEachDay(string ofOne, string order) => $"""
        SELECT l.* FROM generate_series($2::date, $3::date, interval '1 day') AS j(jour)
        CROSS JOIN LATERAL ({ofOne}) AS l
        ORDER BY l.date_soin DESC, l.{order} DESC
        LIMIT $6
        """;

    private static async Task<IReadOnlyList<Candidate>> ReadAsync(
        NpgsqlDataSource source, string sql, object[] values, CancellationToken cancellationToken)
    {
        await using var batch = KeptPlans.CreateBatch(source);
        var command = batch.Add(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value });
        }

        await using var reader = await KeptPlans.ReadAsync(batch, cancellationToken);
        return await reader.ReadAllAsync(
            r => new Candidate(
                RowReaders.Journee(r),
                r.IsDBNull(4),
                new(r.GetFieldValue<DateOnly>(1), r.GetInt64(2), r.GetInt64(3), r.IsDBNull(4) ? Guid.Empty : r.GetGuid(4))),
            cancellationToken);
    }
}
