namespace Reconciliation.Contracts.Tests;

/// <summary>The folder of the repository, above the one in which the tests run.</summary>
internal static class RepositoryRoot
{
    public static string Root()
    {
        var facts = new DirectoryInfo(AppContext.BaseDirectory);
        while (facts is not null && !File.Exists(Path.Combine(facts.FullName, "Reconciliation.sln")))
        {
            facts = facts.Parent;
        }

        return facts?.FullName ?? throw new DirectoryNotFoundException("Reconciliation.sln is above none of the folders of the tests.");
    }
}
