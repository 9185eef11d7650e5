using Microsoft.Extensions.Hosting;

namespace Reconciliation.Bus;

/// <summary>
/// When the host stops, a batch in hand has some time to finish; what waits for a server then goes back to its queue. MassTransit
/// itself waits for its consumers and never tells them.
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
