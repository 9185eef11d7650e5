using Reconciliation.Domain;

namespace Reconciliation.Bus;

/// <summary>The exchanges, besides those of payments, which each part names.</summary>
public static class ExchangeNames
{
    public const string Soins = "reconciliation.soins";

    /// <summary>The same as <see cref="Soins"/>, each message a CloudEvent.</summary>
    public const string SoinsCloudEvents = "reconciliation.soins-cloudevents";

    /// <summary>
    /// Ends the name of the queue to which the broker moves what a queue of payments delivered too often, and the engine what is refused
    /// and has no room in quarantine yet. One for each, so that the bytes alone tell what a message is.
    /// </summary>
    public const string DeadLetterSuffix = ".rebut";

    /// <summary>Takes messages that tell whether the broker takes messages; no queue is bound to it.</summary>
    public const string Probe = "reconciliation.sonde";

    /// <summary>
    /// The exchanges that an engine declares, so that producers and consumers find them from its first start. A process that only hands
    /// payments on declares nothing: a user who may declare an exchange may also remove it, and the queue of its name.
    /// </summary>
    /// <param name="parts">The parts whose payments come.</param>
    public static IReadOnlyList<string> OfEngines(PartCatalogue parts) =>
        [.. parts.All.SelectMany(p => new[] { p.Queue, p.Queue + DeadLetterSuffix }), Probe, Soins, SoinsCloudEvents];
}

/// <summary>The settings of the bus; every member is a limit or an address.</summary>
public sealed record BusSettings
{
    /// <summary>The broker, its nodes, user and virtual host; null: in process.</summary>
    public BrokerAddress? RabbitMq { get; init; }

    /// <summary>The address of its management API; null: the usual port of its nodes.</summary>
    public Uri? Management { get; init; }

    /// <summary>The parts whose payments it carries: each has an exchange, and a queue of the same name.</summary>
    public required PartCatalogue Parts { get; init; }

    /// <summary>The queues of payments, and beside each the one of what the broker gave up.</summary>
    public IReadOnlyList<string> Queues =>
        field ??= [.. Parts.All.SelectMany(p => new[] { p.Queue, p.Queue + ExchangeNames.DeadLetterSuffix })];

    /// <summary>Whether this process consumes payments, or only publishes.</summary>
    public bool Consumes { get; init; } = true;

    /// <summary>The name under which operators see the connection.</summary>
    public string ConnectionName { get; init; } = "reconciliation";

    /// <summary>
    /// The interval at which the broker and this process show each other that they are there; two in a row missing end the connection.
    /// </summary>
    public TimeSpan HeartbeatInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The most messages of one queue in hand: a few batches, so that the next one is there when one is done. Half of them at most
    /// are done and not acknowledged.</summary>
    public ushort InHand { get; init; } = 1500;

    /// <summary>
    /// The time that a done message may wait to be acknowledged with an earlier one that is not done. If the process dies meanwhile the
    /// message is delivered again, and the broker counts that.
    /// </summary>
    public TimeSpan AheadMax { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The time for which a caller waits at the start until the broker answers and every queue is consumed.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// The time for which a queue may be without a consumer, and without an attempt at one, while the broker is there; all are started anew
    /// then. MassTransit pauses for 37.5 s at most between two attempts.
    /// </summary>
    public TimeSpan ConsumerSilenceMax { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The time that a batch has to finish when the host stops; the rest goes back to its queue.</summary>
    public TimeSpan BatchTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The time that the bus has to stop, batches included.</summary>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(15);
}

/// <summary>
/// The right to publish, which receivers see too: messages of a process that has lost it without knowing carry an older number than those
/// of its successor.
/// </summary>
/// <param name="Bail">The number of the lease: each holder's is higher than those before it.</param>
/// <param name="IsHeld">Whether it is still held: asked before each message.</param>
/// <param name="Epoque">The history of the database of which the messages are; null: it is not told.</param>
public sealed record PublicationFence(long Bail, Func<bool> IsHeld, string? Epoque = null);

/// <summary>A message to publish.</summary>
/// <param name="Id">Its id, derived from its content, so that a copy has the same; null: any.</param>
/// <param name="Body">Its JSON body in UTF-8; code that keeps it longer than the sending takes must copy it.</param>
/// <param name="Type">Its content type.</param>
/// <param name="Trace">The W3C trace context that it carries on, as <c>traceparent</c>; null: none.</param>
/// <param name="PublishedAt">The instant of publication, for receivers that measure how long it took; null: it is not told.</param>
/// <param name="Fence">The right to publish it; null: anybody may.</param>
/// <param name="Sender">On whose behalf it is published; null: nobody's but this process's.</param>
/// <param name="IsPutOff">Whether it came out of a queue, and is put off until there is room for it.</param>
/// <param name="IsGivenUp">Whether it was put off without being read, as one that was delivered too often.</param>
public readonly record struct OutgoingMessage(
    Guid? Id,
    ReadOnlyMemory<byte> Body,
    string Type = "application/json",
    string? Trace = null,
    DateTimeOffset? PublishedAt = null,
    PublicationFence? Fence = null,
    string? Sender = null,
    bool IsPutOff = false,
    bool IsGivenUp = false);

/// <summary>A message of a queue.</summary>
/// <param name="Body">Its body.</param>
/// <param name="PublishedAt">When it was published, if it says so: header <c>timestamp_in_ms</c>, else property <c>timestamp</c>.</param>
/// <param name="Trace">The W3C trace context that it carries, as it stands in header <c>traceparent</c>.</param>
/// <param name="Origin">The origin that it states.</param>
public readonly record struct ReceivedMessage(
    ReadOnlyMemory<byte> Body, DateTimeOffset? PublishedAt = null, string? Trace = null, MessageOrigin Origin = default);

/// <summary>The origin of a message, as far as the message states it.</summary>
/// <param name="User">The broker's user who published it: property <c>user_id</c>, which the broker checks. Null: it says none.</param>
/// <param name="Sender">On whose behalf, as that user says; null: on nobody's.</param>
/// <param name="IsOfThisProcess">Whether it never left this process: what it says is then what the process says itself.</param>
/// <param name="IsPutOff">Whether an engine had it before, and put it off until there is room for it.</param>
/// <param name="IsGivenUp">Whether it was put off without being read, as one that was delivered too often.</param>
/// <param name="Deliveries">How often the broker delivered it before.</param>
public readonly record struct MessageOrigin(
    string? User, string? Sender, bool IsOfThisProcess = false, bool IsPutOff = false, bool IsGivenUp = false, long Deliveries = 0);

/// <summary>Takes a message of a queue; it is acknowledged once that returns.</summary>
/// <param name="queue">The queue.</param>
/// <param name="message">The message.</param>
/// <param name="cancellationToken">The host stops.</param>
public delegate Task ReceiveMessage(string queue, ReceivedMessage message, CancellationToken cancellationToken);

/// <summary>Sends messages; returns once each is confirmed.</summary>
/// <param name="exchange">The exchange.</param>
/// <param name="sendings">The messages.</param>
/// <param name="requireQueue">Whether to tell if no queue takes one.</param>
/// <param name="cancellationToken">Gives up.</param>
/// <returns>The number of messages that no queue took, where that was asked.</returns>
internal delegate Task<int> PublishMessages(
    string exchange, IReadOnlyList<OutgoingMessage> sendings, bool requireQueue, CancellationToken cancellationToken);
