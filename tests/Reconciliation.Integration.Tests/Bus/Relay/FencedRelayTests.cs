using System.Diagnostics;
using System.Text.Json;
using Reconciliation.Bus;
using Reconciliation.Client;
using Reconciliation.Integration.Tests.Commands;
using Reconciliation.Integration.Tests.Engine;
using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Integration.Tests.Servers;
using Xunit;
using Xunit.Abstractions;

namespace Reconciliation.Integration.Tests.Bus.Relay;

/// <summary>One engine publishes at a time: one that was stopped meanwhile, or whose clock is wrong, does no harm when it wakes.</summary>
public sealed class FencedRelayTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const int Soins = 60;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(8);

    private TestDatabase _database = null!;
    private Uri _virtualHost = null!;
    private Broker _broker = null!;
    private string _queue = null!;

    public async Task InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync(TestInstance.Schema);
        _virtualHost = await Broker.VirtualHostAsync();
        _broker = await Broker.ConnectAsync(_virtualHost);
        _queue = await _broker.ListenAsync(ExchangeNames.Soins);
    }

    public async Task DisposeAsync()
    {
        await _broker.DisposeAsync();
        await _database.DisposeAsync();
    }

    [SkippableFact]
    public async Task A_relay_that_is_stopped_in_the_middle_of_its_work_publishes_nothing_stale_that_a_receiver_would_apply()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "A process is stopped by a signal.");
        await using var stopped = ReconProcess.Start(
            new Dictionary<string, string>
            {
                ["RECONCILIATION_POSTGRES"] = _database.ConnectionString,
                ["RECONCILIATION_RABBITMQ"] = _virtualHost.ToString(),
                ["RECONCILIATION_AUTHORITY"] = "https://identite.example",
                ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
            },
            "engine");
        await using (var api = await TestInstance.StartAsync(_database, _virtualHost, engine: false))
        {
            await Eventually.HoldsAsync("the first engine publishes", async () => await HoldersAsync(api) == 1);
        }

        await using var other = await TestInstance.StartAsync(_database, _virtualHost);
        var received = new List<Received>();
        var start = TimeProvider.System.GetTimestamp();
        var revision = 0;
        async Task WriteUntilAsync(Func<bool> isOver)
        {
            while (!isOver())
            {
                revision++;
                await Engines.ReceiveAsync(
                    other, [.. Enumerable.Range(1, Soins).Select(n => Scenario.Ro($"s{n}", montant: 10m + revision, revision: revision))]);
                received.AddRange((await _broker.TakeAsync(_queue)).Select(Read));
            }
        }

        await WriteUntilAsync(() => received.Count > 2 * Soins);
        await SignalAsync(stopped, "STOP");
        start = TimeProvider.System.GetTimestamp();
        await WriteUntilAsync(() => TimeProvider.System.GetElapsedTime(start) > Pause);
        await SignalAsync(stopped, "CONT");
        start = TimeProvider.System.GetTimestamp();
        await WriteUntilAsync(() => TimeProvider.System.GetElapsedTime(start) > TimeSpan.FromSeconds(2));
        await Eventually.HoldsAsync("every version is published", async () =>
        {
            received.AddRange((await _broker.TakeAsync(_queue)).Select(Read));
            return received.Select(r => (r.SoinId, r.Version)).Distinct().Count() >= await other.CountAsync("SELECT count(*) FROM journal");
        });

        var (guard, applied, stale, kept) = (new GardeDesVersions(), new Dictionary<Guid, int>(), 0, 0);
        var highest = 0L;
        foreach (var message in received)
        {
            // The publisher that takes over sends again what the other did not remember to have sent: that is no message of the other.
            highest = Math.Max(highest, message.Bail ?? 0);
            var isOvertaken = applied.TryGetValue(message.SoinId, out var version) && message.Version < version && message.Bail < highest;
            stale += isOvertaken ? 1 : 0;
            if (guard.Prendre(message.SoinId, message.Epoque, message.Version, message.MisAJourLe))
            {
                kept += isOvertaken ? 1 : 0;
                applied[message.SoinId] = Math.Max(version, message.Version);
            }
        }

        var leases = received.Select(r => r.Bail).Distinct().Count();
        output.WriteLine($"{received.Count} messages of {leases} leases, {stale} stale, {kept} of them applied.");
        Assert.Equal(2, leases);
        Assert.Equal(0, kept);
        Assert.Equal(0, stale);
    }

    [SkippableFact]
    public async Task Engines_whose_clocks_are_twenty_minutes_apart_write_the_servers_time_and_publish_each_version_once()
    {
        var (early, late) = (new ShiftedClock(), new ShiftedClock());
        early.Move(TimeSpan.FromMinutes(-10));
        late.Move(TimeSpan.FromMinutes(10));
        using var log = new CapturedLog();
        await using var first = await TestInstance.StartAsync(_database, _virtualHost, early, log: log, serverClock: true);
        await using var second = await TestInstance.StartAsync(_database, _virtualHost, late, log: log, serverClock: true);
        await Task.WhenAll(
            Engines.ReceiveAsync(first, [.. Enumerable.Range(1, 40).Select(n => Scenario.Ro($"a{n}"))]),
            Engines.ReceiveAsync(second, [.. Enumerable.Range(1, 40).Select(n => Scenario.Ro($"b{n}"))]));

        foreach (var written in new[] { "recu_le FROM ligne", "ecrit_le FROM journal" })
        {
            Assert.Equal(0, await first.CountAsync(
                $"SELECT count(*) FROM (SELECT {written}) AS t(le) WHERE abs(extract(epoch FROM le - clock_timestamp())) > 120"));
        }

        var received = new List<Received>();
        await Eventually.HoldsAsync("all are published", async () =>
        {
            received.AddRange((await _broker.TakeAsync(_queue)).Select(Read));
            return received.Count >= 80;
        });
        Assert.Equal(80, received.Select(r => (r.SoinId, r.Version)).Distinct().Count());
        Assert.Equal(80, received.Count);
        Assert.Equal(2, log.Lines.Count(l => l.Contains("The database server's clock is", StringComparison.Ordinal)));
    }

    private static Task<long> HoldersAsync(TestInstance instance) => instance.CountAsync(
        """
        SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND classid = 1382376303 AND objid = 1 AND granted
            AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
        """);

    private static Received Read(RabbitMQ.Client.BasicGetResult message)
    {
        var vue = JsonDocument.Parse(message.Body).RootElement;
        var bail = GardeDesVersions.LireBail(message.BasicProperties.Headers);
        return new(
            vue.GetProperty("soinId").GetGuid(), vue.GetProperty("version").GetInt32(), bail,
            GardeDesVersions.LireEpoque(message.BasicProperties.Headers), vue.GetProperty("misAJourLe").GetDateTimeOffset());
    }

    private static async Task SignalAsync(ReconProcess process, string signal)
    {
        using var kill = Process.Start("/bin/sh", ["-c", $"kill -{signal} {process.Id}"]);
        await kill.WaitForExitAsync();
    }

    private sealed record Received(Guid SoinId, int Version, long? Bail, string? Epoque, DateTimeOffset MisAJourLe);
}
