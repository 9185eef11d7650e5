using Npgsql;
using Reconciliation.Bus;
using Reconciliation.Storage;

namespace Reconciliation.Core;

/// <summary>The party to blame for a failure; it decides what becomes of the messages.</summary>
public enum FaultClass
{
    /// <summary>The data of a line, or of its journée: the line that is to blame is found by halving and goes to quarantine.</summary>
    Ligne,

    /// <summary>Other transactions, or the size of the batch: tried again, then halved.</summary>
    Conflict,

    /// <summary>The server, its set-up, or this program: the messages wait unacknowledged.</summary>
    Server,

    /// <summary>Nobody knows whether the batch was committed: it is done again, and lines that are known by then fall away.</summary>
    UnknownOutcome,
}

/// <summary>Folding failed: a defect that the facts of some journée bring to light.</summary>
/// <param name="cause">The exception of the fold.</param>
public sealed class FoldFailedException(Exception cause) : Exception($"Folding failed ({cause.GetType().Name}).", cause);

/// <summary>
/// The one classification of failures. The failures that a line can cause are listed; all others, unforeseen ones included, are the
/// server's. So a server that is set up wrongly keeps lines waiting, and never puts them aside. A stored row that cannot be read is no
/// line's fault: incoming messages are read before, where their own faults are found (<see cref="PaymentReader"/>).
/// </summary>
public static class Faults
{
    /// <summary>
    /// The table that holds lines as received. The other tables hold data that this service makes: no line is to blame there.
    /// </summary>
    private const string TableOfLignes = "ligne";

    /// <summary>The key of lines, made of their own data alone. A second row under any other key is this service's own fault.</summary>
    private const string LigneKey = "ligne_pkey";

    /// <summary>Tells whose fault a failure is.</summary>
    /// <param name="exception">The failure.</param>
    public static FaultClass Classify(Exception exception) => exception switch
    {
        CommitOutcomeUnknownException => FaultClass.UnknownOutcome,
        PostgresException e => Classify(e),
        NpgsqlException { InnerException: TimeoutException } or TiesInMotionException => FaultClass.Conflict,
        FoldFailedException => FaultClass.Ligne,
        _ => FaultClass.Server,
    };

    /// <summary>Whether a failure may pass within seconds and without a person, so that a command tries again.</summary>
    /// <param name="exception">The failure.</param>
    public static bool PassesByItself(Exception exception) => Classify(exception) switch
    {
        FaultClass.Conflict or FaultClass.UnknownOutcome => true,
        FaultClass.Server => exception switch
        {
            // Resources, operator intervention, the system, the connection: by class of SQLSTATE, as PostgreSQL names them.
            PostgresException e => e.IsTransient || e.SqlState is ['5', '3', ..] or ['5', '7', ..] or ['5', '8', ..] or ['0', '8', ..],
            NpgsqlException or TimeoutException or IOException or System.Net.Sockets.SocketException => true,
            _ => false,
        },
        FaultClass.Ligne => false,
    };

    /// <summary>A sentence about a failure for the log: which server was asked, and what it said. No member data.</summary>
    /// <param name="source">The database.</param>
    /// <param name="exception">The failure.</param>
    public static string Describe(NpgsqlDataSource source, Exception exception) => exception is WorkLostException
        ? exception.Message
        : BrokerFailure.Describe(exception) ?? DatabaseAnswer.Describe(source, exception);

    private static FaultClass Classify(PostgresException e) => e.SqlState switch
    {
        ['2', '2', ..] or ['5', '4', ..] => FaultClass.Ligne,
        PostgresErrorCodes.UniqueViolation when e.ConstraintName == LigneKey => FaultClass.Ligne,
        PostgresErrorCodes.NotNullViolation when e.TableName == TableOfLignes => FaultClass.Ligne,
        PostgresErrorCodes.CheckViolation when e.TableName == TableOfLignes && e.ConstraintName is not null => FaultClass.Ligne,
        ['4', '0', ..] or PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.QueryCanceled => FaultClass.Conflict,
        _ => FaultClass.Server,
    };
}
