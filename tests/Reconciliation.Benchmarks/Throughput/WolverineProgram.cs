using System.Text.Json;
using System.Text.Json.Serialization;
using JasperFx.Resources;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Reconciliation.Bus;
using Reconciliation.Contracts;
using Reconciliation.Domain;
using Wolverine;
using Wolverine.EntityFrameworkCore;
using Wolverine.ErrorHandling;
using Wolverine.Postgresql;
using Wolverine.RabbitMQ;

namespace Reconciliation.Benchmarks.Throughput;

/// <summary>
/// The program that a team builds that picks Wolverine: the work of <see cref="OrdinaryProgram"/> in handlers, with the durable inbox, the
/// durable outbox, transactions of EF Core and confirmed publications, tuned as Wolverine's own pages on performance say. Like the ordinary
/// program it knows no duplicate that its sender made, pairs by four equal members only, judges nothing and has no history.
/// </summary>
internal static class WolverineProgram
{
    /// <summary>The schema of Wolverine's own tables.</summary>
    public const string Schema = "wolverine";

    private const int HandlersPerQueue = 16;
    private const int AttemptsMax = 10;

    public static IHost Build(string database, Uri virtualHost)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Logging.SetMinimumLevel(LogLevel.Error);
        builder.UseWolverine(wolverine =>
        {
            wolverine.Discovery.DisableConventionalDiscovery().IncludeType(typeof(PaiementHandler));
            wolverine.Durability.Mode = DurabilityMode.Solo; // one process: nothing to elect
            wolverine.PersistMessagesWithPostgresql(database, Schema);
            wolverine.Services.AddDbContextWithWolverineIntegration<OrdinaryContext>(o => o.UseNpgsql(database), Schema);
            wolverine.UseEntityFrameworkCoreTransactions();
            wolverine.Policies.AutoApplyTransactions();
            wolverine.Policies.OnException<DbUpdateException>().RetryTimes(AttemptsMax); // another handler was faster
            wolverine.UseSystemTextJsonForSerialization(json =>
            {
                json.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
                json.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase));
            });
            wolverine.UseRabbitMq(virtualHost).ConfigureChannelCreation(channel =>
            {
                channel.PublisherConfirmationsEnabled = true;
                channel.PublisherConfirmationTrackingEnabled = true;
            });
            Listen<PaiementRoEmis>(wolverine, Part.Ro.Queue);
            Listen<PaiementComplementaireEmis>(wolverine, Part.Complementaire.Queue);
            wolverine.PublishMessage<Publication>().ToRabbitExchange(ExchangeNames.Soins).UseDurableOutbox();
        });
        return builder.Build();
    }

    /// <summary>The messages in soins, and whether Wolverine's inbox and outbox hold nothing that is still to be done.</summary>
    public static async Task<(long Processed, bool Published)> ProgressAsync(NpgsqlDataSource database)
    {
        await using var command = database.CreateCommand($"""
            SELECT coalesce(sum("Lignes"), 0)::bigint,
                   NOT EXISTS (SELECT FROM {Schema}.wolverine_outgoing_envelopes)
                       AND NOT EXISTS (SELECT FROM {Schema}.wolverine_incoming_envelopes WHERE status <> 'Handled')
            FROM "Soins"
            """);
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        return (reader.GetInt64(0), reader.GetBoolean(1));
    }

    /// <summary>Creates the soins and Wolverine's own tables in an empty database.</summary>
    public static async Task CreateSchemaAsync(string database)
    {
        await OrdinaryContext.CreateSchemaAsync(database);
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Logging.SetMinimumLevel(LogLevel.Error);
        builder.UseWolverine(wolverine =>
        {
            wolverine.Discovery.DisableConventionalDiscovery();
            wolverine.Durability.Mode = DurabilityMode.Solo;
            wolverine.PersistMessagesWithPostgresql(database, Schema);
        });
        using var host = builder.Build();
        await host.SetupResources();
    }

    private static void Listen<T>(WolverineOptions wolverine, string queue)
        where T : PaiementEmis => wolverine.ListenToRabbitQueue(queue)
            .DefaultIncomingMessage<T>()
            .UseDurableInbox()
            .MaximumParallelMessages(HandlersPerQueue);
}

/// <summary>Adds one line to its soin; what it returns goes out through the outbox, in the transaction of the soin.</summary>
public static class PaiementHandler
{
    public static Task<Publication> HandleAsync(PaiementRoEmis line, OrdinaryContext database, CancellationToken cancellationToken) =>
        database.AddAsync(line, cancellationToken);

    public static Task<Publication> HandleAsync(
        PaiementComplementaireEmis line, OrdinaryContext database, CancellationToken cancellationToken) =>
        database.AddAsync(line, cancellationToken);
}
