using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using Reconciliation.Domain;
using Xunit;

namespace Reconciliation.Contracts.Tests;

/// <summary>The README shows the records that the service reads and writes.</summary>
public sealed partial class ReadmeTests
{
    private static readonly string Texte = File.ReadAllText(Path.Combine(RepositoryRoot.Root(), "contracts", "README.md"));

    internal static readonly List<string> Examples = [.. JsonBlocks().Matches(Texte).Select(m => m.Groups[1].Value)];

    [Fact]
    public void The_three_forms_of_the_example_are_one_line()
    {
        var lignes =
            new[] { Examples[0], Examples[2], Examples[3] }.Select(e => Reading.Accepts(ExampleFile.Read(Part.Ro, e))).ToList();
        Assert.Single(lignes.Select(l => (l.Empreinte, l.EvenementId, Convert.ToHexString(l.Content))).Distinct());
        Reading.Accepts(ExampleFile.Read(Part.Complementaire, Examples[1]));
    }

    [Fact]
    public void The_example_of_a_view_is_what_the_two_lines_give()
    {
        var lignes = new[] { (Part.Ro, Examples[0]), (Part.Complementaire, Examples[1]) }.Select(
            e => Reading.Accepts(ExampleFile.Read(e.Item1, e.Item2)).Ligne);
        var shown = JsonSerializer.Deserialize(Examples[4], ContratsJson.Lisible.SoinMisAJour)!;
        var published = Core.VueMapper.From(Reading.Folded(lignes, shown.MisAJourLe), shown.SoinId, shown.Version, shown.MisAJourLe);
        Assert.Equal(
            Members(Storage.StoredJson.Write(published)),
            Members(Examples[4]).Where(m => !m.StartsWith("situationPrecedente", StringComparison.Ordinal)));
    }

    [Fact]
    public void The_members_view_in_the_README_of_the_repository_is_what_its_two_lines_give_as_it_is_answered()
    {
        var readme = File.ReadAllText(Path.Combine(RepositoryRoot.Root(), "README.md"));
        var block = readme[(readme.IndexOf("```jsonc\n", StringComparison.Ordinal) + "```jsonc\n".Length)..].Split("```")[0];
        var page = JsonSerializer.Deserialize(block, ContratsJson.Lisible.PageVue)!;
        Assert.Equal(Members(JsonSerializer.Serialize(page, ContratsJson.Lisible.PageVue)), Members(block));
        var shown = Assert.Single(page.Elements);
        Ligne[] lignes = [Line(Part.Ro, shown, shown.PartRo), Line(Part.Complementaire, shown, shown.PartComplementaire)];
        var vue = Core.VueMapper.From(Reading.Folded(lignes, shown.MisAJourLe), shown.SoinId, shown.Version, shown.MisAJourLe);
        Assert.Equal(Members(Storage.StoredJson.Write(vue with { Epoque = shown.Epoque })), Members(Storage.StoredJson.Write(shown)));
    }

    // The payment that a view shows as a part of it.
    private static Ligne Line(Part part, Vue shown, PartVue paid)
    {
        var record = ExampleFile.From(part).Without("referenceRo");
        (string Path, object? Value)[] members =
        [
            ("ligne.organisme", paid.Ligne!.Organisme), ("ligne.decompte", paid.Ligne.Decompte), ("ligne.ordre", paid.Ligne.Ordre),
            ("adherentId", shown.AdherentId), ("beneficiaireId", shown.BeneficiaireId), ("dateSoin", $"{shown.DateSoin:yyyy-MM-dd}"),
            ("professionnelId", shown.ProfessionnelId), ("montant", paid.Montant), ("payeLe", $"{paid.PayeLe:yyyy-MM-dd}"),
            ("virement", paid.Virement), ("transmisLe", $"{shown.DateSoin:yyyy-MM-dd}T16:02:00Z"),
        ];
        var text = members.Aggregate(record, (file, m) => file.With(m.Path, JsonSerializer.Serialize(m.Value))).Text();
        return Reading.Accepts(ExampleFile.Read(part, text, DateOnly.FromDateTime(shown.MisAJourLe.Date))).Ligne;
    }

    [Fact]
    public void The_example_of_a_decision_names_the_two_lines_and_is_accepted()
    {
        using var document = JsonDocument.Parse(Examples[8]);
        var (decision, rejections) = DecisionReader.Read(
            document.RootElement, [.. Storage.PaymentStreams.Product.Parts.All.Select(p => p.Code)]);
        Assert.Empty(rejections);
        var lignes = new[] { (Part.Ro, Examples[0]), (Part.Complementaire, Examples[1]) }.Select(
            e => Reading.Accepts(ExampleFile.Read(e.Item1, e.Item2)).Ligne.Id).ToList();
        Assert.Equal(
            lignes,
            decision!.Lignes.Select(l => new LigneId(
                Storage.PaymentStreams.Product.Parts.OfCode(l.Part.Code)!,
                l.Source,
                new(l.Ligne.Organisme, l.Ligne.Decompte, l.Ligne.Ordre),
                lignes[0].Beneficiaire)));
    }

