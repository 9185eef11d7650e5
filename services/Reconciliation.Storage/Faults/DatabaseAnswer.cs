using System.Net.Sockets;
using System.Security.Authentication;
using Npgsql;

namespace Reconciliation.Storage;

/// <summary>One sentence about a database that refuses or does not answer: which one was asked, as whom, and what it said.</summary>
public static class DatabaseAnswer
{
    /// <summary>The database that was asked, and as whom.</summary>
    /// <param name="source">The database.</param>
    public static string Name(NpgsqlDataSource source)
    {
        var asked = new NpgsqlConnectionStringBuilder(source.ConnectionString);
        return $"{asked.Database ?? asked.Username} on {Address(asked)}, as {asked.Username}";
    }

    /// <summary>A sentence for the log.</summary>
    /// <param name="source">The database that was asked.</param>
    /// <param name="failure">The failure.</param>
    public static string Describe(NpgsqlDataSource source, Exception failure) =>
        failure switch
        {
            NpgsqlException e => $"the database ({Name(source)}) {Said(e)}.",
            OperationCanceledException => $"the database ({Name(source)}) did not answer in time.",
            _ => $"{failure.GetType().Name}.",
        };

    /// <summary>The answer of a database, as the end of a sentence. Never the detail of a refusal: it holds rows.</summary>
    /// <param name="failure">The failure.</param>
    public static string Said(NpgsqlException failure) => failure switch
    {
        PostgresException e => Verb(e.SqlState) + ": " + Reason(e),
        CommitOutcomeUnknownException => OneLine(failure.Message),
        TiesInMotionException => $"is busy: {OneLine(failure.Message)}",
        RowsElsewhereException => $"is not the right one: {OneLine(failure.Message)}",
        _ => Unanswered(failure),
    };

    private static string Verb(string sqlState) => sqlState switch
    {
        PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification => "does not let this role in",
        PostgresErrorCodes.InvalidCatalogName => "does not exist",
        PostgresErrorCodes.InsufficientPrivilege => "does not let this role do that",
        PostgresErrorCodes.LockNotAvailable => "has something in use",
        PostgresErrorCodes.TooManyConnections => "has no connection left for this role",
        PostgresErrorCodes.CannotConnectNow => "starts up or shuts down",
        PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown => "shuts down",
        PostgresErrorCodes.ReadOnlySqlTransaction => "is read-only",
        PostgresErrorCodes.DiskFull => "has no room left",
        _ => "refused",
    };

    // The server quotes a value that it cannot take: for that class of refusals the code must do.
    private static string Reason(PostgresException e) =>
        e.SqlState is ['2', '2', ..] ? e.SqlState : $"{e.SqlState}, {OneLine(e.MessageText)}";

    private static string Unanswered(NpgsqlException e)
    {
        for (Exception? cause = e; cause is not null; cause = cause.InnerException)
        {
            switch (cause)
            {
                case AuthenticationException:
                    return $"cannot be spoken to over TLS: {OneLine(cause.Message)}";
                case SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain }:
                    return $"has a host that is not known: {OneLine(cause.Message)}";
                case SocketException:
                    return $"does not answer: {OneLine(cause.Message)}";
                case TimeoutException:
                    return "does not answer: no answer in time";
                case IOException when cause.InnerException is null:
                    return "does not answer: the connection was closed";
            }
        }

        return e.Message.StartsWith("SSL connection requested", StringComparison.Ordinal)
            ? $"cannot be spoken to over TLS: {OneLine(e.Message)}"
            : $"does not answer: {OneLine(e.Message)}";
    }

    private static string Address(NpgsqlConnectionStringBuilder asked) => asked.Host?.Contains(':', StringComparison.Ordinal) == true
        ? asked.Host
        : FormattableString.Invariant($"{asked.Host}:{asked.Port}");

    private static string OneLine(string text) => string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c)).Trim().TrimEnd('.');
}
