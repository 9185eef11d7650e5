using System.Text;
using Reconciliation.Bus;
using Reconciliation.Dev;
using Reconciliation.Domain;
using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Integration.Tests.Servers;
using Reconciliation.Storage;
using Reconciliation.Tests;
using Xunit;

namespace Reconciliation.Integration.Tests.Bus;

/// <summary>A server that is away, killed or blocked: messages that were sent wait, none is put aside, and each counts once.</summary>
public sealed class OutageTests
{
    private static readonly ServerOptions Own =
        new() { Durable = false, Sources = [ServerSource.Docker, ServerSource.Local, ServerSource.Packages] };

    [SkippableFact]
    public async Task While_the_database_is_away_messages_wait_unacknowledged_and_then_count_once()
    {
        await using var server =
            await TestServers.OrSkipAsync(PostgresServer.StartAsync(Own, TimeProvider.System, TestServers.Say, default));
        await using (var source = Npgsql.NpgsqlDataSource.Create(server.ConnectionString))
        {
            await Migrator.MigrateAsync(source, default, CellsOfRun.Count);
        }

        var virtualHost = await Broker.VirtualHostAsync();
        await using var instance = await TestInstance.StartAsync(server.ConnectionString, virtualHost);
        await using var broker = await Broker.ConnectAsync(virtualHost);
        await broker.PublishAsync(Part.Ro.Queue, PaymentRecords.Ro("AVANT").ToJsonString());
        await Eventually.HoldsAsync("the first is a soin", async () => (await instance.SoinsAsync("AVANT")).Count == 1);

        await server.StopAsync(kill: true);
        for (var n = 1; n <= 40; n++)
        {
            await broker.PublishAsync(Part.Ro.Queue, PaymentRecords.Ro("PENDANT", n).ToJsonString());
            await broker.PublishAsync(
                Part.Ro.Queue, n % 10 == 0 ? "poison" : PaymentRecords.Ro("PENDANT", n).ToJsonString());
        }

        await Eventually.HoldsAsync(
            "the engine has them in hand", async () => await broker.Channel.MessageCountAsync(Part.Ro.Queue) == 0);
        await Eventually.HoldsAsync(
            "it is not ready", async () => (await instance.AskAsync(HttpMethod.Get, "/health/ready", null)).Status == 503);
        Assert.Equal(0u, await broker.Channel.MessageCountAsync(Part.Ro.Queue + ExchangeNames.DeadLetterSuffix));
        await server.ResumeAsync();

        await Eventually.HoldsAsync("all are soins", async () => (await instance.SoinsAsync("PENDANT")).Count == 40);
        await Eventually.HoldsAsync("the poison is in quarantine", async () =>
            await instance.CountAsync("SELECT coalesce(sum(nombre), 0) FROM quarantaine") == 4);
        Assert.Equal(41, await instance.CountAsync("SELECT count(*) FROM ligne"));
    }

