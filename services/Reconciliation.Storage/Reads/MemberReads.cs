using Npgsql;

namespace Reconciliation.Storage;

/// <summary>
/// The pool from which the pages of members are read: of the database, or of a standby. A standby shows an instant that has passed, whole,
/// and a beginning of the journal. Accesses are recorded, and décisions taken, in the database itself.
/// </summary>
public sealed class MemberReads
{
    /// <param name="source">The pool.</param>
    /// <param name="isOther">Whether that is another pool than that of the database.</param>
    /// <param name="streams">The streams, by which parts are read back.</param>
    public MemberReads(NpgsqlDataSource source, bool isOther, PaymentStreams streams)
    {
        (Source, IsOther) = (source, isOther);
        (Vues, Syntheses, Journal, Feed) = (new(source), new(source, streams), new(source), new(source));
    }

    /// <summary>The pool.</summary>
    public NpgsqlDataSource Source { get; }

    /// <summary>Whether it is not that of the database itself.</summary>
    public bool IsOther { get; }

    /// <summary>Views.</summary>
    public VueQueries Vues { get; }

    /// <summary>Sums.</summary>
    public SyntheseQueries Syntheses { get; }

    /// <summary>The journal.</summary>
    public Journal Journal { get; }

    /// <summary>The journal as a feed.</summary>
    public JournalFeed Feed { get; }
}
