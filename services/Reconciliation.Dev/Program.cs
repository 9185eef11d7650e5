using System.CommandLine;
using Reconciliation.Dev;
using Reconciliation.Recon;
using Reconciliation.Storage;

// All commands of recon, and those that only a machine of development needs.
var root = new RootCommand("Reconciliation : la vue unifiée des deux remboursements d'un soin.")
{
    RunCommand.Create(PaymentStreams.Product),
    SimulateCommand.Create(PaymentStreams.Product),
    TokenCommand.Create(),
};
foreach (var command in CommandLine.Production(PaymentStreams.Product))
{
    root.Add(command);
}

return await CommandLine.RunAsync(root, args);
