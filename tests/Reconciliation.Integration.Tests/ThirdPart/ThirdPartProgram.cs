using System.CommandLine;
using Reconciliation.Recon;

namespace Reconciliation.Integration.Tests.ThirdPart;

/// <summary>The commands of production with the third stream: the whole program of an installation that registers one.</summary>
internal static class ThirdPartProgram
{
    /// <summary>The file that runs it.</summary>
    public const string FileName = "Reconciliation.Integration.Tests.dll";

    public static Task<int> Main(string[] args)
    {
        var root = new RootCommand();
        foreach (var command in CommandLine.Production(Prevoyance.Streams))
        {
            root.Add(command);
        }

        return CommandLine.RunAsync(root, args);
    }
}
