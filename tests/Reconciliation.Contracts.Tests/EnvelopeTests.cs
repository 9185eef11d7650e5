using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using MassTransit.Context;
using MassTransit.Serialization;
using Reconciliation.Core;
using Reconciliation.Domain;
using Reconciliation.Storage;
using Xunit;

namespace Reconciliation.Contracts.Tests;

/// <summary>A record is the same line in every envelope.</summary>
public sealed class EnvelopeTests
{
    [Fact]
    public void The_envelope_that_MassTransit_writes_holds_the_same_line()
    {
        Verify(Ro());
        Verify(
            Ro() with
            {
                Revision = 3,
                Nature = Nature.Regularisation,
                LigneOrigine = Ro().Ligne,
                Base = null,
                Taux = null,
                Montant = -3.5m,
            });
        Verify(
            Ro() with
            {
                Canal = Canal.FeuilleDeSoins,
                Complementaire = Contracts.Complementaire.Aucune,
                TransmisLe = null,
                Libelle = null,
                Taux = 66.67m
            });
        Verify(Complementaire());
        Verify(
            Complementaire() with
            {
                RegimeObligatoire = RegimeObligatoire.Autre,
                MontantRoDeclare = null,
                ReferenceRo = null,
                Releve = Releve.Courrier,
            });
        Verify(Complementaire() with { MontantRoDeclare = 0m, Montant = 10_000_000m, Depense = 10_000_000.00m });

        static void Verify(PaiementEmis paiement)
        {
            var part = paiement is PaiementRoEmis ? Part.Ro : Part.Complementaire;
            var nu = Reading.Accepts(ExampleFile.Read(part, StoredJson.Write(paiement)));
            var envelope = paiement is PaiementRoEmis ro ? Wrap(ro) : Wrap((PaiementComplementaireEmis)paiement);
            var received = Reading.Accepts(PaymentReader.Read(part, envelope, ExampleFile.Today, PaymentStreams.Product));
            Assert.Equal(nu.Empreinte, received.Empreinte);
            Assert.Equal(nu.Ligne, received.Ligne);
            Assert.Equal(nu.Content, received.Content);
            Assert.Equal(nu.EvenementId, received.EvenementId);
        }
    }

    // The reason for which the reading is lenient there and nowhere else; if a release of MassTransit changes this, the README must too.
    [Fact]
    public void MassTransit_writes_decimals_as_text_and_enumerations_as_their_type_says()
    {
        var message = JsonNode.Parse(Wrap(Ro()))!["message"]!;
        Assert.Equal("21.00", (string?)message["montant"]);
        Assert.Equal("carteVitale", (string?)message["canal"]);
        Assert.Equal(1, (int?)message["revision"]);
        var ofAProducer = JsonNode.Parse(Wrap(new FromAProducer(NamedCanal.CarteVitale, Domain.Canal.CarteVitale)))!["message"]!;
        Assert.Equal("CarteVitale", (string?)ofAProducer["nomme"]);
        Assert.Equal(0, (int?)ofAProducer["numerote"]);
    }

    // A number means a different member in each producer's own order: it is refused, and can be replayed once that is mended.
    [Fact]
    public void An_enumeration_as_a_number_is_refused_even_from_MassTransit()
    {
        var text = ExampleFile.Ro().With("canal", "0").Text();
        Reading.Refuses(ExampleFile.Read(Part.Ro, $$"""{"messageType":[],"message":{{text}}}"""), "canal", Regle.TypeJson);
    }

    [JsonConverter(typeof(JsonStringEnumConverter<NamedCanal>))]
    private enum NamedCanal
    {
        CarteVitale,
    }

    private sealed record FromAProducer(NamedCanal Nomme, Domain.Canal Numerote);

