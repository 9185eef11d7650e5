using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Connections;

namespace Reconciliation.Hosting;

/// <summary>
/// Shares connections out: no address has more than its share, and operations on a port of their own are answered however many connections
/// others hold open. A gateway that is named brings everybody's connections, and this machine's own are nobody else's.
/// </summary>
/// <param name="proxies">The gateways.</param>
/// <param name="operationsPort">The port of operations; null: it has none.</param>
public sealed class ConnectionPlaces(NamedProxies proxies, int? operationsPort)
{
    /// <summary>The most connections at a time, those of operations apart.</summary>
    public const int ConnectionsMax = 2_000;

    /// <summary>The most of them that one address has.</summary>
    public const int PerAddressMax = 500;

    /// <summary>The most connections of operations.</summary>
    public const int OperationsMax = 64;

    private readonly ConcurrentDictionary<IPAddress, int> _byAddress = [];
    private int _all;
    private int _ofOperations;

    /// <summary>Lets a connection in, or closes it at once.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="next">Serves the connection.</param>
    public async Task ServeAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentNullException.ThrowIfNull(next);
        var address = (connection.RemoteEndPoint as IPEndPoint)?.Address ?? IPAddress.None;
        if (operationsPort is not null && (connection.LocalEndPoint as IPEndPoint)?.Port == operationsPort)
        {
            await ServeAsync(Interlocked.Increment(ref _ofOperations) <= OperationsMax, connection, next);
            Interlocked.Decrement(ref _ofOperations);
            return;
        }

        var hasShare = IPAddress.IsLoopback(address) || proxies.Contain(address)
            || _byAddress.AddOrUpdate(address, 1, (_, count) => count + 1) <= PerAddressMax;
        await ServeAsync(Interlocked.Increment(ref _all) <= ConnectionsMax && hasShare, connection, next);
        Interlocked.Decrement(ref _all);
        Leave(address);
    }

    private static async Task ServeAsync(bool hasPlace, ConnectionContext connection, ConnectionDelegate next)
    {
        if (!hasPlace)
        {
            connection.Abort();
            return;
        }

        try
        {
            await next(connection);
        }
        catch (Exception e) when (e is IOException or ConnectionAbortedException or ConnectionResetException)
        {
            // The client went away: its place is free.
        }
    }

    private void Leave(IPAddress address)
    {
        while (_byAddress.TryGetValue(address, out var count))
        {
            if (count > 1 ? _byAddress.TryUpdate(address, count - 1, count) : _byAddress.TryRemove(new(address, count)))
            {
                return;
            }
        }
    }
}
