using Microsoft.Extensions.Hosting;

namespace Reconciliation.Bus;

/// <summary>
/// Gives a batch in hand some time to finish when the host stops; messages that still wait for a server then go back to their queue.
/// MassTransit itself waits for its consumers and never tells them.
/// </summary>
internal sealed class BatchShutdown : IDisposable
{
    private readonly CancellationTokenSource _source;
    private readonly CancellationTokenRegistration _stop;

    public BatchShutdown(IHostApplicationLifetime lifetime, BusSettings settings, TimeProvider clock)
    {
        _source = new CancellationTokenSource(Timeout.InfiniteTimeSpan, clock);
        _stop = lifetime.ApplicationStopping.Register(() => _source.CancelAfter(settings.BatchTimeout));
    }

    public CancellationToken Token => _source.Token;

    public void Dispose()
    {
        _stop.Dispose();
        _source.Dispose();
    }
}
