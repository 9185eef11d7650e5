using System.CommandLine;
using Microsoft.Extensions.Configuration;
using Npgsql;
using Reconciliation.Hosting;
using Reconciliation.Storage;

namespace Reconciliation.Recon;

/// <summary><c>recon migrate</c>: brings the schema up to date, as the owner of the database.</summary>
internal static class MigrateCommand
{
    public static Command Create()
    {
        var command =
            new Command("migrate", "Met le schéma de la base à jour ; à exécuter par son propriétaire, avant les autres services.");
        command.SetAction((_, cancellationToken) => RunAsync(cancellationToken));
        return command;
    }

    private static async Task RunAsync(CancellationToken cancellationToken)
    {
        var configuration = new ConfigurationBuilder().AddEnvironmentVariables().Build();
        var chain = CommandDatabase.ReadConnectionString(configuration);
        const string Role = "recon-migrate";
        await using var rows = Database.CreateSource(chain, Role);
        await using var tables = new TableServer(rows, Database.AtNode(chain, Role));
        var cells = Settings.ReadCells(configuration);
        var applied = await MigrateAsync(rows, tables, cells, cancellationToken);
        Console.WriteLine(applied.Count == 0 ? "Le schéma est à jour." : $"Migrations appliquées : {string.Join(", ", applied)}.");
        if (Settings.Read(configuration, "CELLULES") is not null
            && await CellLayout.CountAsync(rows, cancellationToken) is var there && there != cells)
        {
            Console.WriteLine("RECONCILIATION_CELLULES n'a pas d'effet : " + (there == 1
                ? $"la base contient déjà des paiements, dans une seule cellule. Pour les répartir : recon cells split {cells}."
                : $"la base a {CellsCommand.Text(there)}, et leur nombre ne change plus."));
        }
    }

    /// <summary>Applies the missing migrations.</summary>
    /// <param name="source">The database.</param>
    /// <param name="tables">The server at which its tables are changed.</param>
    /// <param name="cells">The number of cells of a database in which nothing is stored yet.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="StartupRefusedException">The database does not answer, or does not let its schema be changed.</exception>
    public static async Task<IReadOnlyList<string>> MigrateAsync(
        NpgsqlDataSource source, TableServer tables, int cells, CancellationToken cancellationToken)
    {
        try
        {
            // By itself: Entity Framework takes a database that does not exist for one without a schema.
            await using (await source.OpenConnectionAsync(cancellationToken))
            {
            }

            await CommandDatabase.RequireSessionsAsync(source, cancellationToken);
            return await Migrator.MigrateAsync(await tables.FindAsync(cancellationToken), cancellationToken, cells);
        }
        catch (CellSplitRefusedException refusal)
        {
            throw new StartupRefusedException(refusal.Message, refusal);
        }
        catch (Exception e) when (DatabaseRefusal.Of(e) is { } failure)
        {
            throw DatabaseRefusal.Say(source, failure);
        }
    }
}
