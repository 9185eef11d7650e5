using System.Globalization;
using Npgsql;
using Reconciliation.Dev;
using Reconciliation.Integration.Tests.Commands;
using Reconciliation.Integration.Tests.Contract;
using Reconciliation.Integration.Tests.Engine;
using Reconciliation.Integration.Tests.Servers;
using Reconciliation.Storage;
using Reconciliation.Tests;
using Xunit;
using Xunit.Abstractions;

namespace Reconciliation.Integration.Tests.Backups;

/// <summary>
/// The scripts of the stack of containers, run as they are on a real server: the log is archived, a base backup made, and the database
/// restored to an instant between two payments.
/// </summary>
public sealed class BackupTests(ITestOutputHelper output) : IAsyncLifetime
{
    private static readonly string? User = SystemUser.InsteadOfRoot("postgres");

    private string _folder = "";
    private string _scripts = "";
    private PostgresServer? _server;

    public async Task InitializeAsync()
    {
        _folder = Directory.CreateTempSubdirectory("reconciliation-sauvegardes-").FullName;
        _scripts = Path.Combine(_folder, "scripts");
        Directory.CreateDirectory(_scripts);
        foreach (var name in new[] { "archiver", "sauvegarder", "restaurer" })
        {
            File.Copy(Repository.Path("infra", "postgres", name), Path.Combine(_scripts, name));
        }

        await RunAsync("chmod", "-R", "a+rX", _scripts);
        if (User is not null)
        {
            await RunAsync("chown", "-R", User, _folder);
        }

        _server = await StartAsync(data: null);
    }

