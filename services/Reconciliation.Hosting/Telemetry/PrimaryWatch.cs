using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Reconciliation.Storage;

namespace Reconciliation.Hosting;

/// <summary>
/// Watches which of several servers is the primary and holds the rows, and logs when another one is. While none is, it has every connection
/// ask again instead of believing for a second that there is none.
/// </summary>
/// <param name="hosts">The servers.</param>
/// <param name="clock">The clock.</param>
/// <param name="log">The log.</param>
public sealed partial class PrimaryWatch(DatabaseHosts hosts, TimeProvider clock, ILogger<PrimaryWatch> log) : BackgroundService
{
    /// <summary>The pause between two looks.</summary>
    public static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(1);

    /// <summary>The pause between two looks while there is no primary.</summary>
    public static readonly TimeSpan SearchInterval = TimeSpan.FromMilliseconds(100);

    private static readonly TimeSpan AnswerMax = TimeSpan.FromSeconds(3);

    private string? _last;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (hosts.AreSeveral && !stoppingToken.IsCancellationRequested)
        {
            var isThere = await LookAsync(stoppingToken);
            await Task.Delay(isThere ? LookInterval : SearchInterval, clock, stoppingToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<bool> LookAsync(CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(AnswerMax, clock);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            await using var connection = await hosts.Source.OpenConnectionAsync(end.Token);
            await RowsHere.RequireAsync(connection, end.Token);
            See(FormattableString.Invariant($"{connection.Host}:{connection.Port}"));
            return true;
        }
        catch (RowsElsewhereException)
        {
            // Connections that are taken from now on are new ones, to the server that holds the rows.
            hosts.Source.Clear();
            hosts.AskAgain();
            return false;
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException or OperationCanceledException or ObjectDisposedException)
        {
            hosts.AskAgain();
            return false;
        }
    }

    // Idle connections of the pool lead to the server before, which may hang instead of closing them.
    private void See(string host)
    {
        if (_last is { } before && before != host)
        {
            LogMoved(log, host, before);
            hosts.Source.Clear();
        }

        _last = host;
    }

    [LoggerMessage(
        Level = LogLevel.Warning, Message = "The primary is {Host} now, it was {Before}: another server was promoted, or holds the rows")]
    private static partial void LogMoved(ILogger log, string host, string before);
}
