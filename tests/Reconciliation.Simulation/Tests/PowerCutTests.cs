using Npgsql;
using Reconciliation.Dev;
using Reconciliation.Hosting;
using Reconciliation.Recon;
using Reconciliation.Simulation.Faults;
using Reconciliation.Simulation.Readers;
using Reconciliation.Simulation.Upstream;
using Reconciliation.Storage;
using Reconciliation.Tests;
using Xunit;
using Xunit.Abstractions;

namespace Reconciliation.Simulation.Tests;

/// <summary>The power goes while payments run: what was not forced to the disks is gone, and nothing that was acknowledged is.</summary>
public sealed class PowerCutTests(ITestOutputHelper output)
{
    private const int Cuts = 1;
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    [SkippableFact]
    public async Task Power_cuts_lose_nothing_that_was_accepted_over_HTTP_or_confirmed_to_a_producer()
    {
        var options = RunOptions.OfPowerCuts(RunOptions.ChooseSeed(), Cuts);
        await (await DiskAsync()).DisposeAsync();
        await using var servers =
            await SharedServers.OrSkipAsync(PrivateServers.StartAsync(options.Kind, Console.Error.WriteLine, default));
        var report = await SimulationTests.RunAsync(servers, options, output);
        Assert.Equal(Cuts, report.Faults[FaultKind.PowerCut]);
    }

    [SkippableTheory]
    [InlineData("on")]
    [InlineData("off")]
    public async Task A_cut_takes_what_was_accepted_from_a_database_that_does_not_force_it_and_from_no_other(string fsync)
    {
        LongRun.OrSkip();
        await using var disk = await DiskAsync();
        await using var server = await PostgresServer.StartAsync(
            new()
            {
                Sources = [ServerSource.Local, ServerSource.Packages],
                Data = Path.Combine(disk.Folder, "postgres"),
                Settings = new Dictionary<string, string> { ["fsync"] = fsync },
            },
            TimeProvider.System, Console.Error.WriteLine, default);
        await using (var source = NpgsqlDataSource.Create(server.ConnectionString))
            await Migrator.MigrateAsync(source, default, CellsOfRun.Count);
        await disk.SyncAsync(default);

        var accepted = await AcceptAsync(server, disk);
        await server.StopAsync(kill: true);
        await disk.RestoreAsync(default);
        await server.ResumeAsync();

        await using var connection = new NpgsqlConnection(server.ConnectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var count = new NpgsqlCommand("SELECT count(*) FROM ligne", connection);
        var stored = (long)(await count.ExecuteScalarAsync())!;
        output.WriteLine($"fsync {fsync}: {accepted} lines were accepted, {stored} are there after the cut.");
        if (fsync == "on")
            Assert.Equal(accepted, stored);
        else
            Assert.True(stored < accepted, "Nothing was lost: a cut of this disk shows nothing.");
    }

    [SkippableFact]
    public async Task A_disk_keeps_what_was_forced_to_it_and_nothing_else()
    {
        await using var disk = await DiskAsync();
        var (forced, written) = (Path.Combine(disk.Folder, "forced"), Path.Combine(disk.Folder, "written"));
        await using (var file = File.Create(forced))
        {
            await file.WriteAsync("payé"u8.ToArray());
            file.Flush(flushToDisk: true);
        }

        await File.WriteAllTextAsync(written, "payé");
        disk.CutPower();
        await Assert.ThrowsAnyAsync<IOException>(() => File.WriteAllTextAsync(written, "again"));
        await disk.RestoreAsync(default);
        Assert.Equal("payé", await File.ReadAllTextAsync(forced));
        Assert.False(File.Exists(written) && (await File.ReadAllTextAsync(written)).Length > 0, "What was not forced is there.");
    }

    // The service as recon run puts it together takes some lines; then the power goes.
    private static async Task<int> AcceptAsync(PostgresServer server, LoopDisk disk)
    {
        var port = FreePorts.Next();
        var settings = new Settings
        {
            Postgres = server.ConnectionString,
            DevelopmentKey = Doors.Key,
            Streams = PaymentStreams.Product,
        };
        await using var app = HostBuilding.Build(settings, api: true, engine: true, $"http://127.0.0.1:{port}");
        await app.StartAsync();
        var options = RunOptions.OfPowerCuts(RunOptions.ChooseSeed(), 1);
        var records = options.Stream().Records.DistinctBy(r => (r.GetType(), r.Source, r.Ligne)).Where(r => r.Revision == 1).ToList();
        var sender = new HttpSender(new([port]), records, new(TimeSpan.Zero, TimeProvider.System), TimeProvider.System);
        using var limit = new CancellationTokenSource(Limit);
        await sender.RunAsync(limit.Token);
        disk.CutPower();
        await app.StopAsync();
        return records.Count;
    }

    // Where a disk cannot be mounted there is nothing to cut the power of: in CI too.
    private static async Task<LoopDisk> DiskAsync()
    {
        try
        {
            return await LoopDisk.CreateAsync(TimeProvider.System, default);
        }
        catch (ServerUnavailableException unavailable)
        {
            throw new SkipException(unavailable.Message);
        }
    }
}
