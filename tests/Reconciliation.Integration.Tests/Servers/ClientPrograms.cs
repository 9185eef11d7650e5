using Npgsql;
using Reconciliation.Dev;
using Xunit;

namespace Reconciliation.Integration.Tests.Servers;

/// <summary>PostgreSQL's own client programs; where one is not installed the test is skipped.</summary>
internal static class ClientPrograms
{
    /// <summary>Runs one on a database; errors that it says it ignored are none.</summary>
    /// <param name="connectionString">The database.</param>
    /// <param name="program">The program.</param>
    /// <param name="arguments">Its arguments, without those that name the database.</param>
    public static async Task RunAsync(string connectionString, string program, params IEnumerable<string> arguments)
    {
        var path = LocalPostgres.FindBinaries() is { } folder && File.Exists(Path.Combine(folder, program))
            ? Path.Combine(folder, program)
            : Executables.Find(program);
        Skip.If(path is null, $"{program} is not installed here.");
        var database = new NpgsqlConnectionStringBuilder(connectionString);
        var result = await Executables.RunAsync(
            [path!, $"--host={database.Host}", $"--port={database.Port}", $"--username={database.Username}",
                $"--dbname={database.Database}", .. arguments],
            new Dictionary<string, string> { ["PGPASSWORD"] = database.Password ?? "" },
            default);
        Assert.True(
            result.ExitCode == 0 || result.Output.Contains("errors ignored on restore", StringComparison.Ordinal), result.Output);
    }
}
