using System.Net.Sockets;
using System.Security.Authentication;
using Npgsql;
using Reconciliation.Hosting;

namespace Reconciliation.Recon;

/// <summary>One sentence about a database that refuses or does not answer: which one was asked, as whom, and what it said.</summary>
internal static class DatabaseRefusal
{
    /// <summary>
    /// What the statements of others may have put into a sentence of the server: it quotes the value that it cannot take.
    /// </summary>
    private const string DataExceptionClass = "22";

    /// <summary>
    /// The failure of the database behind an exception: Entity Framework wraps those that may pass; null: it is another failure.
    /// </summary>
    /// <param name="exception">The exception.</param>
    public static NpgsqlException? Of(Exception exception) => exception as NpgsqlException ?? exception.InnerException as NpgsqlException;

    /// <summary>The sentence, and what to do about it.</summary>
    /// <param name="source">The database that was asked.</param>
    /// <param name="failure">What came of it.</param>
    /// <param name="advice">What to do about a failure that says nothing of it by itself.</param>
    public static StartupRefusedException Say(NpgsqlDataSource source, NpgsqlException failure, string? advice = null)
    {
        var asked = new NpgsqlConnectionStringBuilder(source.ConnectionString);
        var database = $"The database that RECONCILIATION_POSTGRES names ({asked.Database ?? asked.Username} on {Address(asked)}, as {asked.Username})";
        var (said, hint) = failure is PostgresException server ? Said(server) : ($"does not answer: {Reason(failure)}", null);
        return new(string.Join(' ', new[] { $"{database} {said}.", hint, advice }.Where(s => s is not null)), failure);
    }

    // Never the detail of a refusal: it holds rows.
    private static (string Said, string? Hint) Said(PostgresException e)
    {
        var reason = e.SqlState.StartsWith(DataExceptionClass, StringComparison.Ordinal) ? e.SqlState : $"{e.SqlState}, {OneLine(e.MessageText)}";
        return e.SqlState switch
        {
            PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification => ($"does not let this role in: {reason}", null),
            PostgresErrorCodes.InvalidCatalogName => ($"does not exist: {reason}", null),
            PostgresErrorCodes.InsufficientPrivilege => (
                $"does not let this role do that: {reason}", "RECONCILIATION_POSTGRES must name the owner of the database for this command."),
            PostgresErrorCodes.LockNotAvailable => ($"has something in use: {reason}", CommandDatabase.JournalHeld),
            _ => ($"refused: {reason}", null),
        };
    }

    private static string Reason(NpgsqlException e)
    {
        for (Exception? cause = e; cause is not null; cause = cause.InnerException)
        {
            switch (cause)
            {
                case SocketException or AuthenticationException:
                    return OneLine(cause.Message);
                case TimeoutException:
                    return "no answer in time";
                case IOException when cause.InnerException is null:
                    return "the connection was closed";
            }
        }

        return OneLine(e.Message);
    }

    private static string Address(NpgsqlConnectionStringBuilder asked) => asked.Host?.Contains(':', StringComparison.Ordinal) == true
        ? asked.Host
        : FormattableString.Invariant($"{asked.Host}:{asked.Port}");

    private static string OneLine(string text) => string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c)).Trim().TrimEnd('.');
}
