using Npgsql;
using Reconciliation.Contracts;
using Reconciliation.Domain;

namespace Reconciliation.Storage;

/// <summary>A place on a track: the next find comes after it.</summary>
/// <param name="Day">The day of care.</param>
/// <param name="Cents">The amount.</param>
/// <param name="Position">The position of a line.</param>
/// <param name="SoinId">The id of a soin.</param>
public readonly record struct Keyset(DateOnly Day, long Cents, long Position, Guid SoinId)
{
    /// <summary>Before everything.</summary>
    public static Keyset Start { get; } = new(DateOnly.MaxValue, long.MaxValue, long.MaxValue, Guid.AllBitsSet);
}

/// <summary>A find on a track: a line or a soin, and the journée in which to look.</summary>
/// <param name="Journee">The journée.</param>
/// <param name="Ligne">Whether a line was found, whose position the place gives; else a soin.</param>
/// <param name="Keyset">Its place.</param>
public readonly record struct Candidate(Journee Journee, bool Ligne, Keyset Keyset);

/// <summary>Follows the tracks of a search. Each is one range of an index, read in the order of that index, newest first.</summary>
internal static class IndexRanges
{
    /// <summary>The months of care in which an amount alone is looked for, back from today.</summary>
    public const int MontantSearchMonths = 36;

    /// <summary>The days of care in which an amount alone is looked for at a time.</summary>
    private const int DaysPerRangeMax = 92;

    private const string OfSoins =
        "SELECT beneficiaire_id, date_soin, 0::bigint AS montant, 0::bigint AS position, soin_id FROM soin WHERE ";

    private const string OfLignes = "SELECT beneficiaire_id, date_soin, montant, position, NULL::uuid AS soin_id FROM ligne WHERE ";

    // Each with its place in the order of its index. $1: the value; $2: the day of care asked for, if any.
    private static readonly Dictionary<TrouvePar, string> Queries = new()
    {
        // A soin that was merged into another leads to it.
        [TrouvePar.Soin] = OfSoins + "soin_id = $1 AND ($2::date IS NULL OR date_soin = $2) AND (date_soin, soin_id) < ($3, $4) LIMIT $5",
        [TrouvePar.Beneficiaire] = OfSoins + """
            beneficiaire_id = $1 AND date_soin BETWEEN coalesce($2::date, '-infinity') AND coalesce($2::date, 'infinity')
                AND remplace_par IS NULL
              AND (date_soin, soin_id) < ($3, $4)
            ORDER BY date_soin DESC, soin_id DESC
            LIMIT $5
            """,
        [TrouvePar.Decompte] =
            OfLignes + "decompte = $1 AND ($2::date IS NULL OR date_soin = $2) AND position < $3 ORDER BY position DESC LIMIT $4",
        [TrouvePar.Virement] =
            OfLignes + "virement = $1 AND ($2::date IS NULL OR date_soin = $2) AND position < $3 ORDER BY position DESC LIMIT $4",
        [TrouvePar.Professionnel] = OfLignes + """
            professionnel_id = $1 AND date_soin BETWEEN coalesce($2::date, '-infinity') AND coalesce($2::date, 'infinity')
              AND (date_soin, position) < ($3, $4)
            ORDER BY date_soin DESC, position DESC
            LIMIT $5
            """,
        [TrouvePar.Date] = OfLignes + "date_soin = $1 AND (montant, position) < ($2, $3) ORDER BY montant DESC, position DESC LIMIT $4",

        // Of each day its range, newest first.
        [TrouvePar.Montant] = """
            SELECT l.* FROM generate_series($2::date, $3::date, interval '1 day') AS j(jour)
            CROSS JOIN LATERAL (
                SELECT beneficiaire_id, date_soin, montant, position, NULL::uuid AS soin_id
                FROM ligne WHERE date_soin = j.jour::date AND montant = $1 AND (date_soin < $4 OR position < $5)
                ORDER BY position DESC LIMIT $6) AS l
            ORDER BY l.date_soin DESC, l.position DESC
            LIMIT $6
            """,
    };

    /// <summary>Reads the next finds on a track.</summary>
    /// <param name="source">The database.</param>
    /// <param name="reading">The sense that is looked for.</param>
    /// <param name="day">The day of care that the search asks for besides.</param>
    /// <param name="after">The place to go on from.</param>
    /// <param name="limit">The most to find.</param>
    /// <param name="today">The day in Europe/Paris.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<IReadOnlyList<Candidate>> FollowAsync(
        NpgsqlDataSource source, TermReading reading, DateOnly? day, Keyset after, int limit, DateOnly today,
        CancellationToken cancellationToken)
    {
        switch (reading.Type)
        {
            case TrouvePar.Adherent:
                var query = new SoinQuery(reading.Text, day, day, [], (after.Day, after.SoinId), limit);
                return [.. (await new VueQueries(source).SoinsAsync(query, cancellationToken))
                    .Select(v => new Candidate(v.Journee, false, new(v.DateSoin, 0, 0, v.SoinId)))];
            case TrouvePar.Soin:
                return await ReadAsync(
                    source, reading.Type, cancellationToken, reading.SoinId, AsParameter(day), after.Day, after.SoinId, limit);
            case TrouvePar.Beneficiaire:
                return await ReadAsync(
                    source, reading.Type, cancellationToken, reading.Text, AsParameter(day), after.Day, after.SoinId, limit);
            case TrouvePar.Professionnel:
                return await ReadAsync(
                    source, reading.Type, cancellationToken, reading.Text, AsParameter(day), after.Day, after.Position, limit);
            case TrouvePar.Date:
                return await ReadAsync(source, reading.Type, cancellationToken, reading.Day, after.Cents, after.Position, limit);
            case TrouvePar.Montant:
                return await ByMontantAsync(source, reading.Montant.Cents, day, after, limit, today, cancellationToken);
            default:
                return await ReadAsync(source, reading.Type, cancellationToken, reading.Text, AsParameter(day), after.Position, limit);
        }
    }

    // Some amounts are on every other line, others on none for years: a window of days at a time reads little for a frequent amount and
    // ends for a rare one.
    private static async Task<IReadOnlyList<Candidate>> ByMontantAsync(
        NpgsqlDataSource source, long cents, DateOnly? day, Keyset after, int limit, DateOnly today, CancellationToken cancellationToken)
    {
        var first = day ?? today.AddMonths(-MontantSearchMonths);
        var last = day ?? today.AddDays(Limites.DateSoinAvanceMax);
        last = after.Day < last ? after.Day : last;
        while (last >= first)
        {
            var start = last.DayNumber - first.DayNumber < DaysPerRangeMax ? first : last.AddDays(1 - DaysPerRangeMax);
            var found = await ReadAsync(source, TrouvePar.Montant, cancellationToken, cents, start, last, after.Day, after.Position, limit);
            if (found.Count > 0)
            {
                return found;
            }

            last = start.AddDays(-1);
        }

        return [];
    }

    private static object AsParameter(DateOnly? day) => (object?)day ?? DBNull.Value;

    private static async Task<IReadOnlyList<Candidate>> ReadAsync(
        NpgsqlDataSource source, TrouvePar type, CancellationToken cancellationToken, params object[] values)
    {
        await using var command = source.CreateCommand(Queries[type]);
        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value });
        }

        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAllAsync(
            r => new Candidate(
                RowReaders.Journee(r),
                r.IsDBNull(4),
                new(r.GetFieldValue<DateOnly>(1), r.GetInt64(2), r.GetInt64(3), r.IsDBNull(4) ? Guid.Empty : r.GetGuid(4))),
            cancellationToken);
    }
}
