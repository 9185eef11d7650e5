using System.Text.Json;
using System.Text.Json.Nodes;
using Reconciliation.Core;
using Reconciliation.Storage;
using Xunit;

namespace Reconciliation.Domain.Tests.Values;

/// <summary>
/// The fingerprint of the content of a line, through the front door: every member of the wire record but the event's id counts.
/// </summary>
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

    // Another valid value of each member for which a letter more or a euro more would not be valid.
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
        var original = Empreinte(part, Record(part));
        var members = Paths(Record(part), "").ToList();
        Assert.True(members.Count > 25, "The record has lost members.");
        foreach (var member in members)
        {
            var change = Record(part);
            Change(change, member);
            Assert.True(
                member == "evenementId" == (Empreinte(part, change) == original),
                $"{member} must {(member == "evenementId" ? "not " : "")}change the fingerprint.");
        }
    }

    [Theory]
    [MemberData(nameof(Parts))]
    public void Every_optional_member_that_goes_missing_changes_it(Part part)
    {
        var original = Empreinte(part, Record(part));
        foreach (var member in new[] { "ligneOrigine", "libelle", "transmisLe", "referenceSoin", "montantRoDeclare", "referenceRo" })
        {
            var change = Record(part);
            if (change.Remove(member))
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
        var members =
            contrat.GetProperties().Select(p => JsonNamingPolicy.CamelCase.ConvertName(p.Name)).Where(n => n != "equalityContract");
        Assert.Equal(members.Order(StringComparer.Ordinal), Record(part).Select(m => m.Key).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("30", "30.00")]
    [InlineData("30.0", "30.00")]
    [InlineData("30.10", "30.1")]
    public void One_amount_written_two_ways_is_one_content(string a, string b) =>
        Assert.Equal(WithDepense(a), WithDepense(b));

    [Fact]
    public void One_instant_written_with_two_offsets_is_one_content()
    {
        var utc = Record(Part.Ro);
        utc["transmisLe"] = "2025-11-14T16:02:11Z";
        Assert.Equal(Empreinte(Part.Ro, Record(Part.Ro)), Empreinte(Part.Ro, utc));
    }

    [Fact]
    public void What_is_left_out_is_what_its_default_states()
    {
        var bref = Record(Part.Ro);
        bref.Remove("revision");
        bref.Remove("releve");
        Assert.Equal(Empreinte(Part.Ro, Record(Part.Ro)), Empreinte(Part.Ro, bref));
    }

    [Fact]
    public void A_line_read_back_from_storage_has_the_fingerprint_it_entered_with()
    {
        foreach (var part in new[] { Part.Ro, Part.Complementaire })
        {
            var received = Read(part, Record(part));
            var reread = PaymentStreams.Product.Of(part).ToLigne(PaymentStreams.Product.Of(part).Restore(received.Content));
            Assert.Equal(received.Ligne, reread);
            Assert.Equal(received.Empreinte, Domain.Empreinte.Of(reread));
        }
    }

    [Fact]
    public void As_a_uuid_no_bit_is_lost()
    {
        var empreinte = new Empreinte(0x0123456789ABCDEF, 0xFEDCBA9876543210);
        Assert.Equal("01234567-89ab-cdef-fedc-ba9876543210", empreinte.ToUuid().ToString());
    }

    private static Empreinte WithDepense(string depense) =>
        Empreinte(
            Part.Ro, (JsonObject)JsonNode.Parse(Ro.Replace("\"depense\": 30.00", $"\"depense\": {depense}", StringComparison.Ordinal))!);

    private static Empreinte Empreinte(Part part, JsonObject record) => Read(part, record).Empreinte;

    private static ReceivedLigne Read(Part part, JsonObject record)
    {
        var received = PaymentReader.Read(part, JsonSerializer.SerializeToUtf8Bytes(record), new DateOnly(2025, 11, 20));
        Assert.Empty(received.Rejections);
        return received.Ligne!;
    }

    private static JsonObject Record(Part part) => (JsonObject)JsonNode.Parse(part == Part.Ro ? Ro : Rc)!;

    private static IEnumerable<string> Paths(JsonObject subject, string prefix) => subject.SelectMany(m =>
        m.Value is JsonObject inside ? Paths(inside, prefix + m.Key + ".") : [prefix + m.Key]);

    private static void Change(JsonObject root, string path)
    {
        var names = path.Split('.');
        var subject = names.Length == 2 ? (JsonObject)root[names[0]]! : root;
        var value = subject[names[^1]]!;
        subject[names[^1]] = Autres.TryGetValue(path, out var other) ? other.DeepClone()
            : value.GetValueKind() == JsonValueKind.Number ? value.GetValue<decimal>() + 1
            : value.GetValue<string>() + "x";
    }
}
