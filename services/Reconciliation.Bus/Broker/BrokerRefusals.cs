using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;

namespace Reconciliation.Bus;

/// <summary>The broker answers, and refuses what this process needs: waiting does not help, somebody has to change something.</summary>
/// <param name="message">The refusal, in the broker's own words.</param>
/// <param name="cause">The exception that brought it.</param>
public sealed class BrokerRefusedException(string message, Exception? cause = null) : Exception(message, cause);

/// <summary>
/// The broker's refusals of now, and its faults: settings that are not as the service needs them. Each is said once in the log, with the
/// broker's own text, and once more when it is over; the process is not ready while there is one that endangers messages.
/// </summary>
public sealed partial class BrokerRefusals
{
    /// <summary>The kind of fault that makes a queue lose messages.</summary>
    public const string Loss = "perte";

    private const string None = "aucun";

    private readonly ConcurrentDictionary<(string Subject, string Kind), (string Sentence, bool IsGrave)> _all = [];
    private readonly ILogger _log;

    /// <param name="factory">Makes the meter of the figures.</param>
    /// <param name="log">The log.</param>
    public BrokerRefusals(IMeterFactory factory, ILogger<BrokerRefusals> log)
    {
        _log = log;
        factory.Create("Reconciliation.Bus").CreateObservableGauge(
            "reconciliation.broker.defauts",
            () => _all.IsEmpty ? [new Measurement<double>(0, new("objet", None), new("defaut", None))]
                : _all.Keys.Select(k => new Measurement<double>(1, new("objet", k.Subject), new("defaut", k.Kind))).ToArray(),
            "{defaut}",
            "What the broker refuses, or does otherwise than the service needs.");
    }

    /// <summary>The broker's refusals, and the faults of its queues that endanger messages: one sentence each.</summary>
    public IReadOnlyList<string> Sentences =>
        [.. _all.Values.Where(v => v.IsGrave).Select(v => v.Sentence).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>Whether messages that go to a queue would not be safe there.</summary>
    /// <param name="queue">The queue, or the exchange of its name.</param>
    public bool Endangers(string queue) => _all.Any(a => a.Value.IsGrave && a.Key.Subject == queue && a.Key.Kind == Loss);

    /// <summary>
    /// The broker's own text where it refuses something that it will refuse again; null: it is away, or does not answer. A queue whose
    /// nodes are down is "not found" too, and comes back with them.
    /// </summary>
    /// <param name="failure">The failure.</param>
    public static string? TextOf(Exception? failure)
    {
        for (var e = failure; e is not null; e = e.InnerException)
        {
            var (code, text) = e switch
            {
                OperationInterruptedException { ShutdownReason: { } reason } => (reason.ReplyCode, reason.ReplyText),
                AuthenticationFailureException or PossibleAuthenticationFailureException => ((ushort)403, e.Message),
                _ => default((ushort, string)?),
            } ?? default;
            if (text is not null)
            {
                return TextOf(code, text);
            }

            if (e is AggregateException several)
            {
                return several.InnerExceptions.Select(TextOf).OfType<string>().FirstOrDefault();
            }
        }

        return null;
    }

    /// <inheritdoc cref="TextOf(Exception)"/>
    /// <param name="reason">The reason for which a channel or connection was closed.</param>
    public static string? TextOf(ShutdownEventArgs? reason) => reason is null ? null : TextOf(reason.ReplyCode, reason.ReplyText);

    /// <summary>Something is refused, or is not as it must be.</summary>
    /// <param name="subject">The exchange, the queue or <c>connexion</c>.</param>
    /// <param name="kind">The kind of fault: one of a few words.</param>
    /// <param name="sentence">The sentence for the log and for readiness.</param>
    /// <param name="isGrave">Whether the process is not ready because of it.</param>
    public void Note(string subject, string kind, string sentence, bool isGrave = true)
    {
        var before = _all.TryGetValue((subject, kind), out var known) ? known.Sentence : null;
        _all[(subject, kind)] = (sentence, isGrave);
        if (before == sentence)
        {
            return;
        }

        if (isGrave)
        {
            LogRefused(_log, sentence);
        }
        else
        {
            LogWrong(_log, sentence);
        }
    }

    /// <summary>A refusal or a fault is over.</summary>
    /// <param name="subject">The exchange, the queue or <c>connexion</c>.</param>
    /// <param name="kind">The kind of fault.</param>
    public void Forget(string subject, string kind)
    {
        if (_all.TryRemove((subject, kind), out var known))
        {
            LogOver(_log, known.Sentence);
        }
    }

    // The broker refuses a virtual host with 530, and an exclusive queue of somebody else's with 405.
    private static string? TextOf(ushort code, string text) =>
        code is 403 or 404 or 405 or 406 or 530
        && !text.Contains("is down or inaccessible", StringComparison.Ordinal)
        && !text.Contains("is down", StringComparison.Ordinal)
            ? text.ReplaceLineEndings(" ")
            : null;

    [LoggerMessage(Level = LogLevel.Error, Message = "{Sentence}")]
    private static partial void LogRefused(ILogger log, string sentence);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Sentence}")]
    private static partial void LogWrong(ILogger log, string sentence);

    [LoggerMessage(Level = LogLevel.Information, Message = "This is over: {Sentence}")]
    private static partial void LogOver(ILogger log, string sentence);
}
