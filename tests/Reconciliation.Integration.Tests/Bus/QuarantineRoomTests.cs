using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using RabbitMQ.Client;
using Reconciliation.Bus;
using Reconciliation.Contracts;
using Reconciliation.Domain;
using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Integration.Tests.Servers;
using Reconciliation.Storage;
using Xunit;

namespace Reconciliation.Integration.Tests.Bus;

/// <summary>
/// A sender that has as many refused messages open as may be: what more of it is refused stays with the broker, what is good goes on, the
/// others are not in its way, and nothing is lost.
/// </summary>
public sealed class QuarantineRoomTests
{
    private const string Fill = """
        INSERT INTO quarantaine (empreinte, part, origine, corps, motifs, regles, nombre, recu_le, dernier_le, etat, version, corrigee,
            emetteur)
        SELECT gen_random_uuid(), 0, 'http', '{}', '[{"membre":"","regle":"json","motif":"x"}]', ARRAY['json'], 1, now(), now(), 0, 1,
            false, $1
        FROM generate_series(1, $2)
        """;

    private static readonly string Queue = Part.Ro.Queue;

    [SkippableFact]
    public async Task What_is_refused_beyond_the_room_of_its_sender_waits_with_the_broker_and_comes_with_its_reasons_when_there_is_room()
    {
        var virtualHost = await Broker.VirtualHostAsync();
        await using var database = await TestDatabase.CreateAsync(TestInstance.Schema);
        await using var instance = await TestInstance.StartAsync(database, virtualHost);
        await using var broker = await Broker.ConnectAsync(virtualHost);
        var user = virtualHost.UserInfo.Split(':')[0];
        await FillAsync(instance, user, QuarantaineRoom.OpenPerSenderMax - 2);

        for (var n = 0; n < 10; n++)
        {
            await PublishAsync(broker, user, PaymentRecords.Ro($"SANS-PLACE-{n}").With("montant", 1.005m));
            await PublishAsync(broker, user, PaymentRecords.Ro($"BON-{n}"));
            await PublishAsync(broker, null, PaymentRecords.Ro($"AUTRE-{n}").With("montant", 1.005m));
        }

        await Eventually.HoldsAsync("what is good is a soin", async () => await instance.CountAsync("SELECT count(*) FROM soin") == 10);
        await Eventually.HoldsAsync("the others have room", async () => await KeptAsync(instance, "AUTRE-") == 10);
        await Eventually.HoldsAsync("the queue is free", async () => await OpenAsync(instance, user) == QuarantaineRoom.OpenPerSenderMax);
        Assert.Equal(2, await KeptAsync(instance, "SANS-PLACE-"));

        // Somebody sets ten aside: those that wait come in, each once, judged as when they came.
        await instance.RowsAsync("UPDATE quarantaine SET etat = 2 WHERE quarantaine_id IN (SELECT quarantaine_id FROM quarantaine "
            + "WHERE emetteur = $1 AND origine = 'http' LIMIT 10)", user);
        await Eventually.HoldsAsync("all came", async () => await KeptAsync(instance, "SANS-PLACE-") == 10);
        Assert.All(
            await instance.RowsAsync("""
                SELECT emetteur, origine, nombre, motifs::text FROM quarantaine WHERE convert_from(corps, 'UTF8') LIKE '%SANS-PLACE-%'
                """),
            r =>
            {
                Assert.Equal((user, Queue, 1), ((string)r[0]!, (string)r[1]!, (int)r[2]!));
                Assert.Contains(Regle.DeuxDecimales, (string)r[3]!, StringComparison.Ordinal);
            });
    }

