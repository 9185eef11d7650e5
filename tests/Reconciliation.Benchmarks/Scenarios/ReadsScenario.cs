using System.Collections.Concurrent;
using Reconciliation.Benchmarks.Store;
using Reconciliation.Benchmarks.Traffic;

namespace Reconciliation.Benchmarks.Scenarios;

/// <summary>Pages of members at a rate, and every kind of search, on a full store.</summary>
internal static class ReadsScenario
{
    private const int PagesPerSecond = 500;
    private const int SearchesPerSecond = 20;
    private const int Members = 20_000;
    private const int Samples = 400;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan SearchTime = TimeSpan.FromSeconds(20);

    // From a sample of lines, so that a common value is searched as often as it is met.
    private static readonly (string Name, string Column)[] Searches =
    [
        ("soin",
            "(SELECT s.soin_id::text FROM soin AS s WHERE s.beneficiaire_id = l.beneficiaire_id AND s.date_soin = l.date_soin LIMIT 1)"),
        ("adherent", "adherent_id"),
        ("beneficiaire", "beneficiaire_id"),
        ("decompte", "decompte"),
        ("virement", "virement"),
        ("professionnel", "professionnel_id"),
        ("date", "date_soin::text"),
        ("montant", "replace((montant / 100.0)::numeric(12, 2)::text, '.', ',')"),
        ("dateEtMontant", "date_soin::text || ' ' || replace((montant / 100.0)::numeric(12, 2)::text, '.', ',')"),
        ("professionnelEtDate", "professionnel_id || ' ' || date_soin"),
    ];

    public static async Task RunAsync(Run run)
    {
        var store = await LoadedStore.GetAsync(run.Servers, run.Plan.Size(10_000_000, 100_000), run.Plan, run.Results);
        await using var hosts = new ServiceHosts(store.Database, await run.Servers.VirtualHostAsync());
        var api = await hosts.StartAsync("api");
        await PagesAsync(run, store, hosts, api);
        foreach (var (name, column) in Searches)
        {
            var words = await store.ColumnAsync(
                $"SELECT {column} FROM ligne AS l TABLESAMPLE SYSTEM ({store.Percent(Samples)}) REPEATABLE (2) WHERE adherent_id LIKE "
                    + $"'AM%' "
                + $"ORDER BY hashtext(evenement_id) LIMIT {Samples}");
            using var agent = hosts.Client(api, "agent", "support");
            var times = await AskAsync(agent, SearchesPerSecond, run.Plan.Quick ? TimeSpan.FromSeconds(5) : SearchTime,
                number => $"/v1/recherche?q={Uri.EscapeDataString(words[number % words.Count])}", run.Stop);
            times.AddTo(run.Results, $"lectures.{store.Soins}.recherche.{name}");
            Console.WriteLine($"  search by {name}: p99 {times.Milliseconds(99):0.0} ms");
        }

        hosts.Check();
    }

    private static async Task PagesAsync(Run run, LoadedStore store, ServiceHosts hosts, Uri api)
    {
        var members = await store.MembersAsync(Members);
        var random = new Random(Run.NewSeed());
        using var back = hosts.Client(api, "espace", "espace");
        string Page(int number) => $"/v1/adherents/{members[random.Next(members.Count)]}/soins";
        await AskAsync(back, PagesPerSecond, WarmUp, Page, run.Stop);
        var times = await AskAsync(back, PagesPerSecond, run.Plan.Time(60, 10), Page, run.Stop);
        times.AddTo(run.Results, $"lectures.{store.Soins}.adherent");
        Console.WriteLine($"  pages of members: p50 {times.Milliseconds(50):0.0} ms, p99 {times.Milliseconds(99):0.0} ms of {times.Count}");
    }

    /// <summary>Asks for addresses at a rate; fails if an answer is no success.</summary>
    internal static async Task<Latencies> AskAsync(
        HttpClient client, int perSecond, TimeSpan duration, Func<int, string> address, CancellationToken cancellationToken)
    {
        var times = new Latencies();
        var open = new ConcurrentBag<Task>();
        await OpenLoop.RunAsync(
            perSecond, duration, (number, intended) => open.Add(GetAsync(address(number), intended)), cancellationToken);
        await Task.WhenAll(open);
        return times;

        async Task GetAsync(string path, long intended)
        {
            using var answer = await client.GetAsync(new Uri(path, UriKind.Relative), cancellationToken);
            var body = await answer.Content.ReadAsStringAsync(cancellationToken);
            if (!answer.IsSuccessStatusCode)
            {
                // The store holds made-up members only.
                throw new InvalidOperationException($"{path} was answered {(int)answer.StatusCode}: {body}");
            }

            times.Since(intended);
        }
    }
}
