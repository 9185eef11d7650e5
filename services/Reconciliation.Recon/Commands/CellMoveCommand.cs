using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Microsoft.Extensions.Configuration;
using Npgsql;
using Reconciliation.Hosting;
using Reconciliation.Storage;

namespace Reconciliation.Recon;

/// <summary><c>recon cells move</c>: brings the schema of an installation on Citus to another node, while the service goes on.</summary>
internal static class CellMoveCommand
{
    public static Command Create()
    {
        var node = new Argument<CitusNode>("nœud")
        {
            Description = "Le nœud de Citus, HÔTE:PORT comme recon cells status et pg_dist_node l'écrivent.",
            CustomParser = Read,
        };
        var command = new Command("move", """
            Porte le schéma d'une installation sur un nœud de Citus. À exécuter par le propriétaire de la base, qui doit pouvoir y mettre
            fin aux sessions du service et poser session_replication_role ; RECONCILIATION_POSTGRES nomme tous les nœuds, le
            coordinateur d'abord, et le schéma (Search Path). Moteurs, API et console continuent : ils attendent quelques secondes, puis
            trouvent le schéma d'eux-mêmes, et une nouvelle histoire de la base est annoncée (EpoqueCommencee). La première fois, le
            schéma est d'abord réparti : arrêtez alors les moteurs. Interrompue, la commande se refait.

            Exemple :
              recon cells move citus-2:5432
            """) { node };
        command.SetAction((r, cancellationToken) => CellsCommand.WithDatabaseAsync(
            source => MoveAsync(source, r.GetRequiredValue(node), cancellationToken), cancellationToken));
        return command;
    }

    private static async Task<int> MoveAsync(NpgsqlDataSource source, CitusNode node, CancellationToken cancellationToken)
    {
        var place = await CitusNodes.FindAsync(source, cancellationToken) ?? throw new StartupRefusedException(
            "The database is not one of Citus, or its coordinator is not known to it (citus_set_coordinator_host).");
        var chain = CommandDatabase.ReadConnectionString(new ConfigurationBuilder().AddEnvironmentVariables().Build());
        var startedAt = TimeProvider.System.GetTimestamp();
        try
        {
            await CellMove.RunAsync(
                Database.AtNode(chain, CellsCommand.Role), place, node, step => Console.WriteLine($"{step}…"), cancellationToken);
        }
        catch (CellMoveRefusedException refusal)
        {
            throw new StartupRefusedException(refusal.Message, refusal);
        }

        Console.WriteLine(
            $"Le schéma {place.Schema} est sur {node}, en "
                + $"{ProgressLine.Number(TimeProvider.System.GetElapsedTime(startedAt).TotalSeconds)} s.");
        return 0;
    }

    private static CitusNode Read(ArgumentResult result)
    {
        var text = result.Tokens.Single().Value;
        var colon = text.LastIndexOf(':');
        if (colon > 0 && ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port))
        {
            return new(text[..colon], port);
        }

        result.AddError("nœud : HÔTE:PORT, comme citus-2:5432.");
        return default;
    }
}
