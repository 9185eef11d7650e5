using System.Diagnostics.Metrics;
using Npgsql;
using Reconciliation.Storage;

namespace Reconciliation.Core;

/// <summary>
/// Records the data that a call was handed: all of it in one transaction, before the first byte of the answer. A call is not answered if
/// its accesses cannot be recorded.
/// </summary>
public sealed class RecordAccesses
{
    private readonly AccessLog _log;
    private readonly TimeProvider _clock;
    private readonly Counter<long> _members;

    /// <param name="log">The record of accesses.</param>
    /// <param name="factory">Makes meters.</param>
    /// <param name="clock">The clock.</param>
    public RecordAccesses(AccessLog log, IMeterFactory factory, TimeProvider clock)
    {
        (_log, _clock) = (log, clock);
        _members = factory.Create("Reconciliation.Acces").CreateCounter<long>(
            "reconciliation.acces.adherents", "{adherent}", "Members whose data was handed to agents, once a call.");
    }

    /// <summary>
    /// Records the accesses of a call so far. It goes on though the caller has gone: the accesses took place all the same.
    /// </summary>
    /// <param name="call">The call.</param>
    public async Task SettleAsync(CallDisclosures call)
    {
        ArgumentNullException.ThrowIfNull(call);
        if (call.HoldsAny)
        {
            await SettleWithAsync(call, _ => Task.FromResult(true), CancellationToken.None);
        }
    }

    /// <summary>
    /// Does something and records the accesses of a call so far in one transaction: where one cannot be, the other is not, and the accesses
    /// wait for the end of the call.
    /// </summary>
    /// <param name="call">The call.</param>
    /// <param name="act">The act, in the transaction of this connection.</param>
    /// <param name="cancellationToken">Gives up.</param>
    internal async Task<T> SettleWithAsync<T>(
        CallDisclosures call, Func<NpgsqlConnection, Task<T>> act, CancellationToken cancellationToken)
    {
        var accesses = call.Take();
        try
        {
            var done = await _log.RecordWithAsync(accesses, _clock.GetUtcNow(), act, cancellationToken);
            _members.Add(accesses.SelectMany(a => a.AdherentIds).Count(call.CountOnce));
            return done;
        }
        catch
        {
            call.PutBack(accesses);
            throw;
        }
    }
}
