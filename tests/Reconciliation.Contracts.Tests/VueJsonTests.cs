using System.Text.Json;
using Reconciliation.Core;
using Reconciliation.Storage;
using Xunit;

namespace Reconciliation.Contracts.Tests;

/// <summary>The exact text of a view: clients read it.</summary>
public sealed class VueJsonTests
{
    private static readonly DateTimeOffset MisAJourLe = new(2025, 11, 19, 7, 31, 2, TimeSpan.FromHours(1));

    [Fact]
    public void A_view_is_written_in_camelCase_with_two_decimals_with_nulls_and_in_UTC() => Assert.Equal(
        """
        {"soinId":"00000000-0000-0000-0000-000000000007","version":3,"adherentId":"A0001234","beneficiaireId":"A0001234-02",
        "dateSoin":"2025-11-14","professionnelId":"10003456789","codeActe":"G","libelle":"Consultation généraliste","depense":30.00,
        "situation":"enAttenteComplementaire","niveau":"normal",
        "montantTotal":{"valeur":30.00,"retenues":0.00,"net":30.00,"auCompte":21.00,"auProfessionnel":0.00,"certitude":"estime",
        "inchange":null},
        "partRo":{"etat":"payee","montant":21.00,"montantAttendu":null,"destinataire":"assure","payeLe":"2025-11-17",
        "virement":"VRO-20251117-000123",
        "visibleSur":"ameli","attenduDu":null,"attenduAu":null,"dansLesDelais":true,
        "ligne":{"organisme":"010000506","decompte":"20251117004512","ordre":1},"montantVirement":21.00,"base":30.00,"taux":70},
        "partComplementaire":{"etat":"attendue","montant":null,"montantAttendu":9.00,"destinataire":null,"payeLe":null,"virement":null,
        "visibleSur":"espacePersonnel","attenduDu":"2025-11-19T23:00:00Z","attenduAu":"2025-11-20T23:00:00Z","dansLesDelais":true,
        "ligne":null,"montantVirement":null},
        "resteACharge":0.00,"versementUnique":false,"ordreVersements":null,"ecartJours":null,
        "message":"Un premier remboursement est arrivé : 21,00 € de l'assurance maladie le 17 novembre 2025 
        (visible sur votre compte ameli.fr). La part de votre complémentaire santé, au moins 9,00 €, 
        est attendue sur votre Espace personnel MGEN vers le 20 novembre 2025 ; 
        le montant total de vos remboursements, au moins 30,00 €, reste inchangé.",
        "misAJourLe":"2025-11-19T06:31:02Z","retenues":[],"messageParties":[
        {"type":"versement","montant":21.00,"jour":"2025-11-17","lieu":"ameli","destinataire":"assure"},
        {"type":"attendue","montant":9.00,"jour":"2025-11-20","lieu":"espacePersonnel","destinataire":null},
        {"type":"totalInchangeAuMoins","montant":30.00,"jour":null,"lieu":null,"destinataire":null}]}
        """.ReplaceLineEndings(""),
        StoredJson.Write(Vue(ExampleFile.Ro())));

    [Fact]
    public void A_view_reads_back_as_it_was_written()
    {
        foreach (var vue in new[] { Vue(ExampleFile.Ro()), Vue(ExampleFile.Complementaire()), Vue(
            ExampleFile.Ro(), ExampleFile.Complementaire()) })
        {
            Assert.Equal(StoredJson.Write(vue), StoredJson.Write(StoredJson.ReadVue(StoredJson.Write(vue))));
        }
    }

    [Fact]
    public void What_is_published_is_the_view_and_the_situation_before_it()
    {
        var vue = Vue(ExampleFile.Ro(), ExampleFile.Complementaire());
        var text = StoredJson.Write(vue);
        var published = text[..^1] + ",\"situationPrecedente\":\"enAttenteComplementaire\"}";
        var wasRead = JsonSerializer.Deserialize(published, ContratsJson.Lisible.SoinMisAJour)!;
        Assert.Equal(Situation.EnAttenteComplementaire, wasRead.SituationPrecedente);
        Assert.Equal(Members(published), Members(JsonSerializer.Serialize(wasRead, ContratsJson.Lisible.SoinMisAJour)));
        Assert.Equal(Situation.Complet, wasRead.Situation);
    }

    [Fact]
    public void A_view_that_was_merged_names_the_soin_that_took_its_lines_and_no_other_does()
    {
        var last = Vue(ExampleFile.Ro());
        Assert.DoesNotContain("remplacePar", StoredJson.Write(last), StringComparison.Ordinal);
        var merged = VueMapper.Emptied(last, new Guid("00000000-0000-0000-0000-000000000001"), 4, MisAJourLe);
        var text = StoredJson.Write(merged);
        Assert.Contains("\"remplacePar\":\"00000000-0000-0000-0000-000000000001\"", text, StringComparison.Ordinal);
        Assert.Contains("\"depense\":0.00", text, StringComparison.Ordinal);
        Assert.Equal(text, StoredJson.Write(StoredJson.ReadVue(text)));
    }

    [Fact]
    public void Whole_amounts_have_two_decimals_too()
    {
        var text = StoredJson.Write(Vue(ExampleFile.Ro().With("montant", "21").With("depense", "3000000")));
        Assert.Contains("\"depense\":3000000.00", text, StringComparison.Ordinal);
        Assert.Contains("\"montant\":21.00", text, StringComparison.Ordinal);
    }

    private static Vue Vue(params ExampleFile[] examples)
    {
        var lignes = examples.Select(e => Reading.Accepts(e.Read()).Ligne);
        return VueMapper.From(Reading.Folded(lignes, MisAJourLe), new Guid("00000000-0000-0000-0000-000000000007"), 3, MisAJourLe);
    }

    private static IEnumerable<string> Members(string json)
    {
        using var document = JsonDocument.Parse(json);
        return [.. document.RootElement.EnumerateObject().Select(m => $"{m.Name}={m.Value.GetRawText()}").Order(StringComparer.Ordinal)];
    }
}
