namespace Reconciliation.Integration.Tests.Contract;

/// <summary>The files of <c>contracts/</c>, and whether this run writes them anew.</summary>
internal static class Repository
{
    /// <summary>Set to 1 to write the answers of a running instance into the repository, to read the difference and commit it.</summary>
    public const string Variable = "RECONCILIATION_UPDATE_CONTRACTS";

    public static bool Updates => Environment.GetEnvironmentVariable(Variable) == "1";

    /// <summary>A path under <c>contracts/</c>.</summary>
    public static string Contracts(params string[] path) => Path(["contracts", .. path]);

    /// <summary>A path in the repository.</summary>
    public static string Path(params string[] path)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(System.IO.Path.Combine(folder.FullName, "Reconciliation.sln")))
        {
            folder = folder.Parent ?? throw new DirectoryNotFoundException("Reconciliation.sln is above none of the folders of the tests.");
        }

        return System.IO.Path.Combine([folder.FullName, .. path]);
    }
}
