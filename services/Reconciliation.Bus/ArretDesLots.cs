using Microsoft.Extensions.Hosting;

namespace Reconciliation.Bus;

/// <summary>
/// When the host stops, a batch in hand has some time to finish; what waits for a server then goes back to its queue. MassTransit
/// itself waits for its consumers and never tells them.
/// </summary>
internal sealed class ArretDesLots : IDisposable
{
    private readonly CancellationTokenSource _source;
    private readonly CancellationTokenRegistration _arret;

    public ArretDesLots(IHostApplicationLifetime vie, ReglagesBus reglages, TimeProvider horloge)
    {
        _source = new CancellationTokenSource(Timeout.InfiniteTimeSpan, horloge);
        _arret = vie.ApplicationStopping.Register(() => _source.CancelAfter(reglages.DelaiLot));
    }

    public CancellationToken Jeton => _source.Token;

    public void Dispose()
    {
        _arret.Dispose();
        _source.Dispose();
    }
}
