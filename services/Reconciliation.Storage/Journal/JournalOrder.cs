namespace Reconciliation.Storage;

/// <summary>
/// The SQL of the numbers by which the journal is ordered: those of the server's transactions, moved on by the offset of the history.
/// Another server counts its transactions from where it stands, and the journal that it was given holds numbers of the one before: the
/// offset puts all that is written from then on after all that is there. So no entry is ever written anew, however many servers a journal
/// has seen.
/// </summary>
internal static class JournalOrder
{
    private const string Transaction = "pg_current_xact_id()";
    private const string FirstOpen = "pg_snapshot_xmin(pg_current_snapshot())";
    private const string FirstUnused = "pg_snapshot_xmax(pg_current_snapshot())";

    /// <summary>The number of this transaction. Its history is checked before, so that the last epoch is its own.</summary>
    public static readonly string Own = OfLast(Moved(Transaction, "d.decalage"), Transaction);

    /// <summary>
    /// The first number that may not be read yet: transactions that are open may still write it or a later one. All of the histories before
    /// lies before the beginning of the last one, and nobody writes it any more.
    /// </summary>
    public static readonly string Horizon = OfLast($"greatest(d.transaction, {Moved(FirstOpen, "d.decalage")})", FirstOpen);

    /// <summary>The first number that no transaction of this server has.</summary>
    public static readonly string End = OfLast(Moved(FirstUnused, "d.decalage"), FirstUnused);

    /// <summary>The number of this transaction, with an offset that the statement knows.</summary>
    /// <param name="offset">The offset.</param>
    public static string OwnAfter(string offset) => Moved(Transaction, offset);

    /// <summary>The offset of a history that begins with this transaction: that of the one before where it goes far enough.</summary>
    /// <param name="before">The offset of the one before.</param>
    public static string Next(string before) => $"""
        greatest(coalesce({before}, 0), 1 - {Transaction}::text::bigint + coalesce((
            SELECT transaction::text::bigint FROM (
                (SELECT transaction FROM journal ORDER BY transaction DESC LIMIT 1)
                UNION ALL (SELECT transaction FROM effacement ORDER BY transaction DESC LIMIT 1)
                UNION ALL (SELECT transaction FROM epoque ORDER BY transaction DESC LIMIT 1)) AS derniers
            ORDER BY transaction DESC LIMIT 1), 0))
        """;

    // A database that has no epoch yet has no offset.
    private static string OfLast(string value, string otherwise) =>
        $"coalesce((SELECT {value} FROM epoque AS d ORDER BY d.numero DESC LIMIT 1), {otherwise})";

    // Numbers of transactions are compared, not added: as texts they become numbers, and back.
    private static string Moved(string number, string offset) => $"({number}::text::bigint + {offset})::text::xid8";
}
