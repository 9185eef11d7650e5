using System.CommandLine;
using Reconciliation.Recon;

var root = new RootCommand("Reconciliation : la vue unifiée des deux remboursements d'un soin.");
foreach (var command in CommandLine.Production())
{
    root.Add(command);
}

return await CommandLine.RunAsync(root, args);
