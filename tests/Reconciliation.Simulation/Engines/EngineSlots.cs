using Reconciliation.Simulation.Verdict;

namespace Reconciliation.Simulation.Engines;

/// <summary>All the engines of a run.</summary>
/// <param name="Slots">Their places.</param>
internal sealed record EngineSlots(IReadOnlyList<EngineSlot> Slots) : IAsyncDisposable
{
    private readonly HashSet<EngineSlot> _wanted = [];

    /// <summary>The failures of engines that nobody had killed.</summary>
    public IEnumerable<Finding> Complaints => Slots.Select(s => s.Complaint).OfType<string>()
        .Select(complaint => new Finding("an engine ends when it is told to, and never by itself", complaint));

    /// <summary>The last lines of the log of each.</summary>
    public string Tail() => string.Concat(Slots.Select(s => s.Tail()));

    /// <summary>Starts every engine that ought to run and does not.</summary>
    public void StartOccupied()
    {
        _wanted.UnionWith(Slots.Where(s => s.IsOccupied));
        foreach (var slot in _wanted)
            slot.Start();
    }

    /// <summary>Asks all of them to end, and waits.</summary>
    public Task StopAsync() => Task.WhenAll(Slots.Select(s => s.StopAsync()));

    public async ValueTask DisposeAsync()
    {
        foreach (var slot in Slots)
            await slot.DisposeAsync();
    }
}
