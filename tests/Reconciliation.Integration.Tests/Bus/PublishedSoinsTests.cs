using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using RabbitMQ.Client;
using Reconciliation.Bus;
using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Integration.Tests.Servers;
using Xunit;

namespace Reconciliation.Integration.Tests.Bus;

/// <summary>What consumers of <c>reconciliation.soins</c> receive.</summary>
public sealed class PublishedSoinsTests(SharedRabbitInstance shared) : IClassFixture<SharedRabbitInstance>
{
    [SkippableFact]
    public async Task Each_version_is_published_as_the_view_and_the_situation_before()
    {
        await using var broker = await Broker.ConnectAsync(await shared.VirtualHostAsync());
        var file = await broker.ListenAsync(Echanges.Soins);
        var instance = await shared.StartAsync();
        var recus = new List<BasicGetResult>();

        await broker.PublishAsync(Echanges.PaiementsRo, Paiements.Ro("PUB-A").ToJsonString());
        await RecevoirAsync(broker, file, recus, 1);
        await broker.PublishAsync(Echanges.PaiementsComplementaires, Paiements.Complementaire("PUB-A").ToJsonString());
        await RecevoirAsync(broker, file, recus, 2);

        var (premier, second) = (Corps(recus[0]), Corps(recus[1]));
        Assert.Equal(("enRetard", null), (Texte(premier, "situation"), Texte(premier, "situationPrecedente")));
        Assert.Equal(("complet", "enRetard"), (Texte(second, "situation"), Texte(second, "situationPrecedente")));
        Assert.Equal((1, 2), ((int)premier["version"]!, (int)second["version"]!));
        Assert.Equal(
            Assert.Single(await instance.SoinsAsync("PUB-A")).GetRawText(),
            second.Sans("situationPrecedente").ToJsonString(new JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }));
        Assert.All(recus, m => Assert.Equal("application/json", m.BasicProperties.ContentType));
        Assert.All(recus, m => Assert.True(m.BasicProperties.Persistent));
        Assert.Equal(2, recus.Select(m => Guid.Parse(m.BasicProperties.MessageId!)).Distinct().Count());
    }

    [SkippableFact]
    public async Task Versions_of_a_soin_arrive_in_order_whatever_else_is_published()
    {
        const int Soins = 40;
        const int Revisions = 6;
        await using var broker = await Broker.ConnectAsync(await shared.VirtualHostAsync());
        await shared.StartAsync();
        var file = await broker.ListenAsync(Echanges.Soins);
        var recus = new List<BasicGetResult>();
        for (var revision = 1; revision <= Revisions; revision++)
        {
            foreach (var n in Enumerable.Range(1, Soins))
            {
                var ligne = Paiements.Ro($"PUB-B{n}").Avec("revision", revision).Avec("montant", 10.00m + revision);
                await broker.PublishAsync(Echanges.PaiementsRo, ligne.ToJsonString());
            }
        }

        // Revisions that meet in one batch make one version: how many there are is not given, where they end is.
        await Eventually.HoldsAsync("the last revision of each soin is published", async () =>
        {
            recus.AddRange(await broker.TakeAsync(file));
            return recus.Select(Corps).Count(v => (decimal)v["partRo"]!["montant"]! == 10.00m + Revisions) == Soins;
        });
        foreach (var soin in recus.Select(Corps).GroupBy(v => Texte(v, "soinId")))
        {
            Assert.Equal(Enumerable.Range(1, soin.Count()), soin.Select(v => (int)v["version"]!));
        }

        Assert.Equal(recus.Count, recus.Select(m => m.BasicProperties.MessageId).Distinct().Count());
    }

    private static JsonObject Corps(BasicGetResult message) => JsonNode.Parse(Encoding.UTF8.GetString(message.Body.Span))!.AsObject();

    private static string? Texte(JsonObject objet, string membre)
    {
        Assert.True(objet.ContainsKey(membre), membre);
        return (string?)objet[membre];
    }

    private static Task RecevoirAsync(Broker broker, string file, List<BasicGetResult> recus, int nombre) =>
        Eventually.HoldsAsync($"{nombre} events have arrived", async () =>
        {
            recus.AddRange(await broker.TakeAsync(file));
            return recus.Count == nombre;
        });
}
