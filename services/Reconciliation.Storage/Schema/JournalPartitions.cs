using System.Globalization;
using Npgsql;
using NpgsqlTypes;

namespace Reconciliation.Storage;

/// <summary>
/// The journal is kept by the month in which its entries were written, so that entries that are too old go as a table and not row by row.
/// Nobody else names a partition: statements name <c>journal</c>. Entries of a month without one lie in <see cref="Default"/>, so that
/// nothing is refused where nobody has made one in time.
/// </summary>
public static class JournalPartitions
{
    /// <summary>The number of months that are made ahead.</summary>
    public const int MonthsAheadCount = 3;

    /// <summary>The most entries of an old month that are put aside, so that the rest may go; a month with more is left.</summary>
    public const int RemaindersMax = 20_000;

    private const string Default = "journal_defaut";

    /// <summary>
    /// The table as it was first made, as the model of Entity Framework cannot say it; migrations add columns, and its indexes are among
    /// <see cref="WantedIndex.Product"/>. A key must contain the column that parts the table, so it cannot keep each version of a soin
    /// unique. Within a month an index of the partition does, across months the locks under which versions are counted do, and
    /// <c>recon verify</c> counts the versions.
    /// </summary>
    internal const string Table = """
        CREATE TABLE IF NOT EXISTS journal (
            -- The transaction that wrote it: what a reader may pass is what no transaction in progress can still precede.
            transaction xid8 NOT NULL DEFAULT pg_current_xact_id(),
            position bigint GENERATED ALWAYS AS IDENTITY,
            beneficiaire_id text COLLATE "C" NOT NULL,
            soin_id uuid NOT NULL,
            version integer NOT NULL,
            -- The member whom the view concerned then, and the others; null for nearly every version.
            adherent_id text COLLATE "C" NOT NULL,
            autres_adherents text[] COLLATE "C",
            situation_precedente smallint,
            -- What caused the version: lines, the deadline, or a décision.
            cause json NOT NULL,
            vue json NOT NULL,
            ecrit_le timestamptz NOT NULL,
            -- The W3C trace context of the transaction that wrote it, where that was sampled.
            trace text COLLATE "C",
            CONSTRAINT journal_pkey PRIMARY KEY (transaction, position, beneficiaire_id, ecrit_le)
        ) PARTITION BY RANGE (ecrit_le);
        """;

    /// <summary>
    /// Makes the partitions of this month and the next ones, as the owner. Entries of theirs that lie in the default one move there.
    /// </summary>
    /// <param name="source">The database.</param>
    /// <param name="now">Now.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The names of those that were made.</returns>
    public static async Task<IReadOnlyList<string>> CreateAsync(
        NpgsqlDataSource source, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var created = new List<string>();
        if (await UnderLockAsync(source, Default, exists: false, DefaultCommands, cancellationToken))
        {
            created.Add(Default);
        }

        for (var ahead = 0; ahead <= MonthsAheadCount; ahead++)
        {
            var start = Month(now).AddMonths(ahead);
            if (await UnderLockAsync(source, Nom(start), exists: false, Commands(Nom(start), start), cancellationToken))
            {
                created.Add(Nom(start));
            }
        }

        return created;
    }