    [SkippableFact]
    public async Task While_an_alarm_blocks_the_broker_the_api_says_503_in_time_and_the_relay_resumes_after_it()
    {
        await using var server = await TestServers.OrSkipAsync(RabbitServer.StartAsync(Own, TimeProvider.System, TestServers.Say, default));
        await using var database = await TestDatabase.CreateAsync(TestInstance.Schema);
        using var log = new CapturedLog();
        await using var instance = await TestInstance.StartAsync(database, server.Uri, log: log);
        using var ready = new Measured(instance, "reconciliation.pret");
        await using var broker = await Broker.ConnectAsync(server.Uri);
        var queue = await broker.ListenAsync(ExchangeNames.Soins);
        await instance.RoAsync(PaymentRecords.Ro("ALARME"));
        await Eventually.HoldsAsync("the first is published", async () => (await broker.TakeAsync(queue)).Count > 0);

        await server.ControlAsync("set_vm_memory_high_watermark", "0.000001");
        await Eventually.HoldsAsync(
            "it is not ready", async () => (await instance.AskAsync(HttpMethod.Get, "/health/ready", null)).Status == 503);
        var start = TimeProvider.System.GetTimestamp();
        var refused =
            await instance.PostRawAsync("/v1/paiements/ro", Encoding.UTF8.GetBytes(PaymentRecords.Ro("ALARME", 2).ToJsonString()));
        Assert.Equal("indisponible", refused.Problem(503));
        Assert.True(TimeProvider.System.GetElapsedTime(start) < TimeSpan.FromSeconds(20), "A producer is not kept waiting.");

        // Consumers are not blocked: versions that the engine commits meanwhile are published when the alarm ends. Until then the log names
        // the broker, and having the right to publish again is no end.
        await CommitAsync(instance, "pendant-l-alarme");
        await Eventually.HoldsAsync("the relay has failed twice", () => Relay(log, "Attempts so far: 2") == 1);
        Assert.Equal(0, Relay(log, "goes on"));
        Assert.Equal(Relay(log, "waits ("), Relay(log, "waits (Server): The broker"));
        await Eventually.HoldsAsync("who watches sees that it is not ready", () => ready.Observe() is [0]);
        await server.ControlAsync("set_vm_memory_high_watermark", "0.8");

        await Eventually.HoldsAsync(
            "it is ready", async () => (await instance.AskAsync(HttpMethod.Get, "/health/ready", null)).Status == 200);
        await AssertPublishedAsync(broker, queue, "B-pendant-l-alarme");
        await Eventually.HoldsAsync("the relay says that it goes on, once", () => Relay(log, "goes on after") == 1);
        await Eventually.HoldsAsync("who watches sees that it is ready", () => ready.Observe() is [1]);
        await instance.RoAsync(PaymentRecords.Ro("ALARME", 2));
        await Eventually.HoldsAsync("the second is a soin, once", async () => (await instance.SoinsAsync("ALARME")).Count == 2);
    }

    private static int Relay(CapturedLog log, string what) => log.Lines.Count(l =>
        l.Contains(nameof(Reconciliation.Engine.JournalRelay), StringComparison.Ordinal) && l.Contains(what, StringComparison.Ordinal));

    [SkippableFact]
    public async Task What_starts_while_an_alarm_blocks_the_broker_consumes_and_publishes_what_it_committed_when_it_ends()
    {
        await using var server = await TestServers.OrSkipAsync(RabbitServer.StartAsync(Own, TimeProvider.System, TestServers.Say, default));
        await using var database = await TestDatabase.CreateAsync(TestInstance.Schema);
        await using var broker = await Broker.ConnectAsync(server.Uri);
        var queue = await broker.ListenAsync(ExchangeNames.Soins);
        await server.ControlAsync("set_vm_memory_high_watermark", "0.000001");

        await using var instance = await TestInstance.StartAsync(database, server.Uri);
        await CommitAsync(instance, "avant-la-fin");
        await Eventually.HoldsAsync(
            "it is not ready", async () => (await instance.AskAsync(HttpMethod.Get, "/health/ready", null)).Status == 503);
        Assert.Empty(await broker.TakeAsync(queue));
        await server.ControlAsync("set_vm_memory_high_watermark", "0.8");

        await Eventually.HoldsAsync(
            "it is ready", async () => (await instance.AskAsync(HttpMethod.Get, "/health/ready", null)).Status == 200);
        await AssertPublishedAsync(broker, queue, "B-avant-la-fin");
        await broker.PublishAsync(Part.Ro.Queue, PaymentRecords.Ro("DEMARRE").ToJsonString());
        await Eventually.HoldsAsync("what comes by the queue is a soin", async () => (await instance.SoinsAsync("DEMARRE")).Count == 1);
    }

