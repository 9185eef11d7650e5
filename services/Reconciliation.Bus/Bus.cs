using System.Diagnostics.CodeAnalysis;
using System.Net.Mime;
using MassTransit;
using MassTransit.Serialization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Headers = MassTransit.Headers;

namespace Reconciliation.Bus;

/// <summary>
/// All of MassTransit in two files, this one and <see cref="DirectConsumer"/>, so that leaving it is a day's work. Bytes in, bytes out:
/// nothing is deserialized here, so that no message can fail before the front door has seen it, and none is dropped because a producer
/// reused a message id.
/// </summary>
public static class BusRegistration
{
    /// <summary>Registers the bus: real RabbitMQ where a URI is given, else in process.</summary>
    /// <param name="services">The services.</param>
    /// <param name="settings">The settings.</param>
    public static IServiceCollection AddBus(this IServiceCollection services, BusSettings settings)
    {
        services.AddSingleton(settings);
        services.AddSingleton<BatchShutdown>();
        services.AddSingleton<BusHealth>();
        services.AddSingleton<RabbitPublisher>();
        services.AddSingleton<InMemoryPublisher>();
        services.AddSingleton<PublishMessages>(s => settings.RabbitMq is null
            ? s.GetRequiredService<InMemoryPublisher>().SendAsync
            : s.GetRequiredService<RabbitPublisher>().SendAsync);
        services.AddSingleton(s => new Publisher(
            settings, s.GetRequiredService<TimeProvider>(), s.GetRequiredService<BusHealth>(), s.GetRequiredService<PublishMessages>()));
        services.AddOptions<MassTransitHostOptions>().Configure(o =>
        {
            o.WaitUntilStarted = false;
            o.StartTimeout = settings.StartTimeout;
            o.StopTimeout = settings.StopTimeout;
            o.ConsumerStopTimeout = settings.StopTimeout;
        });
        services.AddMassTransit(x =>
        {
            x.DisableUsageTelemetry();
            if (settings.RabbitMq is { } uri)
            {
                x.UsingRabbitMq((context, cfg) => ConfigureRabbitMq(context, cfg, uri, settings));
            }
            else
            {
                x.UsingInMemory((context, cfg) => ConfigureInMemory(context, cfg, settings));
            }
        });
        return services;
    }

    private static void ConfigureRabbitMq(IBusRegistrationContext context, IRabbitMqBusFactoryConfigurator cfg, Uri uri, BusSettings settings)
    {
        var identity = uri.UserInfo.Split(':', 2);
        cfg.Host(new Uri(uri.GetComponents(UriComponents.AbsoluteUri & ~UriComponents.UserInfo, UriFormat.UriEscaped)), h =>
        {
            h.Username(identity[0].Length > 0 ? Uri.UnescapeDataString(identity[0]) : "guest");
            h.Password(identity.Length > 1 ? Uri.UnescapeDataString(identity[1]) : "guest");
            h.ConnectionName(settings.ConnectionName);
            h.Heartbeat(settings.HeartbeatInterval);
        });
        Write(cfg);
        if (settings.Consumes)
        {
            foreach (var file in new[] { ExchangeNames.PaiementsRo, ExchangeNames.PaiementsComplementaires })
            {
                ReceiveFromRabbitMq(file, context, cfg, settings);
                ReceiveFromRabbitMq(file + ExchangeNames.DeadLetterSuffix, context, cfg, settings);
            }
        }
        else
        {
            // Who only publishes would connect with the first message, and not know until then that there is no broker.
            cfg.AutoStart = true;
        }
    }

    private static void ConfigureInMemory(IBusRegistrationContext context, IInMemoryBusFactoryConfigurator cfg, BusSettings settings)
    {
        Write(cfg);
        if (settings.Consumes)
        {
            cfg.ReceiveEndpoint(ExchangeNames.PaiementsRo, e => Receive<RawPaiementRo>(e, context, settings));
            cfg.ReceiveEndpoint(ExchangeNames.PaiementsComplementaires, e => Receive<RawPaiementComplementaire>(e, context, settings));
        }
    }

    private static void Write(IBusFactoryConfigurator cfg)
    {
        cfg.ClearSerialization();
        cfg.AddSerializer(new RawFormat<SoinBrut>(), isSerializer: true);
        cfg.AddDeserializer(new RawFormat<SoinBrut>(), isDefault: true);
    }

    private static void ReceiveFromRabbitMq(
        string file, IBusRegistrationContext context, IRabbitMqBusFactoryConfigurator cfg, BusSettings settings) => cfg.ReceiveEndpoint(file, e =>
        {
            e.SetQuorumQueue();
            e.PrefetchCount = settings.InHand;
            e.ConcurrentMessageLimit = 1; // reads deliveries one after the other, and waits for none
            e.ConfigureConsumeTopology = false;
            var (receive, stop) = (context.GetRequiredService<ReceiveMessage>(), context.GetRequiredService<BatchShutdown>());
            e.ConfigureChannel(canal => canal.UseFilter(new DirectConsumer(c => new Deliveries(
                c,
                settings,
                message => receive(file, message, stop.Token),
                context.GetRequiredService<TimeProvider>(),
                context.GetRequiredService<ILogger<Deliveries>>()))));
        });

