using System.CommandLine;
using Microsoft.Extensions.Configuration;
using Npgsql;
using Reconciliation.Hosting;
using Reconciliation.Storage;
using Spectre.Console;

namespace Reconciliation.Recon;

/// <summary><c>recon cells</c>: the cells of the database, and how one of a single cell is parted.</summary>
internal static class CellsCommand
{
    /// <summary>All cells are whole; else something is missing. 1: it could not be done.</summary>
    private const int WholeExitCode = 0, IncompleteExitCode = 2;

    /// <summary>The part that the command plays, by which the server's sessions are named.</summary>
    public const string Role = "recon-cells";

    private const double Mebibyte = 1 << 20;

    public static Command Create() => new("cells", """
        Les cellules de la base : chacune range, dans un schéma à elle, tout ce qui concerne ses bénéficiaires. Leur nombre est fixé
        quand la base est migrée pour la première fois (RECONCILIATION_CELLULES) ; split répartit une base qui n'en a qu'une. Sur Citus,
        move porte le schéma d'une installation d'un nœud à l'autre.
        """) { List(), Status(), Split(), CellMoveCommand.Create() };

    /// <summary>A number of cells as it is read.</summary>
    /// <param name="count">The number.</param>
    public static string Text(int count) => count == 1 ? "une seule cellule" : $"{count} cellules";

    /// <summary>A sentence that says where a schema lies on Citus.</summary>
    /// <param name="place">Its place.</param>
    public static string Sentence(CitusPlace place) => place.IsDistributed
        ? $"Citus : le schéma {place.Schema} est sur {place.Holder}, le coordinateur est {place.Coordinator}."
        : $"Citus : le schéma {place.Schema} n'est pas réparti, il est sur le coordinateur, {place.Coordinator}.";

    private static Command List()
    {
        var command = new Command("list", "Montre chaque cellule : son schéma, ses lignes et ses soins d'après les statistiques du "
            + "serveur, et sa taille sur disque.");
        command.SetAction((_, cancellationToken) => WithDatabaseAsync(
            async source =>
            {
                var place = await CitusNodes.FindAsync(source, cancellationToken);
                var table = new Table().Border(TableBorder.None).AddColumns("cellule", "schéma")
                    .AddColumn("lignes", c => c.RightAligned()).AddColumn("soins", c => c.RightAligned())
                    .AddColumn("Mio", c => c.RightAligned());
                foreach (var cell in await CellLayout.ListAsync(source, place is { IsDistributed: true }, cancellationToken))
                {
                    table.AddRow(
                        cell.Number.ToString(ProgressLine.French), cell.Schema, ProgressLine.Number(cell.Lignes),
                        ProgressLine.Number(cell.Soins), ProgressLine.Number(cell.Octets / Mebibyte));
                }

                AnsiConsole.Write(table);
                Console.Write(place is null ? "" : Sentence(place) + Environment.NewLine);
                return WholeExitCode;
            },
            cancellationToken));
        return command;
    }

    private static Command Status()
    {
        var command = new Command("status", "Dit en une phrase combien il y a de cellules, comment elles sont remplies, et s'il manque "
            + "une table ou un index à l'une d'elles. Code de sortie : 0 rien ne manque, 2 il manque quelque chose, 1 impossible.");
        command.SetAction((_, cancellationToken) => WithDatabaseAsync(
            async source =>
            {
                var place = await CitusNodes.FindAsync(source, cancellationToken);
                var cells = await CellLayout.ListAsync(source, place is { IsDistributed: true }, cancellationToken);
                var missing = await CellLayout.MissingAsync(source, cancellationToken);
                var (fewest, most) = (cells.Min(c => c.Soins), cells.Max(c => c.Soins));
                Console.WriteLine(
                    $"La base a {Text(cells.Count)}{(place is null ? ", sur un serveur" : "")} ; soins par cellule : de "
                        + $"{ProgressLine.Number(fewest)} à {ProgressLine.Number(most)}."
                        + (place is null ? "" : " " + Sentence(place)));
                Console.WriteLine(
                    missing.Count == 0
                        ? "Toutes sont complètes."
                        : $"Il manque : {string.Join(", ", missing)}. Rien de ce qui s'y trouvait n'est lu, et rien ne s'y écrit. Les "
                            + "index des recherches se refont par recon migrate ; une table ou un autre index, d'une sauvegarde.");
                return missing.Count == 0 ? WholeExitCode : IncompleteExitCode;
            },
            cancellationToken));
        return command;
    }

    private static Command Split()
    {
        var count = new Argument<int>("nombre")
        {
            Description = $"Le nombre de cellules, de 2 à {CellLayout.CellsMax} ; il ne change plus.",
        };
        count.Validators.Add(r =>
        {
            if (!int.TryParse(r.Tokens.SingleOrDefault()?.Value, out var read) || read is < 2 or > CellLayout.CellsMax)
            {
                r.AddError($"nombre : un nombre de cellules, de 2 à {CellLayout.CellsMax}.");
            }
        });
        var command = new Command("split", """
            Répartit une base d'une seule cellule. À exécuter par le propriétaire de la base, moteurs et API arrêtés : les tables sont
            à cette commande seule jusqu'à sa fin, et les paiements attendent dans leurs files. Il faut sur le disque la place d'une
            deuxième fois ces tables. Les lignes de chaque table sont comptées et additionnées avant et après. Interrompue, elle laisse
            la base comme elle était. recon verify avant et après.

            Exemple :
              recon cells split 16
            """) { count };
        command.SetAction((r, cancellationToken) => WithDatabaseAsync(
            async source =>
            {
                var startedAt = TimeProvider.System.GetTimestamp();
                var rows = await SplitAsync(source, r.GetRequiredValue(count), cancellationToken);
                Console.WriteLine(
                    $"La base a {Text(r.GetRequiredValue(count))} : {ProgressLine.Number(rows)} rangs, les mêmes qu'avant, en "
                        + $"{ProgressLine.Number(TimeProvider.System.GetElapsedTime(startedAt).TotalSeconds)} s.");
                await AnalyseAsync(source, cancellationToken);
                return WholeExitCode;
            },
            cancellationToken));
        return command;
    }

    private static async Task<double> SplitAsync(NpgsqlDataSource source, int count, CancellationToken cancellationToken)
    {
        try
        {
            var sums = await CellSplit.RunAsync(
                source, count, table => Console.WriteLine($"Répartition de {table}…"), cancellationToken);
            return sums.Sum(s => (double)s.Rows);
        }
        catch (CellSplitRefusedException refusal)
        {
            throw new StartupRefusedException(refusal.Message, refusal);
        }
    }

    // The database is parted by now, whatever becomes of its statistics.
    private static async Task AnalyseAsync(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        try
        {
            await CellLayout.AnalyseAsync(source, cancellationToken);
        }
        catch (Exception e) when (e is NpgsqlException or OperationCanceledException)
        {
            Console.WriteLine("Ses statistiques n'ont pas été recueillies : recon entretien le fera.");
        }
    }

    /// <summary>Does the work of a command on the database.</summary>
    public static async Task<int> WithDatabaseAsync(Func<NpgsqlDataSource, Task<int>> work, CancellationToken cancellationToken)
    {
        var configuration = new ConfigurationBuilder().AddEnvironmentVariables().Build();
        await using var source = Database.CreateSource(CommandDatabase.ReadConnectionString(configuration), Role);
        await CommandDatabase.RequireUpToDateAsync(source, cancellationToken);
        return await CommandDatabase.OrOneSentenceAsync(
            source, () => work(source), lost: "recon cells status says how many cells there are; interrupted, a split leaves what was.");
    }
}
