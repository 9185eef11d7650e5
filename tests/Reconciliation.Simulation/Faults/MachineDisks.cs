using Reconciliation.Dev;

namespace Reconciliation.Simulation.Faults;

/// <summary>The disks of a machine whose power can be cut: one of each server, so that neither forces what the other wrote.</summary>
internal sealed class MachineDisks : IAsyncDisposable
{
    private readonly IReadOnlyList<LoopDisk> _disks;

    private MachineDisks(IReadOnlyList<LoopDisk> disks) => _disks = disks;

    /// <summary>Makes and mounts both.</summary>
    public static async Task<MachineDisks> CreateAsync(CancellationToken cancellation)
    {
        var first = await LoopDisk.CreateAsync(TimeProvider.System, cancellation);
        return new([first, await LoopDisk.CreateAsync(TimeProvider.System, cancellation)]);
    }

    /// <summary>The same options, with the data of both servers on these disks.</summary>
    public ServerOptions Under(ServerOptions options) => options with
    {
        Data = Path.Combine(_disks[0].Folder, "postgres"),
        BrokerData = Path.Combine(_disks[1].Folder, "rabbitmq"),
    };

    /// <summary>Forces all that was written so far.</summary>
    public Task SyncAsync(CancellationToken cancellation) => Task.WhenAll(_disks.Select(d => d.SyncAsync(cancellation)));

    /// <summary>Cuts the power.</summary>
    public void CutPower()
    {
        foreach (var disk in _disks)
            disk.CutPower();
    }

    /// <summary>Gives the power back; nobody may hold a file of theirs open.</summary>
    public Task RestoreAsync(CancellationToken cancellation) => Task.WhenAll(_disks.Select(d => d.RestoreAsync(cancellation)));

    public async ValueTask DisposeAsync()
    {
        foreach (var disk in _disks)
            await disk.DisposeAsync();
    }
}
