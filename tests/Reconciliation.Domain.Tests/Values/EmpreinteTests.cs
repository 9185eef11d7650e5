using System.Text.Json;
using System.Text.Json.Nodes;
using Reconciliation.Core;
using Reconciliation.Storage;
using Xunit;

namespace Reconciliation.Domain.Tests.Values;

/// <summary>The fingerprint of what a line states, through the front door: every member of the wire record but the event's id counts.</summary>
public sealed class EmpreinteTests
{
    private const string Ro = """
        { "evenementId": "e1", "source": "ameli", "ligne": { "organisme": "010000506", "decompte": "20251117004512", "ordre": 1 },
          "revision": 1, "nature": "paiement", "ligneOrigine": { "organisme": "010000506", "decompte": "20251110000001", "ordre": 2 },
          "adherentId": "A0001234", "beneficiaireId": "A0001234-02", "dateSoin": "2025-11-14", "professionnelId": "10003456789",
          "codeActe": "G", "libelle": "Consultation généraliste", "depense": 30.00, "base": 30.00, "taux": 70, "montant": 21.00,
          "destinataire": "assure", "canal": "carteVitale", "transmisLe": "2025-11-14T17:02:11+01:00", "payeLe": "2025-11-17",
          "virement": "VRO-20251117-000123", "complementaire": "mgen", "referenceSoin": "S-1", "releve": "ameli" }
        """;

    private const string Rc = """
        { "evenementId": "e1", "source": "mgen", "ligne": { "organisme": "MGEN", "decompte": "C-88", "ordre": 1 },
          "revision": 1, "nature": "paiement", "ligneOrigine": { "organisme": "MGEN", "decompte": "C-87", "ordre": 2 },
          "adherentId": "A0001234", "beneficiaireId": "A0001234-02", "dateSoin": "2025-11-14", "professionnelId": "10003456789",
          "codeActe": "G", "libelle": "Consultation généraliste", "depense": 30.00, "montant": 9.00,
          "destinataire": "assure", "canal": "carteVitale", "transmisLe": "2025-11-14T17:02:11+01:00", "payeLe": "2025-11-19",
          "virement": "VRC-1", "referenceSoin": "S-1", "releve": "ameli", "contrat": "MGEN-INTEGRALE", "regimeObligatoire": "mgen",
          "montantRoDeclare": 21.00, "referenceRo": { "organisme": "010000506", "decompte": "20251117004512", "ordre": 1 } }
        """;

    // What another value of a member is, where a letter more or a euro more would not be valid.
    private static readonly Dictionary<string, JsonNode> Autres = new(StringComparer.Ordinal)
    {
        ["nature"] = "regularisation",
        ["destinataire"] = "professionnel",
        ["canal"] = "feuilleDeSoins",
        ["complementaire"] = "autre",
        ["regimeObligatoire"] = "autre",
        ["releve"] = "courrier",
        ["dateSoin"] = "2025-11-13",
        ["payeLe"] = "2025-11-18",
        ["transmisLe"] = "2025-11-14T17:02:12+01:00",
        ["taux"] = 70.01m,
    };

    public static TheoryData<Part> Parts => [Part.Ro, Part.Complementaire];

    [Theory]
    [MemberData(nameof(Parts))]
    public void Every_member_but_the_id_of_the_event_changes_it(Part part)
    {
        var original = Empreinte(part, Enregistrement(part));
        var membres = Chemins(Enregistrement(part), "").ToList();
        Assert.True(membres.Count > 25, "The record has lost members.");
        foreach (var membre in membres)
        {
            var change = Enregistrement(part);
            Changer(change, membre);
            Assert.True(membre == "evenementId" == (Empreinte(part, change) == original), $"{membre} must {(membre == "evenementId" ? "not " : "")}change the fingerprint.");
        }
    }

