using System.Text.Json;
using System.Text.Json.Nodes;
using Xunit;

namespace Reconciliation.Contracts.Tests;

/// <summary>A décision is read whole or refused with every member that is wrong, and nothing that it says is repeated.</summary>
public sealed class DecisionReadingTests
{
    private const string Ligne = """{"part":"ro","source":"ameli","ligne":{"organisme":"010000506","decompte":"2025","ordre":1}}""";

    private static readonly string[] Parts = ["ro", "complementaire"];

    [Fact]
    public void A_link_has_its_lines_and_nothing_of_other_kinds()
    {
        var decision = Taken($$"""
            {"type":"lier","motif":"Vu avec le service","lignes":[{{Ligne}},{{Of(2)}}],
             "decisionId":"00000000-0000-0000-0000-000000000001","part":"ro"}
            """);
        Assert.Equal((TypeDeDecision.Lier, "Vu avec le service", null, null),
            (decision.Type, decision.Motif, decision.DecisionId, decision.Part));
        Assert.Equal(
            [("ro", "ameli", "010000506", "2025", 1), ("ro", "ameli", "010000506", "2025", 2)],
            decision.Lignes.Select(l => (l.Part.Code, l.Source, l.Ligne.Organisme, l.Ligne.Decompte, l.Ligne.Ordre)));
    }

    [Theory]
    [InlineData("delier", TypeDeDecision.Delier, 2)]
    [InlineData("accepterEcart", TypeDeDecision.AccepterEcart, 0)]
    [InlineData("annoter", TypeDeDecision.Annoter, 0)]
    public void Lines_are_read_of_the_kinds_that_name_some(string type, TypeDeDecision expected, int count)
    {
        var decision = Taken($$"""{"type":"{{type}}","motif":"m","lignes":[{{Ligne}},{{Of(2)}}]}""");
        Assert.Equal((expected, count), (decision.Type, decision.Lignes.Count));
    }

    [Fact]
    public void What_is_reopened_and_what_ends_is_named()
    {
        Assert.Equal(
            new Guid("00000000-0000-0000-0000-000000000001"),
            Taken("""{"type":"rouvrir","motif":"m","decisionId":"00000000-0000-0000-0000-000000000001","part":"ro"}""").DecisionId);
        var end = Taken("""{"type":"neRienAttendre","motif":"m","part":"complementaire"}""");
        Assert.Equal(("complementaire", null), (end.Part?.Code, end.DecisionId));
    }

    [Theory]
    [InlineData("""[]""", "", "objet")]
    [InlineData(""" "lier" """, "", "objet")]
    [InlineData("""{"motif":"m"}""", "type", "requis")]
    [InlineData("""{"type":"couper","motif":"m"}""", "type", "valeurConnue")]
    [InlineData("""{"type":"Annoter","motif":"m"}""", "type", "valeurConnue")]
    [InlineData("""{"type":7,"motif":"m"}""", "type", "type")]
    [InlineData("""{"type":"annoter"}""", "motif", "requis")]
    [InlineData("""{"type":"annoter","motif":null}""", "motif", "requis")]
    [InlineData("""{"type":"annoter","motif":"  "}""", "motif", "motif")]
    [InlineData("""{"type":"annoter","motif":"1 85 05 78 006 084 91"}""", "motif", "nir")]
    [InlineData("""{"type":"rouvrir","motif":"m"}""", "decisionId", "requis")]
    [InlineData("""{"type":"rouvrir","motif":"m","decisionId":"17"}""", "decisionId", "uuid")]
    [InlineData("""{"type":"rouvrir","motif":"m","decisionId":"{00000000-0000-0000-0000-000000000001}"}""", "decisionId", "uuid")]
    [InlineData("""{"type":"neRienAttendre","motif":"m"}""", "part", "requis")]
    [InlineData("""{"type":"neRienAttendre","motif":"m","part":"RO"}""", "part", "valeurConnue")]
    [InlineData("""{"type":"lier","motif":"m"}""", "lignes", "requis")]
    [InlineData("""{"type":"lier","motif":"m","lignes":{}}""", "lignes", "type")]
    [InlineData("""{"type":"lier","motif":"m","lignes":[]}""", "lignes", "deuxLignes")]
    [InlineData("""{"type":"lier","motif":"m","lignes":["ro"]}""", "lignes[0]", "type")]
    public void A_wrong_member_is_named_with_its_rule(string json, string member, string rule) =>
        Assert.Equal([(member, rule)], Refused(json));