    /// <summary>The partitions whose entries are all older than an instant, the oldest first.</summary>
    /// <param name="source">The database.</param>
    /// <param name="before">The first instant to keep.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<IReadOnlyList<string>> ExpiredAsync(
        NpgsqlDataSource source, DateTimeOffset before, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand("""
            SELECT c.relname FROM pg_inherits AS i JOIN pg_class AS c ON c.oid = i.inhrelid
            WHERE i.inhparent = 'journal'::regclass AND c.relname < $1 AND c.relname <> $2 ORDER BY 1
            """);
        command.Parameters.Add(new() { Value = Nom(Month(before)), NpgsqlDbType = NpgsqlDbType.Name });
        command.Parameters.Add(new() { Value = Default, NpgsqlDbType = NpgsqlDbType.Name });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAllAsync(r => r.GetString(0), cancellationToken);
    }

    /// <summary>
    /// Removes a partition, as the owner. The few entries that are still in it, of soins that are kept, go to the default one, under the
    /// place in the journal that they have.
    /// </summary>
    /// <param name="source">The database.</param>
    /// <param name="name">Its name.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Whether it is gone; false: too much is still in it.</returns>
    public static async Task<bool> RemoveAsync(NpgsqlDataSource source, string name, CancellationToken cancellationToken)
    {
        await using (var count = source.CreateCommand($"SELECT count(*) FROM (SELECT FROM {name} LIMIT {RemaindersMax + 1}) AS restes"))
        {
            if ((long)(await count.ExecuteScalarAsync(cancellationToken))! > RemaindersMax)
            {
                return false;
            }
        }

        // From PostgreSQL 17 on a partition gives places in the journal by itself, as the whole does: these have theirs already.
        return await UnderLockAsync(
            source,
            name,
            exists: true,
            $"""
            ALTER TABLE journal DETACH PARTITION {name};
            INSERT INTO {Default} OVERRIDING SYSTEM VALUE SELECT * FROM {name};
            DROP TABLE {name};
            """,
            cancellationToken);
    }

    /// <summary>The name of the partition that begins at an instant.</summary>
    /// <param name="start">The first instant of a month, UTC.</param>
    internal static string Nom(DateTimeOffset start) => string.Create(CultureInfo.InvariantCulture, $"journal_{start:yyyy_MM}");

    private static DateTimeOffset Month(DateTimeOffset instant) =>
        new(instant.UtcDateTime.Year, instant.UtcDateTime.Month, 1, 0, 0, 0, TimeSpan.Zero);

    private static string DefaultCommands => $"""
        CREATE TABLE {Default} (LIKE journal INCLUDING ALL EXCLUDING IDENTITY);
        CREATE UNIQUE INDEX {Default}_version ON {Default} (soin_id, version, beneficiaire_id);
        ALTER TABLE journal ATTACH PARTITION {Default} DEFAULT;
        """;

    // Attached, not created in its place: that asks nothing of those who write the journal, and of its readers only that they wait for
    // the default partition to be looked through, which is empty.
    private static string Commands(string name, DateTimeOffset start)
    {
        var (fromOne, a) = (Text(start), Text(start.AddMonths(1)));
        return $"""
            CREATE TABLE {name} (LIKE journal INCLUDING ALL EXCLUDING IDENTITY);
            CREATE UNIQUE INDEX {name}_version ON {name} (soin_id, version, beneficiaire_id);
            LOCK TABLE {Default} IN ACCESS EXCLUSIVE MODE;
            WITH egarees AS (DELETE FROM {Default} WHERE ecrit_le >= {fromOne} AND ecrit_le < {a} RETURNING *)
            INSERT INTO {name} SELECT * FROM egarees;
            ALTER TABLE journal ATTACH PARTITION {name} FOR VALUES FROM ({fromOne}) TO ({a});
            """;

        static string Text(DateTimeOffset instant) => string.Create(CultureInfo.InvariantCulture, $"'{instant:yyyy-MM-dd} 00:00+00'");
    }

    private static async Task<bool> UnderLockAsync(
        NpgsqlDataSource source, string name, bool exists, string commands, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        return await BriefChange.RunAsync(connection, ChangeAsync, cancellationToken);

        async Task<bool> ChangeAsync(NpgsqlTransaction transaction)
        {
            await using var turn = new NpgsqlCommand(AdvisoryLocks.JournalPartitions.LockUntilCommit(), connection, transaction);
            await turn.ExecuteNonQueryAsync(cancellationToken);
            await using var present = new NpgsqlCommand("SELECT to_regclass($1) IS NOT NULL", connection, transaction);
            present.Parameters.Add(new() { Value = name });
            if (await present.ExecuteScalarAsync(cancellationToken) is bool la && la != exists)
            {
                return false;
            }

            await using var work = new NpgsqlCommand(BriefChange.Patience + commands, connection, transaction)
            {
                CommandTimeout = JourneeWalk.TotalsTimeoutSeconds,
            };
            await work.ExecuteNonQueryAsync(cancellationToken);
            return true;
        }
    }
}
