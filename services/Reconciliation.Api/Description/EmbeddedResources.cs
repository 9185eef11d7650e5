using System.Reflection;

namespace Reconciliation.Api.Description;

/// <summary>Files of <c>contracts/</c> that this assembly carries along.</summary>
internal static class EmbeddedResources
{
    private static readonly Assembly Assembly = typeof(EmbeddedResources).Assembly;

    /// <summary>The names of the files of a folder.</summary>
    /// <param name="facts">The folder.</param>
    public static IEnumerable<string> Names(string facts) =>
        Assembly.GetManifestResourceNames().Where(n => n.StartsWith(facts + "/", StringComparison.Ordinal)).Order(StringComparer.Ordinal);

    /// <summary>The text of a file.</summary>
    /// <param name="name">Its name.</param>
    public static string Text(string name)
    {
        using var reader = new StreamReader(Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
