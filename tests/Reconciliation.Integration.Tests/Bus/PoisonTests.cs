using System.Text;
using System.Text.Json;
using RabbitMQ.Client.Exceptions;
using Reconciliation.Contracts;
using Reconciliation.Domain;
using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Integration.Tests.Servers;
using Xunit;

namespace Reconciliation.Integration.Tests.Bus;

/// <summary>Messages that no reader can use, published among good payments, are kept with the reason, and nothing else happens.</summary>
public sealed class PoisonTests(SharedRabbitInstance shared) : IClassFixture<SharedRabbitInstance>
{
    private static readonly string[] Files = [Part.Ro.Queue, Part.Complementaire.Queue];

    public static TheoryData<string, string> Poisons => new()
    {
        { "vide", Regle.Json },
        { "zeros", Regle.Json },
        { "texte", Regle.Json },
        { "binaire", Regle.Json },
        { "profond", Regle.Json },
        { "un nombre", Regle.Objet },
        { "un tableau", Regle.Objet },
        { "un objet vide", Regle.Requis },
        { "autre flux", Regle.Requis },
        { "enveloppe vide", Regle.Enveloppe },
        { "cloudevents binaire", Regle.Enveloppe },
        { "demi-caractere", Regle.Requis },
        { "utf-8 faux", Regle.Json },
        { "nom de membre faux", Regle.Json },
        { "nom d'enveloppe faux", Regle.Json },
        { "nom de ligne faux", Regle.Json },
    };

    [SkippableTheory]
    [MemberData(nameof(Poisons))]
    public async Task Poison_goes_to_quarantine_and_its_neighbours_become_views(string poison, string rule)
    {
        var instance = await shared.StartAsync();
        await using var broker = await Broker.ConnectAsync(await shared.VirtualHostAsync());
        var adherent = $"POISON-{poison.Replace(' ', '-').Replace('\'', '-')}";
        var body = Corps(poison, adherent);
        foreach (var exchange in Files)
        {
            var good = exchange == Part.Ro.Queue ? PaymentRecords.Ro(adherent) : PaymentRecords.Complementaire(adherent);
            await broker.PublishAsync(exchange, body);
            await broker.PublishAsync(exchange, good.ToJsonString());
            await broker.PublishAsync(exchange, body);
        }

        await Eventually.HoldsAsync(
            "the good payments became a complete view",
            async () => (await instance.SoinsAsync(adherent)) is [var vue] && vue.GetProperty("situation").GetString() == "complet");
        await Eventually.HoldsAsync(
            "each poison is in quarantine, counted twice, once for each queue",
            async () =>
                (await CountsAsync(instance, body)).SequenceEqual(Files.Order(StringComparer.Ordinal).Select(f => $"{f} 2 {rule}")));
    }

    [SkippableFact]
    public async Task Queues_end_empty_and_no_error_queue_is_made()
    {
        var virtualHost = await Broker.VirtualHostAsync();
        await using var database = await TestDatabase.CreateAsync(TestInstance.Schema);
        await using var broker = await Broker.ConnectAsync(virtualHost);
        await using (var instance = await TestInstance.StartAsync(database, virtualHost))
        {
            foreach (var exchange in Files)
            {
                await broker.PublishAsync(exchange, "poison");
                await broker.PublishAsync(exchange, "{}", contentType: "application/vnd.masstransit+json", messageId: "pas-un-guid");
            }

            await Eventually.HoldsAsync(
                "all four are in quarantine", async () => await instance.CountAsync("SELECT count(*) FROM quarantaine") == 4);
        }

        // With no consumer left, any message that was not acknowledged would be back.
        Assert.All(Files, file => Assert.Equal(0u, broker.Channel.MessageCountAsync(file).GetAwaiter().GetResult()));
        foreach (var file in Files.SelectMany(f => new[] { f + "_error", f + "_skipped" }))
        {
            await using var other = await Broker.ConnectAsync(virtualHost);
            await Assert.ThrowsAsync<OperationInterruptedException>(() => other.Channel.QueueDeclarePassiveAsync(file));
        }
    }

    private static byte[] Corps(string poison, string adherent)
    {
        var ro = PaymentRecords.Ro(adherent, 9);
        return poison switch
        {
            "vide" => [],
            "zeros" => new byte[1024 * 1024],
            "binaire" => [0xff, 0xfe, 0x00, 0x80, 0xc3, 0x28],
            "utf-8 faux" => AsLatin1(ro.WithRaw("virement", "\"\u00e9\"")),
            "texte" => "bonjour"u8.ToArray(),
            "profond" => Encoding.UTF8.GetBytes(new string('[', 2000) + new string(']', 2000)),
            "un nombre" => "42"u8.ToArray(),
            "un tableau" => Encoding.UTF8.GetBytes($"[{ro.ToJsonString()}]"),
            "un objet vide" => "{}"u8.ToArray(),
            "autre flux" => Encoding.UTF8.GetBytes(ro.Without("complementaire").With("type", "autre").ToJsonString()),
            "enveloppe vide" => """{"messageType":["urn:message:X"],"message":null}"""u8.ToArray(),
            "cloudevents binaire" => """{"specversion":"1.0","data_base64":"e30="}"""u8.ToArray(),
            "demi-caractere" =>
                Encoding.UTF8.GetBytes(
                    ro.WithRaw("inconnu", "\"\\ud800\"").Replace("\"evenementId\"", "\"autre\"", StringComparison.Ordinal)),
            "nom de membre faux" => """{"evenementI\ud800":"x"}"""u8.ToArray(),
            "nom de ligne faux" => """{"lign\ud800":{}}"""u8.ToArray(),
            "nom d'enveloppe faux" => """{"specversio\udfff":"1.0"}"""u8.ToArray(),
            _ => throw new ArgumentOutOfRangeException(nameof(poison)),
        };
    }

    private static byte[] AsLatin1(string text) => Encoding.Latin1.GetBytes(text);

    private static async Task<IEnumerable<string>> CountsAsync(TestInstance instance, byte[] body) =>
        (await instance.RowsAsync("SELECT origine, nombre, motifs FROM quarantaine WHERE corps = $1 ORDER BY origine", body))
        .Select(r => $"{r[0]} {r[1]} {JsonDocument.Parse((string)r[2]!).RootElement[0].GetProperty("regle").GetString()}");
}
