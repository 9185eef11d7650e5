using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using MassTransit;
using RabbitMQ.Client.Exceptions;
using Reconciliation.Contracts;
using Reconciliation.Domain;
using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Integration.Tests.Servers;
using Xunit;

namespace Reconciliation.Integration.Tests.Bus;

/// <summary>The formats that producers may publish, and the queues that they find.</summary>
public sealed class FormatsTests(SharedRabbitInstance shared) : IClassFixture<SharedRabbitInstance>
{
    [SkippableTheory]
    [InlineData("brut", "application/json")]
    [InlineData("brut", "application/json; charset=utf-8")]
    [InlineData("brut", "APPLICATION/JSON")]
    [InlineData("brut", "text/plain")]
    [InlineData("brut", "application/octet-stream")]
    [InlineData("brut", "application/vnd.masstransit+json")]
    [InlineData("brut", "application/vnd.masstransit+bson")]
    [InlineData("brut", "pas un type;;")]
    [InlineData("brut", "")]
    [InlineData("brut", null)]
    [InlineData("marque", "application/json")]
    [InlineData("enveloppe", "application/vnd.masstransit+json")]
    [InlineData("enveloppe", "application/json")]
    [InlineData("cloudevents", "application/cloudevents+json")]
    [InlineData("cloudevents", "application/cloudevents+json; charset=UTF-8")]
    [InlineData("cloudevents", "application/json")]
    public async Task Bodies_are_told_apart_by_what_they_hold(string shape, string? type)
    {
        var instance = await shared.StartAsync();
        await using var broker = await Broker.ConnectAsync(await shared.VirtualHostAsync());
        var adherent = $"F-{shape}-{type?.Length ?? -1}-{type?.GetHashCode(StringComparison.Ordinal)}";

        await broker.PublishAsync(Part.Ro.Queue, Corps(shape, PaymentRecords.Ro(adherent)), type);
        await broker.PublishAsync(Part.Complementaire.Queue, Corps(shape, PaymentRecords.Complementaire(adherent)), type);

        await BecomesCompletAsync(instance, adherent);
    }

    [SkippableTheory]
    [InlineData("6f1c1f0e-8c1d-4e0e-9a51-0c8a3a1d2f00")]
    [InlineData("pas-un-guid")]
    [InlineData("42")]
    public async Task A_message_id_used_again_for_other_payments_loses_none(string messageId)
    {
        var instance = await shared.StartAsync();
        await using var broker = await Broker.ConnectAsync(await shared.VirtualHostAsync());
        var adherent = $"MEME-ID-{messageId.Length}";

        await Task.WhenAll(Enumerable.Range(1, 20).Select(n =>
            broker.PublishAsync(Part.Ro.Queue, PaymentRecords.Ro(adherent, n).ToJsonString(), messageId: messageId)));

        await Eventually.HoldsAsync("all twenty payments are soins", async () => (await instance.SoinsAsync(adherent)).Count == 20);
    }

