using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using Reconciliation.Contracts;
using Reconciliation.Storage;

namespace Reconciliation.Benchmarks.Traffic;

/// <summary>
/// Lines that arrive at a rate, and how long each takes from the instant at which it was to be published until a view shows it in the
/// feed of the API; of some also until the view that a client gets shows it. Each soin gets its RO line, and the other two seconds later.
/// </summary>
/// <param name="topology">The queues to publish to.</param>
/// <param name="perSecond">The number of lines a second.</param>
/// <param name="seed">Of the lines: another than that of any load on the same store.</param>
internal sealed class LineTraffic(Topology topology, int perSecond, int seed)
{
    private const int OneIn = 50;
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly ConcurrentDictionary<string, Expected> _expected = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<Task, byte> _open = new();
    private readonly Random _random = new(seed);
    private readonly List<(PaiementRoEmis Ro, PaiementComplementaireEmis Complementaire)> _soins = [];
    private volatile bool _counts;
    private int _unseen;

    /// <summary>Until the feed shows a line.</summary>
    public Latencies Seen { get; } = new();

    /// <summary>Until a client that asks for the view sees a line.</summary>
    public Latencies Fetched { get; } = new();

    /// <summary>The lines that no view has shown in time.</summary>
    public int Unseen => _unseen;

    /// <summary>Takes note of an entry of the feed.</summary>
    public void Saw(JsonElement view)
    {
        if (_expected.TryGetValue(view.GetProperty("beneficiaireId").GetString()!, out var expected))
        {
            See(view, "partRo", ref expected.Ro);
            See(view, "partComplementaire", ref expected.Complementaire);
            if (expected is { IsWhole: true, Waits: false })
            {
                _expected.TryRemove(view.GetProperty("beneficiaireId").GetString()!, out _);
            }
        }
    }

    /// <summary>Publishes lines for some time, and waits until all are seen.</summary>
    /// <param name="warmUp">The time before it that is not measured.</param>
    /// <param name="duration">The time that is measured.</param>
    /// <param name="views">A client that reads views; null: nobody does.</param>
    /// <param name="cancellationToken">Ends publishing sooner; lines already published are waited for all the same.</param>
    public async Task RunAsync(TimeSpan warmUp, TimeSpan duration, HttpClient? views, CancellationToken cancellationToken)
    {
        var first = (int)(warmUp.TotalSeconds * perSecond);
        await OpenLoop.RunAsync(
            perSecond,
            warmUp + duration,
            (number, intended) =>
            {
                _counts = number >= first;
                Keep(PublishAsync(number, intended, views));
            },
            cancellationToken);
        var start = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(start) < Limit && (!_open.IsEmpty || _expected.Values.Any(e => e.Waits)))
        {
            await Task.Delay(Look, TimeProvider.System, CancellationToken.None);
        }

        _unseen += _expected.Values.Sum(e => (e.Ro != 0 ? 1 : 0) + (e.Complementaire != 0 ? 1 : 0));
    }

    private async Task PublishAsync(int number, long intended, HttpClient? views)
    {
        // Even numbers begin a soin; odd ones complete that of two seconds ago.
        var lag = perSecond;
        var ro = number % 2 == 0;
        var soin = ro ? number / 2 : (number / 2) - lag;
        if (ro)
        {
            _soins.Add(Load.Soin(seed, soin, _random));
        }
        else if (soin < 0)
        {
            return;
        }

        PaiementEmis line = ro ? _soins[soin].Ro : _soins[soin].Complementaire;
        _soins[soin] = ro ? _soins[soin] : default;
        var expected = _expected.GetOrAdd(line.BeneficiaireId, _ => new());
        if (_counts)
        {
            Volatile.Write(ref ro ? ref expected.Ro : ref expected.Complementaire, intended);
        }

        expected.IsWhole = !ro;
        var body = Encoding.UTF8.GetBytes(StoredJson.Write(line));
        await topology.PublishAsync(new Message(ro, body));
        if (_counts && views is not null && number / 2 % OneIn == 0)
        {
            await FetchAsync(views, line, ro ? "partRo" : "partComplementaire", intended);
        }
    }

    private async Task FetchAsync(HttpClient views, PaiementEmis line, string part, long intended)
    {
        while (TimeProvider.System.GetElapsedTime(intended) < Limit)
        {
            using var page =
                JsonDocument.Parse(await views.GetByteArrayAsync(new Uri($"/v1/adherents/{line.AdherentId}/soins", UriKind.Relative)));
            if (page.RootElement.GetProperty("elements").EnumerateArray()
                .Any(v => v.GetProperty(part).GetProperty("etat").GetString() == "payee"))
            {
                Fetched.Since(intended);
                return;
            }

            await Task.Delay(Look, TimeProvider.System);
        }

        Interlocked.Increment(ref _unseen);
    }

    private void See(JsonElement view, string part, ref long intended)
    {
        if (Volatile.Read(ref intended) is var at and not 0 && view.GetProperty(part).GetProperty("etat").GetString() == "payee")
        {
            Seen.Since(at);
            Volatile.Write(ref intended, 0);
        }
    }

    private void Keep(Task work)
    {
        _open[work] = 0;
        work.ContinueWith(
            done => { _ = done.IsFaulted ? Interlocked.Increment(ref _unseen) : 0; _open.TryRemove(done, out _); }, TaskScheduler.Default);
    }

    // The instant at which a line was to be published, until it is seen.
    private sealed class Expected
    {
        public long Ro;
        public long Complementaire;

        /// <summary>Whether both lines are on their way.</summary>
        public volatile bool IsWhole;

        public bool Waits => Ro != 0 || Complementaire != 0;
    }
}
