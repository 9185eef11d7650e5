using Npgsql;
using Reconciliation.Hosting;
using Reconciliation.Storage;

namespace Reconciliation.Recon;

/// <summary>One sentence about a database that a command cannot use, with advice.</summary>
internal static class DatabaseRefusal
{
    /// <summary>
    /// The failure of the database behind an exception: Entity Framework wraps those that may pass; null: it is another failure.
    /// </summary>
    /// <param name="exception">The exception.</param>
    public static NpgsqlException? Of(Exception exception) => exception as NpgsqlException ?? exception.InnerException as NpgsqlException;

    /// <summary>The sentence, with the advice.</summary>
    /// <param name="source">The database that was asked.</param>
    /// <param name="failure">The failure of the database.</param>
    /// <param name="advice">The advice for a failure that gives none by itself.</param>
    public static StartupRefusedException Say(NpgsqlDataSource source, NpgsqlException failure, string? advice = null)
    {
        var hint = (failure as PostgresException)?.SqlState switch
        {
            PostgresErrorCodes.InsufficientPrivilege => "RECONCILIATION_POSTGRES must name the owner of the database for this command.",
            PostgresErrorCodes.LockNotAvailable => CommandDatabase.TableHeld,
            PostgresErrorCodes.OutOfMemory =>
                "It may keep too few locks: several cells need more of max_locks_per_transaction (infra/postgres/postgresql.conf).",
            _ => null,
        };
        var sentence = $"The database that RECONCILIATION_POSTGRES names ({DatabaseAnswer.Name(source)}) {DatabaseAnswer.Said(failure)}.";
        return new(string.Join(' ', new[] { sentence, hint, advice }.Where(s => s is not null)), failure);
    }
}
