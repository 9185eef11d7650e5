using System.Text;
using Npgsql;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;
using Reconciliation.Dev;
using Xunit;

namespace Reconciliation.Integration.Tests.Servers;

/// <summary>The servers that every other test of this project stands on.</summary>
public sealed class ServersTests
{
    private static readonly TestTemplate Counting = new("comptage", async connectionString =>
    {
        await ExecuteAsync(connectionString, "create table compte (valeur int not null); insert into compte values (1)");
    });

    // A server of the test's own, to be stopped: not one that others use.
    private static readonly ServerOptions Own = new()
    {
        Durable = false,
        Sources = [ServerSource.Docker, ServerSource.Local, ServerSource.Packages],
    };

    [SkippableFact]
    public async Task Postgres_answers()
    {
        var server = await TestServers.PostgresAsync();
        Assert.Equal(1, await ScalarAsync(server.ConnectionString, "select 1"));
    }

    [SkippableFact]
    public async Task Databases_of_one_template_are_independent()
    {
        await using var first = await TestDatabase.CreateAsync(Counting);
        await using var second = await TestDatabase.CreateAsync(Counting);

        await ExecuteAsync(first.ConnectionString, "update compte set valeur = 2");

        Assert.Equal(2, await ScalarAsync(first.ConnectionString, "select valeur from compte"));
        Assert.Equal(1, await ScalarAsync(second.ConnectionString, "select valeur from compte"));
    }

    [SkippableFact]
    public async Task A_disposed_database_is_gone()
    {
        var database = await TestDatabase.CreateAsync(Counting);
        var name = new NpgsqlConnectionStringBuilder(database.ConnectionString).Database;
        var server = await TestServers.PostgresAsync();
        Assert.Equal(1, await CountAsync());

        await database.DisposeAsync();

        Assert.Equal(0, await CountAsync());

        Task<int> CountAsync() => ScalarAsync(server.ConnectionString, $"select count(*)::int from pg_database where datname = '{name}'");
    }

    [SkippableFact]
    public async Task A_quorum_queue_of_the_runs_virtual_host_gives_back_what_it_got()
    {
        var virtualHost = await TestServers.VirtualHostAsync();
        await using var connection = await ConnectAsync(virtualHost);
        await PublishAsync(connection, "serveurs.aller-retour", "bonjour");

        Assert.Equal("bonjour", await GetAsync(connection, "serveurs.aller-retour"));
    }

    [SkippableFact]
    public async Task A_policy_applies_to_the_virtual_host_it_is_set_in()
    {
        var server = await TestServers.RabbitAsync();
        var virtualHost = await server.CreateVirtualHostAsync(TestServers.RunName + "_politique");
        Skip.If(virtualHost == server.Uri, "The RabbitMQ of the environment has no management API that answers.");
        await server.ApplyPoliciesAsync(virtualHost, """
            {"policies":[{"name":"courte","pattern":"^courte$","apply-to":"queues","priority":1,
             "definition":{"max-length":1,"overflow":"reject-publish"}}]}
            """);

        await using var connection = await ConnectAsync(virtualHost);
        await Assert.ThrowsAnyAsync<PublishException>(() => FillAsync(connection, "courte"));

        await using var elsewhere = await ConnectAsync(await TestServers.VirtualHostAsync());
        await FillAsync(elsewhere, "courte");
    }

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_restarted_postgres_has_its_data_on_the_same_port(bool killed)
    {
        await using var server =
            await TestServers.OrSkipAsync(PostgresServer.StartAsync(Own, TimeProvider.System, TestServers.Say, default));
        var unpooled = server.ConnectionString + ";Pooling=false";
        await ExecuteAsync(unpooled, "create table compte (valeur int not null); insert into compte values (3)");

        await server.StopAsync(killed);
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => ScalarAsync(unpooled, "select valeur from compte"));
        await server.ResumeAsync();

        Assert.Equal(3, await ScalarAsync(unpooled, "select valeur from compte"));
    }

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_restarted_rabbit_has_its_messages_on_the_same_port(bool killed)
    {
        await using var server = await TestServers.OrSkipAsync(RabbitServer.StartAsync(Own, TimeProvider.System, TestServers.Say, default));
        await using (var connection = await ConnectAsync(server.Uri))
            await PublishAsync(connection, "serveurs.reprise", "premier");
        await server.RestartAsync();

        // RabbitMQ writes down that a quorum queue exists half a second after it was declared: killed before that, it forgets the queue.
        // This one has survived a restart.
        await using (var connection = await ConnectAsync(server.Uri))
            await PublishAsync(connection, "serveurs.reprise", "second");
        await server.RestartAsync(killed);

        await using var again = await ConnectAsync(server.Uri);
        foreach (var message in new[] { "premier", "second" })
            await Eventually.HoldsAsync($"the {message} message is back", async () => await GetAsync(again, "serveurs.reprise") == message);
    }

    // More than the policy's limit of one: a quorum queue lets a few more in before it refuses.
    private static async Task FillAsync(IConnection connection, string queue)
    {
        for (var message = 0; message < 50; message++)
            await PublishAsync(connection, queue, "encore");
    }

    private static Task<IConnection> ConnectAsync(Uri uri) => new ConnectionFactory { Uri = uri }.CreateConnectionAsync();

    private static async Task PublishAsync(IConnection connection, string queue, string text)
    {
        // With confirms, publishing returns once the queue has the message on disk.
        await using var channel = await connection.CreateChannelAsync(
            new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true));
        await channel.QueueDeclareAsync(
            queue, durable: true, exclusive: false, autoDelete: false, new Dictionary<string, object?> { ["x-queue-type"] = "quorum" });
        var persistent = new BasicProperties { Persistent = true };
        await channel.BasicPublishAsync("", queue, mandatory: true, persistent, Encoding.UTF8.GetBytes(text));
    }

    private static async Task<string?> GetAsync(IConnection connection, string queue)
    {
        await using var channel = await connection.CreateChannelAsync();
        return await channel.BasicGetAsync(queue, autoAck: true) is { } message ? Encoding.UTF8.GetString(message.Body.Span) : null;
    }

    private static async Task ExecuteAsync(string connectionString, string sql)
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<int> ScalarAsync(string connectionString, string sql)
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        await using var command = source.CreateCommand(sql);
        return (int)(await command.ExecuteScalarAsync())!;
    }
}
