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

    private static readonly string[] Codes = ["25006", "28P01", "28000", "3D000", "42501", "42P01", "53300", "53100"];

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
            await RunAsync(owner, name, role, new NpgsqlConnectionStringBuilder(chain.ConnectionString) { Username = role, Password = Password }.ConnectionString);
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
        var (queue, expected) = (PartCatalogue.Of(Part.Ro).Queue, 0L);
        foreach (var (what, begin, end) in Outages(owner, name, role))
        {
            var (before, logged) = (failures.Sum, Log.Lines.Count);
            await EachAsync(owner, begin);
            for (var n = 1; n <= Payments; n++)
            {
                await broker.PublishAsync(queue, PaymentRecords.Ro($"{what}-{n % 5}", n).ToJsonString());
            }

            await Eventually.HoldsAsync($"{what}: attempts fail", () => failures.Sum >= before + 3);
            await EachAsync(owner, end);
            expected += Payments;
            await Eventually.HoldsAsync($"{what}: all is written", async () => await owner.CountAsync("SELECT count(*) FROM ligne") == expected);
            Assert.InRange(Log.Lines.Skip(logged).Count(l => l.Contains("waits (", StringComparison.Ordinal)), 0, 40);
        }

        Assert.Equal(0, await owner.CountAsync("SELECT count(*) FROM quarantaine"));
        Assert.DoesNotContain(Log.Lines, l => l.Contains("goes back to its queue", StringComparison.Ordinal));
        Assert.DoesNotContain(Log.Lines, l => l.Contains(Password, StringComparison.Ordinal));
        Assert.Equal(0u, await broker.Channel.MessageCountAsync(queue + ExchangeNames.DeadLetterSuffix));
        Assert.All(Codes, code => Assert.Contains(
            Log.Lines, l => l.Contains($"({name} on ", StringComparison.Ordinal) && l.Contains($", as {role}) ", StringComparison.Ordinal)
                && l.Contains($": {code}, ", StringComparison.Ordinal)));
    }

    private static IEnumerable<(string What, string[] Begin, string[] End)> Outages(NpgsqlDataSource owner, string name, string role)
    {
        var cut = $"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '{role}'";
        const string Here = "@";
        yield return ("READONLY", [$"ALTER DATABASE {name} SET default_transaction_read_only = on", cut], [$"ALTER DATABASE {name} RESET default_transaction_read_only", cut]);
        yield return ("PASSWORD", [$"ALTER ROLE {role} PASSWORD 'other'", cut], [$"ALTER ROLE {role} PASSWORD '{Password}'"]);
        yield return ("NOLOGIN", [$"ALTER ROLE {role} NOLOGIN", cut], [$"ALTER ROLE {role} LOGIN"]);
        yield return ("CONNECTIONS", [$"ALTER ROLE {role} CONNECTION LIMIT 0", cut], [$"ALTER ROLE {role} CONNECTION LIMIT -1"]);
        yield return ("RIGHTS", [$"{Here}REVOKE INSERT ON ligne FROM {role}"], [$"{Here}GRANT INSERT ON ligne TO {role}"]);
        yield return ("TABLE", [$"{Here}ALTER TABLE ligne RENAME TO away"], [$"{Here}ALTER TABLE away RENAME TO ligne"]);
        yield return ("DISK", [Here + FaultTriggers.Raise("ligne", ["53100"])], [Here + FaultTriggers.Drop("ligne")]);
        yield return (
            "DATABASE",
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
