using System.Collections.Concurrent;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Reconciliation.Storage;

namespace Reconciliation.ConsoleWeb.Live;

/// <summary>
/// Follows what open pages show, and tells each when it has moved on. One look at the database serves all pages of the process, and
/// compares with what a page had when it was written, so that nothing is missed between the two.
/// </summary>
/// <param name="source">The database.</param>
/// <param name="sessions">The sessions to which the pages belong: a page is followed as long as its session goes on.</param>
/// <param name="clock">The clock.</param>
/// <param name="log">The log.</param>
internal sealed partial class LiveWatch(NpgsqlDataSource source, AgentSessions sessions, TimeProvider clock, ILogger<LiveWatch> log)
    : BackgroundService
{
    /// <summary>The pause between two looks.</summary>
    public static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(500);

    /// <summary>How often an idle page gets a sign of life, which finds connections that are gone.</summary>
    public static readonly TimeSpan HeartbeatInterval = TimeSpan.FromSeconds(15);

    /// <summary>The most pages that a process follows; one more is not followed and stays readable.</summary>
    public const int PagesMax = 2_000;

    private readonly ConcurrentDictionary<Subscription, byte> _subscriptions = [];

    /// <summary>Follows a soin from the version that a page shows, until the page is closed.</summary>
    public IAsyncEnumerable<SseItem<string>>? Follow(Guid session, Guid soinId, int version, CancellationToken cancellationToken) =>
        Follow(new Subscription { Session = session, SoinId = soinId, Version = version }, cancellationToken);

    /// <summary>Follows all soins of a member.</summary>
    public IAsyncEnumerable<SseItem<string>>? Follow(
        Guid session, string adherentId, DateTimeOffset since, CancellationToken cancellationToken) =>
        Follow(new Subscription { Session = session, AdherentId = adherentId, Since = since }, cancellationToken);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await LookAsync(stoppingToken);
            }
            catch (Exception e) when (e is NpgsqlException or TimeoutException)
            {
                IsInterrupted(log, e.GetType().Name);
            }

            await Task.Delay(LookInterval, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        var subscriptions = _subscriptions.Keys.ToList();
        if (subscriptions.Count == 0)
        {
            return;
        }

        var state = await WatchQueries.ReadAsync(
            source,
            [.. subscriptions.Where(a => a.AdherentId is null).Select(a => a.SoinId).Distinct()],
            [.. subscriptions.Select(a => a.AdherentId).OfType<string>().Distinct()],
            cancellationToken);
        var goingOn = await sessions.GoingOnAsync([.. subscriptions.Select(a => a.Session).Distinct()], cancellationToken);
        foreach (var subscription in subscriptions)
        {
            if (goingOn.Contains(subscription.Session))
            {
                subscription.Compare(state);
            }
            else
            {
                subscription.End();
            }
        }
    }

    private IAsyncEnumerable<SseItem<string>>? Follow(Subscription subscription, CancellationToken cancellationToken) =>
        _subscriptions.Count >= PagesMax ? null : ListenAsync(subscription, cancellationToken);

    private async IAsyncEnumerable<SseItem<string>> ListenAsync(
        Subscription subscription, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        _subscriptions[subscription] = 0;
        try
        {
            yield return new("", "suivi");
            while (!cancellationToken.IsCancellationRequested && !subscription.HasEnded)
            {
                var change = await subscription.WaitAsync(HeartbeatInterval, clock, cancellationToken);
                if (!cancellationToken.IsCancellationRequested && !subscription.HasEnded)
                {
                    yield return new("", change ? "version" : "battement");
                }
            }
        }
        finally
        {
            _subscriptions.TryRemove(subscription, out _);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Open pages cannot be followed for the moment ({Exception})")]
    private static partial void IsInterrupted(ILogger log, string exception);

    /// <summary>One open page. A reader that is slow misses no change, only how many there were.</summary>
    private sealed class Subscription
    {
        private readonly Channel<byte> _changes =
            Channel.CreateBounded<byte>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

        public required Guid Session { get; init; }

        public Guid SoinId { get; init; }

        public int Version { get; set; }

        public string? AdherentId { get; init; }

        public DateTimeOffset Since { get; set; }

        /// <summary>Whether the session of the page has ended.</summary>
        public bool HasEnded => _changes.Reader.Completion.IsCompleted;

        public void End() => _changes.Writer.TryComplete();

        public void Compare(WatchState state)
        {
            if (AdherentId is null && state.Soins.TryGetValue(SoinId, out var version) && version > Version)
            {
                Version = version;
                _changes.Writer.TryWrite(0);
            }
            else if (AdherentId is not null && state.Adherents.TryGetValue(AdherentId, out var instant) && instant > Since)
            {
                Since = instant;
                _changes.Writer.TryWrite(0);
            }
        }

        public async Task<bool> WaitAsync(TimeSpan patience, TimeProvider clock, CancellationToken cancellationToken)
        {
            using var delay = new CancellationTokenSource(patience, clock);
            using var end = CancellationTokenSource.CreateLinkedTokenSource(delay.Token, cancellationToken);
            try
            {
                await _changes.Reader.ReadAsync(end.Token);
                return true;
            }
            catch (Exception e) when (e is OperationCanceledException or ChannelClosedException)
            {
                return false;
            }
        }
    }
}