    [SkippableTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_dotnet_producer_sends_with_the_default_serializer_of_MassTransit(bool itsOwnTypes)
    {
        var adherent = itsOwnTypes ? "DOTNET-A" : "DOTNET-B";
        var instance = await shared.StartAsync();
        var virtualHost = await shared.VirtualHostAsync();
        var identity = virtualHost.UserInfo.Split(':');
        var producer = MassTransit.Bus.Factory.CreateUsingRabbitMq(cfg =>
            cfg.Host(new UriBuilder(virtualHost) { UserName = "", Password = "" }.Uri, h =>
            {
                h.Username(Uri.UnescapeDataString(identity[0]));
                h.Password(Uri.UnescapeDataString(identity[1]));
            }));
        await producer.StartAsync();
        try
        {
            var towards = await producer.GetSendEndpoint(new Uri($"exchange:{Part.Ro.Queue}"));
            await (itsOwnTypes ? towards.Send(new PaiementAmeli(adherent)) : towards.Send(JsonSerializer.Deserialize(
                PaymentRecords.Ro(adherent).ToJsonString(), ContratsJson.Lisible.PaiementRoEmis)!));
        }
        finally
        {
            await producer.StopAsync();
        }

        await instance.ComplementairesAsync(PaymentRecords.Complementaire(adherent));
        await BecomesCompletAsync(instance, adherent);
    }

    [SkippableTheory]
    [InlineData("reconciliation.paiements-ro")]
    [InlineData("reconciliation.paiements-complementaires")]
    public async Task Queues_are_durable_quorum_queues_bound_to_durable_exchanges_of_their_names(string name)
    {
        await shared.StartAsync();
        var virtualHost = await shared.VirtualHostAsync();
        await DeclareAsync(virtualHost, durable: true, "quorum", exchange: true);
        await Assert.ThrowsAsync<OperationInterruptedException>(() => DeclareAsync(virtualHost, durable: true, "classic", exchange: true));
        await Assert.ThrowsAsync<OperationInterruptedException>(() => DeclareAsync(virtualHost, durable: false, null, exchange: false));

        // The broker refuses a declaration that differs from the existing queue or exchange.
        async Task DeclareAsync(Uri uri, bool durable, string? kind, bool exchange)
        {
            await using var broker = await Broker.ConnectAsync(uri);
            if (!exchange)
            {
                await broker.Channel.ExchangeDeclareAsync(name, "fanout", durable, autoDelete: false);
                return;
            }

            await broker.Channel.QueueDeclareAsync(
                name, durable, false, false, new Dictionary<string, object?> { ["x-queue-type"] = kind });
        }
    }

    private static string Corps(string shape, JsonObject paiement) => shape switch
    {
        "marque" => '\uFEFF' + paiement.ToJsonString(),
        "enveloppe" =>
            $$"""
            {"messageId":"0b9c0000-0000-4000-8000-000000000000","messageType":["urn:message:A:B"],
             "message":{{paiement.ToJsonString()}},"headers":{ },"host":{ } }
            """,
        "cloudevents" =>
            $$"""
            {"specversion":"1.0","id":"1","source":"/a","type":"b","datacontenttype":"application/json",
             "data":{{paiement.ToJsonString()}} }
            """,
        _ => paiement.ToJsonString(),
    };

    private static Task BecomesCompletAsync(TestInstance instance, string adherent) => Eventually.HoldsAsync(
        $"both payments of {adherent} became one complete view",
        async () => (await instance.SoinsAsync(adherent)) is [var vue] && vue.GetProperty("situation").GetString() == "complet");

    /// <summary>
    /// The record as a .NET producer would write it, with enumerations of its own: MassTransit writes decimals as strings.
    /// </summary>
    private sealed record PaiementAmeli(string AdherentId)
    {
        public string EvenementId { get; } = "ev-dotnet";

        public string Source { get; } = "ameli";

        public LigneAmeli Ligne { get; } = new("010000506", "DRO-DOTNET", 1);

        public int Revision { get; } = 1;

        public NatureAmeli Nature { get; } = NatureAmeli.Paiement;

        public string BeneficiaireId { get; } = $"{AdherentId}-02";

        public DateOnly DateSoin { get; } = new(2025, 11, 14);

        public string ProfessionnelId { get; } = "10003456789";

        public string CodeActe { get; } = "G";

        public decimal Depense { get; } = 30.00m;

        public decimal Base { get; } = 30.00m;

        public decimal Taux { get; } = 70m;

        public decimal Montant { get; } = 21.00m;

        public string Destinataire { get; } = "assure";

        public CanalAmeli Canal { get; } = CanalAmeli.CarteVitale;

        public DateTimeOffset TransmisLe { get; } = new(2025, 11, 14, 17, 2, 11, TimeSpan.FromHours(1));

        public DateOnly PayeLe { get; } = new(2025, 11, 17);

        public string Virement { get; } = "VRO-DOTNET";

        public string Complementaire { get; } = "mgen";
    }

    private sealed record LigneAmeli(string Organisme, string Decompte, int Ordre);

    [JsonConverter(typeof(JsonStringEnumConverter<NatureAmeli>))]
    private enum NatureAmeli
    {
        Paiement,
    }

    [JsonConverter(typeof(JsonStringEnumConverter<CanalAmeli>))]
    private enum CanalAmeli
    {
        CarteVitale,
    }
}
