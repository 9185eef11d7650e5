using System.Diagnostics;
using System.Text;
using System.Text.Json;
using RabbitMQ.Client;
using Reconciliation.Bus;
using Reconciliation.Integration.Tests.Commands;
using Reconciliation.Integration.Tests.Engine;
using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Integration.Tests.Servers;
using Xunit;
using Xunit.Abstractions;

namespace Reconciliation.Integration.Tests.Bus.Relay;

/// <summary>Several engines, one relay: nothing is published twice while all is well, and nothing waits for long when all is not.</summary>
public sealed class RelayTests(ITestOutputHelper output) : IAsyncLifetime
{
    // Several times the usual time: other tests and their servers have the machine too.
    private static readonly TimeSpan ResumedMax = TimeSpan.FromSeconds(30);

    private readonly List<BasicGetResult> _received = [];
    private TestDatabase _database = null!;
    private Uri _virtualHost = null!;
    private Broker _broker = null!;
    private string _file = null!;

    public async Task InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync(TestInstance.Schema);
        _virtualHost = await Broker.VirtualHostAsync();
        _broker = await Broker.ConnectAsync(_virtualHost);
        _file = await _broker.ListenAsync(ExchangeNames.Soins);
    }

    public async Task DisposeAsync()
    {
        await _broker.DisposeAsync();
        await _database.DisposeAsync();
    }

    [SkippableFact]
    public async Task Two_engines_publish_every_version_once_and_in_order()
    {
        await using var first = await TestInstance.StartAsync(_database, _virtualHost);
        await using var second = await TestInstance.StartAsync(_database, _virtualHost);
        List<Measured> delay = [new(first, "reconciliation.relais.retard"), new(second, "reconciliation.relais.retard")];
        foreach (var turn in Enumerable.Range(1, 6))
        {
            await Task.WhenAll(
                DepositAsync(first, [.. Enumerable.Range(1, 40).Select(n => ($"a{n}", turn))]),
                DepositAsync(second, [.. Enumerable.Range(1, 40).Select(n => ($"b{n}", turn))]));
        }

        await ReceiveAllAsync(first, 480);

        Assert.Equal(480, _received.Select(m => m.BasicProperties.MessageId).Distinct().Count());
        AssertInOrder();
        await Eventually.HoldsAsync("one of them, and no other, says that nothing is late", () =>
            delay.SelectMany(r => r.Observe()).ToList() is [0.0]);
        delay.ForEach(r => r.Dispose());
    }

    [SkippableFact]
    public async Task When_the_server_ends_the_session_of_the_relay_another_takes_over()
    {
        await using var first = await TestInstance.StartAsync(_database, _virtualHost);
        await RelayHeldAsync(first);
        await using var second = await TestInstance.StartAsync(_database, _virtualHost);
        await DepositAsync(first, ("avant", 1));
        await ReceiveAllAsync(first, 1);

        Assert.Equal(1, await second.CountAsync(
            $"SELECT count(*) FROM (SELECT pg_terminate_backend(pid) FROM pg_locks WHERE {Relay}) AS fins"));
        await ResumeAsync(second, "apres");
        AssertInOrder();
    }

    [SkippableFact]
    public async Task When_the_engine_that_publishes_stops_the_other_takes_over_and_nothing_is_published_twice()
    {
        await using var second = await StartSecondAsync(async first =>
        {
            await DepositAsync(first, [.. Enumerable.Range(1, 500).Select(n => ($"s{n}", 1))]);
            await first.DisposeAsync();
        });

        await ResumeAsync(second, "apres");

        Assert.Equal(501, _received.Count);
        Assert.Equal(501, _received.Select(m => m.BasicProperties.MessageId).Distinct().Count());
    }

    [SkippableTheory]
    [InlineData("KILL")]
    [InlineData("STOP")]
    public async Task When_the_engine_that_publishes_is_killed_or_freezes_the_other_takes_over(string signal)
    {
        await using var engine = ReconProcess.Start(
            new Dictionary<string, string>
            {
                ["RECONCILIATION_POSTGRES"] = _database.ConnectionString,
                ["RECONCILIATION_RABBITMQ"] = _virtualHost.ToString(),
                ["RECONCILIATION_AUTHORITY"] = "https://identite.example",
                ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
            },
            "engine");
        await using var api = await TestInstance.StartAsync(_database, _virtualHost, engine: false);
        await RelayHeldAsync(api);
        await using var second = await TestInstance.StartAsync(_database, _virtualHost);
        await DepositAsync(second, ("avant", 1));
        await ReceiveAllAsync(second, 1);

        await ReportAsync(engine, signal);
        await ResumeAsync(second, "apres");

        // A relay that thaws finds that it has lost the work, and does not publish again the versions that the other has published.
        await ReportAsync(engine, "CONT");
        await ResumeAsync(second, "ensuite");
        Assert.Equal(3, _received.Count);
    }

    private const string Relay =
        "locktype = 'advisory' AND classid = 1382376303 AND objid = 1 AND granted AND database = (SELECT oid FROM pg_database WHERE "
            + "datname = current_database())";

    private async Task<TestInstance> StartSecondAsync(Func<TestInstance, Task> firstWork)
    {
        var first = await TestInstance.StartAsync(_database, _virtualHost);
        await RelayHeldAsync(first);
        var second = await TestInstance.StartAsync(_database, _virtualHost);
        await firstWork(first);
        return second;
    }

    private static Task RelayHeldAsync(TestInstance instance) => Eventually.HoldsAsync(
        "an engine has the relay", async () => await instance.CountAsync($"SELECT count(*) FROM pg_locks WHERE {Relay}") == 1);

    private static Task DepositAsync(TestInstance instance, params (string Decompte, int Revision)[] lignes) =>
        Engines.ReceiveAsync(instance, [.. lignes.Select(l => Scenario.Ro(l.Decompte, montant: 10m + l.Revision, revision: l.Revision))]);

    private async Task ResumeAsync(TestInstance instance, string decompte)
    {
        var startedAt = TimeProvider.System.GetTimestamp();
        await DepositAsync(instance, (decompte, 1));
        await ReceiveAllAsync(instance, await instance.CountAsync("SELECT count(*) FROM journal"));
        var delay = TimeProvider.System.GetElapsedTime(startedAt);
        output.WriteLine($"Published after {delay.TotalSeconds:0.0} s.");
        Assert.True(delay < ResumedMax, $"Published after {delay.TotalSeconds:0.0} s.");
    }

    // Published versions are remembered too: an engine that dies between the two leaves its last messages to be published again.
    private async Task ReceiveAllAsync(TestInstance instance, long versions)
    {
        await Eventually.HoldsAsync($"{versions} versions are published", async () =>
        {
            _received.AddRange(await _broker.TakeAsync(_file));
            return _received.Select(m => m.BasicProperties.MessageId).Distinct().Count() >= versions;
        });
        Assert.Equal(versions, await instance.CountAsync("SELECT count(*) FROM journal"));
        await Eventually.HoldsAsync("the place of the relay is at the end", async () => await instance.CountAsync(
            "SELECT count(*) FROM journal AS j WHERE NOT EXISTS (SELECT FROM relais AS r WHERE (r.transaction, r.position) >= "
                + "(j.transaction, j.position))") == 0);
    }

    private void AssertInOrder()
    {
        var vues = _received.Select(m => JsonDocument.Parse(Encoding.UTF8.GetString(m.Body.Span)).RootElement);
        Assert.All(vues.GroupBy(v => v.GetProperty("soinId").GetGuid()), soin =>
            Assert.Equal(Enumerable.Range(1, soin.Count()), soin.Select(v => v.GetProperty("version").GetInt32())));
    }

    private static async Task ReportAsync(ReconProcess process, string signal)
    {
        using var kill = Process.Start("/bin/sh", ["-c", $"kill -{signal} {process.Id} || true"]);
        await kill.WaitForExitAsync();
    }
}
