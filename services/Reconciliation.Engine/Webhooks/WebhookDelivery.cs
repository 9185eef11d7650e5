using Microsoft.Extensions.Logging;
using Polly;
using Polly.Retry;
using Reconciliation.Hosting;
using Reconciliation.Storage;

namespace Reconciliation.Engine;

/// <summary>
/// Sends events to one subscriber until it has each: with growing pauses, or as it asks. One that wants no more, or that takes nothing for
/// long, is paused, and that is said.
/// </summary>
internal sealed partial class WebhookDelivery
{
    /// <summary>The pause before the second attempt; it grows.</summary>
    public static readonly TimeSpan RetryPauseMin = TimeSpan.FromMilliseconds(500);

    /// <summary>The longest pause between two attempts that the receiver does not ask for.</summary>
    public static readonly TimeSpan RetryPauseMax = TimeSpan.FromMinutes(1);

    /// <summary>The time of failures alone after which a subscriber is paused.</summary>
    public static readonly TimeSpan FailuresMax = TimeSpan.FromHours(1);

    /// <summary>The interval at which a paused subscriber that did not end its subscription is tried once.</summary>
    public static readonly TimeSpan ProbeInterval = TimeSpan.FromMinutes(10);

    /// <summary>The pause between two looks at whether that time has come.</summary>
    public static readonly TimeSpan ProbeLookInterval = TimeSpan.FromSeconds(1);

    private readonly WebhookSubscriber _subscriber;
    private readonly WebhookSender _sender;
    private readonly TimeProvider _clock;
    private readonly WebhookMetrics _metrics;
    private readonly ILogger _log;
    private readonly ResiliencePipeline<WebhookAnswer> _retry;
    private DateTimeOffset? _failingSince;
    private DateTimeOffset _nextProbe;
    private bool _isPaused;

    public WebhookDelivery(
        WebhookSubscriber subscriber, WebhookSender sender, TimeProvider clock, WebhookMetrics metrics, ILogger log)
    {
        (_subscriber, _sender, _clock, _metrics, _log) = (subscriber, sender, clock, metrics, log);
        _metrics.Pause(subscriber.Name, false);
        _retry = new ResiliencePipelineBuilder<WebhookAnswer> { TimeProvider = clock }
            .AddRetry(new RetryStrategyOptions<WebhookAnswer>
            {
                ShouldHandle = attempt => ValueTask.FromResult(attempt.Outcome.Result is { IsDelivered: false } && !_isPaused),
                BackoffType = DelayBackoffType.Exponential,
                Delay = RetryPauseMin,
                MaxDelay = RetryPauseMax,
                UseJitter = true,
                MaxRetryAttempts = int.MaxValue,
                DelayGenerator = attempt => ValueTask.FromResult(attempt.Outcome.Result?.RetryAfter),
            })
            .Build();
    }

    /// <summary>Sends an event, and returns once the subscriber has it, or there is nothing to send any more.</summary>
    /// <param name="entry">The version.</param>
    /// <param name="beforeWaiting">Runs before each pause: it may last long.</param>
    /// <param name="readAgain">
    /// Reads the version again after each pause, and gives null if it was erased meanwhile: nobody is told of it then.
    /// </param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Whether it was sent at once: what was read with it is as fresh as it was.</returns>
    public async Task<bool> DeliverAsync(
        PublishedEntry entry, Func<Task> beforeWaiting, Func<CancellationToken, Task<PublishedEntry?>> readAgain,
        CancellationToken cancellationToken)
    {
        var isFirst = true;
        while (true)
        {
            var answer = await _retry.ExecuteAsync(
                async ct =>
                {
                    if ((isFirst ? entry : await readAgain(ct)) is not { } next)
                    {
                        return WebhookAnswer.NotNeeded;
                    }

                    var attempt = await AttemptAsync(next, ct);
                    if (!attempt.IsDelivered)
                    {
                        isFirst = false;
                        await beforeWaiting();
                    }

                    return attempt;
                },
                cancellationToken);
            if (answer.IsDelivered)
            {
                return isFirst;
            }

            await WaitForProbeAsync(cancellationToken);
        }
    }

    private async Task<WebhookAnswer> AttemptAsync(PublishedEntry entry, CancellationToken cancellationToken)
    {
        var answer = await _sender.SendAsync(entry, cancellationToken);
        _metrics.Attempted(_subscriber.Name, answer.IsDelivered);
        if (answer.IsDelivered)
        {
            Recover();
            return answer;
        }

        var now = _clock.GetUtcNow();
        _nextProbe = answer.IsGone ? DateTimeOffset.MaxValue : now + ProbeInterval;
        if (_failingSince is null)
        {
            _failingSince = now;
            if (!answer.IsGone)
            {
                SayFailing(_log, _subscriber.Name, answer.Reason);
            }
        }

        if (!_isPaused && (answer.IsGone || now - _failingSince > FailuresMax))
        {
            _isPaused = true;
            _metrics.Pause(_subscriber.Name, true);
            SayPaused(_log, _subscriber.Name, answer.Reason, answer.IsGone
                ? "Nothing more is sent until an engine starts anew"
                : FormattableString.Invariant($"It is tried every {ProbeInterval.TotalMinutes} min"));
        }

        return answer;
    }

    private void Recover()
    {
        if (_failingSince is not null)
        {
            SayRecovered(_log, _subscriber.Name);
        }

        if (_isPaused)
        {
            _metrics.Pause(_subscriber.Name, false);
        }

        (_failingSince, _isPaused) = (null, false);
    }

    // By the time of day, and not by one long timer: a machine that slept goes on at once.
    private async Task WaitForProbeAsync(CancellationToken cancellationToken)
    {
        while (_clock.GetUtcNow() < _nextProbe)
        {
            await Task.Delay(ProbeLookInterval, _clock, cancellationToken);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Webhook {Subscriber}: {Reason}. The event is sent again, and those after it wait.")]
    private static partial void SayFailing(ILogger log, string subscriber, string reason);

    [LoggerMessage(LogLevel.Error, "Webhook {Subscriber} is paused: {Reason}. {Next}; nothing is lost, the journal keeps its place.")]
    private static partial void SayPaused(ILogger log, string subscriber, string reason, string next);

    [LoggerMessage(LogLevel.Information, "Webhook {Subscriber} takes events again.")]
    private static partial void SayRecovered(ILogger log, string subscriber);
}
