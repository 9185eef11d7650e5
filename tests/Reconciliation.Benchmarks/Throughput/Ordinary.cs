using System.Text.Json;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Reconciliation.Bus;
using Reconciliation.Contracts;
using Reconciliation.Domain;

namespace Reconciliation.Benchmarks.Throughput;

/// <summary>
/// The program that a good .NET developer writes first: one MassTransit consumer per message; EF Core loads the soin or inserts it, and
/// saves it with an outbox row in the same transaction; a relay publishes that row. It knows no duplicate, pairs by four equal members
/// only, judges nothing and has no history.
/// </summary>
internal static class Ordinary
{
    private const int ConsumersPerQueue = 16;

    public static IHost Build(string database, Uri virtualHost)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Logging.SetMinimumLevel(LogLevel.Error);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddDbContextPool<OrdinaryContext>(o => o.UseNpgsql(database));
        builder.Services.AddMassTransit(x =>
        {
            x.DisableUsageTelemetry();
            x.AddConsumer<PaiementConsumer<PaiementRoEmis>>();
            x.AddConsumer<PaiementConsumer<PaiementComplementaireEmis>>();
            x.UsingRabbitMq((context, bus) =>
            {
                var user = virtualHost.UserInfo.Split(':');
                bus.Host(new Uri(virtualHost.GetComponents(UriComponents.AbsoluteUri & ~UriComponents.UserInfo, UriFormat.UriEscaped)), h =>
                {
                    h.Username(user[0]);
                    h.Password(user[1]);
                });
                bus.Message<Publication>(m => m.SetEntityName(ExchangeNames.Soins));
                Receive<PaiementRoEmis>(bus, context, Part.Ro.Queue);
                Receive<PaiementComplementaireEmis>(bus, context, Part.Complementaire.Queue);
            });
        });
        builder.Services.AddHostedService<Relay>();
        return builder.Build();
    }

    private static void Receive<T>(IRabbitMqBusFactoryConfigurator bus, IBusRegistrationContext context, string queue)
        where T : PaiementEmis => bus.ReceiveEndpoint(queue, endpoint =>
        {
            endpoint.SetQuorumQueue();
            endpoint.PrefetchCount = ConsumersPerQueue * 2;
            endpoint.ConcurrentMessageLimit = ConsumersPerQueue;
            endpoint.ConfigureConsumeTopology = false;
            endpoint.UseRawJsonDeserializer(RawSerializerOptions.AnyMessageType, isDefault: true);
            endpoint.UseMessageRetry(retry => retry.Immediate(10));
            endpoint.ConfigureConsumer<PaiementConsumer<T>>(context);
        });

    /// <summary>Adds one line to its soin, in one transaction with the message to publish.</summary>
    private sealed class PaiementConsumer<T>(OrdinaryContext database) : IConsumer<T>
        where T : PaiementEmis
    {
        public async Task Consume(ConsumeContext<T> context)
        {
            var line = context.Message;
            var key = $"{line.BeneficiaireId}/{line.DateSoin:yyyy-MM-dd}/{line.ProfessionnelId}/{line.Depense}";
            var soin = await database.Soins.SingleOrDefaultAsync(s => s.Cle == key, context.CancellationToken);
            if (soin is null)
            {
                database.Soins.Add(soin = new OrdinarySoin { Cle = key });
            }

            soin.Lignes++;
            if (line is PaiementRoEmis)
            {
                soin.Ro += line.Montant;
            }
            else
            {
                soin.Complementaire += line.Montant;
            }

            database.Outbox.Add(
                new OutboxRow { Contenu = JsonSerializer.Serialize(new Publication(key, soin.Ro, soin.Complementaire, soin.Lignes)) });
            await database.SaveChangesAsync(context.CancellationToken);
        }
    }

    /// <summary>Publishes the messages of the outbox, in its order.</summary>
    private sealed class Relay(IServiceScopeFactory scopes, IBus bus, TimeProvider clock) : BackgroundService
    {
        private const int Chunk = 100;
        private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

        protected override async Task ExecuteAsync(CancellationToken stoppingToken)
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                await using var scope = scopes.CreateAsyncScope();
                var database = scope.ServiceProvider.GetRequiredService<OrdinaryContext>();
                var rows = await database.Outbox.OrderBy(s => s.Id).Take(Chunk).ToListAsync(stoppingToken);
                if (rows.Count == 0)
                {
                    await Task.Delay(Pause, clock, stoppingToken);
                    continue;
                }

                await Task.WhenAll(rows.Select(row => bus.Publish(JsonSerializer.Deserialize<Publication>(row.Contenu)!, stoppingToken)));
                database.Outbox.RemoveRange(rows);
                await database.SaveChangesAsync(stoppingToken);
            }
        }
    }
}

/// <summary>The message of the ordinary program.</summary>
public sealed record Publication(string Cle, decimal Ro, decimal Complementaire, int Lignes);

/// <summary>Its soin; <c>xmin</c> tells that another consumer was faster.</summary>
internal sealed class OrdinarySoin
{
    public required string Cle { get; init; }

    public decimal Ro { get; set; }

    public decimal Complementaire { get; set; }

    public int Lignes { get; set; }

    public uint Version { get; init; }
}

/// <summary>A row of its outbox.</summary>
internal sealed class OutboxRow
{
    public long Id { get; init; }

    public required string Contenu { get; init; }
}

/// <summary>Its tables.</summary>
internal sealed class OrdinaryContext(DbContextOptions<OrdinaryContext> options) : DbContext(options)
{
    public DbSet<OrdinarySoin> Soins => Set<OrdinarySoin>();

    public DbSet<OutboxRow> Outbox => Set<OutboxRow>();

    /// <summary>Creates the tables in an empty database.</summary>
    public static async Task CreateSchemaAsync(string database)
    {
        await using var context = new OrdinaryContext(new DbContextOptionsBuilder<OrdinaryContext>().UseNpgsql(database).Options);
        await context.Database.EnsureCreatedAsync();
    }

    /// <summary>The messages in soins, and whether the outbox is empty.</summary>
    public static async Task<(long Processed, bool Published)> ProgressAsync(NpgsqlDataSource database)
    {
        await using var command =
            database.CreateCommand("""SELECT coalesce(sum("Lignes"), 0)::bigint, NOT EXISTS (SELECT FROM "Outbox") FROM "Soins" """);
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        return (reader.GetInt64(0), reader.GetBoolean(1));
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<OrdinarySoin>(t =>
        {
            t.HasKey(s => s.Cle);
            t.Property(s => s.Version).IsRowVersion();
        });
        modelBuilder.Entity<OutboxRow>().HasKey(s => s.Id);
    }
}
