namespace Reconciliation.Engine;

/// <summary>
/// Makes batches of what comes one at a time, without a timer: while one batch is worked on the next one gathers. Whoever brings
/// something waits until the batch that holds it is done. One that comes alone is worked on at once; the more come, the larger the batches.
/// </summary>
/// <typeparam name="T">What comes.</typeparam>
/// <param name="max">The most in a batch.</param>
/// <param name="traiter">Works on a batch; what it throws, everyone in it gets.</param>
internal sealed class Regroupement<T>(int max, Func<IReadOnlyList<T>, CancellationToken, Task> traiter)
{
    private readonly Lock _verrou = new();
    private readonly Queue<Attente> _attentes = new();
    private bool _auTravail;

    /// <summary>Adds one; returns once its batch is done.</summary>
    /// <param name="element">What came.</param>
    /// <param name="cancellationToken">The end of the host: the same for all who wait.</param>
    public Task AjouterAsync(T element, CancellationToken cancellationToken)
    {
        var attente = new Attente(element, cancellationToken);
        lock (_verrou)
        {
            _attentes.Enqueue(attente);
            if (_auTravail)
            {
                return attente.Task;
            }

            _auTravail = true;
        }

        // What works on for others carries nothing of who began it: no trace, no culture.
        using (ExecutionContext.SuppressFlow())
        {
            _ = Task.Run(TravaillerAsync, CancellationToken.None);
        }

        return attente.Task;
    }

    private async Task TravaillerAsync()
    {
        while (Prochains() is { Length: > 0 } lot)
        {
            try
            {
                await traiter(Array.ConvertAll(lot, a => a.Element), lot[0].Fin);
                Array.ForEach(lot, a => a.SetResult());
            }
            catch (Exception e)
            {
                Array.ForEach(lot, a => a.SetException(e));
            }
        }
    }

    private Attente[] Prochains()
    {
        lock (_verrou)
        {
            var lot = new Attente[Math.Min(max, _attentes.Count)];
            for (var i = 0; i < lot.Length; i++)
            {
                lot[i] = _attentes.Dequeue();
            }

            _auTravail = lot.Length > 0;
            return lot;
        }
    }

    private sealed class Attente(T element, CancellationToken fin) : TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public T Element { get; } = element;

        public CancellationToken Fin { get; } = fin;
    }
}
