using System.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Reconciliation.Bus;
using Reconciliation.Domain;
using Reconciliation.Hosting;

namespace Reconciliation.Recon;

/// <summary>A connection to the broker that publishes payments and consumes none, for commands that run and end.</summary>
internal sealed class PaymentPublication : IAsyncDisposable
{
    /// <summary>How long the broker may take to answer.</summary>
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(20);

    private readonly IHost _host;

    private PaymentPublication(IHost host) => _host = host;

    private Publisher Publisher => _host.Services.GetRequiredService<Publisher>();

    private TimeProvider Clock => _host.Services.GetRequiredService<TimeProvider>();

    /// <summary>The exchange of a stream.</summary>
    /// <param name="part">The stream.</param>
    public static string Exchange(Part part) => PartCatalogue.Of(part).Queue;

    /// <summary>Connects to the broker that <c>RECONCILIATION_RABBITMQ</c> names.</summary>
    /// <param name="configuration">The environment.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="StartupRefusedException">No broker is named, or it does not answer.</exception>
    public static async Task<PaymentPublication> OpenAsync(IConfiguration configuration, TimeProvider clock, CancellationToken cancellationToken)
    {
        var rabbitMq = Settings.ReadRabbitMq(configuration)
            ?? throw new StartupRefusedException("RECONCILIATION_RABBITMQ must name the broker, as an amqp URI.");
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton(clock);
        builder.Services.AddBus(new BusSettings
        {
            RabbitMq = rabbitMq,
            Consumes = false,
            ConnectionName = "recon",
            StartTimeout = ConnectTimeout,
        });
        var publication = new PaymentPublication(builder.Build());
        try
        {
            await publication._host.StartAsync(cancellationToken);
            await publication.Publisher.WaitAsync(cancellationToken);
            return publication;
        }
        catch (TimeoutException)
        {
            await publication.DisposeAsync();
            throw new StartupRefusedException("The broker that RECONCILIATION_RABBITMQ names does not answer.");
        }
    }

    /// <summary>Publishes messages of both streams; returns once the broker has confirmed every one.</summary>
    /// <param name="messages">The messages, each with its stream.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task PublishAsync(IReadOnlyCollection<(Part Part, byte[] Body)> messages, CancellationToken cancellationToken) =>
        PublishAsync(Publisher, Clock, messages, cancellationToken);

    /// <inheritdoc cref="PublishAsync(IReadOnlyCollection{ValueTuple{Part, byte[]}}, CancellationToken)"/>
    /// <param name="publisher">The way out of a host.</param>
    /// <param name="clock">The clock of the host: it says when the messages were published.</param>
    /// <param name="messages">The messages, each with its stream.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="TimeoutException">The broker did not confirm them, or has no queue for them. Sending them again does no harm.</exception>
    public static async Task PublishAsync(
        Publisher publisher, TimeProvider clock, IReadOnlyCollection<(Part Part, byte[] Body)> messages, CancellationToken cancellationToken)
    {
        var trace = Activity.Current is { Recorded: true } current ? current.Id : null;
        var now = clock.GetUtcNow();
        foreach (var stream in messages.GroupBy(m => m.Part))
        {
            var sendings = stream.Select(m => new OutgoingMessage(null, m.Body, Trace: trace, PublishedAt: now)).ToList();
            if (!await PublishAsync(publisher, Exchange(stream.Key), sendings, cancellationToken))
            {
                throw new TimeoutException("The broker has no queue for the payments yet: no engine has started.");
            }
        }
    }

    // Whatever the reason why the broker did not confirm: the caller must send again, and may.
    private static async Task<bool> PublishAsync(Publisher publisher, string exchange, IReadOnlyList<OutgoingMessage> sendings, CancellationToken cancellationToken)
    {
        try
        {
            return await publisher.PublishAsync(exchange, sendings, cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw new TimeoutException("The broker did not confirm the payments.", e);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }
}