    public async Task DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }

    [SkippableFact]
    public async Task A_database_is_restored_to_an_instant_from_a_base_backup_and_the_archive_and_verifies()
    {
        await using (var source = NpgsqlDataSource.Create(_server!.ConnectionString))
        {
            await Migrator.MigrateAsync(source, default, CellsOfRun.Count);
        }

        await TakeAsync("avant-la-sauvegarde");
        var asked = new NpgsqlConnectionStringBuilder(_server.ConnectionString);
        await ScriptAsync("sauvegarder", [], asked);
        var backup = Assert.Single(Directory.GetDirectories(Path.Combine(_folder, "bases")));
        Assert.Contains(
            "reconciliation_sauvegarde_derniere_timestamp_seconds 1",
            await File.ReadAllTextAsync(Path.Combine(_folder, "metriques", "sauvegarde.prom")), StringComparison.Ordinal);

        await TakeAsync("apres-la-sauvegarde");
        var instant = await InstantAfterAsync(Path.GetFileName(backup));
        await TakeAsync("apres-l-instant");
        await ExecuteAsync("DELETE FROM soin");
        await ArchiveAsync();

        var running = await RunScriptAsync("restaurer", [instant], asked, default, ("PGDATA", Path.Combine(_folder, "ailleurs")));
        Assert.True(running.ExitCode != 0 && running.Output.Contains("the server runs", StringComparison.Ordinal), running.Output);
        await _server.StopAsync();
        var restored = Directory.CreateTempSubdirectory("reconciliation-restauree-").FullName;
        try
        {
            await File.WriteAllTextAsync(Path.Combine(restored, "password"), asked.Password);
            if (User is not null)
            {
                await RunAsync("chown", "-R", User, restored);
            }

            await ScriptAsync("restaurer", [instant], asked, ("PGDATA", Path.Combine(restored, "data")));
            await using var server = await StartAsync(restored);
            await Eventually.HoldsAsync(
                "it is promoted", async () => await PostgresPair.ScalarAsync(server, "SELECT pg_is_in_recovery()") is false);
            Assert.Equal(
                "apres-la-sauvegarde, avant-la-sauvegarde",
                await PostgresPair.ScalarAsync(server, "SELECT string_agg(decompte, ', ' ORDER BY decompte) FROM ligne"));
            await VerifyAsync(server);
        }
        finally
        {
            Directory.Delete(restored, recursive: true);
        }
    }

    [SkippableFact]
    public async Task One_by_hand_is_made_while_the_service_of_every_day_waits_and_one_that_failed_is_not_told_as_made()
    {
        var asked = new NpgsqlConnectionStringBuilder(_server!.ConnectionString);
        var figures = Path.Combine(_folder, "metriques", "sauvegarde.prom");
        var (tool, tried) = (Path.Combine(_folder, "outils", "pg_archivecleanup"), Path.Combine(_folder, "essaye"));
        Directory.CreateDirectory(Path.GetDirectoryName(tool)!);
        await File.WriteAllTextAsync(tool, $"#!/bin/sh\ntouch {tried}\nexit 1\n");
        await RunAsync("chmod", "-R", "a+rx", Path.GetDirectoryName(tool)!);

        using var end = new CancellationTokenSource();
        var daily = RunScriptAsync("sauvegarder", ["--quotidien"], asked, end.Token);
        await Eventually.HoldsAsync("the one of the day comes to its last step, which fails", () => File.Exists(tried));
        Assert.NotEqual(0, (await RunScriptAsync("sauvegarder", [], asked)).ExitCode);
        Assert.False(File.Exists(figures));
        File.Delete(tool);
        await ScriptAsync("sauvegarder", [], asked);
        Assert.True(File.Exists(figures));
        Assert.False(daily.IsCompleted);
        await end.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => daily);
    }

    [SkippableFact]
    public async Task A_segment_is_archived_once_and_another_of_its_name_is_refused_and_the_server_says_whether_it_archives()
    {
        await ExecuteAsync("SELECT pg_logical_emit_message(true, 'essai', '')");
        await ArchiveAsync();
        await using var source = NpgsqlDataSource.Create(_server!.ConnectionString);
        var read = await ServerReadings.ReadAsync(source, default);
        Assert.True(read is { IsArchived: true, ArchiveFails: false, LastArchived: not null }, read.ToString());
        Assert.InRange(read.Connections, 1, read.ConnectionsMax);
        Assert.True(read.Octets > 1_000_000, read.ToString());

        var segment = Path.Combine(_folder, "un-segment");
        await File.WriteAllTextAsync(segment, "un");
        await RunAsync("chmod", "a+r", segment);
        Assert.Equal(0, (await RunScriptAsync("archiver", [segment, "SEGMENT"], null)).ExitCode);
        Assert.Equal(0, (await RunScriptAsync("archiver", [segment, "SEGMENT"], null)).ExitCode);
        await File.WriteAllTextAsync(segment, "deux");
        var refused = await RunScriptAsync("archiver", [segment, "SEGMENT"], null);
        Assert.True(refused.ExitCode != 0 && refused.Output.Contains("another segment", StringComparison.Ordinal), refused.Output);
    }

    private async Task<PostgresServer> StartAsync(string? data) => await TestServers.OrSkipAsync(PostgresServer.StartAsync(
        new ServerOptions
        {
            Durable = false,
            Data = data,
            Sources = [ServerSource.Local, ServerSource.Packages],
            Settings = new Dictionary<string, string>
            {
                ["archive_mode"] = "on",
                ["archive_command"] = $"SAUVEGARDES={_folder} bash {_scripts}/archiver %p %f",
            },
        },
        TimeProvider.System, TestServers.Say, default));

    private async Task TakeAsync(string decompte)
    {
        await using var source = NpgsqlDataSource.Create(_server!.ConnectionString);
        await using var services = Engines.Services();
        await Engines.On(source, services).ReconcileLignesAsync([Scenario.Ro(decompte)], default);
    }

    // A base backup is named by the second of its end: an instant of a later one can be restored from it.
    private async Task<string> InstantAfterAsync(string backup)
    {
        var instant = "";
        await Eventually.HoldsAsync("a second has gone by", async () =>
        {
            instant = (string)(await PostgresPair.ScalarAsync(
                _server!, "SELECT to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')"))!;
            var name = instant[..19].Replace("-", "", StringComparison.Ordinal).Replace(":", "", StringComparison.Ordinal)
                .Replace(' ', 'T') + "Z";
            return string.CompareOrdinal(name, backup) > 0;
        });
        return instant;
    }

    private async Task ArchiveAsync()
    {
        var segment = (string)(await PostgresPair.ScalarAsync(_server!, "SELECT pg_walfile_name(pg_current_wal_lsn())"))!;
        await ExecuteAsync("SELECT pg_switch_wal()");
        await Eventually.HoldsAsync($"{segment} is archived", () => File.Exists(Path.Combine(_folder, "wal", segment + ".gz")));
        await Eventually.HoldsAsync(
            "the server knows",
            async () => await PostgresPair.ScalarAsync(_server!, "SELECT last_archived_wal FROM pg_stat_archiver") is string);
    }

    private Task ExecuteAsync(string sql) => PostgresPair.ExecuteAsync(_server!, sql);

    private async Task VerifyAsync(PostgresServer server)
    {
        var (code, said, errors) = await ReconProcess.RunAsync(
            new Dictionary<string, string> { ["RECONCILIATION_POSTGRES"] = server.ConnectionString }, "verify");
        output.WriteLine(said);
        Assert.True(code == 0 && said.Contains("Aucune différence", StringComparison.Ordinal), said + errors);
    }

    private async Task ScriptAsync(
        string name, string[] arguments, NpgsqlConnectionStringBuilder? server, params (string Name, string Value)[] more)
    {
        var result = await RunScriptAsync(name, arguments, server, default, more);
        output.WriteLine(result.Output);
        Assert.True(result.ExitCode == 0, result.Output);
    }

    private Task<CommandResult> RunScriptAsync(
        string name, string[] arguments, NpgsqlConnectionStringBuilder? server, CancellationToken cancellation = default,
        params (string Name, string Value)[] more)
    {
        var environment = more.ToDictionary(m => m.Name, m => m.Value);
        environment["SAUVEGARDES"] = _folder;
        environment["PATH"] = $"{_folder}/outils:{LocalPostgres.FindBinaries()}:{Environment.GetEnvironmentVariable("PATH")}";
        if (server is not null)
        {
            (environment["PGHOST"], environment["PGUSER"], environment["PGPASSWORD"]) = (server.Host!, server.Username!, server.Password!);
            environment["PGPORT"] = server.Port.ToString(CultureInfo.InvariantCulture);
        }

        return Executables.RunAsync(
            [.. SystemUser.Prefix(User), "bash", Path.Combine(_scripts, name), .. arguments], environment, cancellation);
    }

    private static async Task RunAsync(params string[] command) =>
        Assert.Equal(0, (await Executables.RunAsync(command, new Dictionary<string, string>(), default)).ExitCode);
}