    private static void Receive<T>(IReceiveEndpointConfigurator endpoint, IBusRegistrationContext context, BusSettings settings)
        where T : RawMessage, IQueueMessage, new()
    {
        endpoint.PrefetchCount = settings.InHand;
        endpoint.ConcurrentMessageLimit = settings.InHand;
        endpoint.ConfigureConsumeTopology = false;
        endpoint.PublishFaults = false;
        endpoint.ClearSerialization();
        endpoint.AddSerializer(new RawFormat<T>(), isSerializer: true);
        endpoint.AddDeserializer(new RawFormat<T>(), isDefault: true);

        // Never to an error queue, of which nobody would hear.
        endpoint.RethrowFaultedMessages();
        endpoint.ThrowOnSkippedMessages();
        var (receive, stop) = (context.GetRequiredService<ReceiveMessage>(), context.GetRequiredService<BatchShutdown>());
        endpoint.Handler<T>(message => receive(T.File, new(message.Message.Corps), stop.Token));
    }
}

/// <summary>Whether the bus is there.</summary>
/// <param name="bus">The bus.</param>
/// <param name="settings">The settings.</param>
/// <param name="clock">The clock.</param>
internal sealed class BusHealth(IBusControl bus, BusSettings settings, TimeProvider clock)
{
    public bool IsConnected => bus.CheckHealth().Status == BusHealthStatus.Healthy;

    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(settings.StartTimeout, clock);
        using var delay = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        if (await bus.WaitForHealthStatus(BusHealthStatus.Healthy, delay.Token) != BusHealthStatus.Healthy)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw new TimeoutException("The broker does not answer.");
        }
    }
}

/// <summary>Sends within the process.</summary>
/// <param name="bus">The bus.</param>
internal sealed class InMemoryPublisher(IBus bus)
{
    public async Task<int> SendAsync(string exchange, IReadOnlyList<OutgoingMessage> sendings, bool requireQueue, CancellationToken cancellationToken)
    {
        var endpoint = await bus.GetSendEndpoint(new Uri($"exchange:{exchange}"));
        await Task.WhenAll(sendings.Select(sending => endpoint.Send(
            new SoinBrut { Corps = sending.Body.ToArray() },
            context =>
            {
                context.MessageId = sending.Id ?? context.MessageId;
                context.ContentType = new ContentType(sending.Type);
            },
            cancellationToken)));
        return 0;
    }
}

/// <summary>Reads any body as bytes, whatever its content type, and writes bytes as JSON.</summary>
internal sealed class RawFormat<T> : ISerializerFactory, IMessageDeserializer, IMessageSerializer
    where T : RawMessage, new()
{
    private static readonly ContentType Json = new("application/json");

    public ContentType ContentType => Json;

    public IMessageSerializer CreateSerializer() => this;

    public IMessageDeserializer CreateDeserializer() => this;

    public MessageBody GetMessageBody<TMessage>(SendContext<TMessage> context)
        where TMessage : class => new BytesMessageBody(((RawMessage)(object)context.Message).Corps);

    public MessageBody GetMessageBody(string text) => new StringMessageBody(text);

    public ConsumeContext Deserialize(ReceiveContext receiveContext) =>
        new BodyConsumeContext(receiveContext, Deserialize(receiveContext.Body, receiveContext.TransportHeaders, receiveContext.InputAddress));

    public SerializerContext Deserialize(MessageBody body, Headers headers, Uri? destinationAddress = null) =>
        new RawContent(body.GetBytes() ?? [], this, destinationAddress);

    public void Probe(ProbeContext context) => context.CreateScope("bytes");

    // No header is read: a batch drops messages that share a message id, and nothing tells that a producer keeps ids apart.
    private sealed class RawContent(byte[] body, RawFormat<T> format, Uri? destination) : BaseSerializerContext(
        SystemTextJsonMessageSerializer.Instance,
        new RawMessageContext(EmptyHeaders.Instance, destination, default),
        [])
    {
        public override bool TryGetMessage<TMessage>([NotNullWhen(true)] out TMessage? message)
            where TMessage : class
        {
            message = typeof(TMessage) == typeof(T) ? (TMessage)(object)new T { Corps = body } : null;
            return message is not null;
        }

        public override bool TryGetMessage(Type messageType, [NotNullWhen(true)] out object? message)
        {
            message = messageType == typeof(T) ? new T { Corps = body } : null;
            return message is not null;
        }

        public override bool IsSupportedMessageType<TMessage>() => typeof(TMessage) == typeof(T);

        public override bool IsSupportedMessageType(Type messageType) => messageType == typeof(T);

        public override IMessageSerializer GetMessageSerializer() => format;

        public override IMessageSerializer GetMessageSerializer<TMessage>(MessageEnvelope envelope, TMessage message) => format;

        public override IMessageSerializer GetMessageSerializer(object message, string[] messageTypes) => format;

        public override Dictionary<string, object> ToDictionary<TMessage>(TMessage? message)
            where TMessage : class => [];
    }
}
