using Reconciliation.Tidy.Rules;

namespace Reconciliation.Tidy.RuleTests;

/// <summary>Rules about names in documents: each has an input that it passes and one that it does not.</summary>
public sealed class DocumentRuleTests
{
    [Theory]
    [InlineData("[a](../infra/run)", 0)]
    [InlineData("[a](../infra/walk)", 1)]
    [InlineData("[a](#a-heading)", 0)]
    [InlineData("[a](#no-heading)", 1)]
    [InlineData("[a](../infra/GUIDE.md#the-end)", 0)]
    [InlineData("[a](../infra/GUIDE.md#the-start)", 1)]
    [InlineData("[a](https://example.org/x)", 0)]
    [InlineData("`infra/run`", 0)]
    [InlineData("`./infra/run --no-demo`", 0)]
    [InlineData("`infra/walk`", 1)]
    [InlineData("`./infra/walk`", 1)]
    [InlineData("`Storage/Sql.cs`", 0)]
    [InlineData("`Storage/Reads/Sql.cs`", 0)]
    [InlineData("`Storage/Writes/Sql.cs`", 1)]
    [InlineData("`Sql.cs`", 0)]
    [InlineData("`Sequel.cs`", 1)]
    [InlineData("`Reads/`", 0)]
    [InlineData("`Writes/`", 1)]
    [InlineData("`artifacts/bin`", 0)]
    [InlineData("`/v1/flux` and `application/json` and `a.json`", 0)]
    [InlineData("```\n`infra/walk`\n```", 0)]
    public void A_path_that_a_document_names_exists(string text, int findings) => Assert.Equal(findings, DocumentPaths.Check(Tree.Of(
        ("services/README.md", $"# A heading\n\n{text}\n"),
        ("infra/GUIDE.md", "## The end\n"),
        ("infra/run", ""),
        ("services/Reconciliation.Storage/Reads/Sql.cs", ""),
        (".gitignore", "artifacts/\n"))).Count());

    [Theory]
    [InlineData("services/README.md", "`Fold` and `Fold.Again` and `Batcher<T>` and `Reconciliation.Core` and `Columns`", 0)]
    [InlineData("services/README.md", "`Pli`", 1)]
    [InlineData("services/README.md", "`Fold.Never`", 1)]
    [InlineData("services/README.md", "`pli` and `GET` and `Content-Type` and Pli", 0)]
    [InlineData("infra/README.md", "`Pli` and `RelaisArrete` and `Relais`", 2)]
    [InlineData("infra/CHANGELOG.md", "`Pli`", 0)]
    [InlineData("infra/decisions/0001-first.md", "`Pli`", 0)]
    public void A_type_that_a_document_names_exists(string path, string text, int findings) =>
        Assert.Equal(findings, DocumentTypes.Check(Tree.Of(
            (path, text),
            ("infra/prometheus/rules/a.yml", "- alert: RelaisArrete"),
            ("services/Reconciliation.Core/A.cs", "class Fold { void Again() { } } class Batcher<T>;"),
            ("services/Reconciliation.Console/Columns.razor", ""))).Count());
}
