using Npgsql;

namespace Reconciliation.Integration.Tests.Outages;

/// <summary>Makes a table fail as a server or a line could make it fail: a trigger raises an SQLSTATE at each write.</summary>
internal static class FaultTriggers
{
    /// <summary>The tables that are written when a line comes.</summary>
    public static readonly IReadOnlyList<string> WrittenTables =
        ["ligne", "reception", "soin", "journal", "compteur", "ligne_non_rattachee", "lien"];

    /// <summary>A code of every class of SQLSTATE that can end a statement, and one that nobody knows.</summary>
    public static readonly IReadOnlyList<string> SqlStates =
    [
        "03000", "08006", "09000", "0A000", "0B000", "0F000", "0L000", "0P000", "0Z000", "20000", "21000", "22000",
        "22003", "22P05", "23503", "23505", "23514", "23502", "23P01", "24000", "25006", "25P02", "26000", "27000",
        "28000", "28P01", "2B000", "2D000", "2F000", "34000", "38000", "39000", "3B000", "3D000", "3F000", "40001",
        "40P01", "42501", "42P01", "42703", "42883", "44000", "53000", "53100", "53200", "53300", "54000", "54001",
        "55000", "55P03", "57000", "57014", "57P01", "57P03", "57P04", "58030", "58P01", "72000", "F0000", "HV000",
        "P0001", "XX000", "XX001", "ZZ999",
    ];

    private const int AttemptsMax = 5;

    /// <summary>Counts the attempts that fail, rolled back ones included.</summary>
    public const string Attempts = "fault_attempts";

    /// <summary>
    /// Makes every write to a table fail, with one code after the other. Rows that do not hold to the condition are let through.
    /// </summary>
    public static string Raise(
        string table, IEnumerable<string> sqlStates, string condition = "true", bool constraint = false, bool counted = true) => $"""
        CREATE SEQUENCE IF NOT EXISTS {Attempts};
        CREATE OR REPLACE FUNCTION fault() RETURNS trigger LANGUAGE plpgsql AS $$
        DECLARE codes text[] := ARRAY[{string.Join(", ", sqlStates.Select(s => $"'{s}'"))}];
        BEGIN
            RAISE EXCEPTION 'fault' USING ERRCODE = codes[{(counted ? $"1 + (nextval('{Attempts}') - 1) % array_length(codes, 1)" : "1")}];
        END $$;
        {(constraint ? "CREATE CONSTRAINT TRIGGER fault AFTER" : "CREATE OR REPLACE TRIGGER fault BEFORE")} INSERT OR UPDATE ON {table}
            {(constraint ? "DEFERRABLE INITIALLY DEFERRED" : "")} FOR EACH ROW WHEN ({condition}) EXECUTE FUNCTION fault();
        """;

    /// <summary>Ends it.</summary>
    public static string Drop(string table) => $"DROP TRIGGER fault ON {table}; DROP SEQUENCE {Attempts};";

    /// <summary>
    /// Runs statements in one transaction. They lock tables that an engine works on, so the server may end them for a deadlock, of which
    /// nothing is left: they run again.
    /// </summary>
    public static async Task ExecuteAsync(this NpgsqlDataSource source, string sql)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await using var command = source.CreateCommand(sql);
                await command.ExecuteNonQueryAsync();
                return;
            }
            catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.DeadlockDetected && attempt < AttemptsMax)
            {
            }
        }
    }

    /// <summary>The count that a query answers.</summary>
    public static async Task<long> CountAsync(this NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        return Convert.ToInt64(await command.ExecuteScalarAsync(), System.Globalization.CultureInfo.InvariantCulture);
    }
}
