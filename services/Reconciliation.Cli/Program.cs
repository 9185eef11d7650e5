using System.CommandLine;
using Reconciliation.Cli.Commandes;
using Reconciliation.Hosting;
using Reconciliation.LocalServers;

var recon = new RootCommand("Reconciliation : la vue unifiée des deux remboursements d'un soin.")
{
    RunCommand.Creer(),
    HoteCommand.Api(),
    HoteCommand.Console(),
    HoteCommand.Engine(),
    MigrateCommand.Creer(),
    ImportCommand.Creer(),
    SecretsCommand.Creer(),
    SimulateCommand.Creer(),
    ControleCommand.Verify(),
    ControleCommand.Rebuild(),
    TokenCommand.Creer(),
    QuarantineCommand.Creer(),
    EntretienCommand.Creer(),
    AdherentCommand.Creer(),
};

try
{
    return await recon.Parse(args).InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
}
catch (Exception e) when (e is DemarrageRefuseException or ServerUnavailableException or TimeoutException)
{
    // One clear sentence, not a stack trace.
    await Console.Error.WriteLineAsync(e.Message);
    return 1;
}
catch (OperationCanceledException)
{
    return 130;
}