    [Theory]
    [InlineData("part", "\"dentaire\"", "lignes[1].part", "valeurConnue")]
    [InlineData("part", null, "lignes[1].part", "requis")]
    [InlineData("source", null, "lignes[1].source", "requis")]
    [InlineData("source", "\" \"", "lignes[1].source", "identifiant")]
    [InlineData("source", "3", "lignes[1].source", "type")]
    [InlineData("ligne", null, "lignes[1].ligne", "requis")]
    [InlineData("ligne", "\"2025\"", "lignes[1].ligne", "type")]
    [InlineData("ligne", """{"decompte":"2025","ordre":1}""", "lignes[1].ligne.organisme", "requis")]
    [InlineData("ligne", """{"organisme":"0","ordre":1}""", "lignes[1].ligne.decompte", "requis")]
    [InlineData("ligne", """{"organisme":"0","decompte":"2025"}""", "lignes[1].ligne.ordre", "requis")]
    [InlineData("ligne", """{"organisme":"0","decompte":"2025","ordre":-1}""", "lignes[1].ligne.ordre", "entier")]
    [InlineData("ligne", """{"organisme":"0","decompte":"2025","ordre":"1"}""", "lignes[1].ligne.ordre", "type")]
    public void A_wrong_member_of_a_line_is_named_with_its_place(string name, string? value, string member, string rule)
    {
        var line = JsonNode.Parse(Ligne)!.AsObject();
        line.Remove(name);
        if (value is not null)
        {
            line[name] = JsonNode.Parse(value);
        }

        Assert.Equal([(member, rule)], Refused($$"""{"type":"lier","motif":"m","lignes":[{{Ligne}},{{line.ToJsonString()}}]}"""));
    }

    [Fact]
    public void Every_fault_is_told_at_once() => Assert.Equal(
        [("motif", "requis"), ("lignes[0].part", "valeurConnue"), ("lignes[0].source", "requis"), ("lignes[0].ligne", "requis")],
        Refused("""{"type":"lier","lignes":[{"part":"x"}]}"""));

    [Fact]
    public void A_link_is_of_2_to_50_lines_that_differ()
    {
        Assert.Equal([("lignes", "deuxLignes")], Refused(Linking(Ligne)));
        Assert.Equal([("lignes", "deuxLignes")], Refused(Linking(Ligne, Ligne)));
        Assert.Equal(3, Taken(Linking(Ligne, Of(2), Ligne)).Lignes.Count);
        var most = Limites.LignesDecisionMax;
        Assert.Equal(most, Taken(Linking([.. Enumerable.Range(1, most).Select(Of)])).Lignes.Count);
        Assert.Equal([("lignes", "deuxLignes")], Refused(Linking([.. Enumerable.Range(1, most + 1).Select(Of)])));
    }

    [Fact]
    public void Of_a_list_without_end_the_first_lines_alone_are_read() => Assert.Equal(
        Limites.LignesDecisionMax + 1, Refused(Linking([.. Enumerable.Repeat("{}", 1000)])).Count(r => r.Membre.EndsWith(".part",
            StringComparison.Ordinal)));

    [Fact]
    public void Half_of_a_surrogate_pair_in_a_name_is_no_decision() =>
        Assert.Equal([("", "json")], Refused("""{"type":"annoter","motif":"m","\ud800":1}"""));

    private static string Of(int ordre) => Ligne.Replace("\"ordre\":1", $"\"ordre\":{ordre}", StringComparison.Ordinal);

    private static string Linking(params string[] lignes) =>
        $$"""{"type":"lier","motif":"m","lignes":[{{string.Join(',', lignes)}}]}""";

    private static DecisionDemandee Taken(string json)
    {
        var (decision, rejections) = DecisionReader.Read(JsonDocument.Parse(json).RootElement, Parts);
        Assert.Empty(rejections);
        return decision!;
    }

    private static IEnumerable<(string Membre, string Regle)> Refused(string json)
    {
        var (decision, rejections) = DecisionReader.Read(JsonDocument.Parse(json).RootElement, Parts);
        Assert.Null(decision);
        Assert.All(rejections, r => Assert.Equal(Regle.Motifs[r.Regle], r.Motif));
        return rejections.Select(r => (r.Membre, r.Regle));
    }
}
