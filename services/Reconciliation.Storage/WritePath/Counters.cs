using Npgsql;

namespace Reconciliation.Storage;

/// <summary>A change of a counter, or its total.</summary>
/// <param name="Name">The name of the counter, of <see cref="Counters"/>.</param>
/// <param name="Key">The class in which the change falls.</param>
/// <param name="Period">The hour or day of which it is counted; null where it is counted as it stands.</param>
/// <param name="Value">The number by which the counter rises, or falls.</param>
public readonly record struct CounterDelta(string Name, string Key, DateTimeOffset? Period, long Value);

/// <summary>
/// The counters that are kept while rows are written, so that totals of millions of soins are read as a few rows. Changes are appended by
/// the transaction of what they count; <c>CompactAsync</c> sums them up now and then.
/// </summary>
public static class Counters
{
    /// <summary>Soins by situation.</summary>
    public const string Situation = "situation";

    /// <summary>New lines by part and hour of reception.</summary>
    public const string Arrival = "arrivee";

    /// <summary>Soins by days from the RO payment to the complementary one, and day of care.</summary>
    public const string Ecart = "ecart";

    /// <summary>Soins by channel and punctuality of the second payment, and day of care.</summary>
    public const string Punctuality = "ponctualite";

    /// <summary>Soins that need a person by situation, and day in Europe/Paris since which they do.</summary>
    public const string ToWorkOn = "aTraiter";

    /// <summary>Open messages in quarantine by stream, and day in Europe/Paris on which they first came: the table counts itself.</summary>
    public const string Quarantaine = "quarantaine";

    /// <summary>The same by rule: a message that breaks two counts for both.</summary>
    public const string QuarantaineByRule = "quarantaineParRegle";

    /// <summary>Work of the night that ended well: the period is the instant at which it did.</summary>
    public const string Done = "fait";

    /// <summary>Of the work of the night: maintenance.</summary>
    public const string Maintained = "entretien";

    /// <summary>
    /// Control totals, in cents: where the money of all lines ever received is. Each transaction keeps them in balance, so that
    /// <see cref="Lignes"/> = <see cref="Vues"/> + <see cref="NonRattachees"/> + <see cref="Replaced"/> at every instant.
    /// </summary>
    public const string Control = "controle";

    /// <summary>Of the control totals: all lines.</summary>
    public const string Lignes = "lignes";

    /// <summary>Of the control totals: what the views of soins state as paid, net.</summary>
    public const string Vues = "vues";

    /// <summary>Of the control totals: lines that are in no soin.</summary>
    public const string NonRattachees = "nonRattachees";

    /// <summary>Of the control totals: lines that a later revision, or another content of the same one, has replaced.</summary>
    public const string Replaced = "remplacees";

    /// <summary>The most changes summed up at a time: many more than there are classes and periods.</summary>
    public const int ChangesPerCompactionMax = 100_000;

    /// <summary>The most changes summed up at a time while payments come in: some tens of milliseconds.</summary>
    public const int RowsPerSliceMax = 5_000;

    /// <summary>The time for which arrivals and delays are counted by period.</summary>
    public static readonly TimeSpan KeptFor = TimeSpan.FromDays(400);

    // Periods of long ago are forgotten; counts of what still stands are not.
    private const string Forgotten = $"(nom IN ('{Arrival}', '{Ecart}', '{Punctuality}') AND periode < $1)";

    /// <summary>The totals of a counter by class and period, from a period on; without period: as it stands.</summary>
    /// <param name="source">The database.</param>
    /// <param name="name">The counter.</param>
    /// <param name="since">The first period; null for a counter without.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<IReadOnlyList<CounterDelta>> ReadAsync(
        NpgsqlDataSource source, string name, DateTimeOffset? since, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand($"""
            SELECT cle, periode, sum(valeur)::bigint FROM compteur
            WHERE nom = $1 AND {(since is null ? "periode IS NULL" : "periode >= $2")}
            GROUP BY cle, periode
            HAVING sum(valeur) <> 0
            """);
        command.Parameters.Add(new() { Value = name });
        if (since is { } first)
        {
            command.Parameters.Add(new() { Value = first });
        }

        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var counts = new List<CounterDelta>();
        while (await reader.ReadAsync(cancellationToken))
        {
            counts.Add(
                new(name, reader.GetString(0), reader.IsDBNull(1) ? null : reader.GetFieldValue<DateTimeOffset>(1), reader.GetInt64(2)));
        }

