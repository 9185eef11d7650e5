using Npgsql;

namespace Reconciliation.Storage;

/// <summary>The kinds of transaction that hold back the horizon behind which the journal may be read.</summary>
public enum HolderKind
{
    /// <summary>A session of this database whose transaction has written and not ended.</summary>
    Session,

    /// <summary>The same in another database of the server: transaction ids are the server's.</summary>
    OtherDatabase,

    /// <summary>A transaction that was prepared, and is open without any session until somebody ends it.</summary>
    Prepared,
}

/// <summary>The oldest transaction that is open: nothing that was written after it began may be read in order yet.</summary>
/// <param name="Kind">The kind of transaction.</param>
/// <param name="Name">Its process id; of a prepared transaction its name.</param>
/// <param name="Database">Its database.</param>
/// <param name="Role">The role that began it.</param>
/// <param name="Application">The application, as it calls itself.</param>
/// <param name="Since">The instant at which it began; null: this role may not see that.</param>
public sealed record HorizonHolder(
    HolderKind Kind, string Name, string Database, string Role, string Application, DateTimeOffset? Since)
{
    private const string Oldest = """
        SELECT datname IS NOT DISTINCT FROM current_database(), pid::text, coalesce(datname, ''), coalesce(usename, ''),
            coalesce(application_name, ''), xact_start, false, age(backend_xid)
        FROM pg_stat_activity WHERE backend_xid IS NOT NULL AND pid <> pg_backend_pid()
        UNION ALL
        SELECT database = current_database(), gid, database, owner, '', prepared, true, age(transaction) FROM pg_prepared_xacts
        ORDER BY 8 DESC LIMIT 1
        """;

    /// <summary>A sentence, without a word of what the transaction does.</summary>
    public string Sentence => Kind == HolderKind.Prepared
        ? $"the prepared transaction '{Name}' of {Role} in the database {Database} (end it there: COMMIT PREPARED or ROLLBACK PREPARED)"
        : $"the transaction of process {Name} in the database {Database}, of {Role}, application '{Application}' "
            + $"(end it: SELECT pg_terminate_backend({Name}))";

    /// <summary>Finds the holder.</summary>
    /// <param name="source">The database.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The holder; none: no transaction is open.</returns>
    public static async Task<IReadOnlyList<HorizonHolder>> FindAsync(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(Oldest);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAllAsync(Read, cancellationToken);
    }

    private static HorizonHolder Read(NpgsqlDataReader r) => new(
        r.GetBoolean(6) ? HolderKind.Prepared : r.GetBoolean(0) ? HolderKind.Session : HolderKind.OtherDatabase,
        r.GetString(1), r.GetString(2), r.GetString(3), r.GetString(4), r.IsDBNull(5) ? null : r.GetFieldValue<DateTimeOffset>(5));
}