    [SkippableFact]
    public async Task Who_gives_up_on_a_blocked_broker_is_not_kept_waiting_by_what_was_sent()
    {
        await using var server = await TestServers.OrSkipAsync(RabbitServer.StartAsync(Own, TimeProvider.System, TestServers.Say, default));
        await using var link = new RabbitPublisher(
            new BusSettings { RabbitMq = server.Uri, Parts = PaymentStreams.Product.Parts }, TimeProvider.System);
        Assert.Equal(1, await SendAsync(default));
        await server.ControlAsync("set_vm_memory_high_watermark", "0.000001");

        var took = TimeSpan.MaxValue;
        await Eventually.HoldsAsync("the broker confirms nothing", async () =>
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(500), TimeProvider.System);
            var start = TimeProvider.System.GetTimestamp();
            try
            {
                await SendAsync(patience.Token);
                return false;
            }
            catch (OperationCanceledException)
            {
                took = TimeProvider.System.GetElapsedTime(start);
                return true;
            }
        });
        Assert.True(took < TimeSpan.FromSeconds(10), $"It took {took}.");
        await server.ControlAsync("set_vm_memory_high_watermark", "0.8");
        Assert.Equal(1, await SendAsync(default));

        Task<int> SendAsync(CancellationToken cancellationToken) =>
            link.SendAsync("personne", [new(null, "{}"u8.ToArray())], requireQueue: true, cancellationToken);
    }

    [SkippableFact]
    public async Task A_stop_in_the_middle_of_a_batch_ends_in_time_and_gives_the_messages_back()
    {
        var virtualHost = await Broker.VirtualHostAsync();
        await using var database = await TestDatabase.CreateAsync(TestInstance.Schema);
        await using var broker = await Broker.ConnectAsync(virtualHost);
        var instance = await TestInstance.StartAsync(database, virtualHost);
        await using var held = new Npgsql.NpgsqlConnection(database.ConnectionString);
        await held.OpenAsync();
        await using var blocking = await held.BeginTransactionAsync();
        await using (var block = new Npgsql.NpgsqlCommand("LOCK TABLE ligne IN ACCESS EXCLUSIVE MODE", held, blocking))
        {
            await block.ExecuteNonQueryAsync();
        }

        await broker.PublishAsync(Part.Ro.Queue, PaymentRecords.Ro("ARRET").ToJsonString());
        await Eventually.HoldsAsync("the engine waits in the middle of it", async () => await WaitingAsync(database) > 0);
        var start = TimeProvider.System.GetTimestamp();
        await instance.DisposeAsync();
        Assert.True(TimeProvider.System.GetElapsedTime(start) < TimeSpan.FromSeconds(30), "The host ends within its limit.");
        await Eventually.HoldsAsync(
            "the message is back in its queue", async () => await broker.Channel.MessageCountAsync(Part.Ro.Queue) == 1);
        await blocking.RollbackAsync();

        await using var next = await TestInstance.StartAsync(database, virtualHost);
        await Eventually.HoldsAsync("the next engine counts it once", async () => (await next.SoinsAsync("ARRET")).Count == 1);
        Assert.Equal(1, await next.CountAsync("SELECT count(*) FROM ligne"));
    }

    private static Task CommitAsync(TestInstance instance, string name) =>
        Microsoft.Extensions.DependencyInjection.ServiceProviderServiceExtensions.GetRequiredService<Reconciliation.Core.Reconciler>(
            instance.Services)
            .ReconcileLignesAsync([Engine.Scenario.Ro(name)], default);

    private static async Task AssertPublishedAsync(Broker broker, string queue, string beneficiary)
    {
        var published = "";
        await Eventually.HoldsAsync("what was committed meanwhile is published", async () =>
        {
            published += string.Concat((await broker.TakeAsync(queue)).Select(m => Encoding.UTF8.GetString(m.Body.Span)));
            return published.Contains(beneficiary, StringComparison.Ordinal);
        });
    }

    private static async Task<long> WaitingAsync(TestDatabase database)
    {
        await using var connection = new Npgsql.NpgsqlConnection(database.ConnectionString);
        await connection.OpenAsync();
        await using var command = new Npgsql.NpgsqlCommand(
            "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'ligne'::regclass", connection);
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
