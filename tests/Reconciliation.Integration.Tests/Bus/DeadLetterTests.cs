using System.Text.Json.Nodes;
using Reconciliation.Bus;
using Reconciliation.Contracts;
using Reconciliation.Dev;
using Reconciliation.Domain;
using Reconciliation.Integration.Tests.Commands;
using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Integration.Tests.Quarantine;
using Reconciliation.Integration.Tests.Servers;
using Xunit;

namespace Reconciliation.Integration.Tests.Bus;

/// <summary>A message that the broker delivered to the limit is in quarantine with its reason, not in a loop, and not lost.</summary>
public sealed class DeadLetterTests
{
    private const int Limit = 2;

    [SkippableFact]
    public async Task A_message_that_kills_the_engine_each_time_ends_in_quarantine_and_the_others_go_on()
    {
        var virtualHost = await Broker.VirtualHostAsync();
        await (await TestServers.RabbitAsync()).ApplyPoliciesAsync(virtualHost, LowLimit());
        await using var database = await TestDatabase.CreateAsync(TestInstance.Schema);
        await using var api = await TestInstance.StartAsync(database, virtualHost, engine: false);
        await using var broker = await Broker.ConnectAsync(virtualHost);

        // The engine that takes this line waits for a lock that the test holds; it is killed there, with the message in hand.
        await api.RowsAsync("""
            CREATE FUNCTION tueur() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_advisory_xact_lock(4711); RETURN NEW; END $$;
            CREATE TRIGGER tueur BEFORE INSERT ON ligne FOR EACH ROW WHEN (NEW.adherent_id = 'TUEUR') EXECUTE FUNCTION tueur();
            """);
        await using var held = await api.Database.OpenConnectionAsync();
        await using (var hold = new Npgsql.NpgsqlCommand("SELECT pg_advisory_lock(4711)", held))
        {
            await hold.ExecuteNonQueryAsync();
        }

        await using (var first = Engine(database, virtualHost))
        {
            foreach (var queue in new[] { Part.Ro.Queue, Part.Ro.Queue
                + ExchangeNames.DeadLetterSuffix })
            {
                await Eventually.HoldsAsync("the queues are there", () => ExistsAsync(virtualHost, queue));
            }

            // A queue is there before it is bound: until then nothing takes the message, and the broker says so.
            await Eventually.HoldsAsync(
                "the killer is in its queue", () => IsRoutedAsync(broker, PaymentRecords.Ro("TUEUR").ToJsonString()));
            await broker.PublishAsync(Part.Ro.Queue, PaymentRecords.Ro("VOISIN").ToJsonString());
            await DiesWithItAsync(api, first);
        }

        for (var death = 1; death <= Limit; death++)
        {
            await using var engine = Engine(database, virtualHost);
            await DiesWithItAsync(api, engine);
        }

        await using var last = Engine(database, virtualHost);
        await Eventually.HoldsAsync("the killer is in quarantine", async () =>
            await api.CountAsync("SELECT count(*) FROM quarantaine WHERE convert_from(corps, 'UTF8') LIKE '%TUEUR%'") == 1);
        var killer =
            (await api.RowsAsync("SELECT origine, motifs::text FROM quarantaine WHERE convert_from(corps, 'UTF8') LIKE '%TUEUR%'"))[0];
        Assert.Equal(Part.Ro.Queue, killer[0]);
        Assert.Contains(Regle.LivraisonsEpuisees, (string)killer[1]!, StringComparison.Ordinal);
        await broker.PublishAsync(Part.Ro.Queue, PaymentRecords.Ro("APRES").ToJsonString());
        await Eventually.HoldsAsync("what comes after is a soin", async () => (await api.SoinsAsync("APRES")).Count == 1);

        // The messages in hand with it shared its fate, and none is lost: each, replayed, becomes the line that it would have been.
        await using (var release = new Npgsql.NpgsqlCommand("SELECT pg_advisory_unlock(4711)", held))
        {
            await release.ExecuteNonQueryAsync();
        }

        var answer = await api.PostAsAgentAsync(
            "/v1/quarantaine/rejouer", """{"filtre":{"regle":"livraisonsEpuisees"},"motif":"après correction"}""");
        Assert.True(answer.Status == 200, answer.Text);
        Assert.False(answer.Json.GetProperty("reste").GetBoolean());
        foreach (var adherent in new[] { "TUEUR", "VOISIN" })
        {
            await Eventually.HoldsAsync($"{adherent} is a soin", async () => (await api.SoinsAsync(adherent)).Count == 1);
        }

        Assert.Equal(3, await api.CountAsync("SELECT count(*) FROM ligne"));
    }

    // The policies of the project, but for the limit: twenty deaths would take minutes.
    private static string LowLimit()
    {
        var definitions = JsonNode.Parse(RabbitPolicies.Definitions)!;
        foreach (var policy in definitions["policies"]!.AsArray().Where(p => p!["definition"]!["dead-letter-exchange"] is not null))
        {
            policy!["definition"]!["delivery-limit"] = Limit;
        }

        return definitions.ToJsonString();
    }

    private static ReconProcess Engine(TestDatabase database, Uri virtualHost) => ReconProcess.Start(
        new Dictionary<string, string>
        {
            ["RECONCILIATION_POSTGRES"] = database.ConnectionString,
            ["RECONCILIATION_RABBITMQ"] = virtualHost.AbsoluteUri,
            ["RECONCILIATION_AUTHORITY"] = "https://localhost",
            ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
        },
        "engine");

    private static async Task DiesWithItAsync(TestInstance api, ReconProcess engine)
    {
        await Eventually.HoldsAsync("an engine has the killer in hand", async () =>
        {
            Assert.False(engine.HasExited, engine.Errors);
            return await WaitingAsync(api) > 0;
        });
        await engine.KillAsync();
        await Eventually.HoldsAsync("the database has noticed", async () =>
        {
            await api.RowsAsync(
                "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND objid = 4711");
            return await WaitingAsync(api) == 0;
        });
    }

    private static Task<long> WaitingAsync(TestInstance api) =>
        api.CountAsync("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND objid = 4711");

    private static async Task<bool> IsRoutedAsync(Broker broker, string body)
    {
        try
        {
            await broker.PublishAsync(Part.Ro.Queue, body);
            return true;
        }
        catch (RabbitMQ.Client.Exceptions.PublishReturnException)
        {
            return false;
        }
    }

    private static async Task<bool> ExistsAsync(Uri virtualHost, string queue)
    {
        await using var broker = await Broker.ConnectAsync(virtualHost);
        try
        {
            // The queue is there before the exchange of its name.
            await broker.Channel.QueueDeclarePassiveAsync(queue);
            await broker.Channel.ExchangeDeclarePassiveAsync(queue);
            return true;
        }
        catch (RabbitMQ.Client.Exceptions.OperationInterruptedException)
        {
            return false;
        }
    }
}
