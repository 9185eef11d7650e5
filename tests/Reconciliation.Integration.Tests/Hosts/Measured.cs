using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;

namespace Reconciliation.Integration.Tests.Hosts;

/// <summary>
/// The measurements of one instance. Its /metrics would not do: there a process shows the figures of all its meters of one name, those of
/// the instances of other tests included.
/// </summary>
internal sealed class Measured : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly List<double> _observed = [];
    private int _sum;

    public Measured(TestInstance instance, string name)
    {
        var scope = instance.Services.GetRequiredService<IMeterFactory>();
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name == name && ReferenceEquals(instrument.Meter.Scope, scope))
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<int>((i, value, _, _) => Note(i, value));
        _listener.SetMeasurementEventCallback<long>((i, value, _, _) => Note(i, value));
        _listener.SetMeasurementEventCallback<double>((_, value, _, _) => _observed.Add(value));
        _listener.Start();
    }

    private void Note(Instrument instrument, long value)
    {
        if (instrument.IsObservable)
        {
            _observed.Add(value);
        }
        else
        {
            Interlocked.Add(ref _sum, (int)value);
        }
    }

    /// <summary>The sum of a counter since this began to listen.</summary>
    public int Sum => Volatile.Read(ref _sum);

    /// <summary>The values that a gauge shows now; empty if it has none.</summary>
    public IReadOnlyList<double> Observe()
    {
        _observed.Clear();
        _listener.RecordObservableInstruments();
        return [.. _observed];
    }

    public void Dispose() => _listener.Dispose();
}