    [Fact]
    public void The_example_of_the_feed_is_what_the_first_line_gives()
    {
        var shown = Assert.Single(JsonSerializer.Deserialize(Examples[5], ContratsJson.Lisible.PageElementDeFlux)!.Elements);
        var vue = Reading.Folded([Reading.Accepts(ExampleFile.Read(Part.Ro, Examples[0])).Ligne], shown.MisAJourLe);
        var published = Core.VueMapper.From(vue, shown.SoinId, shown.Version, shown.MisAJourLe) with { Message = shown.Message };
        using var page = JsonDocument.Parse(Examples[5]);
        string[] ofTheFeed = ["situationPrecedente", "curseur"];
        Assert.Equal(
            Members(Storage.StoredJson.Write(published)),
            Members(page.RootElement.GetProperty("elements")[0].GetRawText())
                .Where(m => !ofTheFeed.Any(f => m.StartsWith(f, StringComparison.Ordinal))));
        Assert.Null(shown.SituationPrecedente);
        Assert.StartsWith(
            "812.41.", System.Text.Encoding.ASCII.GetString(System.Buffers.Text.Base64Url.DecodeFromChars(shown.Curseur)),
            StringComparison.Ordinal);
    }

    [Fact]
    public void The_schemas_for_strict_readers_of_the_feed_are_those_that_the_client_of_orval_is_tested_with()
    {
        var program = File.ReadAllText(Path.Combine(RepositoryRoot.Root(), "tests", "ContractTools", "src", "orval.ts"));
        var block = Texte[Texte.IndexOf("```ts\nconst curseur", StringComparison.Ordinal)..];
        Assert.Contains(block["```ts\n".Length..block.IndexOf("\n```", StringComparison.Ordinal)], program, StringComparison.Ordinal);
    }

    [Fact]
    public void The_example_of_a_history_is_caused_by_the_second_line()
    {
        using var page = JsonDocument.Parse(Examples[6]);
        var version = Assert.Single(page.RootElement.GetProperty("elements").EnumerateArray());
        Assert.Equal(
            typeof(VersionDeSoin).GetProperties().Select(p => JsonNamingPolicy.CamelCase.ConvertName(p.Name)),
            version.EnumerateObject().Select(m => m.Name));
        var cause = version.GetProperty("cause").Deserialize(ContratsJson.Lisible.CauseDeVersion)!;
        var ligne = Reading.Accepts(ExampleFile.Read(Part.Complementaire, Examples[1])).Ligne.Id;
        Assert.Equal("lignes", cause.Type);
        Assert.Equal(
            new LigneEnCause("complementaire", ligne.Source, ligne.Reference.Organisme, ligne.Reference.Decompte, ligne.Reference.Ordre, 1),
            Assert.Single(cause.Lignes));
    }

    [Fact]
    public void Every_problem_that_a_call_may_answer_is_in_the_table_and_no_other()
    {
        var description = File.ReadAllText(Path.Combine(RepositoryRoot.Root(), "contracts", "openapi.json"));
        var described = Codes().Matches(description).Select(m => m.Groups[1].Value)
            .Append("methode-non-permise"); // No call answers it: it is for methods that are none.
        var table = Texte[Texte.IndexOf("### Problems", StringComparison.Ordinal)..];
        Assert.Equal(
            described.Distinct().Order(StringComparer.Ordinal),
            ProblemLignes().Matches(table).Select(m => m.Groups[1].Value).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_rule_is_in_the_table()
    {
        var rules = typeof(Regle).GetFields(BindingFlags.Public | BindingFlags.Static).Where(f => f.IsLiteral)
            .Select(f => (string)f.GetRawConstantValue()!);
        var table = Texte[Texte.IndexOf("## Rules", StringComparison.Ordinal)..Texte.IndexOf("## Compatibility", StringComparison.Ordinal)];
        Assert.Equal(
            rules.Order(StringComparer.Ordinal), TableRows().Matches(table).Select(m => m.Groups[1].Value).Order(StringComparer.Ordinal));
    }

    [GeneratedRegex(@"```json\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex JsonBlocks();

    [GeneratedRegex("\"urn:reconciliation:probleme:([a-z-]+)\"")]
    private static partial Regex Codes();

    [GeneratedRegex(@"^\| \d{3} \| `([a-z-]+)` \|", RegexOptions.Multiline)]
    private static partial Regex ProblemLignes();

    [GeneratedRegex(@"^\| `(\w+)` \|", RegexOptions.Multiline)]
    private static partial Regex TableRows();

    private static IEnumerable<string> Members(string json)
    {
        using var document = JsonDocument.Parse(json);
        return [
            .. document.RootElement.EnumerateObject().Select(m => m.Name + JsonSerializer.Serialize(m.Value))
            .Order(StringComparer.Ordinal)];
    }
}
