namespace Reconciliation.Dev;

/// <summary>A server that this process started and owns; it ends, with its data, when disposed of.</summary>
internal interface IPrivateServer : IAsyncDisposable
{
    /// <summary>Stops the server and keeps its data and its ports.</summary>
    /// <param name="kill">Whether it ends as in a power cut, in the middle of whatever it does.</param>
    /// <param name="cancellation">Gives up.</param>
    Task StopAsync(bool kill, CancellationToken cancellation);

    /// <summary>Starts a stopped server again, and returns once it answers.</summary>
    Task StartAsync(CancellationToken cancellation);
}

/// <summary>Steps that every source of servers shares.</summary>
internal static class Servers
{
    /// <summary>Stands for a server that is not ours to stop.</summary>
    public static IPrivateServer Owned(IPrivateServer? server, string variable) => server
        ?? throw new InvalidOperationException($"The server that {variable} names is not stopped or started from here.");

    /// <summary>Waits until a condition holds; false when the limit passes first.</summary>
    public static async Task<bool> HoldsAsync(
        Func<Task<bool>> condition, TimeSpan limit, TimeProvider clock, CancellationToken cancellation)
    {
        var start = clock.GetTimestamp();
        while (!await condition())
        {
            if (clock.GetElapsedTime(start) > limit)
                return false;
            await Task.Delay(TimeSpan.FromMilliseconds(50), clock, cancellation);
        }

        return true;
    }
}
