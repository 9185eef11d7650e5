namespace Reconciliation.Contracts.Tests;

/// <summary>The folder of the repository, above the one in which the tests run.</summary>
internal static class Depot
{
    public static string Racine()
    {
        var dossier = new DirectoryInfo(AppContext.BaseDirectory);
        while (dossier is not null && !File.Exists(Path.Combine(dossier.FullName, "Reconciliation.sln")))
        {
            dossier = dossier.Parent;
        }

        return dossier?.FullName ?? throw new DirectoryNotFoundException("Reconciliation.sln is above none of the folders of the tests.");
    }
}
