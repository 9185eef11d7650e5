using System.Text;
using System.Text.Json.Nodes;
using RabbitMQ.Client;
using Reconciliation.Bus;
using Reconciliation.Contracts;
using Reconciliation.Domain;
using Reconciliation.Hosting;
using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Integration.Tests.Servers;
using Xunit;

namespace Reconciliation.Integration.Tests.Contract;

/// <summary>The versions of soins as CloudEvents, beside plain JSON or instead of it.</summary>
public sealed class CloudEventsTests
{
    [SkippableFact]
    public async Task Both_forms_say_the_same_each_to_its_exchange()
    {
        var (json, events) = await PublishAsync(new SoinFormats(Json: true, CloudEvents: true), expected: (2, 2));
        Assert.Equal(json.Select(m => m.BasicProperties.MessageId), events.Select(m => m.BasicProperties.MessageId));
        Assert.All(json, m => Assert.Equal("application/json", m.BasicProperties.ContentType));
        Assert.All(json.Zip(events), pair =>
        {
            var (plain, cloud) = (Body(pair.First), Body(pair.Second));
            Assert.Equal(EvenementSoin.TypeDeContenu, pair.Second.BasicProperties.ContentType);
            Assert.True(pair.Second.BasicProperties.Persistent);
            Assert.True(JsonNode.DeepEquals(plain, cloud["data"]));
            Assert.Equal("1.0", (string)cloud["specversion"]!);
            Assert.Equal(pair.Second.BasicProperties.MessageId, (string)cloud["id"]!);
            Assert.Equal((string)plain["soinId"]!, (string)cloud["subject"]!);
            Assert.Equal((string)plain["misAJourLe"]!, (string)cloud["time"]!);
            Assert.Equal(
                (EvenementSoin.Type, EvenementSoin.Source, EvenementSoin.SchemaDesDonnees, "application/json"),
                ((string)cloud["type"]!, (string)cloud["source"]!, (string)cloud["dataschema"]!, (string)cloud["datacontenttype"]!));
        });
    }

    [SkippableFact]
    public async Task Either_form_may_be_published_alone()
    {
        await PublishAsync(new SoinFormats(), expected: (2, 0));
        await PublishAsync(new SoinFormats(Json: false, CloudEvents: true), expected: (0, 2));
    }

    private static async Task<(List<BasicGetResult> Json, List<BasicGetResult> Events)> PublishAsync(
        SoinFormats formats, (int Json, int Events) expected)
    {
        var host = await Broker.VirtualHostAsync();
        await using var broker = await Broker.ConnectAsync(host);
        var (jsonQueue, eventQueue) =
            (await broker.ListenAsync(ExchangeNames.Soins), await broker.ListenAsync(ExchangeNames.SoinsCloudEvents));
        await using var database = await TestDatabase.CreateAsync(TestInstance.Schema);
        await using var instance = await TestInstance.StartAsync(database, host, formats: formats);
        var (json, events) = (new List<BasicGetResult>(), new List<BasicGetResult>());
        await broker.PublishAsync(Part.Ro.Queue, PaymentRecords.Ro("CE-A").ToJsonString());
        await ArrivesAsync(1);
        await broker.PublishAsync(Part.Complementaire.Queue, PaymentRecords.Complementaire("CE-A").ToJsonString());
        await ArrivesAsync(2);
        await Eventually.HoldsAsync("all versions are published", async () => await instance.CountAsync(
            "SELECT count(*) FROM journal AS j WHERE NOT EXISTS (SELECT FROM relais AS r WHERE (r.transaction, r.position) >= "
                + "(j.transaction, j.position))") == 0);
        Assert.Equal(expected, (json.Count, events.Count));
        return (json, events);

        Task ArrivesAsync(int versions) => Eventually.HoldsAsync($"{versions} versions have arrived", async () =>
        {
            json.AddRange(await broker.TakeAsync(jsonQueue));
            events.AddRange(await broker.TakeAsync(eventQueue));
            return Math.Max(json.Count, events.Count) == versions && (expected.Json == 0 || json.Count == versions)
                && (expected.Events == 0 || events.Count == versions);
        });
    }

    private static JsonNode Body(BasicGetResult message) => JsonNode.Parse(Encoding.UTF8.GetString(message.Body.Span))!;
}
