using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Npgsql;
using Reconciliation.Hosting;
using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Integration.Tests.Servers;
using Reconciliation.Storage;
using Reconciliation.Tests;
using Xunit;
using Xunit.Abstractions;

namespace Reconciliation.Integration.Tests.Outages;

/// <summary>Readiness says whether a process can serve, in bounded time whatever hangs, and names the part that is missing.</summary>
public sealed class ReadinessTests(ITestOutputHelper output)
{
    // A machine that runs all tests keeps a thread from going on for seconds. The bound to the millisecond is shown with a clock of the
    // test's own; the client of a database that hangs would wait for its timeouts, 45 s.
    private static readonly TimeSpan AnsweredMax = BoundedProbe.QuestionMax;

    [Fact]
    public async Task Nobody_waits_for_a_part_longer_than_its_bound_and_many_who_ask_ask_it_once()
    {
        var clock = new FakeTimeProvider();
        var part = new HangingProbe(clock);
        var context = new HealthCheckContext
        {
            Registration = new("part", part, HealthStatus.Unhealthy, tags: null),
        };
        var answers = Enumerable.Range(0, 5).Select(_ => part.CheckHealthAsync(context)).ToList();
        await part.IsAsked;
        clock.Advance(BoundedProbe.AnswerMax - TimeSpan.FromMilliseconds(1));
        Assert.DoesNotContain(answers, a => a.IsCompleted);
        clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.All(
            await Task.WhenAll(answers),
            a => Assert.Equal((HealthStatus.Unhealthy, "no answer within 2.5 s."), (a.Status, a.Description)));
        Assert.Equal(1, part.Asked);

        // The question that hangs is left alone until it is given up for a new one.
        var next = part.CheckHealthAsync(context);
        clock.Advance(BoundedProbe.AnswerMax);
        Assert.Equal(HealthStatus.Unhealthy, (await next).Status);
        Assert.Equal(1, part.Asked);
        clock.Advance(BoundedProbe.QuestionMax);
        next = part.CheckHealthAsync(context);
        await Eventually.HoldsAsync("it is asked anew", () => part.Asked == 2);
        clock.Advance(BoundedProbe.AnswerMax);
        Assert.Equal(HealthStatus.Unhealthy, (await next).Status);
    }

    [SkippableFact]
    public async Task A_database_that_hangs_is_said_in_time_and_a_standby_goes_on_serving_members()
    {
        await using var pair = await TestServers.OrSkipAsync(PostgresPair.StartAsync());
        await using (var source = NpgsqlDataSource.Create(pair.Primary.ConnectionString))
        {
            await Migrator.MigrateAsync(source, default, CellsOfRun.Count);
        }

        await using var engine = await TestInstance.StartAsync(pair.Primary.ConnectionString);
        await engine.RoAsync(PaymentRecords.Ro("DEBOUT"));
        await using var api = await TestInstance.StartAsync(pair.Primary.ConnectionString, engine: false, console: true);
        await using var standby = await TestInstance.StartAsync(
            pair.Primary.ConnectionString, engine: false, reading: pair.Standby.ConnectionString);
        await Eventually.HoldsAsync("the standby shows it", async () => (await standby.SoinsAsync("DEBOUT")).Count == 1);
        foreach (var instance in new[] { engine, api, standby })
        {
            Assert.Equal((200, "Healthy"), Said(await ReadyAsync(instance)));
        }

        await pair.HangPrimaryAsync();
        var waiting = Enumerable.Repeat(new[] { engine, api }, 2).SelectMany(i => i).Select(ReadyAsync).ToList();
        foreach (var answer in await Task.WhenAll(waiting))
        {
            Assert.Equal((503, "Unhealthy"), Said(answer));
            Assert.Equal("Unhealthy", answer.Check("postgres"));
        }

        var reading = await ReadyAsync(standby);
        Assert.Equal((200, "Degraded"), Said(reading));
        Assert.Equal(("Degraded", "Healthy"), (reading.Check("postgres"), reading.Check("lecture")));
        Assert.Single(await standby.SoinsAsync("DEBOUT"));
        Assert.Equal(200, (await api.AskAsync(HttpMethod.Get, "/health/live", null)).Status);

        await pair.WakeStandbyAsync();
        foreach (var instance in new[] { engine, api, standby })
        {
            await Eventually.HoldsAsync("it is whole again", async () => Said(await ReadyAsync(instance)) == (200, "Healthy"));
        }
    }

    [SkippableFact]
    public async Task A_console_that_cannot_read_its_keys_is_not_ready_until_it_can()
    {
        var folder = Directory.CreateTempSubdirectory("recon-cles-");
        var keys = Path.Combine(folder.FullName, "cles");
        await File.WriteAllTextAsync(keys, "not a folder");
        await using var database = await TestDatabase.CreateAsync(TestInstance.Schema);
        await using var instance = await TestInstance.StartAsync(
            database.ConnectionString, engine: false, console: true, consoleKeys: keys);

        Assert.Equal(500, (await instance.AskAsync(HttpMethod.Get, "/connexion", null)).Status);
        var answer = await ReadyAsync(instance);
        Assert.Equal((503, "Unhealthy"), (answer.Status, answer.Check("cles")));
        Assert.Equal("Healthy", answer.Check("postgres"));
        Assert.DoesNotContain(folder.FullName, answer.Text, StringComparison.Ordinal);

        File.Delete(keys);
        await Eventually.HoldsAsync("it is ready", async () => (await ReadyAsync(instance)).Status == 200);
        Assert.Equal(200, (await instance.AskAsync(HttpMethod.Get, "/connexion", null)).Status);
        folder.Delete(recursive: true);
    }

    private static (int, string?) Said(Answer answer) => (answer.Status, answer.Json.GetProperty("status").GetString());

    private async Task<Answer> ReadyAsync(TestInstance instance)
    {
        var start = TimeProvider.System.GetTimestamp();
        var answer = await instance.AskAsync(HttpMethod.Get, "/health/ready", null);
        var took = TimeProvider.System.GetElapsedTime(start);
        output.WriteLine($"{took.TotalMilliseconds:0} ms: {answer.Status} {answer.Text}");
        Assert.True(took < AnsweredMax, $"It took {took}.");
        return answer;
    }

    private sealed class HangingProbe(TimeProvider clock) : BoundedProbe(clock, NullLogger.Instance)
    {
        private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _count;

        public Task IsAsked => _asked.Task;

        public int Asked => Volatile.Read(ref _count);

        // As a client that does not look at its cancellation.
        protected override async Task<string?> LookAsync(CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _count);
            _asked.TrySetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, CancellationToken.None);
            return null;
        }
    }
}
