namespace Reconciliation.Storage;

/// <summary>Wakes those of this process who wait for something to happen, so that they need not poll often.</summary>
public sealed class CommitSignal
{
    private volatile TaskCompletionSource _waiting = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>It happened.</summary>
    public void Signal() => Interlocked.Exchange(ref _waiting, new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();

    /// <summary>The task to wait on for the next ring: taken before looking, so that no ring is missed.</summary>
    public Task Next => _waiting.Task;
}
