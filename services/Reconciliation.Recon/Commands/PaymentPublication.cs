using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Reconciliation.Bus;
using Reconciliation.Core;
using Reconciliation.Domain;
using Reconciliation.Hosting;
using Reconciliation.Storage;

namespace Reconciliation.Recon;

/// <summary>A connection to the broker that publishes payments and consumes none, for commands that run and end.</summary>
internal sealed class PaymentPublication : IAsyncDisposable
{
    /// <summary>The longest time that the broker may take to answer.</summary>
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(20);

    /// <summary>The longest time that the broker may take to say why it cannot be used.</summary>
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(5);

    private readonly IHost _host;

    private PaymentPublication(IHost host) => _host = host;

    /// <summary>Connects to the broker that <c>RECONCILIATION_RABBITMQ</c> names.</summary>
    /// <param name="streams">The streams of payments.</param>
    /// <param name="configuration">The environment.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="StartupRefusedException">No broker is named, or it does not answer, or refuses.</exception>
    public static async Task<PaymentPublication> OpenAsync(
        PaymentStreams streams, IConfiguration configuration, TimeProvider clock, CancellationToken cancellationToken)
    {
        var rabbitMq = Settings.ReadRabbitMq(configuration)
            ?? throw new StartupRefusedException("RECONCILIATION_RABBITMQ must name the broker, as an amqp URI.");
        if (await BrokerAnswer.AskAsync(rabbitMq, AnswerTimeout, cancellationToken) is { IsRefusal: true } refusal)
        {
            throw new StartupRefusedException(refusal.Sentence);
        }

        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton(clock);
        builder.Services.AddBus(new BusSettings
        {
            RabbitMq = rabbitMq,
            Management = Settings.ReadManagement(configuration),
            Parts = streams.Parts,
            Consumes = false,
            ConnectionName = "recon",
            StartTimeout = ConnectTimeout,
        });
        builder.Services.AddSingleton<PaymentPublisher>();
        var publication = new PaymentPublication(builder.Build());
        try
        {
            await publication._host.StartAsync(cancellationToken);
            await publication._host.Services.GetRequiredService<Publisher>().WaitAsync(cancellationToken);
            return publication;
        }
        catch (BrokerRefusedException refused)
        {
            await publication.DisposeAsync();
            throw new StartupRefusedException(refused.Message + ".", refused);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            await publication.DisposeAsync();
            throw new StartupRefusedException(
                (await BrokerAnswer.AskAsync(rabbitMq, AnswerTimeout, cancellationToken))?.Sentence
                ?? "The broker that RECONCILIATION_RABBITMQ names takes no messages.");
        }
    }

    /// <inheritdoc cref="PaymentPublisher.PublishAsync"/>
    public Task PublishAsync(
        IReadOnlyCollection<(Part Part, ReadOnlyMemory<byte> Body)> messages, string sender, CancellationToken cancellationToken) =>
        _host.Services.GetRequiredService<PaymentPublisher>().PublishAsync(messages, sender, cancellationToken);

    /// <summary>Publishes lines that were read; it waits for a broker that is away.</summary>
    /// <inheritdoc cref="DepositLignes"/>
    public Task DepositAsync(Part part, IReadOnlyList<ReceivedLigne> lignes, CancellationToken cancellationToken) =>
        _host.Services.GetRequiredService<PaymentPublisher>().PublishLignesAsync(part, lignes, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }
}
