using System.Diagnostics.CodeAnalysis;
using System.Net.Mime;
using MassTransit;
using MassTransit.Serialization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Headers = MassTransit.Headers;

namespace Reconciliation.Bus;

/// <summary>
/// All of MassTransit in two files, this one and <see cref="LivraisonsDirectes"/>, so that leaving it is a day's work. Bytes in, bytes out:
/// nothing is deserialized here, so that no message can fail before the front door has seen it, and none is dropped because a producer
/// reused a message id.
/// </summary>
public static class BusRegistration
{
    /// <summary>Registers the bus: real RabbitMQ where a URI is given, else in process.</summary>
    /// <param name="services">The services.</param>
    /// <param name="reglages">The settings.</param>
    public static IServiceCollection AddBus(this IServiceCollection services, ReglagesBus reglages)
    {
        services.AddSingleton(reglages);
        services.AddSingleton<ArretDesLots>();
        services.AddSingleton<EtatDuBus>();
        services.AddSingleton<LiaisonRabbit>();
        services.AddSingleton<EnvoiEnMemoire>();
        services.AddSingleton<Envoyer>(s => reglages.RabbitMq is null
            ? s.GetRequiredService<EnvoiEnMemoire>().EnvoyerAsync
            : s.GetRequiredService<LiaisonRabbit>().EnvoyerAsync);
        services.AddSingleton(s => new Emetteur(
            reglages, s.GetRequiredService<TimeProvider>(), s.GetRequiredService<EtatDuBus>(), s.GetRequiredService<Envoyer>()));
        services.AddOptions<MassTransitHostOptions>().Configure(o =>
        {
            o.WaitUntilStarted = false;
            o.StartTimeout = reglages.DelaiDemarrage;
            o.StopTimeout = reglages.DelaiArret;
            o.ConsumerStopTimeout = reglages.DelaiArret;
        });
        services.AddMassTransit(x =>
        {
            x.DisableUsageTelemetry();
            if (reglages.RabbitMq is { } uri)
            {
                x.UsingRabbitMq((context, cfg) => ConfigurerRabbitMq(context, cfg, uri, reglages));
            }
            else
            {
                x.UsingInMemory((context, cfg) => ConfigurerEnMemoire(context, cfg, reglages));
            }
        });
        return services;
    }

    private static void ConfigurerRabbitMq(IBusRegistrationContext context, IRabbitMqBusFactoryConfigurator cfg, Uri uri, ReglagesBus reglages)
    {
        var identite = uri.UserInfo.Split(':', 2);
        cfg.Host(new Uri(uri.GetComponents(UriComponents.AbsoluteUri & ~UriComponents.UserInfo, UriFormat.UriEscaped)), h =>
        {
            h.Username(identite[0].Length > 0 ? Uri.UnescapeDataString(identite[0]) : "guest");
            h.Password(identite.Length > 1 ? Uri.UnescapeDataString(identite[1]) : "guest");
            h.ConnectionName(reglages.NomConnexion);
            h.Heartbeat(reglages.Battement);
        });
        Ecrire(cfg);
        if (reglages.Consomme)
        {
            foreach (var file in new[] { Echanges.PaiementsRo, Echanges.PaiementsComplementaires })
            {
                RecevoirDeRabbitMq(file, context, cfg, reglages);
                RecevoirDeRabbitMq(file + Echanges.Rebut, context, cfg, reglages);
            }
        }
        else
        {
            // Who only publishes would connect with the first message, and not know until then that there is no broker.
            cfg.AutoStart = true;
        }
    }

    private static void ConfigurerEnMemoire(IBusRegistrationContext context, IInMemoryBusFactoryConfigurator cfg, ReglagesBus reglages)
    {
        Ecrire(cfg);
        if (reglages.Consomme)
        {
            cfg.ReceiveEndpoint(Echanges.PaiementsRo, e => Recevoir<PaiementRoBrut>(e, context, reglages));
            cfg.ReceiveEndpoint(Echanges.PaiementsComplementaires, e => Recevoir<PaiementComplementaireBrut>(e, context, reglages));
        }
    }

    private static void Ecrire(IBusFactoryConfigurator cfg)
    {
        cfg.ClearSerialization();
        cfg.AddSerializer(new FormatBrut<SoinBrut>(), isSerializer: true);
        cfg.AddDeserializer(new FormatBrut<SoinBrut>(), isDefault: true);
    }

    private static void RecevoirDeRabbitMq(
        string file, IBusRegistrationContext context, IRabbitMqBusFactoryConfigurator cfg, ReglagesBus reglages) => cfg.ReceiveEndpoint(file, e =>
        {
            e.SetQuorumQueue();
            e.PrefetchCount = reglages.EnMain;
            e.ConcurrentMessageLimit = 1; // reads deliveries one after the other, and waits for none
            e.ConfigureConsumeTopology = false;
            var (recevoir, arret) = (context.GetRequiredService<RecevoirMessage>(), context.GetRequiredService<ArretDesLots>());
            e.ConfigureChannel(canal => canal.UseFilter(new LivraisonsDirectes(c => new Livraisons(
                c,
                reglages,
                message => recevoir(file, message, arret.Jeton),
                context.GetRequiredService<TimeProvider>(),
                context.GetRequiredService<ILogger<Livraisons>>()))));
        });

