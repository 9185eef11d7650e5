namespace Reconciliation.Engine;

/// <summary>
/// Makes batches of elements that come one at a time, without a timer: while one batch is worked on the next one gathers. The caller that
/// adds an element waits until the batch that holds it is done. One that comes alone is worked on at once; the more come, the larger the
/// batches.
/// </summary>
/// <typeparam name="T">The type of the elements.</typeparam>
/// <param name="max">The most elements in a batch.</param>
/// <param name="process">Works on a batch. Every caller whose element is in the batch gets the exception that it throws.</param>
internal sealed class Batcher<T>(int max, Func<IReadOnlyList<T>, CancellationToken, Task> process)
{
    private readonly Lock _lock = new();
    private readonly Queue<Waiting> _waiting = new();
    private bool _atWork;

    /// <summary>Adds an element; returns once its batch is done.</summary>
    /// <param name="element">The element.</param>
    /// <param name="cancellationToken">The end of the host: the same for all who wait.</param>
    public Task AddAsync(T element, CancellationToken cancellationToken)
    {
        var waiting = new Waiting(element, cancellationToken);
        lock (_lock)
        {
            _waiting.Enqueue(waiting);
            if (_atWork)
            {
                return waiting.Task;
            }

            _atWork = true;
        }

        // The worker outlives the caller that started it, so it must not inherit that caller's trace or culture.
        using (ExecutionContext.SuppressFlow())
        {
            _ = Task.Run(WorkAsync, CancellationToken.None);
        }

        return waiting.Task;
    }

    private async Task WorkAsync()
    {
        while (Next() is { Length: > 0 } batch)
        {
            try
            {
                await process(Array.ConvertAll(batch, a => a.Element), batch[0].End);
                Array.ForEach(batch, a => a.SetResult());
            }
            catch (Exception e)
            {
                Array.ForEach(batch, a => a.SetException(e));
            }
        }
    }

    private Waiting[] Next()
    {
        lock (_lock)
        {
            var batch = new Waiting[Math.Min(max, _waiting.Count)];
            for (var i = 0; i < batch.Length; i++)
            {
                batch[i] = _waiting.Dequeue();
            }

            _atWork = batch.Length > 0;
            return batch;
        }
    }

    private sealed class Waiting(T element, CancellationToken end)
        : TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public T Element { get; } = element;

        public CancellationToken End { get; } = end;
    }
}
