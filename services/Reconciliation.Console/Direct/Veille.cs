using System.Collections.Concurrent;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Reconciliation.Core;
using Reconciliation.Hosting;
using Reconciliation.Storage;

namespace Reconciliation.ConsoleWeb.Direct;

/// <summary>
/// Follows what open pages show, and tells each when it has moved on. One look at the database serves all pages of the process, and
/// compares with what a page had when it was written, so that nothing is missed between the two.
/// </summary>
/// <param name="source">The database.</param>
/// <param name="horloge">The clock.</param>
/// <param name="log">The log.</param>
internal sealed partial class Veille(NpgsqlDataSource source, TimeProvider horloge, ILogger<Veille> log) : BackgroundService
{
    /// <summary>The pause between two looks.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    /// <summary>How often a page that nothing happens to is told so, which finds connections that are gone.</summary>
    public static readonly TimeSpan Battement = TimeSpan.FromSeconds(15);

    /// <summary>The most pages that a process follows; one more is not followed and stays readable.</summary>
    public const int PagesMax = 2_000;

    private readonly ConcurrentDictionary<Abonnement, byte> _abonnements = [];

    /// <summary>Follows a soin from the version that a page shows, until the page is closed.</summary>
    public IAsyncEnumerable<SseItem<string>>? Suivre(Guid soinId, int version, CancellationToken cancellationToken) =>
        Suivre(new Abonnement { SoinId = soinId, Version = version }, cancellationToken);

    /// <summary>Follows all soins of a member.</summary>
    public IAsyncEnumerable<SseItem<string>>? Suivre(string adherentId, DateTimeOffset depuis, CancellationToken cancellationToken) =>
        Suivre(new Abonnement { AdherentId = adherentId, Depuis = depuis }, cancellationToken);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await RegarderAsync(stoppingToken);
            }
            catch (Exception e) when (e is NpgsqlException or TimeoutException)
            {
                Interrompue(log, e.GetType().Name);
            }

            await Task.Delay(Pause, horloge, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task RegarderAsync(CancellationToken cancellationToken)
    {
        var abonnements = _abonnements.Keys.ToList();
        if (abonnements.Count == 0)
        {
            return;
        }

        var etat = await Veilles.LireAsync(
            source,
            [.. abonnements.Where(a => a.AdherentId is null).Select(a => a.SoinId).Distinct()],
            [.. abonnements.Select(a => a.AdherentId).OfType<string>().Distinct()],
            cancellationToken);
        foreach (var abonnement in abonnements)
        {
            abonnement.Comparer(etat);
        }
    }

    private IAsyncEnumerable<SseItem<string>>? Suivre(Abonnement abonnement, CancellationToken cancellationToken) =>
        _abonnements.Count >= PagesMax ? null : EcouterAsync(abonnement, cancellationToken);

    private async IAsyncEnumerable<SseItem<string>> EcouterAsync(Abonnement abonnement, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        _abonnements[abonnement] = 0;
        try
        {
            yield return new("", "suivi");
            while (!cancellationToken.IsCancellationRequested)
            {
                var change = await abonnement.AttendreAsync(Battement, horloge, cancellationToken);
                if (!cancellationToken.IsCancellationRequested)
                {
                    yield return new("", change ? "version" : "battement");
                }
            }
        }
        finally
        {
            _abonnements.TryRemove(abonnement, out _);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Open pages cannot be followed for the moment ({Exception})")]
    private static partial void Interrompue(ILogger log, string exception);

    /// <summary>One open page. A reader that is slow misses no change, only how many there were.</summary>
    private sealed class Abonnement
    {
        private readonly Channel<byte> _changements = Channel.CreateBounded<byte>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

        public Guid SoinId { get; init; }

        public int Version { get; set; }

        public string? AdherentId { get; init; }

        public DateTimeOffset Depuis { get; set; }

        public void Comparer(EtatVeille etat)
        {
            if (AdherentId is null && etat.Soins.TryGetValue(SoinId, out var version) && version > Version)
            {
                Version = version;
                _changements.Writer.TryWrite(0);
            }
            else if (AdherentId is not null && etat.Adherents.TryGetValue(AdherentId, out var instant) && instant > Depuis)
            {
                Depuis = instant;
                _changements.Writer.TryWrite(0);
            }
        }

        public async Task<bool> AttendreAsync(TimeSpan patience, TimeProvider horloge, CancellationToken cancellationToken)
        {
            using var delai = new CancellationTokenSource(patience, horloge);
            using var fin = CancellationTokenSource.CreateLinkedTokenSource(delai.Token, cancellationToken);
            try
            {
                await _changements.Reader.ReadAsync(fin.Token);
                return true;
            }
            catch (OperationCanceledException)
            {
                return false;
            }
        }
    }
}