    private static void Recevoir<T>(IReceiveEndpointConfigurator endpoint, IBusRegistrationContext context, ReglagesBus reglages)
        where T : MessageBrut, IMessageDeFile, new()
    {
        endpoint.PrefetchCount = reglages.EnMain;
        endpoint.ConcurrentMessageLimit = reglages.EnMain;
        endpoint.ConfigureConsumeTopology = false;
        endpoint.PublishFaults = false;
        endpoint.ClearSerialization();
        endpoint.AddSerializer(new FormatBrut<T>(), isSerializer: true);
        endpoint.AddDeserializer(new FormatBrut<T>(), isDefault: true);

        // Never to an error queue, of which nobody would hear.
        endpoint.RethrowFaultedMessages();
        endpoint.ThrowOnSkippedMessages();
        var (recevoir, arret) = (context.GetRequiredService<RecevoirMessage>(), context.GetRequiredService<ArretDesLots>());
        endpoint.Handler<T>(message => recevoir(T.File, new(message.Message.Corps), arret.Jeton));
    }
}

/// <summary>Whether the bus is there.</summary>
/// <param name="bus">The bus.</param>
/// <param name="reglages">The settings.</param>
internal sealed class EtatDuBus(IBusControl bus, ReglagesBus reglages)
{
    public bool EstConnecte => bus.CheckHealth().Status == BusHealthStatus.Healthy;

    public async Task AttendreAsync(CancellationToken cancellationToken)
    {
        using var delai = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        delai.CancelAfter(reglages.DelaiDemarrage);
        if (await bus.WaitForHealthStatus(BusHealthStatus.Healthy, delai.Token) != BusHealthStatus.Healthy)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw new TimeoutException("The broker does not answer.");
        }
    }
}

/// <summary>Sends within the process.</summary>
/// <param name="bus">The bus.</param>
internal sealed class EnvoiEnMemoire(IBus bus)
{
    public async Task<int> EnvoyerAsync(string echange, IReadOnlyList<Envoi> envois, bool exigerUneFile, CancellationToken cancellationToken)
    {
        var endpoint = await bus.GetSendEndpoint(new Uri($"exchange:{echange}"));
        await Task.WhenAll(envois.Select(envoi => endpoint.Send(
            new SoinBrut { Corps = envoi.Corps.ToArray() },
            context =>
            {
                context.MessageId = envoi.Id ?? context.MessageId;
                context.ContentType = new ContentType(envoi.Type);
            },
            cancellationToken)));
        return 0;
    }
}

/// <summary>Reads any body as bytes, whatever its content type, and writes bytes as JSON.</summary>
internal sealed class FormatBrut<T> : ISerializerFactory, IMessageDeserializer, IMessageSerializer
    where T : MessageBrut, new()
{
    private static readonly ContentType Json = new("application/json");

    public ContentType ContentType => Json;

    public IMessageSerializer CreateSerializer() => this;

    public IMessageDeserializer CreateDeserializer() => this;

    public MessageBody GetMessageBody<TMessage>(SendContext<TMessage> context)
        where TMessage : class => new BytesMessageBody(((MessageBrut)(object)context.Message).Corps);

    public MessageBody GetMessageBody(string text) => new StringMessageBody(text);

    public ConsumeContext Deserialize(ReceiveContext receiveContext) =>
        new BodyConsumeContext(receiveContext, Deserialize(receiveContext.Body, receiveContext.TransportHeaders, receiveContext.InputAddress));

    public SerializerContext Deserialize(MessageBody body, Headers headers, Uri? destinationAddress = null) =>
        new Contenu(body.GetBytes() ?? [], this, destinationAddress);

    public void Probe(ProbeContext context) => context.CreateScope("bytes");

    // No header is read: a batch drops messages that share a message id, and nothing tells that a producer keeps ids apart.
    private sealed class Contenu(byte[] corps, FormatBrut<T> format, Uri? destination) : BaseSerializerContext(
        SystemTextJsonMessageSerializer.Instance,
        new RawMessageContext(EmptyHeaders.Instance, destination, default),
        [])
    {
        public override bool TryGetMessage<TMessage>([NotNullWhen(true)] out TMessage? message)
            where TMessage : class
        {
            message = typeof(TMessage) == typeof(T) ? (TMessage)(object)new T { Corps = corps } : null;
            return message is not null;
        }

        public override bool TryGetMessage(Type messageType, [NotNullWhen(true)] out object? message)
        {
            message = messageType == typeof(T) ? new T { Corps = corps } : null;
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
