using Reconciliation.Tidy.Rules;

namespace Reconciliation.Tidy.RuleTests;

/// <summary>Rules about the references of infra/: each has an input that it passes and one that it does not.</summary>
public sealed class ReferenceRuleTests
{
    private const string NoFile = "class A { string B = \"RECONCILIATION_A\"; }";
    private const string AsFile = "class A { string? B(X x) => Settings.Read(x, \"A\"); }";
    private const string Section = "class A { X B(X x) => x.GetSection(\"A\"); }";

    [Theory]
    [InlineData(NoFile, "`RECONCILIATION_A`", "no", 0)]
    [InlineData(NoFile, "`RECONCILIATION_A`", "yes", 1)]
    [InlineData(NoFile, "`RECONCILIATION_B`", "no", 2)]
    [InlineData(AsFile, "`RECONCILIATION_A`", "yes, but for `run`", 0)]
    [InlineData(AsFile, "`RECONCILIATION_A`", "no", 1)]
    [InlineData(Section, "`RECONCILIATION_A__…`", "no", 0)]
    [InlineData(Section, "`RECONCILIATION_B__…`", "no", 2)]
    [InlineData("class A;", "`OTEL_A`", "no", 0)]
    public void Every_setting_has_its_row(string code, string variable, string file, int findings) =>
        Assert.Equal(findings, Settings.Check(Tree.Of(
            ("services/Reconciliation.A/A.cs", code),
            (Settings.Document, $"{Settings.Header}\n| --- | --- | --- | --- |\n| {variable} | a | b | {file} |\n"))).Count());

    [Theory]
    [InlineData("Command B() => new Command(\"do\", \"x\");", "`do`", "", 0)]
    [InlineData("Command B() => new(\"do\", \"x\");", "`do FILE…`", "", 0)]
    [InlineData("Command B() => new(\"do\", \"x\");", "`make`", "", 2)]
    [InlineData("Command B() => new(\"do\", \"x\"); Option<int> C = new(\"--all\");", "`do`", "`--all N`: all", 0)]
    [InlineData("Command B() => new(\"do\", \"x\"); Option<int> C = new(\"--all\");", "`do`", "", 1)]
    [InlineData("Command B() => new(\"do\", \"x\");", "`do`", "`--all`", 1)]
    [InlineData("Command B() => Make(\"do\"); Command Make(string n) => new(n);", "`do`", "", 0)]
    [InlineData("Command B() => Make(\"do\"); Command Make(string n) => new(n);", "`make`", "", 2)]
    public void Every_command_and_option_has_its_place(string members, string command, string options, int findings) =>
        Assert.Equal(findings, Commands.Check(Tree.Of(
            ("services/Reconciliation.Recon/Commands/A.cs", $"class A {{ {members} }}"),
            (Commands.Document, $"{Commands.Header}\n| --- | --- | --- |\n| {command} | a | {options} |\n"))).Count());
}
