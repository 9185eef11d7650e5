using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using RabbitMQ.Client;
using Reconciliation.Bus;
using Reconciliation.Domain;
using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Integration.Tests.Servers;
using Xunit;

namespace Reconciliation.Integration.Tests.Bus.Relay;

/// <summary>The messages that consumers of <c>reconciliation.soins</c> receive.</summary>
public sealed class PublishedSoinsTests(SharedRabbitInstance shared) : IClassFixture<SharedRabbitInstance>
{
    [SkippableFact]
    public async Task Each_version_is_published_as_the_view_and_the_situation_before()
    {
        await using var broker = await Broker.ConnectAsync(await shared.VirtualHostAsync());
        var file = await broker.ListenAsync(ExchangeNames.Soins);
        var instance = await shared.StartAsync();
        var received = new List<BasicGetResult>();

        await broker.PublishAsync(Part.Ro.Queue, PaymentRecords.Ro("PUB-A").ToJsonString());
        await ReceiveAsync(broker, file, received, 1);
        await broker.PublishAsync(Part.Complementaire.Queue, PaymentRecords.Complementaire("PUB-A").ToJsonString());
        await ReceiveAsync(broker, file, received, 2);

        var (first, second) = (Corps(received[0]), Corps(received[1]));
        Assert.Equal(("enRetard", null), (Texte(first, "situation"), Texte(first, "situationPrecedente")));
        Assert.Equal(("complet", "enRetard"), (Texte(second, "situation"), Texte(second, "situationPrecedente")));
        Assert.Equal((1, 2), ((int)first["version"]!, (int)second["version"]!));
        Assert.Equal(
            Assert.Single(await instance.SoinsAsync("PUB-A")).GetRawText(),
            second.Without("situationPrecedente")
                .ToJsonString(
                    new JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }));
        Assert.All(received, m => Assert.Equal("application/json", m.BasicProperties.ContentType));
        Assert.All(received, m => Assert.True(m.BasicProperties.Persistent));
        Assert.Equal(2, received.Select(m => Guid.Parse(m.BasicProperties.MessageId!)).Distinct().Count());
    }

    [SkippableFact]
    public async Task Versions_of_a_soin_arrive_in_order_whatever_else_is_published()
    {
        const int Soins = 40;
        const int Revisions = 6;
        await using var broker = await Broker.ConnectAsync(await shared.VirtualHostAsync());
        await shared.StartAsync();
        var file = await broker.ListenAsync(ExchangeNames.Soins);
        var received = new List<BasicGetResult>();
        for (var revision = 1; revision <= Revisions; revision++)
        {
            foreach (var n in Enumerable.Range(1, Soins))
            {
                var ligne = PaymentRecords.Ro($"PUB-B{n}").With("revision", revision).With("montant", 10.00m + revision);
                await broker.PublishAsync(Part.Ro.Queue, ligne.ToJsonString());
            }
        }

        // Revisions that meet in one batch make one version: how many there are is not given, where they end is.
        await Eventually.HoldsAsync("the last revision of each soin is published", async () =>
        {
            received.AddRange(await broker.TakeAsync(file));
            return received.Select(Corps).Count(v => (decimal)v["partRo"]!["montant"]! == 10.00m + Revisions) == Soins;
        });
        foreach (var soin in received.Select(Corps).GroupBy(v => Texte(v, "soinId")))
        {
            Assert.Equal(Enumerable.Range(1, soin.Count()), soin.Select(v => (int)v["version"]!));
        }

        Assert.Equal(received.Count, received.Select(m => m.BasicProperties.MessageId).Distinct().Count());
    }

    private static JsonObject Corps(BasicGetResult message) => JsonNode.Parse(Encoding.UTF8.GetString(message.Body.Span))!.AsObject();

    private static string? Texte(JsonObject subject, string member)
    {
        Assert.True(subject.ContainsKey(member), member);
        return (string?)subject[member];
    }

    private static Task ReceiveAsync(Broker broker, string file, List<BasicGetResult> received, int count) =>
        Eventually.HoldsAsync($"{count} events have arrived", async () =>
        {
            received.AddRange(await broker.TakeAsync(file));
            return received.Count == count;
        });
}
