using System.Text.Json;
using Reconciliation.Core;
using Reconciliation.Domain;
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
        "montantTotal":{"valeur":30.00,"retenues":0.00,"net":30.00,"auCompte":21.00,"auProfessionnel":0.00,"certitude":"estime","inchange":null},
        "partRo":{"etat":"payee","montant":21.00,"montantAttendu":null,"destinataire":"assure","payeLe":"2025-11-17","virement":"VRO-20251117-000123",
        "visibleSur":"ameli","attenduDu":null,"attenduAu":null,"dansLesDelais":true},
        "partComplementaire":{"etat":"attendue","montant":null,"montantAttendu":9.00,"destinataire":null,"payeLe":null,"virement":null,
        "visibleSur":"espacePersonnel","attenduDu":"2025-11-19T23:00:00Z","attenduAu":"2025-11-20T23:00:00Z","dansLesDelais":true},
        "resteACharge":0.00,"versementUnique":false,"ordreVersements":null,"ecartJours":null,
        "message":"Un premier remboursement est arrivé : 21,00 € de l'assurance maladie le 17 novembre 2025 (visible sur votre compte ameli.fr). La part de votre complémentaire santé, au moins 9,00 €, est attendue entre le 20 novembre 2025 et le 20 novembre 2025 sur votre Espace personnel MGEN ; le montant total de vos remboursements, au moins 30,00 €, reste inchangé.",
        "misAJourLe":"2025-11-19T06:31:02Z"}
        """.ReplaceLineEndings("").Replace("entre le 20 novembre 2025 et le 20", "le 20", StringComparison.Ordinal),
        Contenus.Ecrire(Vue(Exemple.Ro())));

    [Fact]
    public void A_view_reads_back_as_it_was_written()
    {
        foreach (var vue in new[] { Vue(Exemple.Ro()), Vue(Exemple.Complementaire()), Vue(Exemple.Ro(), Exemple.Complementaire()) })
        {
            Assert.Equal(vue, Contenus.LireVue(Contenus.Ecrire(vue)));
        }
    }

    [Fact]
    public void What_is_published_is_the_view_and_the_situation_before_it()
    {
        var vue = Vue(Exemple.Ro(), Exemple.Complementaire());
        var texte = Contenus.Ecrire(vue);
        var publie = texte[..^1] + ",\"situationPrecedente\":\"enAttenteComplementaire\"}";
        var lu = JsonSerializer.Deserialize(publie, ContratsJson.Lisible.SoinMisAJour)!;
        Assert.Equal(Situation.EnAttenteComplementaire, lu.SituationPrecedente);
        Assert.Equal(Membres(publie), Membres(JsonSerializer.Serialize(lu, ContratsJson.Lisible.SoinMisAJour)));
        Assert.Equal(Situation.Complet, lu.Situation);
    }

    [Fact]
    public void A_view_that_was_merged_names_the_soin_that_took_its_lines_and_no_other_does()
    {
        var derniere = Vue(Exemple.Ro());
        Assert.DoesNotContain("remplacePar", Contenus.Ecrire(derniere), StringComparison.Ordinal);
        var fusionnee = VuePubliee.Videe(derniere, new Guid("00000000-0000-0000-0000-000000000001"), 4, MisAJourLe);
        var texte = Contenus.Ecrire(fusionnee);
        Assert.Contains("\"remplacePar\":\"00000000-0000-0000-0000-000000000001\"", texte, StringComparison.Ordinal);
        Assert.Contains("\"depense\":0.00", texte, StringComparison.Ordinal);
        Assert.Equal(fusionnee, Contenus.LireVue(texte));
    }

    [Fact]
    public void Whole_amounts_have_two_decimals_too()
    {
        var texte = Contenus.Ecrire(Vue(Exemple.Ro().Avec("montant", "21").Avec("depense", "3000000")));
        Assert.Contains("\"depense\":3000000.00", texte, StringComparison.Ordinal);
        Assert.Contains("\"montant\":21.00", texte, StringComparison.Ordinal);
    }

    private static Vue Vue(params Exemple[] exemples)
    {
        var lignes = exemples.Select(e => Attendu.Accepte(e.Lire()).Ligne);
        var soin = Assert.Single(Appariement.Apparier(JourneeDeSoins.De(lignes)).Soins);
        var jugement = new Jugement(new DelaiAttendu(PolitiqueDeDelai.Initiale), new TextesMembre());
        return VuePubliee.De(jugement.Juger(soin, MisAJourLe), new Guid("00000000-0000-0000-0000-000000000007"), 3, MisAJourLe);
    }

    private static IEnumerable<string> Membres(string json)
    {
        using var document = JsonDocument.Parse(json);
        return [.. document.RootElement.EnumerateObject().Select(m => $"{m.Name}={m.Value.GetRawText()}").Order(StringComparer.Ordinal)];
    }
}
