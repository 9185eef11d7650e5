using System.Globalization;
using Npgsql;

namespace Reconciliation.Dev;

/// <summary>The data of a standby: a copy of a running primary that follows it as soon as a server starts on it.</summary>
internal static class StandbyCopy
{
    /// <summary>Copies a primary into a new folder, for a server whose data is kept there.</summary>
    /// <param name="primary">The primary, of this machine's programs.</param>
    /// <param name="port">The port at which the standby finds the primary; null: the primary's own port.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="ServerUnavailableException">It cannot be copied.</exception>
    public static async Task<string> CreateAsync(PostgresServer primary, int? port, CancellationToken cancellation)
    {
        if (OperatingSystem.IsWindows() || LocalPostgres.FindBinaries() is not { } programs)
            throw new ServerUnavailableException("A standby needs PostgreSQL's programs on this machine.");
        var user = SystemUser.InsteadOfRoot("postgres");
        var asked = new NpgsqlConnectionStringBuilder(primary.ConnectionString);
        var folder = SystemUser.CreateFolder("reconciliation-standby-", user);

        // A server that keeps its data finds its password beside the data.
        await File.WriteAllTextAsync(Path.Combine(folder, "password"), asked.Password, cancellation);
        if (user is not null)
            await RunAsync(["chown", user, folder], "", cancellation);
        await RunAsync(
        [
            .. SystemUser.Prefix(user), Path.Combine(programs, "pg_basebackup"),
            "--pgdata", Path.Combine(folder, "data"), "--write-recovery-conf", "--wal-method=stream", "--checkpoint=fast", "--no-sync",
            "--host", asked.Host!, "--port", (port ?? asked.Port).ToString(CultureInfo.InvariantCulture), "--username", asked.Username!,
        ],
            asked.Password!,
            cancellation);
        return folder;
    }

    private static async Task RunAsync(string[] command, string password, CancellationToken cancellation)
    {
        var result = await Executables.RunAsync(command, new Dictionary<string, string> { ["PGPASSWORD"] = password }, cancellation);
        if (result.ExitCode != 0)
            throw new ServerUnavailableException($"{Path.GetFileName(command[0])}: {result.LastLine}");
    }
}
