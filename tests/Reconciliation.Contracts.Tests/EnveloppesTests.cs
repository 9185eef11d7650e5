using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using MassTransit;
using MassTransit.Context;
using MassTransit.Serialization;
using Reconciliation.Core;
using Reconciliation.Domain;
using Reconciliation.Storage;
using Xunit;

namespace Reconciliation.Contracts.Tests;

/// <summary>Whatever encloses a record, it is the same line.</summary>
public sealed class EnveloppesTests
{
    [Fact]
    public void The_envelope_that_MassTransit_writes_holds_the_same_line()
    {
        Verifier(Ro());
        Verifier(Ro() with { Revision = 3, Nature = Nature.Regularisation, LigneOrigine = Ro().Ligne, Base = null, Taux = null, Montant = -3.5m });
        Verifier(Ro() with { Canal = Canal.FeuilleDeSoins, Complementaire = Contracts.Complementaire.Aucune, TransmisLe = null, Libelle = null, Taux = 66.67m });
        Verifier(Complementaire());
        Verifier(Complementaire() with { RegimeObligatoire = RegimeObligatoire.Autre, MontantRoDeclare = null, ReferenceRo = null, Releve = Releve.Courrier });
        Verifier(Complementaire() with { MontantRoDeclare = 0m, Montant = 10_000_000m, Depense = 10_000_000.00m });

        static void Verifier(PaiementEmis paiement)
        {
            var part = paiement is PaiementRoEmis ? Part.Ro : Part.Complementaire;
            var nu = Attendu.Accepte(Exemple.Lire(part, Contenus.Ecrire(paiement)));
            var enveloppe = paiement is PaiementRoEmis ro ? Envelopper(ro) : Envelopper((PaiementComplementaireEmis)paiement);
            var recu = Attendu.Accepte(Reception.Lire(part, enveloppe, Exemple.Aujourdhui));
            Assert.Equal(nu.Empreinte, recu.Empreinte);
            Assert.Equal(nu.Ligne, recu.Ligne);
            Assert.Equal(nu.Contenu, recu.Contenu);
            Assert.Equal(nu.EvenementId, recu.EvenementId);
        }
    }

    // Why the reading is lenient there and nowhere else; if a release of MassTransit changes this, the README must too.
    [Fact]
    public void MassTransit_writes_decimals_as_text_and_enumerations_as_their_type_says()
    {
        var message = JsonNode.Parse(Envelopper(Ro()))!["message"]!;
        Assert.Equal("21.00", (string?)message["montant"]);
        Assert.Equal("carteVitale", (string?)message["canal"]);
        Assert.Equal(1, (int?)message["revision"]);
        var dUnProducteur = JsonNode.Parse(Envelopper(new DUnProducteur(CanalNomme.CarteVitale, Domain.Canal.CarteVitale)))!["message"]!;
        Assert.Equal("CarteVitale", (string?)dUnProducteur["nomme"]);
        Assert.Equal(0, (int?)dUnProducteur["numerote"]);
    }

    // A number means whatever the producer's own order of members makes it: it is refused, and can be replayed once that is mended.
    [Fact]
    public void An_enumeration_as_a_number_is_refused_even_from_MassTransit()
    {
        var texte = Exemple.Ro().Avec("canal", "0").Texte();
        Attendu.Refuse(Exemple.Lire(Part.Ro, $$"""{"messageType":[],"message":{{texte}}}"""), "canal", Regle.TypeJson);
    }

    [JsonConverter(typeof(JsonStringEnumConverter<CanalNomme>))]
    private enum CanalNomme
    {
        CarteVitale,
    }

    private sealed record DUnProducteur(CanalNomme Nomme, Domain.Canal Numerote);

    [Theory]
    [InlineData("montant", "\"21.00\"")]
    [InlineData("canal", "\"CarteVitale\"")]
    public void Outside_an_envelope_of_MassTransit_nothing_is_lenient(string membre, string valeur)
    {
        var texte = Exemple.Ro().Avec(membre, valeur).Texte();
        Assert.Null(Exemple.Lire(Part.Ro, texte).Ligne);
        Assert.Null(Exemple.Lire(Part.Ro, $$"""{"specversion":"1.0","data":{{texte}}}""").Ligne);
        Attendu.Accepte(Exemple.Lire(Part.Ro, $$"""{"messageType":[],"message":{{texte}}}"""));
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
        var texte = Exemple.Ro().Avec("montant", $"\"{montant}\"").Texte();
        Attendu.Refuse(Exemple.Lire(Part.Ro, $$"""{"messageType":[],"message":{{texte}}}"""), "montant", Regle.DeuxDecimales);
    }

    [Fact]
    public void CloudEvents_in_structured_mode_hold_the_same_line()
    {
        foreach (var part in Enum.GetValues<Part>())
        {
            var nu = Attendu.Accepte(Exemple.De(part).Lire());
            var recu = Attendu.Accepte(Exemple.Lire(part, $$"""
                {"specversion":"1.0","id":"e-1","source":"/ameli","type":"fr.mgen.paiement","time":"2025-11-17T06:00:00Z",
                 "datacontenttype":"application/json","subject":"S-1","data":{{Exemple.De(part).Texte()}}}
                """));
            Assert.Equal((nu.Empreinte, nu.EvenementId), (recu.Empreinte, recu.EvenementId));
            Assert.Equal(nu.Contenu, recu.Contenu);
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
        Attendu.Refuse(Exemple.Lire(Part.Ro, json), "", Regle.Enveloppe);
        Attendu.Refuse(Exemple.Lire(Part.Complementaire, json), "", Regle.Enveloppe);
    }

    [Fact]
    public void The_original_is_kept_with_its_envelope()
    {
        var enveloppe = Envelopper(Ro());
        Assert.True(Attendu.Accepte(Reception.Lire(Part.Ro, enveloppe, Exemple.Aujourdhui)).Corps.Span.SequenceEqual(enveloppe));
    }

    private static PaiementRoEmis Ro() => JsonSerializer.Deserialize(Exemple.Ro().Texte(), ContratsJson.Lisible.PaiementRoEmis)!;

    private static PaiementComplementaireEmis Complementaire() =>
        JsonSerializer.Deserialize(Exemple.Complementaire().Texte(), ContratsJson.Lisible.PaiementComplementaireEmis)!;

    private static byte[] Envelopper<T>(T message)
        where T : class =>
        new SystemTextJsonMessageSerializer().GetMessageBody(new MessageSendContext<T>(message)
        {
            MessageId = new Guid("0b9c0000-0000-0000-0000-000000000001"),
            DestinationAddress = new Uri("exchange:reconciliation.paiements"),
        }).GetBytes();
}
