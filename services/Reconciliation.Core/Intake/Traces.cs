using System.Diagnostics;
using Reconciliation.Bus;
using Reconciliation.Storage;

namespace Reconciliation.Core;

/// <summary>
/// The way of a payment as traces: a batch follows its producer, its transaction follows the batch and is noted in the journal, and what
/// the relay publishes follows the transaction. Where nobody listens nothing is made. No tag names a member, a soin or a line.
/// </summary>
public static class Traces
{
    /// <summary>The name of the source.</summary>
    public const string Nom = "Reconciliation";

    /// <summary>The most producers to which one batch is linked.</summary>
    public const int LiensMax = 32;

    private static readonly ActivitySource Source = new(Nom);

    /// <summary>One batch: the child of its producer's span if all of it comes from one, else linked to the first of them.</summary>
    /// <param name="files">The queues.</param>
    /// <param name="messages">The messages.</param>
    public static Activity? Traiter(IEnumerable<string> files, IEnumerable<MessageRecu> messages)
    {
        if (!Source.HasListeners())
        {
            return null;
        }

        var producteurs = messages.Select(m => m.Trace).OfType<string>().Distinct().Select(Lire).OfType<ActivityContext>().Take(LiensMax).ToList();
        var file = string.Join('+', files);
        KeyValuePair<string, object?>[] faits = [.. Faits(file, "process"), new("messaging.batch.message_count", messages.Count())];
        return producteurs is [var seul]
            ? Source.StartActivity($"process {file}", ActivityKind.Consumer, seul, faits)
            : Source.StartActivity($"process {file}", ActivityKind.Consumer, default(ActivityContext), faits, producteurs.Select(p => new ActivityLink(p)));
    }

    /// <summary>One attempt at the transaction.</summary>
    public static Activity? Transaction() => Source.StartActivity("transaction");

    /// <summary>One wave of the relay: a span for each transaction of which it publishes something.</summary>
    /// <param name="echange">The exchange.</param>
    /// <param name="vague">The versions.</param>
    public static Publication Publier(string echange, IReadOnlyList<EntreePubliee> vague) => new(echange, Source.HasListeners() ? vague : []);

    private static ActivityContext? Lire(string trace) => ActivityContext.TryParse(trace, null, isRemote: true, out var contexte) ? contexte : null;

    private static IEnumerable<KeyValuePair<string, object?>> Faits(string destination, string operation) =>
    [
        new("messaging.system", "rabbitmq"),
        new("messaging.destination.name", destination),
        new("messaging.operation.type", operation),
    ];

    /// <summary>The spans of a wave; they end with this.</summary>
    public sealed class Publication : IDisposable
    {
        private readonly Dictionary<string, Activity> _parTransaction = [];

        internal Publication(string echange, IReadOnlyList<EntreePubliee> vague)
        {
            foreach (var (trace, nombre) in vague.Where(e => e.Trace is not null).CountBy(e => e.Trace!))
            {
                if (Lire(trace) is { } contexte && Source.StartActivity($"send {echange}", ActivityKind.Producer, contexte, Faits(echange, "send")) is { } envoi)
                {
                    _parTransaction[trace] = envoi.SetTag("messaging.batch.message_count", nombre);
                }
            }
        }

        /// <summary>The context that the message of a version carries on; null: none was sampled.</summary>
        /// <param name="entree">The version.</param>
        public string? Pour(EntreePubliee entree) => entree.Trace is { } trace ? _parTransaction.GetValueOrDefault(trace)?.Id ?? trace : null;

        /// <inheritdoc/>
        public void Dispose()
        {
            // The last begun is the current one.
            foreach (var envoi in _parTransaction.Values.Reverse())
            {
                envoi.Dispose();
            }
        }
    }
}
