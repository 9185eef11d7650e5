using System.Diagnostics;
using Reconciliation.Bus;
using Reconciliation.Storage;

namespace Reconciliation.Core;

/// <summary>
/// The way of a payment as traces: a batch follows its producer, its transaction follows the batch and is noted in the journal, and the
/// messages that the relay publishes follow the transaction. While nobody listens no span is made. No tag names a member, a soin or a line.
/// </summary>
public static class Tracing
{
    /// <summary>The name of the source.</summary>
    public const string SourceName = "Reconciliation";

    /// <summary>The most producers to which one batch is linked.</summary>
    public const int LinksMax = 32;

    private static readonly ActivitySource Source = new(SourceName);

    /// <summary>One batch: the child of its producer's span if all of it comes from one, else linked to the first of them.</summary>
    /// <param name="files">The queues.</param>
    /// <param name="messages">The messages.</param>
    public static Activity? Process(IEnumerable<string> files, IEnumerable<ReceivedMessage> messages)
    {
        if (!Source.HasListeners())
        {
            return null;
        }

        var producers =
            messages.Select(m => m.Trace).OfType<string>().Distinct().Select(Read).OfType<ActivityContext>().Take(LinksMax).ToList();
        var file = string.Join('+', files);
        KeyValuePair<string, object?>[] facts = [.. Facts(file, "process"), new("messaging.batch.message_count", messages.Count())];
        return producers is [var single]
            ? Source.StartActivity($"process {file}", ActivityKind.Consumer, single, facts)
            : Source.StartActivity(
                $"process {file}", ActivityKind.Consumer, default(ActivityContext), facts, producers.Select(p => new ActivityLink(p)));
    }

    /// <summary>One attempt at the transaction.</summary>
    public static Activity? Transaction() => Source.StartActivity("transaction");

    /// <summary>One wave of the relay: a span for each transaction of which it publishes something.</summary>
    /// <param name="exchange">The exchange.</param>
    /// <param name="wave">The versions.</param>
    public static PublicationTrace Publish(string exchange, IReadOnlyList<PublishedEntry> wave) =>
        new(exchange, Source.HasListeners() ? wave : []);

    private static ActivityContext? Read(string trace) =>
        ActivityContext.TryParse(trace, null, isRemote: true, out var context) ? context : null;

    private static IEnumerable<KeyValuePair<string, object?>> Facts(string destination, string operation) =>
    [
        new("messaging.system", "rabbitmq"),
        new("messaging.destination.name", destination),
        new("messaging.operation.type", operation),
    ];

    /// <summary>The spans of a wave; they end with this.</summary>
    public sealed class PublicationTrace : IDisposable
    {
        private readonly Dictionary<string, Activity> _byTransaction = [];

        internal PublicationTrace(string exchange, IReadOnlyList<PublishedEntry> wave)
        {
            foreach (var (trace, count) in wave.Where(e => e.Trace is not null).CountBy(e => e.Trace!))
            {
                if (Read(trace) is { } context
                    && Source.StartActivity($"send {exchange}", ActivityKind.Producer, context, Facts(exchange, "send")) is { } sending)
                {
                    _byTransaction[trace] = sending.SetTag("messaging.batch.message_count", count);
                }
            }
        }

        /// <summary>The context that the message of a version carries on; null: none was sampled.</summary>
        /// <param name="entry">The version.</param>
        public string? For(PublishedEntry entry) => entry.Trace is { } trace ? _byTransaction.GetValueOrDefault(trace)?.Id ?? trace : null;

        /// <inheritdoc/>
        public void Dispose()
        {
            // The last begun is the current one.
            foreach (var sending in _byTransaction.Values.Reverse())
            {
                sending.Dispose();
            }
        }
    }
}
