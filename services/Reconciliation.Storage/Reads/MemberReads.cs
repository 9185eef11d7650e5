using Npgsql;

namespace Reconciliation.Storage;

/// <summary>
/// The pool from which the pages of members are read: of the database, or of a standby. A standby shows an instant that has passed, whole,
/// and a beginning of the journal. Accesses are recorded, and décisions taken, in the database itself.
/// </summary>
public sealed class MemberReads
{
    /// <param name="source">The pool.</param>
    /// <param name="database">The pool of the database itself: the same one, unless members' pages are read from a standby.</param>
    /// <param name="streams">The streams, by which parts are read back.</param>
    public MemberReads(NpgsqlDataSource source, NpgsqlDataSource database, PaymentStreams streams)
    {
        (Source, IsOther) = (source, source != database);
        (Vues, Syntheses, Journal) = (new(source), new(source, streams), new(source));
        Feed = new(source, IsOther ? new(database) : null);
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
