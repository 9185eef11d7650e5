using Reconciliation.Tidy.Rules;

namespace Reconciliation.Tidy.RuleTests;

/// <summary>The rule about sentences: each kind of text has inputs that it passes and inputs that it does not.</summary>
public sealed class SentenceRuleTests
{
    private const string Folder = "services/Reconciliation.Core/";

    [Theory]
    [InlineData("// Messages that the broker gave up are not read.", 0)]
    [InlineData("// What the broker gave up is not read.", 1)]
    [InlineData("// What did the broker give up?", 0)]
    [InlineData("// It waits. Whoever asks is told. Who asks is told?", 1)]
    [InlineData("// It waits: Whose it is goes first.", 1)]
    [InlineData("// It waits; what comes is told to who asks.", 0)]
    [InlineData("// Whatever comes is told. Whole batches wait.", 0)]
    [InlineData("// Is it told,\n// Who asks?\n// What comes is told.", 1)]
    [InlineData("// What comes is\n// told. It waits?", 1)]
    [InlineData("int a = 1; // Who asks.\n// What comes?", 1)]
    [InlineData("/* Whose it is. */", 1)]
    [InlineData("string a = \"// What comes is told.\";", 0)]
    [InlineData("/// <summary>What consumes.</summary>", 1)]
    [InlineData("/// <summary>\n/// The intake.\n/// </summary>\n/// <param name=\"a\">Who may write what.</param>", 1)]
    [InlineData("/// <summary>Reads <see cref=\"A\"/>. Whose it is\n/// goes on.</summary>\n/// <remarks>Is it?</remarks>", 1)]
    [InlineData("/// <summary><c>What</c> is a name.</summary>", 0)]
    public void A_comment_names_a_thing_first_or_asks(string text, int findings) => Assert.Equal(findings,
        Sentences.Check(Tree.Of((Folder + "A.cs", $"class A\n{{\n{text}\nint b;\n}}\n"))).Count());

    [Theory]
    [InlineData("@* The list of soins. *@", 0)]
    [InlineData("@* What is shown\n   goes on. *@\n<p></p>", 1)]
    [InlineData("@* Who asks? *@", 0)]
    [InlineData("<p>What is shown.</p>", 0)]
    [InlineData("@code {\n    // Who asks.\n    int A => 1;\n}", 1)]
    public void A_comment_of_Razor_does_too(string text, int findings) =>
        Assert.Equal(findings, Sentences.Check(Tree.Of((Folder + "A.razor", text + "\n"))).Count());

    [Theory]
    [InlineData("README.md", "The relay publishes.", 0)]
    [InlineData("README.md", "What the relay publishes goes on.", 1)]
    [InlineData("README.md", "The relay publishes. Who reads\nit waits.", 1)]
    [InlineData("README.md", "What does the relay publish?", 0)]
    [InlineData("README.md", "- The relay\n- Who reads waits\n\n**Whoever** reads waits.", 2)]
    [InlineData("README.md", "# What it publishes\n\n`What` is a name.", 0)]
    [InlineData("README.md", "| What | Who |\n| --- | --- |\n| Whose it is. | a |", 0)]
    [InlineData("README.md", "```\nWhat comes.\n```", 0)]
    [InlineData("decisions/0001-first.md", "What came.", 0)]
    [InlineData("CHANGELOG.md", "What came.", 0)]
    [InlineData("JOURNAL.md", "What came.", 0)]
    public void A_document_does_too(string path, string text, int findings) =>
        Assert.Equal(findings, Sentences.Check(Tree.Of((Folder + path, text + "\n"))).Count());

    [Fact]
    public void The_finding_names_the_line_on_which_the_sentence_begins() => Assert.Equal(
        Folder + "A.cs:2 name the thing first: a sentence begins with What, Who, Whoever or Whose only to ask",
        Assert.Single(Sentences.Check(Tree.Of((Folder + "A.cs", "// The intake\n// waits. Who asks\n// is told.\n")))).ToString());
}