        return counts;
    }

    /// <summary>The totals of a counter by class and age: of each class the number between each two bounds, the oldest last.</summary>
    /// <param name="source">The database.</param>
    /// <param name="name">The counter: one by day.</param>
    /// <param name="bounds">Beginnings of days in Europe/Paris, the latest first.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Of each class that has any one number more than there are bounds.</returns>
    public static async Task<IReadOnlyDictionary<string, IReadOnlyList<long>>> ByAgeAsync(
        NpgsqlDataSource source, string name, IReadOnlyList<DateTimeOffset> bounds, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand("""
            SELECT cle, width_bucket(periode, $2::timestamptz[]), sum(valeur)::bigint FROM compteur
            WHERE nom = $1
            GROUP BY 1, 2
            HAVING sum(valeur) <> 0
            """);
        command.Parameters.Add(new() { Value = name });
        command.Parameters.Add(new() { Value = bounds.Reverse().ToArray() });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var ranks = await reader.ReadAllAsync(
            r => (Key: r.GetString(0), Slice: bounds.Count - r.GetInt32(1), Value: r.GetInt64(2)), cancellationToken);
        return ranks.GroupBy(r => r.Key).ToDictionary(
            g => g.Key,
            g => (IReadOnlyList<long>)[.. Enumerable.Range(0, bounds.Count + 1).Select(t => g.Where(r => r.Slice == t).Sum(r => r.Value))]);
    }

    /// <summary>
    /// Sums committed changes up into one each, and forgets periods that are too old. Readers see the same totals before and after.
    /// </summary>
    /// <param name="source">The database.</param>
    /// <param name="now">Now.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The number of rows by which there are fewer.</returns>
    public static async Task<int> CompactAsync(NpgsqlDataSource source, DateTimeOffset now, CancellationToken cancellationToken) =>
        (await CompactAsync(source, now, 0, ChangesPerCompactionMax, cancellationToken)).Fewer;

    /// <summary>Sums up changes after a place. A short transaction: while it lasts no reader of the journal gets past it.</summary>
    /// <param name="source">The database.</param>
    /// <param name="now">Now.</param>
    /// <param name="after">The place.</param>
    /// <param name="limit">The most changes.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>
    /// The number of rows by which there are fewer, and the place after which to go on: sums are appended, and summed up with the changes
    /// that follow. Null: nothing follows the place yet.
    /// </returns>
    public static async Task<(int Fewer, long? Place)> CompactAsync(
        NpgsqlDataSource source, DateTimeOffset now, long after, int limit, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand($"""
            WITH premiers AS MATERIALIZED (SELECT * FROM compteur WHERE position > $2 ORDER BY position LIMIT $3),
            anciens AS (
                DELETE FROM compteur WHERE position IN (
                    SELECT position FROM (
                        SELECT position, nom, periode, count(*) OVER (PARTITION BY nom, cle, periode) AS changements
                            FROM premiers) AS comptes
                    WHERE changements > 1 OR {Forgotten})
                RETURNING nom, cle, periode, valeur),
            nouveaux AS (
                INSERT INTO compteur (nom, cle, periode, valeur)
                SELECT nom, cle, periode, sum(valeur) FROM anciens
                WHERE NOT {Forgotten}
                GROUP BY nom, cle, periode
                HAVING sum(valeur) <> 0
                RETURNING 1)
            SELECT (SELECT count(*) FROM anciens) - (SELECT count(*) FROM nouveaux),
                   (SELECT CASE WHEN count(*) = $3 THEN max(position) END FROM premiers)
            """);
        command.Parameters.Add(new() { Value = now - KeptFor });
        command.Parameters.Add(new() { Value = after });
        command.Parameters.Add(new() { Value = limit });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return ((int)reader.GetInt64(0), reader.IsDBNull(1) ? null : reader.GetInt64(1));
    }

    /// <summary>Notes that work of the night ended well, in the place of the time before.</summary>
    /// <param name="source">The database.</param>
    /// <param name="work">The work.</param>
    /// <param name="instant">The instant of its end.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task NoteDoneAsync(
        NpgsqlDataSource source, string work, DateTimeOffset instant, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand($"""
            WITH earlier AS (DELETE FROM compteur WHERE nom = '{Done}' AND cle = $1 AND periode < $2)
            INSERT INTO compteur (nom, cle, periode, valeur) VALUES ('{Done}', $1, $2, 1)
            """);
        command.Parameters.Add(new() { Value = work });
        command.Parameters.Add(new() { Value = instant });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>When work of the night ended well last; none: it never did.</summary>
    /// <param name="source">The database.</param>
    /// <param name="work">The work.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<IReadOnlyList<DateTimeOffset>> LastDoneAsync(
        NpgsqlDataSource source, string work, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(
            $"SELECT periode FROM compteur WHERE nom = '{Done}' AND cle = $1 ORDER BY periode DESC LIMIT 1");
        command.Parameters.Add(new() { Value = work });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAllAsync(r => r.GetFieldValue<DateTimeOffset>(0), cancellationToken);
    }

    /// <summary>The hour in which an instant falls.</summary>
    /// <param name="instant">The instant.</param>
    public static DateTimeOffset Hour(DateTimeOffset instant) =>
        new(instant.UtcTicks - (instant.UtcTicks % TimeSpan.TicksPerHour), TimeSpan.Zero);
}