    [SkippableFact]
    public async Task What_waits_outlives_the_engine_and_is_taken_as_a_payment_where_it_is_one_by_then()
    {
        var virtualHost = await Broker.VirtualHostAsync();
        await using var database = await TestDatabase.CreateAsync(TestInstance.Schema);
        var user = virtualHost.UserInfo.Split(':')[0];
        await using (var broker = await Broker.ConnectAsync(virtualHost))
        {
            ProducerBindings stranger = new([new("autre", ["*"], ["*"])]);
            await using var strict = await TestInstance.StartAsync(database, virtualHost, producers: stranger);
            using var putOff = new Measured(strict, "reconciliation.quarantaine.differees");
            await FillAsync(strict, user, QuarantaineRoom.OpenPerSenderMax);
            await PublishAsync(broker, user, PaymentRecords.Ro("LIE-PLUS-TARD"));
            await Eventually.HoldsAsync("it is put off", () => Task.FromResult(putOff.Sum == 1));
            Assert.Equal(0, await KeptAsync(strict, "LIE-PLUS-TARD"));
        }

        await using var bound = await TestInstance.StartAsync(
            database, virtualHost, producers: new([new(user, ["*"], ["*"])]));
        await bound.RowsAsync("UPDATE quarantaine SET etat = 2");
        await Eventually.HoldsAsync("it is a soin", async () => (await bound.SoinsAsync("LIE-PLUS-TARD")).Count == 1);
        Assert.Equal(0, await bound.CountAsync("SELECT count(*) FROM quarantaine WHERE etat = 0"));
    }

    [SkippableFact]
    public async Task An_engine_that_stops_gives_back_at_once_what_waits_for_room()
    {
        var virtualHost = await Broker.VirtualHostAsync();
        await using var database = await TestDatabase.CreateAsync(TestInstance.Schema);
        await using var instance = await TestInstance.StartAsync(database, virtualHost);
        await using var broker = await Broker.ConnectAsync(virtualHost);
        var user = virtualHost.UserInfo.Split(':')[0];
        using var putOff = new Measured(instance, "reconciliation.quarantaine.differees");
        await FillAsync(instance, user, QuarantaineRoom.OpenPerSenderMax);
        await PublishAsync(broker, user, PaymentRecords.Ro("ATTEND").With("montant", 1.005m));
        await Eventually.HoldsAsync("it is put off", () => Task.FromResult(putOff.Sum == 1));
        var rebut = Queue + ExchangeNames.DeadLetterSuffix;
        await Eventually.HoldsAsync("it waits in the engine", async () => await broker.Channel.MessageCountAsync(rebut) == 0);

        var limit = instance.Services.GetRequiredService<BusSettings>().BatchTimeout;
        await instance.DisposeAsync().AsTask().WaitAsync(limit);
        await Eventually.HoldsAsync("the broker has it", async () => await broker.Channel.MessageCountAsync(rebut) == 1);
    }

    [SkippableFact]
    public async Task A_producer_that_says_it_was_put_off_is_believed_nothing()
    {
        var virtualHost = await Broker.VirtualHostAsync();
        await using var database = await TestDatabase.CreateAsync(TestInstance.Schema);
        await using var instance = await TestInstance.StartAsync(database, virtualHost);
        await using var broker = await Broker.ConnectAsync(virtualHost);
        var headers = new Dictionary<string, object?> { ["reconciliation-attente"] = true, ["reconciliation-emetteur"] = "autrui" };
        var properties = new BasicProperties { Persistent = true, Headers = headers };
        await broker.Channel.BasicPublishAsync(
            Queue + ExchangeNames.DeadLetterSuffix, "", mandatory: true, properties,
            Encoding.UTF8.GetBytes(PaymentRecords.Ro("FAUX").ToJsonString()));
        await Eventually.HoldsAsync("it is a dead letter", async () => await KeptAsync(instance, "FAUX") == 1);
        Assert.Contains(
            Regle.LivraisonsEpuisees, (string)(await instance.RowsAsync("SELECT motifs::text FROM quarantaine"))[0][0]!,
            StringComparison.Ordinal);
        Assert.Empty(await instance.SoinsAsync("FAUX"));
    }

