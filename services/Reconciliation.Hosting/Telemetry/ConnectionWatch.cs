using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Reconciliation.Storage;

namespace Reconciliation.Hosting;

/// <summary>
/// Warns where the pools of all processes may open more connections than the database lets in: an outage that comes on the first busy day.
/// It looks at the start, and on and on, since other processes come later.
/// </summary>
/// <param name="source">The database.</param>
/// <param name="clock">The clock.</param>
/// <param name="log">The log.</param>
public sealed partial class ConnectionWatch(NpgsqlDataSource source, TimeProvider clock, ILogger<ConnectionWatch> log) : BackgroundService
{
    /// <summary>The pause between two looks.</summary>
    public static readonly TimeSpan LookInterval = TimeSpan.FromMinutes(1);

    private readonly HashSet<string> _told = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await LookAsync(stoppingToken);
            await Task.Delay(LookInterval, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        try
        {
            foreach (var room in await ConnectionRoom.ReadAsync(source, cancellationToken))
            {
                if (!room.IsTooSmall)
                {
                    _told.Remove(room.Limit);
                }
                else if (_told.Add(room.Limit))
                {
                    LogTooSmall(log, room.Processes, room.Pools, room.Others, room.Limit, room.Allowed);
                }
            }
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException or OperationCanceledException)
        {
            // A server that is away has no connections to count; readiness says that it is.
        }
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The pools of {Processes} process(es) may open {Pools} connections and others have {Others}, but {Limit} lets in "
            + "{Allowed}: raise it, or lower Maximum Pool Size in the connection strings")]
    private static partial void LogTooSmall(ILogger log, long processes, long pools, long others, string limit, int allowed);
}
