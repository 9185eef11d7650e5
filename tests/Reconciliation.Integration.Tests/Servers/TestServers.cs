using System.Security.Cryptography;
using Reconciliation.Dev;
using Xunit;

namespace Reconciliation.Integration.Tests.Servers;

/// <summary>
/// One PostgreSQL and one RabbitMQ for the whole run, started by the first test that asks. If none can be had, the test is skipped, except
/// where CI is set: there it fails with the same sentence.
/// </summary>
internal static class TestServers
{
    // The management API makes virtual hosts: rabbitmqctl would start a machine of Erlang for each. Nobody reads its statistics.
    private static readonly ServerOptions Options = new()
    {
        Durable = false,
        InMemory = true,
        StartLimit = TimeSpan.FromMinutes(3),
        Metrics = true,
        Management = true,
        BrokerSettings = new Dictionary<string, string> { ["management_agent.disable_metrics_collector"] = "true" },
    };

    private static readonly Lazy<Task<PostgresServer>> LazyPostgres =
        new(() => PostgresServer.StartAsync(Options, TimeProvider.System, Say, default));
    private static readonly Lazy<Task<RabbitServer>> LazyRabbit =
        new(() => RabbitServer.StartAsync(Options, TimeProvider.System, Say, default));
    private static readonly Lazy<Task<Uri>> LazyVirtualHost = new(CreateVirtualHostAsync);

    /// <summary>
    /// Begins the name of every database and virtual host that this run creates in a server that it may share with other runs.
    /// </summary>
    public static string RunName { get; } = $"essai_{Environment.ProcessId}_{RandomNumberGenerator.GetHexString(8, lowercase: true)}";

    /// <summary>The run's PostgreSQL; most tests want a <see cref="TestDatabase"/> of it.</summary>
    public static Task<PostgresServer> PostgresAsync() => OrSkipAsync(LazyPostgres.Value);

    /// <summary>The run's RabbitMQ.</summary>
    public static Task<RabbitServer> RabbitAsync() => OrSkipAsync(LazyRabbit.Value);

    /// <summary>The run's own virtual host, which its tests share: give queues and exchanges names of their own.</summary>
    public static Task<Uri> VirtualHostAsync() => OrSkipAsync(LazyVirtualHost.Value);

    /// <summary>Waits for a server; one that cannot be had skips the test, or fails it where CI is set.</summary>
    public static async Task<T> OrSkipAsync<T>(Task<T> starting)
    {
        try
        {
            return await starting;
        }
        catch (ServerUnavailableException unavailable) when (Environment.GetEnvironmentVariable("CI") is null or "")
        {
            throw new SkipException(unavailable.Message);
        }
    }

    /// <summary>Writes the progress of the sources to standard error; the runner shows it with its own messages.</summary>
    public static void Say(string line) => Console.Error.WriteLine(line);

    /// <summary>Ends the servers of this run, after its last test.</summary>
    public static async Task EndAsync()
    {
        await TestTemplate.DropAllAsync();
        foreach (var server in new[] { Started(LazyPostgres), Started(LazyRabbit) })
            if (server is not null)
                await server.DisposeAsync();
    }

    private static async Task<Uri> CreateVirtualHostAsync() => await (await LazyRabbit.Value).CreateVirtualHostAsync(RunName);

    private static IAsyncDisposable? Started<T>(Lazy<Task<T>> server)
        where T : class, IAsyncDisposable =>
            server is { IsValueCreated: true, Value.IsCompletedSuccessfully: true } ? server.Value.Result : null;
}
