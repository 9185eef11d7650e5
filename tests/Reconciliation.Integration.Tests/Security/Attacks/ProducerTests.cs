using System.Text;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;
using Reconciliation.Bus;
using Reconciliation.Contracts;
using Reconciliation.Dev;
using Reconciliation.Domain;
using Reconciliation.Hosting;
using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Integration.Tests.Servers;
using Reconciliation.Storage;
using Xunit;

namespace Reconciliation.Integration.Tests.Security.Attacks;

/// <summary>Nobody writes another's lines, by whatever way they come, and each line keeps its sender.</summary>
public sealed class ProducerTests
{
    private static readonly (string Sender, Part Part, string Source)[] Bound =
        [("flux-ro", Part.Ro, "ameli"), ("flux-rc", Part.Complementaire, "mgen-sante"), ("flux-rc", Part.Complementaire, "autre")];

    private static readonly string[] Sources = ["ameli", "mgen-sante", "autre"];

    [SkippableFact]
    public async Task Over_http_every_sender_writes_its_own_parts_and_sources_and_nothing_else()
    {
        await using var database = await TestDatabase.CreateAsync(TestInstance.Schema);
        await using var instance = await TestInstance.StartAsync(database, producers: Bindings());
        var tried = 0;
        foreach (var sender in new[] { "flux-ro", "flux-rc", "inconnu" })
        {
            foreach (var (part, source) in Everything())
            {
                var member = $"H{tried++}";
                var answer = await PostAsync(instance, sender, part, Record(part, member, source));
                if (Bound.Contains((sender, part, source)))
                {
                    Assert.True(answer.Status == 202, answer.Text);
                    Assert.Equal(sender, await SenderAsync(instance, member));
                    continue;
                }

                Assert.True(answer.Status == 422, answer.Text);
                Assert.Contains($"\"regle\":\"{Regle.Emetteur}\"", answer.Text, StringComparison.Ordinal);
                Assert.Null(await SenderAsync(instance, member));
            }
        }

        Assert.Equal(18, tried);
        Assert.Equal(
            tried - Bound.Length,
            await instance.CountAsync("SELECT count(*) FROM quarantaine WHERE 'emetteur' = ANY (regles) AND emetteur IS NOT NULL"));
    }

    [SkippableFact]
    public async Task Over_the_broker_the_user_that_it_has_checked_decides_and_not_what_a_message_says()
    {
        var virtualHost = await Broker.VirtualHostAsync();
        var address = BrokerAddress.FromUri(virtualHost);
        await using var database = await TestDatabase.CreateAsync(TestInstance.Schema);
        await using var instance = await TestInstance.StartAsync(
            database, address, producers: new([new(address.User, ["ro"], ["ameli"]), new("flux-rc", ["*"], ["*"])]));
        await using var broker = await Broker.ConnectAsync(virtualHost);
        var expected = new Dictionary<string, bool>();
        foreach (var user in new[] { address.User, null })
        {
            foreach (var said in new[] { null, "flux-rc", address.User })
            {
                foreach (var (part, source) in Everything())
                {
                    var member = $"B{expected.Count}";
                    expected[member] = user is not null && part == Part.Ro && source == "ameli";
                    await PublishAsync(broker, part.Queue, Record(part, member, source), user, said);
                }
            }
        }

        await Eventually.HoldsAsync("every message is written or kept", async () => expected.Count
            == await instance.CountAsync("SELECT (SELECT count(*) FROM ligne) + (SELECT count(*) FROM quarantaine)"));
        foreach (var (member, written) in expected)
        {
            Assert.Equal(written ? address.User : null, await SenderAsync(instance, member));
        }

        // A name that is not its own the broker does not take at all.
        await Assert.ThrowsAnyAsync<OperationInterruptedException>(
            () => PublishAsync(broker, Part.Ro.Queue, Record(Part.Ro, "FAUX", "ameli"), "flux-rc", null));
    }

    [SkippableFact]
    public async Task What_the_API_hands_to_the_broker_keeps_who_sent_it()
    {
        var address = BrokerAddress.FromUri(await Broker.VirtualHostAsync());
        await using var database = await TestDatabase.CreateAsync(TestInstance.Schema);
        var bindings = new ProducerBindings([.. Bound.Select(Binding), new(address.User, [], [], Relays: true)]);
        await using var instance = await TestInstance.StartAsync(database, address, producers: bindings);
        Assert.Equal(202, (await PostAsync(instance, "flux-ro", Part.Ro, Record(Part.Ro, "RELAIS", "ameli"))).Status);
        await Eventually.HoldsAsync("the line is written", async () => await SenderAsync(instance, "RELAIS") == "flux-ro");
        Assert.Equal(422, (await PostAsync(instance, "flux-rc", Part.Ro, Record(Part.Ro, "RELAIS-2", "ameli"))).Status);
    }

    private static ProducerBindings Bindings() => new([.. Bound.Select(Binding)]);

    private static ProducerBinding Binding((string Sender, Part Part, string Source) bound) =>
        new(bound.Sender, [bound.Part.Code], [bound.Source]);

    private static IEnumerable<(Part Part, string Source)> Everything() =>
        PaymentStreams.Product.Parts.All.SelectMany(p => Sources.Select(s => (p, s)));

    private static string Record(Part part, string member, string source) =>
        (part == Part.Ro ? PaymentRecords.Ro(member) : PaymentRecords.Complementaire(member)).With("source", source).ToJsonString();

    private static async Task<Answer> PostAsync(TestInstance instance, string sender, Part part, string record)
    {
        using var request = new HttpRequestMessage(
            HttpMethod.Post, new Uri("/v1/paiements/" + PaymentStreams.Product.Of(part).Address.Segment, UriKind.Relative));
        request.Content = new StringContent(record, Encoding.UTF8, "application/json");
        return await instance.SendAsync(
            request, TokenCommand.Sign(TestInstance.Key, TimeProvider.System, sender, null, Scopes.Producer));
    }

    private static async Task PublishAsync(Broker broker, string exchange, string record, string? user, string? said)
    {
        var properties = new BasicProperties { Persistent = true, ContentType = "application/json", UserId = user };
        properties.Headers = said is null ? null : new Dictionary<string, object?> { ["reconciliation-emetteur"] = said };
        await broker.Channel.BasicPublishAsync(exchange, "", mandatory: true, properties, Encoding.UTF8.GetBytes(record));
    }

    private static async Task<string?> SenderAsync(TestInstance instance, string member) =>
        (await instance.RowsAsync("SELECT emetteur FROM ligne WHERE adherent_id = $1", member)) is [var row] ? (string?)row[0] : null;
}
