using System.CommandLine;
using Reconciliation.Bus;
using Reconciliation.Contracts;
using Reconciliation.Hosting;
using Reconciliation.Storage;

namespace Reconciliation.Recon;

/// <summary>The commands of production, and how a program made of commands runs and ends.</summary>
internal static class CommandLine
{
    /// <summary>The exit code of a command that was told to stop, as a shell has it: 128 + SIGINT.</summary>
    private const int StoppedExitCode = 130;

    /// <summary>The hosts and the commands of operations: all that the image carries.</summary>
    /// <param name="streams">The streams of payments, for all of them.</param>
    public static IReadOnlyList<Command> Production(PaymentStreams streams) =>
    [
        HostCommand.Api(streams),
        HostCommand.Console(streams),
        HostCommand.Engine(streams),
        MigrateCommand.Create(),
        CellsCommand.Create(),
        ImportCommand.Create(streams),
        SecretsCommand.Create(),
        ControlCommand.Verify(streams),
        ControlCommand.Rebuild(streams),
        QuarantineCommand.Create(streams),
        MaintenanceCommand.Create(streams),
        AdherentCommand.Create(streams),
    ];

    /// <summary>Runs the command that the arguments name.</summary>
    /// <param name="root">The commands.</param>
    /// <param name="args">The arguments.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(RootCommand root, string[] args)
    {
        // Files, reasons and numbers that a command is given end in tables, logs and histories. Nothing of it is repeated.
        if (args.Any(a => Nir.EstPresent(a)))
        {
            await Console.Error.WriteLineAsync(
                "An argument holds what reads like a NIR (numéro de sécurité sociale): rename the file, or leave the number out.");
            return 1;
        }

        var parsed = root.Parse(args);
        if (parsed.Errors.Count == 0 && parsed.Tokens.Any(t => t.Value.Length == 0))
        {
            await Console.Error.WriteLineAsync(
                "An argument is empty, as of a variable that is not set: give it a value, or leave it out with its option.");
            return 1;
        }

        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }
        catch (Exception e) when (e is StartupRefusedException or TimeoutException or BrokerRefusedException)
        {
            // One clear sentence, not a stack trace.
            await Console.Error.WriteLineAsync(e.Message);
            return 1;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A file, the screen or a connection: a disk that is full is no defect of the program.
            await Console.Error.WriteLineAsync($"Reading or writing failed: {e.Message}");
            return 1;
        }
        catch (OperationCanceledException)
        {
            return StoppedExitCode;
        }
    }
}
