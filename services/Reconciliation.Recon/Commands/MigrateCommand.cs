using System.CommandLine;
using Microsoft.Extensions.Configuration;
using Npgsql;
using Reconciliation.Core;
using Reconciliation.Engine;
using Reconciliation.Hosting;
using Reconciliation.Storage;

namespace Reconciliation.Recon;

/// <summary><c>recon migrate</c>: brings the schema up to date, as the owner of the database.</summary>
internal static class MigrateCommand
{
    public static Command Creer()
    {
        var commande = new Command("migrate", "Met le schéma de la base à jour ; à exécuter par son propriétaire, avant les autres services.");
        commande.SetAction((_, cancellationToken) => ExecuterAsync(cancellationToken));
        return commande;
    }

    private static async Task ExecuterAsync(CancellationToken cancellationToken)
    {
        var configuration = new ConfigurationBuilder().AddEnvironmentVariables().Build();
        await using var source = BaseDeDonnees.Source(Bases.Lire(configuration));
        var appliquees = await MigrerAsync(source, cancellationToken);
        Console.WriteLine(appliquees.Count == 0 ? "Le schéma est à jour." : $"Migrations appliquées : {string.Join(", ", appliquees)}.");
    }

    /// <summary>Applies what is missing.</summary>
    /// <param name="source">The database.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="DemarrageRefuseException">The database does not answer, or does not let its schema be changed.</exception>
    public static async Task<IReadOnlyList<string>> MigrerAsync(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        try
        {
            return await Migrateur.MigrerAsync(source, cancellationToken);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.LockNotAvailable)
        {
            throw new DemarrageRefuseException(Bases.JournalTenu);
        }
        catch (NpgsqlException)
        {
            throw new DemarrageRefuseException("The database that RECONCILIATION_POSTGRES names does not answer, or its schema cannot be changed by this user.");
        }
    }
}