    [Theory]
    [MemberData(nameof(Parts))]
    public void Every_optional_member_that_goes_missing_changes_it(Part part)
    {
        var original = Empreinte(part, Enregistrement(part));
        foreach (var membre in new[] { "ligneOrigine", "libelle", "transmisLe", "referenceSoin", "montantRoDeclare", "referenceRo" })
        {
            var change = Enregistrement(part);
            if (change.Remove(membre))
            {
                Assert.NotEqual(original, Empreinte(part, change));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Parts))]
    public void The_sample_has_every_member_of_the_contract(Part part)
    {
        var contrat = part == Part.Ro ? typeof(Contracts.PaiementRoEmis) : typeof(Contracts.PaiementComplementaireEmis);
        var membres = contrat.GetProperties().Select(p => JsonNamingPolicy.CamelCase.ConvertName(p.Name)).Where(n => n != "equalityContract");
        Assert.Equal(membres.Order(StringComparer.Ordinal), Enregistrement(part).Select(m => m.Key).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("30", "30.00")]
    [InlineData("30.0", "30.00")]
    [InlineData("30.10", "30.1")]
    public void One_amount_written_two_ways_is_one_content(string a, string b) =>
        Assert.Equal(AvecDepense(a), AvecDepense(b));

    [Fact]
    public void One_instant_written_with_two_offsets_is_one_content()
    {
        var utc = Enregistrement(Part.Ro);
        utc["transmisLe"] = "2025-11-14T16:02:11Z";
        Assert.Equal(Empreinte(Part.Ro, Enregistrement(Part.Ro)), Empreinte(Part.Ro, utc));
    }

    [Fact]
    public void What_is_left_out_is_what_its_default_states()
    {
        var bref = Enregistrement(Part.Ro);
        bref.Remove("revision");
        bref.Remove("releve");
        Assert.Equal(Empreinte(Part.Ro, Enregistrement(Part.Ro)), Empreinte(Part.Ro, bref));
    }

    [Fact]
    public void A_line_read_back_from_storage_has_the_fingerprint_it_entered_with()
    {
        foreach (var part in new[] { Part.Ro, Part.Complementaire })
        {
            var recue = Lire(part, Enregistrement(part));
            var relue = Correspondance.Ligne(Contenus.LirePaiement(part, recue.Contenu));
            Assert.Equal(recue.Ligne, relue);
            Assert.Equal(recue.Empreinte, Domain.Empreinte.De(relue));
        }
    }

    [Fact]
    public void As_a_uuid_no_bit_is_lost()
    {
        var empreinte = new Empreinte(0x0123456789ABCDEF, 0xFEDCBA9876543210);
        Assert.Equal("01234567-89ab-cdef-fedc-ba9876543210", empreinte.EnUuid().ToString());
    }

    private static Empreinte AvecDepense(string depense) =>
        Empreinte(Part.Ro, (JsonObject)JsonNode.Parse(Ro.Replace("\"depense\": 30.00", $"\"depense\": {depense}", StringComparison.Ordinal))!);

    private static Empreinte Empreinte(Part part, JsonObject enregistrement) => Lire(part, enregistrement).Empreinte;

    private static LigneRecue Lire(Part part, JsonObject enregistrement)
    {
        var recu = Reception.Lire(part, JsonSerializer.SerializeToUtf8Bytes(enregistrement), new DateOnly(2025, 11, 20));
        Assert.Empty(recu.Rejets);
        return recu.Ligne!;
    }

    private static JsonObject Enregistrement(Part part) => (JsonObject)JsonNode.Parse(part == Part.Ro ? Ro : Rc)!;

    private static IEnumerable<string> Chemins(JsonObject objet, string prefixe) => objet.SelectMany(m =>
        m.Value is JsonObject interieur ? Chemins(interieur, prefixe + m.Key + ".") : [prefixe + m.Key]);

    private static void Changer(JsonObject racine, string chemin)
    {
        var noms = chemin.Split('.');
        var objet = noms.Length == 2 ? (JsonObject)racine[noms[0]]! : racine;
        var valeur = objet[noms[^1]]!;
        objet[noms[^1]] = Autres.TryGetValue(chemin, out var autre) ? autre.DeepClone()
            : valeur.GetValueKind() == JsonValueKind.Number ? valeur.GetValue<decimal>() + 1
            : valeur.GetValue<string>() + "x";
    }
}
