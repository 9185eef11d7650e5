using Npgsql;
using Reconciliation.Bus;
using Reconciliation.Domain;
using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Integration.Tests.Servers;
using Xunit;

namespace Reconciliation.Integration.Tests.Outages;

/// <summary>A server that is there and does not serve: payments of the broker wait in hand, and then all are written.</summary>
public sealed class RealOutageTests
{
    private const string Password = "outage-secret";
    private const int Payments = 20;

    private CapturedLog Log { get; } = new();

    [SkippableFact]
    public async Task Through_each_outage_under_load_all_is_written_none_put_aside_and_no_delivery_burnt()
    {
        await using var database = await TestDatabase.CreateAsync(TestInstance.Schema);
        var chain = new NpgsqlConnectionStringBuilder(database.ConnectionString);
        var (name, role) = (chain.Database!, $"{chain.Database}_outage");

        // A rename needs that nobody is connected.
        await using var owner = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(chain.ConnectionString) { Pooling = false });
        await owner.ExecuteAsync($"""
            CREATE ROLE {role} LOGIN PASSWORD '{Password}';
            GRANT ALL ON ALL TABLES IN SCHEMA public TO {role};
            GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO {role};
            """);
        try
        {
            chain.Username = role;
            chain.Password = Password;
            await RunAsync(owner, name, role, chain.ConnectionString);
        }
        finally
        {
            await owner.ExecuteAsync($"DROP OWNED BY {role}; DROP ROLE {role}");
        }
    }

    private async Task RunAsync(NpgsqlDataSource owner, string name, string role, string chain)
    {
        var virtualHost = await Broker.VirtualHostAsync();
        await using var instance = await TestInstance.StartAsync(chain, virtualHost, log: Log);
        await using var broker = await Broker.ConnectAsync(virtualHost);
        using var failures = new Measured(instance, "reconciliation.reprises");
        var (queue, expected) = (Part.Ro.Queue, 0L);
        foreach (var (code, begin, end) in Outages(name, role))
        {
            var (before, logged) = (failures.Sum, Log.Lines.Count);
            await EachAsync(owner, begin);
            for (var n = 1; n <= Payments; n++)
            {
                await broker.PublishAsync(queue, PaymentRecords.Ro($"{code}-{n % 5}", n).ToJsonString());
            }

            await Eventually.HoldsAsync(
                $"{code}: attempts fail", () => failures.Sum >= before + 3 && Log.Lines.Any(l => IsSaid(l, name, role, code)));
            await EachAsync(owner, end);
            expected += Payments;
            await Eventually.HoldsAsync(
                $"{code}: all is written", async () => await owner.CountAsync("SELECT count(*) FROM ligne") == expected);
            Assert.InRange(Log.Lines.Skip(logged).Count(l => l.Contains("waits (", StringComparison.Ordinal)), 0, 40);
        }

        Assert.Equal(0, await owner.CountAsync("SELECT count(*) FROM quarantaine"));
        Assert.DoesNotContain(Log.Lines, l => l.Contains("goes back to its queue", StringComparison.Ordinal));
        Assert.DoesNotContain(Log.Lines, l => l.Contains(Password, StringComparison.Ordinal));
        Assert.Equal(0u, await broker.Channel.MessageCountAsync(queue + ExchangeNames.DeadLetterSuffix));
    }

    private static bool IsSaid(string line, string name, string role, string code) =>
        line.Contains($"({name} on 127.0.0.1:", StringComparison.Ordinal) && line.Contains($", as {role}) ", StringComparison.Ordinal)
        && line.Contains($": {code}, ", StringComparison.Ordinal);

    private static IEnumerable<(string Code, string[] Begin, string[] End)> Outages(string name, string role)
    {
        var cut = $"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '{role}'";
        const string ReadOnly = "default_transaction_read_only";
        yield return ("25006", [$"ALTER DATABASE {name} SET {ReadOnly} = on", cut], [$"ALTER DATABASE {name} RESET {ReadOnly}", cut]);
        yield return ("28P01", [$"ALTER ROLE {role} PASSWORD 'other'", cut], [$"ALTER ROLE {role} PASSWORD '{Password}'"]);
        yield return ("28000", [$"ALTER ROLE {role} NOLOGIN", cut], [$"ALTER ROLE {role} LOGIN"]);
        yield return ("53300", [$"ALTER ROLE {role} CONNECTION LIMIT 0", cut], [$"ALTER ROLE {role} CONNECTION LIMIT -1"]);
        yield return ("42501", [$"@REVOKE INSERT ON ligne FROM {role}"], [$"@GRANT INSERT ON ligne TO {role}"]);
        yield return ("42P01", ["@ALTER TABLE ligne RENAME TO away"], ["@ALTER TABLE away RENAME TO ligne"]);
        yield return ("53100", ["@" + FaultTriggers.Raise("ligne", ["53100"], counted: false)], ["@DROP TRIGGER fault ON ligne"]);
        yield return (
            "3D000",
            [$"ALTER DATABASE {name} ALLOW_CONNECTIONS false", cut, $"ALTER DATABASE {name} RENAME TO {name}_away"],
            [$"ALTER DATABASE {name}_away RENAME TO {name}", $"ALTER DATABASE {name} ALLOW_CONNECTIONS true"]);
    }

    // In the database itself, or from another one of the server.
    private static async Task EachAsync(NpgsqlDataSource owner, string[] statements)
    {
        foreach (var statement in statements)
        {
            await (statement[0] == '@' ? owner.ExecuteAsync(statement[1..]) : TestDatabase.ExecuteAsync(statement));
        }
    }
}
