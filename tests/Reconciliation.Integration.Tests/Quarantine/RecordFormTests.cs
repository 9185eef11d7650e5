using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Reconciliation.ConsoleWeb.Texts;
using Reconciliation.Contracts;
using Reconciliation.Core;
using Reconciliation.Integration.Tests.Contract;
using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Storage;
using Xunit;

namespace Reconciliation.Integration.Tests.Quarantine;

/// <summary>A refused message is a form: a field for each member, and what nobody touches keeps its bytes.</summary>
public sealed class RecordFormTests
{
    private static readonly string[] Blanks = ["", " ", "\n", "\r\n  ", "\t"];
    private static readonly string[] Numbers = ["9.45", "9.450", "2.1e1", "0", "-3", "1E+2", "00", "\"21.00\"", "null"];

    private static readonly string[] Texts = ["a\\nb", "\\u0007", "é \\\"x\\\"", "\\ud83d\\ude00", " bord ", "l'un"];

    private static StreamDescription Ro => PaymentStreams.Product.All[0];

    public static TheoryData<string> Schemas => new("paiement-ro-emis", "paiement-complementaire-emis");

    public static TheoryData<string> Rules => [.. Regle.Motifs.Keys];

    // A décision that breaks one is refused to its author, and never kept.
    private static readonly string[] OfDecisions =
    [
        Regle.Motif, Regle.Uuid, Regle.DeuxLignes, Regle.LigneInconnue, Regle.AutreJournee, Regle.PaiementSeul, Regle.AutreSoin,
        Regle.DecisionInconnue,
    ];

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 300)];

    [Theory]
    [MemberData(nameof(Schemas))]
    public void Every_member_of_the_contract_has_a_field_with_a_name_in_French(string schema)
    {
        var stream = PaymentStreams.Product.All[schema.Contains("-ro-", StringComparison.Ordinal) ? 0 : 1];
        using var contract = JsonDocument.Parse(File.ReadAllText(Repository.Contracts("schemas", schema + ".schema.json")));
        var members = contract.RootElement.GetProperty("properties").EnumerateObject().Select(p => p.Name).ToHashSet();
        var fields = RecordField.Of(stream);
        Assert.Equal(members.Order(), fields.Select(f => f.Parent ?? f.Path).Distinct().Order());
        Assert.All(fields, f => Assert.Contains(f.Path, FieldLabels.Names));
        var shown = FieldLabels.Grouped(RecordForm.Of("{}"u8.ToArray(), stream)!.Fields).SelectMany(g => g.Fields).ToList();
        Assert.Equal(fields.Select(f => f.Path).Order(), shown.Select(f => f.Field.Path).Order());
        Assert.All(fields.SelectMany(f => f.Choices.Select(code => $"{f.Path}={code}")), c => Assert.Contains(c, FieldLabels.Values));
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void Every_rule_of_the_contract_has_a_sentence_that_says_champ_and_never_membre(string rule)
    {
        foreach (var kind in Enum.GetValues<FieldKind>().Cast<FieldKind?>().Append(null))
        {
            var sentence = RuleSentences.From(Regle.Refuse(rule, "montant"), kind);
            Assert.EndsWith(".", sentence, StringComparison.Ordinal);
            foreach (var word in new[] { "membre", "JSON", "UTF-8", "RFC", "'", "type JSON" })
            {
                Assert.DoesNotContain(word, sentence, StringComparison.OrdinalIgnoreCase);
            }
        }
    }

    [Fact]
    public void Every_rule_that_a_message_can_break_has_a_name_of_its_own_for_lists_and_charts()
    {
        Assert.Equal(Regle.Motifs.Keys.Except(OfDecisions).Order(), RuleNames.Known.Order());
        var names = RuleNames.Known.Select(RuleNames.Of).ToList();
        Assert.Equal(names.Distinct(), names);
        Assert.All(names, n => Assert.Matches("^\\p{Lu}[^.'_]{4,39}$", n));
        Assert.All(names, n => Assert.DoesNotContain("membre", n, StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_field_that_nobody_touches_keeps_its_bytes_whatever_the_message(int seed)
    {
        var random = new Random(seed);
        var message = Encoding.UTF8.GetBytes(Written(random, Altered(random), 0));
        var form = RecordForm.Of(message, Ro);
        Assert.True(form is not null, $"seed {seed}: {Encoding.UTF8.GetString(message)}");
        var back = form.Fields.Where(f => !f.IsOfOtherType).ToDictionary(f => f.Field.Path, f => AsABrowserSends(f.Shown));
        Assert.Null(form.Correct(back));

        var stated = form.Fields.Where(f => f.Shown.Length > 0 && f.Field.Kind == FieldKind.Text).ToList();
        if (stated.Count == 0)
        {
            return;
        }

        var changed = stated[random.Next(stated.Count)].Field.Path;
        back[changed] = "change-é";
        var corrected = form.Correct(back)!;

        // Before the value and after it nothing is changed, byte for byte.
        var (first, last) = (message.AsSpan().CommonPrefixLength(corrected), 0);
        while (last < Math.Min(message.Length, corrected.Length) - first && message[^(last + 1)] == corrected[^(last + 1)])
        {
            last++;
        }

        Assert.True(
            "\"change-é\"".Contains(Encoding.UTF8.GetString(corrected.AsSpan()[first..^last]), StringComparison.Ordinal),
            $"seed {seed}: {Encoding.UTF8.GetString(message)} became {Encoding.UTF8.GetString(corrected)}");
        Assert.Equal("change-é", RecordForm.Of(corrected, Ro)!.Fields.Single(f => f.Field.Path == changed).Shown);
    }

    [Theory]
    [InlineData("""{"montant":9.45,"x":{"a":[1.0]}}""", "montant", "9,46", """{"montant":9.46,"x":{"a":[1.0]}}""")]
    [InlineData("""{"montant":9.45}""", "montant", "1 234,50 €", """{"montant":1234.50}""")]
    [InlineData("""{"montant":9.45}""", "montant", "neuf", """{"montant":"neuf"}""")]
    [InlineData("""{"montant":9.45}""", "montant", "", """{"montant":null}""")]
    [InlineData("""{"libelle": null , "z":1}""", "libelle", "Soin \"G\"", """{"libelle": "Soin \"G\"" , "z":1}""")]
    [InlineData("{}", "dateSoin", "14/11/2025", """{"dateSoin":"2025-11-14"}""")]
    [InlineData("{ \n}", "dateSoin", "2025-11-14", "{\"dateSoin\":\"2025-11-14\" \n}")]
    [InlineData("""{"source":"a"}""", "ligne.ordre", "7", """{"source":"a","ligne":{"ordre":7}}""")]
    [InlineData("""{"ligne":{"decompte":"D"}}""", "ligne.ordre", "7", """{"ligne":{"decompte":"D","ordre":7}}""")]
    [InlineData("""{"ligne":{"decompte":"D","ordre":7}}""", "ligne.decompte", "E", """{"ligne":{"decompte":"E","ordre":7}}""")]
    [InlineData("""{"ligneOrigine":{"ordre":7,"y":2}}""", "ligneOrigine.ordre", "", """{"ligneOrigine":null}""")]
    [InlineData("""{"ligne":"D","taux":1}""", "ligne.decompte", "D", """{"ligne":{"decompte":"D"},"taux":1}""")]
    [InlineData("""{"taux":1,"taux":2}""", "taux", "70", """{"taux":1,"taux":70}""")]
    [InlineData("""{"t\u0061ux":170}""", "taux", "70", """{"t\u0061ux":70}""")]
    [InlineData("\uFEFF{\"taux\":170}", "taux", "70", "\uFEFF{\"taux\":70}")]
    [InlineData(
        """{"specversion":"1.0","data":{"taux":170},"id":"e"}""", "taux", "70", """{"specversion":"1.0","data":{"taux":70},"id":"e"}""")]
    [InlineData("""{"messageType":[],"message":{"taux":"170"}}""", "taux", "70", """{"messageType":[],"message":{"taux":70}}""")]
    public void A_correction_changes_one_value_alone(string message, string path, string typed, string corrected) => Assert.Equal(
        corrected,
        Encoding.UTF8.GetString(RecordForm.Of(Encoding.UTF8.GetBytes(message), Ro)!
            .Correct(new Dictionary<string, string> { [path] = typed })!));

    [Theory]
    [InlineData("""{"montant":"21.00"}""", "montant", """{"montant":21.00}""")]
    [InlineData("""{"professionnelId":10003456789}""", "professionnelId", """{"professionnelId":"10003456789"}""")]
    public void A_value_of_the_other_type_is_written_as_the_contract_has_it(string message, string path, string corrected)
    {
        var form = RecordForm.Of(Encoding.UTF8.GetBytes(message), Ro)!;
        var field = form.Fields.Single(f => f.Field.Path == path);
        Assert.True(field.IsOfOtherType);
        Assert.Equal(corrected, Encoding.UTF8.GetString(form.Correct(new Dictionary<string, string> { [path] = field.Shown })!));
    }

    [Theory]
    [InlineData("pas du JSON")]
    [InlineData("[]")]
    [InlineData("7")]
    [InlineData("{\"specversion\":\"1.0\",\"data\":[]}")]
    [InlineData("{\"\\ud800\":1}")]
    [InlineData("")]
    public void What_holds_no_record_is_no_form(string message) => Assert.Null(RecordForm.Of(Encoding.UTF8.GetBytes(message), Ro));

    [Fact]
    public void What_the_contract_does_not_know_is_shown_as_it_is_written() => Assert.Equal(
        [new("ligne.z", "1.0"), new UnknownMember("\"a.b\"", "\"é\""), new("x", "{ \"y\": 2 }")],
        RecordForm.Of(Encoding.UTF8.GetBytes("{\"ligne\":{\"ordre\":1,\"z\":1.0},\"a.b\":\"é\",\"x\":{ \"y\": 2 }}"), Ro)!.Unknown);

    // Control characters and ends of lines included: a browser takes the latter out of a field of one line.
    private static string AsABrowserSends(string shown) =>
        shown.Replace("\r", "", StringComparison.Ordinal).Replace("\n", "", StringComparison.Ordinal);

    private static JsonObject Altered(Random random)
    {
        var record = PaymentRecords.Ro("FORME");
        foreach (var name in record.Select(m => m.Key).ToList())
        {
            switch (random.Next(8))
            {
                case 0:
                    record.Remove(name);
                    break;
                case 1:
                    record[name] = JsonNode.Parse($"\"{Texts[random.Next(Texts.Length)]}\"");
                    break;
                case 2:
                    record[name] = new JsonArray(1.50m, "deux");
                    break;
            }
        }

        record["inconnu"] = new JsonObject { ["valeur"] = 1.0m, ["adherentId"] = "X" };
        return record;
    }

    // The same value, with blanks and numbers written in one of many ways.
    private static string Written(Random random, JsonNode? node, int depth)
    {
        string Blank() => Blanks[random.Next(Blanks.Length)];
        return node switch
        {
            JsonObject o => "{" + Blank() + string.Join(
                "," + Blank(),
                o.Select(m => $"{JsonSerializer.Serialize(m.Key)}{Blank()}:{Blank()}{Written(random, m.Value, depth + 1)}{Blank()}")) + "}",
            JsonArray a => "[" + string.Join(",", a.Select(e => Written(random, e, depth + 1))) + "]",
            JsonValue v when v.GetValueKind() == JsonValueKind.Number && depth == 1 && random.Next(2) == 0 =>
                Numbers[random.Next(Numbers.Length)] is var number && number == "00" ? "0.0" : number,
            null => "null",
            _ => node.ToJsonString(),
        };
    }
}
