using System.Diagnostics.Metrics;
using System.Globalization;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Reconciliation.Bus;

/// <summary>
/// Looks at the start, and on and on, whether the broker keeps payments as it must. A policy may take the place of ours, or too few nodes
/// may keep a queue: no client is told of either, and a queue that drops its oldest messages confirms every one of them.
/// </summary>
/// <param name="settings">The settings.</param>
/// <param name="refusals">Takes the faults.</param>
/// <param name="factory">Makes the meter of the figure.</param>
/// <param name="clock">The clock.</param>
/// <param name="log">The log.</param>
internal sealed partial class BrokerWatch(
    BusSettings settings, BrokerRefusals refusals, IMeterFactory factory, TimeProvider clock, ILogger<BrokerWatch> log) : BackgroundService
{
    /// <summary>The pause between two looks.</summary>
    public static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(5);

    private static readonly string[] Kinds = [BrokerRefusals.Loss, "politique", "membres"];

    private static readonly string[] Limits = ["max-length", "max-length-bytes"];

    private static readonly string[] Lifetimes = ["message-ttl", "expires"];

    private bool? _sees;

    /// <summary>The faults of a queue.</summary>
    /// <param name="queue">The queue.</param>
    /// <param name="nodes">The number of the broker's nodes.</param>
    /// <returns>Each fault with its kind and a sentence.</returns>
    internal static IReadOnlyList<(string Kind, string Sentence)> WrongWith(BrokerQueue queue, int nodes)
    {
        var found = new List<(string, string)>();
        var by = queue.Policy is null ? "No policy is in effect" : $"Policy {queue.Policy} is in effect";
        var rules = queue.Effective;
        var isDeadLetter = queue.Name.EndsWith(ExchangeNames.DeadLetterSuffix, StringComparison.Ordinal);
        string[] losses =
        [
            .. Limits.Where(r => rules.ContainsKey(r) && rules.GetValueOrDefault("overflow") != "reject-publish")
                .Select(r => $"{r} {rules[r]} drops the oldest messages"),
            .. Lifetimes.Where(rules.ContainsKey).Select(r => $"{r} {rules[r]} drops messages with time"),
            .. rules.ContainsKey("delivery-limit") && !isDeadLetter
                && rules.GetValueOrDefault("dead-letter-exchange") != queue.Name + ExchangeNames.DeadLetterSuffix
                ? ["what was delivered too often is dropped"] : Array.Empty<string>(),
        ];
        if (losses.Length > 0)
        {
            found.Add((BrokerRefusals.Loss, $"{by} for queue {queue.Name}, and it would lose payments: {string.Join("; ", losses)}"));
        }
        else if (!rules.ContainsKey("delivery-limit") || !rules.ContainsKey("max-length-bytes")
            || (!isDeadLetter && rules.GetValueOrDefault("dead-letter-strategy") != "at-least-once"))
        {
            found.Add(("politique", $"{by} for queue {queue.Name}, not that of infra/rabbitmq/definitions.json"));
        }

        if (queue.Members > 0 && queue.Members < nodes)
        {
            found.Add(("membres", string.Create(
                CultureInfo.InvariantCulture,
                $"Queue {queue.Name} is kept by {queue.Members} of {nodes} nodes: rabbitmq-queues grow adds the others")));
        }

        return found;
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var management = new BrokerManagement(settings);
        factory.Create("Reconciliation.Bus").CreateObservableGauge(
            "reconciliation.broker.observe",
            () => _sees == true ? 1 : 0,
            "{courtier}",
            "Whether the broker's management API answers: 0: policies and members are not seen.");
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await LookAsync(management, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }

            await Task.Delay(LookInterval, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task LookAsync(BrokerManagement management, CancellationToken cancellationToken)
    {
        if (await management.ReadAsync(cancellationToken) is not var (queues, running))
        {
            if (_sees != false)
            {
                LogBlind(log, settings.RabbitMq!.ToString());
            }

            _sees = false;
            return;
        }

        _sees = true;
        foreach (var queue in queues)
        {
            var wrong = WrongWith(queue, Math.Max(running, settings.RabbitMq!.Nodes.Count));
            foreach (var kind in Kinds)
            {
                if (wrong.FirstOrDefault(w => w.Kind == kind) is { Sentence: { } sentence })
                {
                    refusals.Note(queue.Name, kind, sentence, isGrave: kind == BrokerRefusals.Loss);
                }
                else
                {
                    refusals.Forget(queue.Name, kind);
                }
            }
        }
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The management API of RabbitMQ at {Nodes} does not answer this user: nobody sees whether policies are in effect "
            + "and all nodes keep the queues (RECONCILIATION_RABBITMQ_MANAGEMENT)")]
    private static partial void LogBlind(ILogger log, string nodes);
}
