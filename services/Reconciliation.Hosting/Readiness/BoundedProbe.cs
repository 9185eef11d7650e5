using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace Reconciliation.Hosting;

/// <summary>
/// One part of readiness, answered in bounded time. A server that hangs keeps whoever asks it for as long as the timeouts of its client
/// add up to: the question goes on by itself, is asked once however many want to know, and nobody waits for more than
/// <see cref="AnswerMax"/>. The log says when the state of the part changes, and not at each question.
/// </summary>
/// <param name="clock">The clock.</param>
/// <param name="log">The log.</param>
public abstract partial class BoundedProbe(TimeProvider clock, ILogger log) : IHealthCheck
{
    /// <summary>The longest time that an answer of readiness waits for a part.</summary>
    public static readonly TimeSpan AnswerMax = TimeSpan.FromSeconds(2.5);

    /// <summary>The time after which a question that nobody answers is given up for a new one, as after a connection that broke.</summary>
    public static readonly TimeSpan QuestionMax = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private Task<string?>? _question;
    private long _asked;
    private bool _isFaulty;

    /// <inheritdoc/>
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        var fault = await AskedAsync(cancellationToken);
        Tell(context.Registration, fault);
        return fault is null ? HealthCheckResult.Healthy() : new(context.Registration.FailureStatus, fault);
    }

    /// <summary>Looks whether the part is there.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>A sentence that says why not, without member data; null: it is there.</returns>
    protected abstract Task<string?> LookAsync(CancellationToken cancellationToken);

    private async Task<string?> AskedAsync(CancellationToken cancellationToken)
    {
        Task<string?> question;
        lock (_lock)
        {
            if (_question is null or { IsCompleted: true } || clock.GetElapsedTime(_asked) > QuestionMax)
            {
                (_question, _asked) = (Task.Run(QuestionAsync, CancellationToken.None), clock.GetTimestamp());
            }

            question = _question;
        }

        try
        {
            return await question.WaitAsync(AnswerMax, clock, cancellationToken);
        }
        catch (TimeoutException)
        {
            return FormattableString.Invariant($"no answer within {AnswerMax.TotalSeconds:0.0} s.");
        }
    }

    private async Task<string?> QuestionAsync()
    {
        using var end = new CancellationTokenSource(AnswerMax, clock);
        try
        {
            return await LookAsync(end.Token);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return $"{e.GetType().Name}.";
        }
    }

    private void Tell(HealthCheckRegistration part, string? fault)
    {
        bool changed;
        lock (_lock)
        {
            changed = _isFaulty != (fault is not null);
            _isFaulty = fault is not null;
        }

        if (!changed)
        {
            return;
        }

        if (fault is null)
        {
            LogBack(log, part.Name);
        }
        else if (part.FailureStatus == HealthStatus.Unhealthy)
        {
            LogNotReady(log, part.Name, fault);
        }
        else
        {
            LogDegraded(log, part.Name, fault);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Not ready: {Check}: {Fault}")]
    private static partial void LogNotReady(ILogger log, string check, string fault);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Ready, and a part is missing: {Check}: {Fault}")]
    private static partial void LogDegraded(ILogger log, string check, string fault);

    [LoggerMessage(Level = LogLevel.Information, Message = "Readiness: {Check} is there again")]
    private static partial void LogBack(ILogger log, string check);
}
