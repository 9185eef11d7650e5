using System.Text.Json;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Reconciliation.Bus;
using Reconciliation.Contracts;
using Reconciliation.Domain;

namespace Reconciliation.Benchmarks.Throughput;

/// <summary>
/// The program that a good .NET developer writes first: one MassTransit consumer per message; EF Core loads the soin or inserts it, and
/// saves it with an outbox row in the same transaction; a relay publishes that row. It knows no duplicate, pairs by four equal members
/// only, judges nothing and has no history.
/// </summary>
internal static class OrdinaryProgram
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
            var published = await database.AddAsync(context.Message, context.CancellationToken);
            database.Outbox.Add(new OutboxRow { Contenu = JsonSerializer.Serialize(published) });
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
