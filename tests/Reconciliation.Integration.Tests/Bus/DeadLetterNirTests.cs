using System.Text;
using RabbitMQ.Client;
using Reconciliation.Bus;
using Reconciliation.Contracts;
using Reconciliation.Domain;
using Reconciliation.Engine;
using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Integration.Tests.Servers;
using Reconciliation.Storage;
using Xunit;

namespace Reconciliation.Integration.Tests.Bus;

/// <summary>
/// A queue of dead letters keeps no NIR that the service puts or leaves there, by whichever way a message gets into it.
/// </summary>
public sealed class DeadLetterNirTests : IAsyncLifetime
{
    private const string Nir = "255081416802538";

    private static readonly string Queue = Part.Ro.Queue, Rebut = Part.Ro.Queue + ExchangeNames.DeadLetterSuffix;

    private Uri _virtualHost = null!;
    private TestDatabase _database = null!;

    private string User => _virtualHost.UserInfo.Split(':')[0];

    public async Task InitializeAsync() =>
        (_virtualHost, _database) = (await Broker.VirtualHostAsync(), await TestDatabase.CreateAsync(TestInstance.Schema));

    public async Task DisposeAsync() => await _database.DisposeAsync();

    public static TheoryData<string> Bodies => new(
        Refused("adherentId"), Refused("evenementId"), Refused("inconnu"), $"pas du JSON, {Nir}", $"{{\"adherentId\":\"{Nir}\"");

    [SkippableTheory]
    [MemberData(nameof(Bodies))]
    public async Task Put_off_by_the_service_for_want_of_room_it_has_none_and_is_kept_as_it_would_have_been(string body)
    {
        await using (var instance = await TestInstance.StartAsync(_database, _virtualHost))
        {
            await FillAsync(instance);
            using var putOff = new Measured(instance, "reconciliation.quarantaine.differees");
            await PublishAsync(Queue, body);
            await Eventually.HoldsAsync("it is put off", () => Task.FromResult(putOff.Sum == 1));
        }

        await HoldsOneWithoutNirAsync();
        await using var again = await TestInstance.StartAsync(_database, _virtualHost);
        await again.RowsAsync("UPDATE quarantaine SET etat = 2");
        await IsKeptAsync(again, isGivenUp: false);
    }

    [SkippableTheory]
    [MemberData(nameof(Bodies))]
    public async Task Left_there_by_the_broker_it_is_replaced_while_there_is_no_room(string body)
    {
        await using (var instance = await TestInstance.StartAsync(_database, _virtualHost))
        {
            await FillAsync(instance);
            using var putOff = new Measured(instance, "reconciliation.quarantaine.differees");
            await PublishAsync(Rebut, body);
            await Eventually.HoldsAsync("it is put off", () => Task.FromResult(putOff.Sum == 1));
        }

        await HoldsOneWithoutNirAsync();
        await using var again = await TestInstance.StartAsync(_database, _virtualHost);
        await again.RowsAsync("UPDATE quarantaine SET etat = 2");
        await IsKeptAsync(again, isGivenUp: true);
    }

