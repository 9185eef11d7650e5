namespace Reconciliation.Simulation;

/// <summary>Something that was waited for did not happen; the message names it.</summary>
/// <param name="message">The expected event, and the time within which it was expected.</param>
/// <param name="inner">The failure that stood in its way, if known.</param>
internal sealed class SimulationFailedException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>Waits for events elsewhere: polls, with a deadline, and names the event that did not happen.</summary>
internal static class Patience
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(100);

    /// <summary>The limit for steps that take a second or two on an idle machine.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    /// <summary>Polls until a condition holds.</summary>
    /// <exception cref="SimulationFailedException">It does not within the limit.</exception>
    public static async Task HoldsAsync(
        Func<string> expectation, Func<Task<bool>> condition, TimeSpan limit, TimeProvider clock, CancellationToken cancellation)
    {
        var start = clock.GetTimestamp();
        while (!await condition())
        {
            if (clock.GetElapsedTime(start) > limit)
                throw new SimulationFailedException($"Within {limit.TotalSeconds:0} s, this did not happen: {expectation()}.");
            await Task.Delay(Step, clock, cancellation);
        }
    }

    /// <summary>Tries until something succeeds.</summary>
    /// <exception cref="SimulationFailedException">It does not within the limit.</exception>
    public static async Task<T> SucceedsAsync<T>(
        string expectation, Func<Task<T>> attempt, TimeProvider clock, CancellationToken cancellation)
    {
        var start = clock.GetTimestamp();
        while (true)
        {
            try
            {
                return await attempt();
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                if (clock.GetElapsedTime(start) > Limit)
                    throw new SimulationFailedException($"Within {Limit.TotalSeconds:0} s, this did not happen: {expectation}.", failure);
            }

            await Task.Delay(Step, clock, cancellation);
        }
    }
}
