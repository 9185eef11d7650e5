namespace Reconciliation.Storage;

/// <summary>Something that one session at a time holds: an advisory lock with a number.</summary>
/// <param name="Number">Its number, in the class of this service. Fixed: processes of two versions meet at it during an upgrade.</param>
/// <param name="Name">The thing that is held.</param>
/// <param name="Holder">The code that takes it.</param>
/// <param name="Reason">The reason why only one may hold it.</param>
/// <param name="Waiting">The code or people that wait meanwhile.</param>
public sealed record AdvisoryLock(int Number, string Name, string Holder, string Reason, string Waiting);

/// <summary>
/// Every advisory lock and every lease. No other file writes <c>pg_advisory</c>: a lock that is not listed here cannot be taken, and a
/// test refuses a number that stands twice.
/// </summary>
public static class AdvisoryLocks
{
    // The pair form of advisory locks has a key space of its own: no journée can collide with these.
    private const int LockClass = 0x5265636f;

    // Journées and names of lines are hashed with a seed of their own each, so that the two do not collide by rule.
    private const int JourneeSeed = 0;
    private const int NameSeed = 1;

    /// <summary>The lease of the relay.</summary>
    public static readonly AdvisoryLock Relay = new(
        1, "journal relay", "JournalRelay", "Each entry is published once and in order.", "Other engines, which try every second.");

    /// <summary>The lease of deadlines.</summary>
    public static readonly AdvisoryLock Deadlines = new(
        2, "deadlines", "DeadlinePump", "What is due is judged once.", "Other engines, which try every second.");

    /// <summary>The lease of webhooks.</summary>
    public static readonly AdvisoryLock Webhooks = new(
        3, "webhooks", "WebhookRelay", "Each subscriber is sent each entry in order, by one engine.",
        "Other engines, which try every second.");

    /// <summary>The lease of the summing up of counters.</summary>
    public static readonly AdvisoryLock CounterCompaction = new(
        10, "counter compaction", "CounterCompaction", "Two that sum up the same changes would wait for each other's rows.",
        "Other engines, which try every second.");

    /// <summary>The lease of the gauges.</summary>
    public static readonly AdvisoryLock Gauges = new(
        12, "gauges", "GaugeReader", "Each gauge is reported by one engine, or sums over engines would count it twice.",
        "Other engines, which try every second.");

    /// <summary>The end of the chain of accesses.</summary>
    public static readonly AdvisoryLock AccessChain = new(
        100, "chain of accesses", "AccessLog", "Each access holds the hash of the one before it.",
        "Other recordings of an access, for one transaction. It is the work of agents, one call at a time: nobody notices.");

    /// <summary>The partitions of the journal.</summary>
    public static readonly AdvisoryLock JournalPartitions = new(
        101, "journal partitions", "JournalPartitions", "Two that make or remove a partition would find half of each other's work.",
        "Another migration or maintenance, for one transaction.");

    /// <summary>The indexes.</summary>
    public static readonly AdvisoryLock IndexUpkeep = new(
        102, "index upkeep", "IndexUpkeep", "Two that build one index would drop each other's.",
        "Another migration, which asks again. It does not wait in a statement: an index that is built concurrently waits for those.");

    /// <summary>The beginning of an epoch.</summary>
    public static readonly AdvisoryLock EpochStart = new(
        103, "epoch start", "Epochs", "A history begins one epoch, and is announced once.",
        "Others that met the new history, for one short transaction.");

    /// <summary>The migration of the schema.</summary>
    public static readonly AdvisoryLock Migration = new(
        104, "migration", "Migrator", "Two that change one schema would wait for each other's tables, or do a change twice.",
        "Another migration, which asks again until the first has ended and then finds nothing to do.");

    /// <summary>All locks with a number.</summary>
    public static IReadOnlyList<AdvisoryLock> All { get; } =
        [Relay, Deadlines, Webhooks, CounterCompaction, Gauges, AccessChain, JournalPartitions, IndexUpkeep, EpochStart, Migration];

    /// <summary>
    /// Locks journées, and the names of lines, until the transaction ends, in the order of their keys, so that no two batches can wait for
    /// each other. Advisory locks and not rows: they write nothing and take no transaction id. So a transaction gets its id only when its
    /// journées are its own, and the ids of the versions of one soin rise with the versions: the order in which the journal is read. A
    /// batch locks the names of its lines and of those they correct: of two batches that bring the two ends of a tie between journées the
    /// second sees the lines of the first. Other batches that bring a line of the journée wait, and décisions about it.
    /// </summary>
    internal static readonly string LockJournees = $"""
        SELECT pg_advisory_xact_lock(cle)
        FROM (SELECT hashtextextended(b || '/' || d, {JourneeSeed}) AS cle FROM unnest($1::text[], $2::date[]) AS j(b, d)
              UNION
              SELECT hashtextextended(nom, {NameSeed}) FROM unnest($3::text[]) AS n(nom)
              ORDER BY cle) AS cles
        """;

    /// <summary>Gives back every lock of a session.</summary>
    internal const string UnlockAll = "SELECT pg_advisory_unlock_all()";

    /// <summary>Takes a lock until the transaction ends.</summary>
    /// <param name="taken">The lock.</param>
    internal static string LockUntilCommit(this AdvisoryLock taken) => $"SELECT pg_advisory_xact_lock({LockClass}, {taken.Number})";

    /// <summary>Takes a lock for the session if nobody has it, and says whether it did.</summary>
    /// <param name="taken">The lock.</param>
    internal static string TryLock(this AdvisoryLock taken) => $"SELECT pg_try_advisory_lock({LockClass}, {taken.Number})";

    /// <summary>Gives a lock of the session back.</summary>
    /// <param name="taken">The lock.</param>
    internal static string Unlock(this AdvisoryLock taken) => $"SELECT pg_advisory_unlock({LockClass}, {taken.Number})";
}
