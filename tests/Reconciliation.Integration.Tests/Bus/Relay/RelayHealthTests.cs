using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using RabbitMQ.Client;
using Reconciliation.Bus;
using Reconciliation.Engine;
using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Integration.Tests.Servers;
using Xunit;

namespace Reconciliation.Integration.Tests.Bus.Relay;

/// <summary>A relay of which every attempt fails says so, with the cause, and for as long as it does.</summary>
public sealed class RelayHealthTests
{
    [SkippableFact]
    public async Task An_engine_that_publishes_nothing_whatever_it_tries_is_not_ready_until_it_does()
    {
        await using var database = await TestDatabase.CreateAsync(TestInstance.Schema);
        var virtualHost = await Broker.VirtualHostAsync();
        await using var broker = await Broker.ConnectAsync(virtualHost);

        // A full queue that takes nothing more: the broker refuses every message that would have to go there.
        await broker.Channel.ExchangeDeclareAsync(ExchangeNames.Soins, ExchangeType.Fanout, durable: true);
        await broker.Channel.QueueDeclareAsync(
            "pleine", durable: false, exclusive: true, autoDelete: false,
            new Dictionary<string, object?> { ["x-max-length"] = 0, ["x-overflow"] = "reject-publish" });
        await broker.Channel.QueueBindAsync("pleine", ExchangeNames.Soins, "");

        await using var instance = await TestInstance.StartAsync(database, virtualHost);
        using var delay = new Measured(instance, "reconciliation.relais.retard");
        await instance.RoAsync(PaymentRecords.Ro("REFUSE"));
        var report = await CheckAsync(instance);
        await Eventually.HoldsAsync(
            () => $"the relay is unhealthy: {report.Status} {report.Description}",
            async () => (report = await CheckAsync(instance)).Status == HealthStatus.Unhealthy
                && report.Description!.Contains("since publishing fails", StringComparison.Ordinal),
            TimeSpan.FromSeconds(60));
        Assert.Matches(@"^The relay is \d+ s behind the journal, since publishing fails: The broker .+\.$", report.Description);

        // It stays so, and its delay is there to be seen, however often it loses the work and takes it up again.
        var start = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(start) < TimeSpan.FromSeconds(4))
        {
            Assert.Equal(HealthStatus.Unhealthy, (await CheckAsync(instance)).Status);
            Assert.Single(delay.Observe());
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }

        await broker.Channel.QueueDeleteAsync("pleine");
        await Eventually.HoldsAsync(
            () => "the relay is well again",
            async () => (await CheckAsync(instance)).Status == HealthStatus.Healthy && delay.Observe().ToList() is [0.0],
            TimeSpan.FromSeconds(90));
    }

    [SkippableFact]
    public async Task An_engine_that_failed_is_well_again_once_another_has_the_work()
    {
        await using var database = await TestDatabase.CreateAsync(TestInstance.Schema);
        await using var instance = await TestInstance.StartAsync(database);
        var metrics = instance.Services.GetRequiredService<RelayMetrics>();
        await Eventually.HoldsAsync("it has the work", () => metrics.Delay is not null);
        metrics.Fail("a cause.");
        await Eventually.HoldsAsync("nothing is left to publish, so it did not fail", () => metrics.Failure is null);
    }

    private static async Task<HealthReportEntry> CheckAsync(TestInstance instance) =>
        (await instance.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(c => c.Name == "relais", default))
            .Entries["relais"];
}
