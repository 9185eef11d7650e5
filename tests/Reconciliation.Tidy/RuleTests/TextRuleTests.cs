using Reconciliation.Tidy.Rules;

namespace Reconciliation.Tidy.RuleTests;

/// <summary>Rules about lines and files: each has an input that it passes and one that it does not.</summary>
public sealed class TextRuleTests
{
    private static readonly string Words = string.Join(' ', Enumerable.Repeat("word", 28));

    [Theory]
    [InlineData("a.cs", 140, 0)]
    [InlineData("a.cs", 141, 1)]
    [InlineData("a.razor", 141, 1)]
    [InlineData("a.json", 141, 0)]
    [InlineData("a.md", 141, 0)]
    [InlineData("x/Migrations/a.cs", 141, 0)]
    public void A_line_has_at_most_140_columns(string path, int length, int findings) =>
        Assert.Equal(findings, Columns.Check(Tree.Of((path, new string('x', length) + "\n"))).Count());

    [Theory]
    [InlineData("{0} {0}", 1)]
    [InlineData("- {0} {0}", 1)]
    [InlineData("| {0} {0} |", 0)]
    [InlineData("```\n{0} {0}\n```", 0)]
    [InlineData("```\n{0}\n```\n{0} {0}", 1)]
    [InlineData("Text:\n\n    {0} {0}", 0)]
    [InlineData("- item\n    {0} {0}", 1)]
    public void Prose_has_at_most_140_columns(string text, int findings) =>
        Assert.Equal(findings, Columns.Check(Tree.Of(("a.md", text.Replace("{0}", Words, StringComparison.Ordinal)))).Count());

    [Theory]
    [InlineData("a.cs", 250, 0)]
    [InlineData("a.cs", 251, 1)]
    [InlineData("a.md", 251, 0)]
    [InlineData("x/Migrations/a.cs", 251, 0)]
    public void A_file_has_at_most_250_lines(string path, int lines, int findings) =>
        Assert.Equal(findings, FileLength.Check(Tree.Of((path, string.Concat(Enumerable.Repeat("//\n", lines))))).Count());

    [Theory]
    [InlineData("class A {{ void B() {{{0}\n}} }}", 1)]
    [InlineData("class A {{ A() {{{0}\n}} }}", 1)]
    [InlineData("class A {{ int B {{ get {{{0}\n}} }} }}", 1)]
    [InlineData("class A {{ void B() {{ void C() {{{0}\n}} }} }}", 2)]
    [InlineData("var a = 1;{0}\nvar b = 1;", 1)]
    [InlineData("class A {{{0}\n}}", 0)]
    [InlineData("class A {{ {0}\n int B() => 1; }}", 0)]
    public void A_function_has_at_most_70_lines(string form, int findings)
    {
        Assert.Equal(findings, FunctionLength.Check(Tree.Of(("a.cs", Fill(form, 69)))).Count());
        Assert.Empty(FunctionLength.Check(Tree.Of(("a.cs", Fill(form, 68)))));
    }

    [Fact]
    public void A_finding_says_where_and_what_to_do()
    {
        var finding = Assert.Single(FunctionLength.Check(Tree.Of(("x/a.cs", Fill("\nclass A {{ void B() {{{0}\n}} }}", 70)))));
        Assert.Equal("x/a.cs:2 split the function: 72 lines, at most 70", finding.ToString());
    }

    [Theory]
    [InlineData("a.cs", "// fine\n", 0)]
    [InlineData("a.cs", "// TO" + "DO: later\n", 1)]
    [InlineData("a.sh", "# FIX" + "ME\n", 1)]
    [InlineData("a.cs", "#reg" + "ion A\n#endreg" + "ion\n", 2)]
    [InlineData("a.cs", "#prag" + "ma warning disable CA1000\n", 1)]
    [InlineData("a.cs", "[Suppress" + "Message(\"a\", \"b\")]\n", 1)]
    [InlineData("a.csproj", "<No" + "Warn>CA1000</NoWarn>\n", 1)]
    [InlineData("a.cs", "no line feed", 1)]
    [InlineData("a.cs", "two\r\n", 1)]
    [InlineData("a.png", "no line feed", 0)]
    public void Nothing_is_put_off_folded_away_or_suppressed(string path, string text, int findings) =>
        Assert.Equal(findings, Banned.Check(Tree.Of((path, text))).Count());

    private static string Fill(string form, int lines) =>
        string.Format(null, form, string.Concat(Enumerable.Repeat("\n//", lines))).Replace("{{", "{", StringComparison.Ordinal);
}