    [SkippableFact]
    public async Task Bytes_are_bounded_as_messages_are_and_what_is_beyond_them_waits_with_the_broker()
    {
        var virtualHost = await Broker.VirtualHostAsync();
        await using var database = await TestDatabase.CreateAsync(TestInstance.Schema);
        await using var instance = await TestInstance.StartAsync(database, virtualHost);
        await using var broker = await Broker.ConnectAsync(virtualHost);
        var user = virtualHost.UserInfo.Split(':')[0];
        var bodies = Enumerable.Range(0, 4).Select(n => PaymentRecords.Ro($"LOURD-{n}").With("montant", 1.005m)
            .With("inconnu", new string('x', 1024 * 1024))).ToList();
        var size = Encoding.UTF8.GetByteCount(bodies[0].ToJsonString());
        await FillBytesAsync(instance, user, QuarantaineRoom.OpenBytesPerSenderMax - (2 * size));
        using var putOff = new Measured(instance, "reconciliation.quarantaine.differees");

        foreach (var body in bodies)
        {
            await PublishAsync(broker, user, body);
            await PublishAsync(broker, null, body);
        }

        await PublishAsync(broker, user, PaymentRecords.Ro("LEGER"));
        await Eventually.HoldsAsync("what is good is a soin", async () => await instance.CountAsync("SELECT count(*) FROM soin") == 1);
        await Eventually.HoldsAsync("two are put off", () => Task.FromResult(putOff.Sum == 2));
        await Eventually.HoldsAsync("the others have room", async () => await KeptAsync(instance, "LOURD-") == 6);
        Assert.Equal(
            QuarantaineRoom.OpenBytesPerSenderMax,
            await instance.CountAsync("SELECT sum(octet_length(corps))::bigint FROM quarantaine WHERE etat = 0 AND emetteur = $1", user));

        await instance.RowsAsync("UPDATE quarantaine SET etat = 2 WHERE origine = 'http'");
        await Eventually.HoldsAsync("all came", async () => await KeptAsync(instance, "LOURD-") == 8);
    }

    // Nothing binds who may be called what: a producer takes a name for each message.
    [SkippableFact]
    public async Task A_producer_of_many_names_has_the_room_of_some_of_them_and_beyond_that_its_own()
    {
        var virtualHost = await Broker.VirtualHostAsync();
        await using var database = await TestDatabase.CreateAsync(TestInstance.Schema);
        await using var instance = await TestInstance.StartAsync(database, virtualHost);
        await using var broker = await Broker.ConnectAsync(virtualHost);
        var user = virtualHost.UserInfo.Split(':')[0];
        const int Own = 40, Beyond = 25;
        await FillAsync(instance, user, QuarantaineRoom.OpenPerSenderMax - Own);
        using var putOff = new Measured(instance, "reconciliation.quarantaine.differees");

        for (var n = 0; n < QuarantaineRoom.OpenNamesMax - 1 + Own + Beyond; n++)
        {
            await PublishAsync(broker, user, PaymentRecords.Ro($"NOM-{n}").With("montant", 1.005m), onBehalfOf: $"nom-{n}");
        }

        await Eventually.HoldsAsync("the rest is put off", () => Task.FromResult(putOff.Sum == Beyond));
        Assert.Equal(QuarantaineRoom.OpenNamesMax - 1 + Own, await KeptAsync(instance, "NOM-"));
        Assert.Equal(
            QuarantaineRoom.OpenNamesMax,
            await instance.CountAsync("SELECT count(DISTINCT emetteur) FROM quarantaine WHERE etat = 0"));
        Assert.Equal(QuarantaineRoom.OpenPerSenderMax, await OpenAsync(instance, user));
    }

    private static async Task FillBytesAsync(TestInstance instance, string user, long bytes) => await instance.RowsAsync(
        Fill.Replace("'{}'", "convert_to(repeat('x', $2), 'UTF8')", StringComparison.Ordinal)
            .Replace("generate_series(1, $2)", "generate_series(1, 1)", StringComparison.Ordinal),
        user, (int)bytes);

    private static async Task FillAsync(TestInstance instance, string user, int count) => await instance.RowsAsync(Fill, user, count);

    private static Task<long> OpenAsync(TestInstance instance, string user) =>
        instance.CountAsync("SELECT count(*) FROM quarantaine WHERE etat = 0 AND emetteur = $1", user);

    private static Task<long> KeptAsync(TestInstance instance, string member) => instance.CountAsync(
        "SELECT count(*) FROM quarantaine WHERE convert_from(corps, 'UTF8') LIKE '%' || $1 || '%'", member);

    private static async Task PublishAsync(Broker broker, string? user, JsonObject record, string? onBehalfOf = null)
    {
        var properties = new BasicProperties { Persistent = true };
        if (onBehalfOf is not null)
        {
            properties.Headers = new Dictionary<string, object?> { ["reconciliation-emetteur"] = onBehalfOf };
        }

        if (user is not null)
        {
            properties.UserId = user;
        }

        await broker.Channel.BasicPublishAsync(
            Queue, "", mandatory: true, properties, Encoding.UTF8.GetBytes(record.ToJsonString()));
    }
}
