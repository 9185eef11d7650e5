using Reconciliation.Tidy.Rules;

namespace Reconciliation.Tidy.RuleTests;

/// <summary>The glossary and the table of limits: each rule has an input that it passes and one that it does not.</summary>
public sealed class WordAndLimitRuleTests
{
    private const string Bar = "| --- | --- | --- | --- | --- |";

    [Theory]
    [InlineData("Row", "public class SoinRow;", 0)]
    [InlineData("Row", "interface ISoinRow;", 0)]
    [InlineData("Row", "enum SoinRow2 { A }", 0)]
    [InlineData("Row", "class A { } class SoinRow;", 1)]
    [InlineData("Row", "class SoinRow; class Soin { private class Pli; }", 0)]
    [InlineData("Row", "class SoinRow; class Soin { internal class Pli; }", 1)]
    [InlineData("Row", "class SoinRow; delegate void PliSoin();", 1)]
    [InlineData("Row", "class JourneeDeSoinsRow;", 0)]
    [InlineData("Row", "class RowDeSoins;", 1)]
    [InlineData("Row\nFold", "class FoldRow;", 1)]
    [InlineData("Row\nRow", "class SoinRow;", 1)]
    [InlineData("Fold\nRow", "class SoinRow;", 1)]
    [InlineData("Row\nSoin", "class SoinRow;", 1)]
    public void A_type_is_named_in_English_and_in_the_words_of_the_glossary(string english, string code, int findings) =>
        Assert.Equal(findings, Glossary.Check(Tree.Of(
            (Glossary.Document, $"{Glossary.Header}\n{Bar}\n| `Soin`, `Soins`, `JourneeDeSoins` | care act | lines | Domain |\n"),
            (Glossary.EnglishWords, english + "\n"),
            ("services/a.cs", code))).Count());

    [Theory]
    [InlineData("Core/Reading/Soins/A.cs", "public sealed class ReadSoin { }", 0)]
    [InlineData("Core/Decisions/A.cs", "public sealed class ReadSoin { }", 1)]
    [InlineData("Core/Reading/A.cs", "public sealed class ReadSoin { } public sealed class ListSoins { }", 1)]
    [InlineData("Core/Reading/A.cs", "public sealed class ReadSoin { } internal sealed class ListSoins { } public class Reader { }", 0)]
    [InlineData("Core/Reading/A.cs", "", 1)]
    public void Every_use_case_is_named_in_the_row_of_its_room(string path, string code, int findings) =>
        Assert.Equal(findings, UseCases.Check(Tree.Of(
            (UseCases.Document, $"{UseCases.Header}\n| --- | --- |\n| `Core/Reading` | `ReadSoin` |\n"),
            ($"services/Reconciliation.{path}", code))).Count());

    [Fact]
    public void A_component_is_a_type_of_its_files_name() => Assert.Single(Glossary.Check(Tree.Of(
        (Glossary.Document, ""), (Glossary.EnglishWords, "Page\n"), ("services/PliPage.razor", ""))));

    [Theory]
    [InlineData("HTTPServerXML", "HTTP Server XML")]
    [InlineData("SoinRow2", "Soin Row")]
    public void A_name_is_made_of_words(string name, string words) => Assert.Equal(words, string.Join(' ', Split(name)));

    [Theory]
    [InlineData("const int LinesMax = 5;", "| `A.LinesMax` | 5 | lines | Core | lines |", 0)]
    [InlineData("const int LinesMax = 5;", "| `A.LinesMax` | 6 | lines | Core | lines |", 1)]
    [InlineData("const int LinesMax = 5;", "| `A.LinesMax` | 5 | lines | Api | lines |", 1)]
    [InlineData("const int LinesMax = 5;", "| `A.LinesMax` | 5 | | Core | lines |", 1)]
    [InlineData("const int LinesMax = 5;", "| `A.LignesMax` | 5 | lines | Core | lines |", 2)]
    [InlineData("const int LinesMax = 5;", "", 1)]
    [InlineData("private const int LinesMax = 5;", "", 0)]
    [InlineData("const int Lines = 5;", "", 0)]
    [InlineData("const int BytesMax = 64 * 1024;", "| `A.BytesMax` | 64 | KiB | Core | bytes |", 0)]
    [InlineData("const int LinesMax = 2 * B.Chunk;", "| `A.LinesMax` | 2 000 | lines | Core | lines |", 0)]
    [InlineData("static readonly TimeSpan WaitMax = TimeSpan.FromMilliseconds(500);", "| `A.WaitMax` | 0.5 | s | Core | wait |", 0)]
    [InlineData("static readonly TimeSpan WaitMax = TimeSpan.FromMinutes(1);", "| `A.WaitMax` | 1 | s | Core | wait |", 1)]
    [InlineData("static readonly TimeSpan PollInterval = TimeSpan.FromMinutes(1);", "", 1)]
    [InlineData("static readonly DateOnly First = new(2000, 1, 1);", "| `A.First` | 2000-01-01 | day | Core | day |", 0)]
    [InlineData("int Rate { get; init; } = 7;", "| `A.Rate` | 7 | a second | Core | a setting |", 0)]
    [InlineData("", "| `limit` | 4 | KiB | infra/a.json | of the broker |", 0)]
    [InlineData("", "| `limit` | 5 | KiB | infra/a.json | of the broker |", 1)]
    [InlineData("", "| `limit` | 4 | KiB | infra/b.json | of the broker |", 1)]
    public void The_table_of_limits_agrees_with_the_code(string code, string row, int findings)
    {
        var modifier = code.StartsWith("private", StringComparison.Ordinal) || code.Length == 0 ? "" : "public ";
        Assert.Equal(findings, Limits.Check(Tree.Of(
            (Limits.Document, $"{Limits.Header}\n{Bar}\n{row}\n"),
            ("infra/a.json", "{ \"limit\": 4096 }"),
            ("services/Reconciliation.Core/A.cs",
                $"class A {{ {modifier}{code} }} class B {{ public const int Chunk = 1_000; }}"))).Count());
    }

    [Theory]
    [InlineData("const int Rounds = 3;", 1)]
    [InlineData("const int Max = 3;", 1)]
    [InlineData("const int LotDeLignes = 3;", 1)]
    [InlineData("const int RoundsMax = 3;", 0)]
    [InlineData("const int LinesPerBatchMax = 3;", 0)]
    [InlineData("static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);", 1)]
    [InlineData("static readonly TimeSpan ProbePause = TimeSpan.FromSeconds(1);", 0)]
    [InlineData("const string Pause = \"1 s\";", 0)]
    [InlineData("int Rounds { get; init; } = 3;", 0)]
    public void A_constant_is_named_by_a_noun_and_its_unit(string code, int findings) => Assert.Equal(
        findings, ConstantNames.Check(Tree.Of(("services/Reconciliation.Core/A.cs", $"class A {{ {code} }}"))).Count());

    private static IEnumerable<string> Split(string name) => Glossary.Words(name);
}
