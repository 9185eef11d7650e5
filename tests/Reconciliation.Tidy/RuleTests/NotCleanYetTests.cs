namespace Reconciliation.Tidy.RuleTests;

/// <summary>The lists of places that are not clean yet only shrink.</summary>
public sealed class NotCleanYetTests
{
    [Theory]
    [InlineData("a.cs:1 b.cs:2", 0)]
    [InlineData("a.cs:1", 2)]
    [InlineData("a.cs:1 b.cs:1", 2)]
    [InlineData("a.cs:2 b.cs:2", 1)]
    [InlineData("a.cs:1 b.cs:2 c.cs:1", 1)]
    [InlineData("b.cs:2 a.cs:1", 1)]
    public void A_list_says_what_is_not_clean_and_no_more(string list, int wrong)
    {
        Finding[] findings = [new("a.cs", 1, "do"), new("b.cs", 1, "do"), new("b.cs", 2, "do")];
        Assert.Equal(wrong, NotCleanYet.Compare("rule", findings, list.Split(' ')).Count);
    }

    [Fact]
    public void What_is_not_listed_fails_by_file_and_line() =>
        Assert.Equal(["a.cs:7 break the line"], NotCleanYet.Compare("columns", [new("a.cs", 7, "break the line")], []));

    [Fact]
    public void The_repository_is_read() => Assert.All(["Reconciliation.sln", "infra/test", "services/README.md"],
        path => Assert.NotNull(Tree.OfRepository.Find(path)));
}
