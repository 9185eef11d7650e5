using MassTransit;
using MassTransit.RabbitMqTransport;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Reconciliation.Bus;

/// <summary>
/// Stands between a channel of MassTransit and its consumer. MassTransit connects, declares, consumes, notices breaks, comes back and
/// stops; the deliveries go straight to <see cref="Deliveries"/>, and are acknowledged together. A batch is done at once: for each of its
/// messages a frame to the broker, an entry in the log of a quorum queue and a pipeline would cost a tenth of all that a line costs.
/// </summary>
/// <param name="take">Makes the object that takes the deliveries of a channel.</param>
internal sealed class DirectConsumer(Func<IChannel, Deliveries> take) : IFilter<ChannelContext>
{
    public Task Send(ChannelContext context, IPipe<ChannelContext> next) => next.Send(new DeliveryChannel(context, take(context.Channel)));

    public void Probe(ProbeContext context) => context.CreateScope("directDeliveries");

    private sealed class DeliveryChannel(ChannelContext context, Deliveries deliveries)
        : SharedChannelContext(context, context.CancellationToken), ChannelContext
    {
        Task<string> ChannelContext.BasicConsume(
            string queue,
            bool noAck,
            bool exclusive,
            IDictionary<string, object> arguments,
            IAsyncBasicConsumer consumer,
            string consumerTag,
            CancellationToken cancellationToken) =>
            BasicConsume(
                queue, noAck, exclusive, arguments, new DirectConsumerCallbacks(consumer, deliveries), consumerTag, cancellationToken);

        // Deliveries in hand are acknowledged before MassTransit closes the channel.
        async Task ChannelContext.BasicCancel(string consumerTag, CancellationToken cancellationToken)
        {
            await BasicCancel(consumerTag, cancellationToken);
            await deliveries.FinishAsync().WaitAsync(cancellationToken);
        }
    }

    /// <summary>Hands all but the deliveries to MassTransit's consumer.</summary>
    private sealed class DirectConsumerCallbacks(IAsyncBasicConsumer consumer, Deliveries deliveries) : IAsyncBasicConsumer
    {
        public IChannel? Channel => consumer.Channel;

        public Task HandleBasicCancelAsync(string consumerTag, CancellationToken cancellationToken = default) =>
            consumer.HandleBasicCancelAsync(consumerTag, cancellationToken);

        public Task HandleBasicCancelOkAsync(string consumerTag, CancellationToken cancellationToken = default) =>
            consumer.HandleBasicCancelOkAsync(consumerTag, cancellationToken);

        public Task HandleBasicConsumeOkAsync(string consumerTag, CancellationToken cancellationToken = default) =>
            consumer.HandleBasicConsumeOkAsync(consumerTag, cancellationToken);

        public Task HandleChannelShutdownAsync(object channel, ShutdownEventArgs reason) =>
            consumer.HandleChannelShutdownAsync(channel, reason);

        public Task HandleBasicDeliverAsync(
            string consumerTag,
            ulong deliveryTag,
            bool redelivered,
            string exchange,
            string routingKey,
            IReadOnlyBasicProperties properties,
            ReadOnlyMemory<byte> body,
            CancellationToken cancellationToken = default)
        {
            deliveries.Take(deliveryTag, properties, body);
            return Task.CompletedTask;
        }
    }
}