    [Theory]
    [InlineData("montant", "\"21.00\"")]
    [InlineData("canal", "\"CarteVitale\"")]
    public void Outside_an_envelope_of_MassTransit_nothing_is_lenient(string member, string value)
    {
        var text = ExampleFile.Ro().With(member, value).Text();
        Assert.Null(ExampleFile.Read(Part.Ro, text).Ligne);
        Assert.Null(ExampleFile.Read(Part.Ro, $$"""{"specversion":"1.0","data":{{text}}}""").Ligne);
        Reading.Accepts(ExampleFile.Read(Part.Ro, $$"""{"messageType":[],"message":{{text}}}"""));
    }

    [Theory]
    [InlineData("21,00")]
    [InlineData("21.001")]
    [InlineData(" 21")]
    [InlineData("21 ")]
    [InlineData("21.00\\n")]
    [InlineData("+21")]
    [InlineData("0x15")]
    [InlineData("２１")]
    [InlineData("")]
    [InlineData("NaN")]
    [InlineData("\\ud800")]
    public void A_decimal_as_text_is_still_a_decimal(string montant)
    {
        var text = ExampleFile.Ro().With("montant", $"\"{montant}\"").Text();
        Reading.Refuses(ExampleFile.Read(Part.Ro, $$"""{"messageType":[],"message":{{text}}}"""), "montant", Regle.DeuxDecimales);
    }

    [Fact]
    public void CloudEvents_in_structured_mode_hold_the_same_line()
    {
        foreach (var part in PaymentStreams.Product.Parts.All)
        {
            var nu = Reading.Accepts(ExampleFile.From(part).Read());
            var received = Reading.Accepts(ExampleFile.Read(part, $$"""
                {"specversion":"1.0","id":"e-1","source":"/ameli","type":"fr.mgen.paiement","time":"2025-11-17T06:00:00Z",
                 "datacontenttype":"application/json","subject":"S-1","data":{{ExampleFile.From(part).Text()}}}
                """));
            Assert.Equal((nu.Empreinte, nu.EvenementId), (received.Empreinte, received.EvenementId));
            Assert.Equal(nu.Content, received.Content);
        }
    }

    [Theory]
    [InlineData("""{"specversion":"1.0"}""")]
    [InlineData("""{"specversion":"1.0","data":null}""")]
    [InlineData("""{"specversion":"1.0","data":[]}""")]
    [InlineData("""{"specversion":"1.0","data":"{}"}""")]
    [InlineData("""{"specversion":"1.0","data_base64":"e30="}""")]
    [InlineData("""{"messageType":["urn:message:A"]}""")]
    [InlineData("""{"messageType":["urn:message:A"],"message":7}""")]
    public void An_envelope_without_a_record_is_refused(string json)
    {
        Reading.Refuses(ExampleFile.Read(Part.Ro, json), "", Regle.Enveloppe);
        Reading.Refuses(ExampleFile.Read(Part.Complementaire, json), "", Regle.Enveloppe);
    }

    [Fact]
    public void The_original_is_kept_with_its_envelope()
    {
        var envelope = Wrap(Ro());
        var received = PaymentReader.Read(Part.Ro, envelope, ExampleFile.Today, PaymentStreams.Product);
        Assert.True(Reading.Accepts(received).Body.Span.SequenceEqual(envelope));
    }

    private static PaiementRoEmis Ro() => JsonSerializer.Deserialize(ExampleFile.Ro().Text(), ContratsJson.Lisible.PaiementRoEmis)!;

    private static PaiementComplementaireEmis Complementaire() =>
        JsonSerializer.Deserialize(ExampleFile.Complementaire().Text(), ContratsJson.Lisible.PaiementComplementaireEmis)!;

    private static byte[] Wrap<T>(T message)
        where T : class =>
        new SystemTextJsonMessageSerializer().GetMessageBody(new MessageSendContext<T>(message)
        {
            MessageId = new Guid("0b9c0000-0000-0000-0000-000000000001"),
            DestinationAddress = new Uri("exchange:reconciliation.paiements"),
        }).GetBytes();
}
