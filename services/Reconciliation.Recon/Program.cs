using System.CommandLine;
using Reconciliation.Recon;
using Reconciliation.Storage;

var root = new RootCommand("Reconciliation : la vue unifiée des deux remboursements d'un soin.");
foreach (var command in CommandLine.Production(PaymentStreams.Product))
{
    root.Add(command);
}

return await CommandLine.RunAsync(root, args);