    [SkippableTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Delivered_again_and_again_it_is_kept_before_the_broker_gives_it_up(bool hasRoom)
    {
        await using (var instance = await TestInstance.StartAsync(_database, _virtualHost))
        {
            await (hasRoom ? Task.CompletedTask : FillAsync(instance));
        }

        // Each time that somebody takes it and gives it back, as an engine that dies does.
        await PublishAsync(Queue, PaymentRecords.Ro("ENCORE").With("libelle", $"Soin de {Nir}").ToJsonString());
        await using (var broker = await Broker.ConnectAsync(_virtualHost))
        {
            for (var delivery = 0; delivery < Intake.DeliveriesMax; delivery++)
            {
                var taken = await TakeAsync(broker, Queue);
                await broker.Channel.BasicNackAsync(taken.DeliveryTag, multiple: false, requeue: true);
            }
        }

        // The log is listened to from the start: the message is taken before anybody could count.
        var log = new CapturedLog();
        await using (var instance = await TestInstance.StartAsync(_database, _virtualHost, log: log))
        {
            await Eventually.HoldsAsync(
                "it is kept",
                async () => hasRoom
                    ? await OwnAsync(instance) == 1
                    : log.Lines.Any(l => l.Contains($"1 refused message(s) of {Queue} put off", StringComparison.Ordinal)));
        }

        if (!hasRoom)
        {
            await HoldsOneWithoutNirAsync();
        }

        await using var again = await TestInstance.StartAsync(_database, _virtualHost);
        await again.RowsAsync("UPDATE quarantaine SET etat = 2 WHERE origine = 'http'");
        await IsKeptAsync(again, isGivenUp: true);
        Assert.Empty(await again.SoinsAsync("ENCORE"));
    }

    private static string Refused(string member) =>
        PaymentRecords.Ro("REBUT").With("montant", 1.005m).With(member, Nir).ToJsonString();

    private async Task FillAsync(TestInstance instance) => await instance.RowsAsync(
        """
        INSERT INTO quarantaine (empreinte, part, origine, corps, motifs, regles, nombre, recu_le, dernier_le, etat, version, corrigee,
            emetteur)
        SELECT gen_random_uuid(), 0, 'http', '{}', '[{"membre":"","regle":"json","motif":"x"}]', ARRAY['json'], 1, now(), now(), 0, 1,
            false, $1
        FROM generate_series(1, $2)
        """,
        User, QuarantaineRoom.OpenPerSenderMax);

    private async Task PublishAsync(string exchange, string body)
    {
        await using var broker = await Broker.ConnectAsync(_virtualHost);
        await broker.Channel.BasicPublishAsync(
            exchange, "", mandatory: true, new BasicProperties { Persistent = true, UserId = User }, Encoding.UTF8.GetBytes(body));
    }

    // Nobody consumes: what the queues hold is theirs. It goes back as it was.
    private async Task HoldsOneWithoutNirAsync()
    {
        await using var broker = await Broker.ConnectAsync(_virtualHost);
        var held = await TakeAsync(broker, Rebut);
        Assert.DoesNotContain(Nir, Encoding.UTF8.GetString(held.Body.Span), StringComparison.Ordinal);
        Assert.Contains("[NIR]", Encoding.UTF8.GetString(held.Body.Span), StringComparison.Ordinal);
        Assert.Null(await broker.Channel.BasicGetAsync(Rebut, autoAck: false));
        Assert.Null(await broker.Channel.BasicGetAsync(Queue, autoAck: false));
    }

    private static async Task IsKeptAsync(TestInstance instance, bool isGivenUp)
    {
        await Eventually.HoldsAsync("it is in quarantine", async () => await OwnAsync(instance) == 1);
        var kept = (await instance.RowsAsync(
            "SELECT convert_from(corps, 'UTF8'), motifs::text, emetteur FROM quarantaine WHERE origine = $1", Queue))[0];
        Assert.DoesNotContain(Nir, (string)kept[0]!, StringComparison.Ordinal);
        Assert.Equal(isGivenUp, ((string)kept[1]!).Contains(Regle.LivraisonsEpuisees, StringComparison.Ordinal));
        Assert.NotNull(kept[2]);
    }

    private static async Task<BasicGetResult> TakeAsync(Broker broker, string queue)
    {
        BasicGetResult? taken = null;
        await Eventually.HoldsAsync(
            "there is a message", async () => (taken = await broker.Channel.BasicGetAsync(queue, autoAck: false)) is not null);
        return taken!;
    }

    private static Task<long> OwnAsync(TestInstance instance) =>
        instance.CountAsync("SELECT count(*) FROM quarantaine WHERE origine = $1", Queue);
}
