using Npgsql;
using Reconciliation.Integration.Tests.Outages;
using Reconciliation.Integration.Tests.Servers;
using Reconciliation.Recon;
using Xunit;

namespace Reconciliation.Integration.Tests.Commands;

/// <summary>Each cause for which a server cannot be used has a sentence of its own: the server, the user, and its answer.</summary>
public sealed class CauseTests : DatabaseTest
{
    [SkippableFact]
    public async Task Of_each_cause_it_is_said_which_database_was_asked_as_whom_and_what_it_answered()
    {
        var asked = new NpgsqlConnectionStringBuilder(ConnectionString) { Pooling = false };
        var (name, address) = (asked.Database!, FormattableString.Invariant($"{asked.Host}:{asked.Port}"));
        var role = $"{name}_cause";
        await Source.ExecuteAsync($"CREATE ROLE {role} LOGIN PASSWORD 'right'");
        try
        {
            var known = new NpgsqlConnectionStringBuilder(asked.ConnectionString) { Username = role, Password = "right" };
            await SaysAsync(
                new(known.ConnectionString) { Password = "wrong" }, $"{name} on {address}, as {role}",
                "does not let this role in: 28P01, ");
            await SaysAsync(
                new(known.ConnectionString) { Database = "nowhere" }, $"nowhere on {address}, as {role}", "does not exist: 3D000, ");
            await SaysAsync(
                new(known.ConnectionString) { Port = 1 }, $"{name} on {asked.Host}:1, as {role}", "does not answer: Connection refused");
            await SaysAsync(
                new(known.ConnectionString) { Host = "nowhere.invalid" }, $"{name} on nowhere.invalid:{asked.Port}, as {role}",
                "has a host that is not known: ");
            await SaysAsync(new(known.ConnectionString) { SslMode = SslMode.Require }, $"as {role}", "cannot be spoken to over TLS: ");
            await SaysAsync(
                known, $"as {role}", "does not let this role do that: 42501, permission denied for table ligne",
                "SELECT count(*) FROM ligne");
            await Source.ExecuteAsync($"ALTER ROLE {role} CONNECTION LIMIT 0");
            await SaysAsync(known, $"as {role}", "has no connection left for this role: 53300, ");
            await Source.ExecuteAsync($"ALTER ROLE {role} NOLOGIN CONNECTION LIMIT -1");
            await SaysAsync(known, $"as {role}", "does not let this role in: 28000, ");
        }
        finally
        {
            await Source.ExecuteAsync($"DROP ROLE {role}");
        }

        var starting = new PostgresException("the database system is starting up", "FATAL", "FATAL", PostgresErrorCodes.CannotConnectNow);
        Assert.Contains(
            "starts up or shuts down: 57P03, the database system is starting up.",
            DatabaseRefusal.Say(Source, starting).Message,
            StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_stream_that_the_broker_refuses_ends_with_one_sentence()
    {
        var broker = (await TestServers.RabbitAsync()).Uri;
        var wrong = new UriBuilder(broker) { Password = "wrong-secret" }.Uri;
        var (code, output, errors) = await ReconProcess.RunAsync(
            new Dictionary<string, string> { ["RECONCILIATION_RABBITMQ"] = wrong.AbsoluteUri }, "simulate", "--nombre", "1");
        Assert.Equal((1, ""), (code, output));
        Assert.Single(errors.Split('\n'));
        Assert.Contains(
            $"on {broker.Host}:{broker.Port}, as {broker.UserInfo.Split(':')[0]}) does not let this user in: ",
            errors,
            StringComparison.Ordinal);
        Assert.DoesNotContain("wrong-secret", errors, StringComparison.Ordinal);
    }

    private static async Task SaysAsync(NpgsqlConnectionStringBuilder asked, string who, string said, string sql = "SELECT 1")
    {
        await using var source = NpgsqlDataSource.Create(asked);
        var failure = await Assert.ThrowsAnyAsync<NpgsqlException>(() => source.ExecuteAsync(sql));
        var sentence = DatabaseRefusal.Say(source, failure).Message;
        Assert.Contains(who + ") ", sentence, StringComparison.Ordinal);
        Assert.Contains(said, sentence, StringComparison.Ordinal);
    }
}
