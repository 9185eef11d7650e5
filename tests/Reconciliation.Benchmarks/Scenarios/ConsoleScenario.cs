using System.Net;
using System.Text.RegularExpressions;
using Reconciliation.Benchmarks.Store;
using Reconciliation.Benchmarks.Traffic;

namespace Reconciliation.Benchmarks.Scenarios;

/// <summary>
/// Every page of the console as an agent and a team leader get them, on a full store: how long the server takes, and how much it sends.
/// </summary>
internal static class ConsoleScenario
{
    private const int WarmUps = 10;

    // Pages that name nobody; those of members and their soins are found by searching.
    private static readonly (string Name, string Path)[] Lists =
    [
        ("accueil", "/"),
        ("enRetard", "/a-traiter/en-retard"),
        ("enRetardParEnjeu", "/a-traiter/en-retard?tri=enjeu"),
        ("ecart", "/a-traiter/ecart"),
        ("aRapprocher", "/a-traiter/a-rapprocher"),
        ("conteste", "/a-traiter/conteste"),
        ("quarantaine", "/a-traiter/quarantaine"),
        ("vueDEnsemble", "/vue-d-ensemble"),
    ];

    public static async Task RunAsync(Run run)
    {
        var store = await LoadedStore.GetAsync(run.Servers, run.Plan.Size(10_000_000, 100_000), run.Plan, run.Results);
        await using var hosts = new ServiceHosts(store.Database, await run.Servers.VirtualHostAsync());
        var address = await hosts.StartAsync("console");
        using var agent = new Agent(address);
        await agent.SignInAsync();
        run.Results.Add("console.premierePageOctets", await agent.FirstPageBytesAsync());
        var calls = run.Plan.Quick ? 20 : 100;
        foreach (var (name, path) in Lists)
        {
            for (var i = 0; i < WarmUps + calls; i++)
            {
                await agent.GetAsync(path, i < WarmUps ? null : name);
            }
        }

        foreach (var (member, i) in (await store.MembersAsync(WarmUps + calls)).Select((m, i) => (m, i)))
        {
            await MemberAsync(agent, member, counts: i >= WarmUps);
        }

        foreach (var (name, (times, bytes)) in agent.Pages)
        {
            times.AddTo(run.Results, $"console.{store.Soins}.{name}");
            run.Results.Add($"console.{store.Soins}.{name}.octets", bytes);
            Console.WriteLine($"  {name,-20} p95 {times.Milliseconds(95),6:0.0} ms, {bytes / 1024.0,6:0.0} KB at most");
        }
    }

    // As on the telephone: the member's number, the reason once, the page, one of its soins.
    private static async Task MemberAsync(Agent agent, string member, bool counts)
    {
        string? Name(string page) => counts ? page : null;
        var found = await agent.PostAsync("/", "/recherche", new() { ["q"] = member }, Name("recherche"));
        if (Agent.IsMotif(await agent.GetAsync(found, Name("adherent"))))
        {
            await agent.PostAsync(found, "/motif", new() { ["retour"] = found, ["motif"] = "Appel : montant reçu" }, null);
        }

        var page = await agent.GetAsync(found, Name("adherent"));
        if (Agent.Soin().Match(page) is { Success: true } soin)
        {
            await agent.GetAsync(soin.Groups[1].Value, Name("soin"));
        }
    }
}

/// <summary>A browser without JavaScript: cookies, forms with their token, and redirects that are followed by hand.</summary>
internal sealed partial class Agent(Uri address) : IDisposable
{
    private readonly HttpClient _client =
        new(new SocketsHttpHandler { CookieContainer = new CookieContainer(), AllowAutoRedirect = false }) { BaseAddress = address };

    private readonly Dictionary<string, string> _tokens = [];
    private readonly SortedDictionary<string, (Latencies Times, long Bytes)> _pages = new(StringComparer.Ordinal);

    /// <summary>The measurements of each page, and the most bytes of it.</summary>
    public IReadOnlyDictionary<string, (Latencies Times, long Bytes)> Pages => _pages;

    /// <summary>Signs in by the sign-in of local instances, as a team leader.</summary>
    public async Task SignInAsync()
    {
        await GetAsync("/connexion?retour=/", null);
        await PostAsync("/connexion?retour=/", "/connexion", new() { ["nom"] = "bench", ["role"] = "supervision", ["retour"] = "/" }, null);
    }

    /// <summary>The bytes of the first page with its style and scripts.</summary>
    public async Task<long> FirstPageBytesAsync()
    {
        var page = await GetAsync("/", null);
        var bytes = (long)System.Text.Encoding.UTF8.GetByteCount(page);
        foreach (var path in Asset().Matches(page).Select(m => m.Groups[1].Value).Distinct())
        {
            bytes += (await _client.GetByteArrayAsync(new Uri(path, UriKind.Relative))).Length;
        }

        return bytes;
    }

    /// <summary>Gets a page.</summary>
    /// <param name="path">Its address.</param>
    /// <param name="name">Its name among the figures; null: it is not measured.</param>
    public async Task<string> GetAsync(string path, string? name)
    {
        var start = TimeProvider.System.GetTimestamp();
        using var answer = await _client.GetAsync(new Uri(path, UriKind.Relative));
        if (answer.StatusCode != HttpStatusCode.OK)
        {
            throw new InvalidOperationException($"A page of the console answers {(int)answer.StatusCode}: {name ?? path.Split('/')[1]}.");
        }

        var page = await answer.Content.ReadAsStringAsync();
        Note(name is not null && IsMotif(page) ? "motif" : name, start, System.Text.Encoding.UTF8.GetByteCount(page));
        _tokens[path] = Token().Match(page) is { Success: true } token ? token.Groups[1].Value : "";
        return page;
    }

    /// <summary>Sends a form of a page that was got before.</summary>
    /// <returns>The address to which the answer leads.</returns>
    public async Task<string> PostAsync(string page, string path, Dictionary<string, string> form, string? name)
    {
        var start = TimeProvider.System.GetTimestamp();
        form["jeton"] = _tokens[page];
        using var body = new FormUrlEncodedContent(form);
        using var answer = await _client.PostAsync(new Uri(path, UriKind.Relative), body);
        Note(name, start, 0);
        return answer.StatusCode == HttpStatusCode.Redirect
            ? answer.Headers.Location!.ToString()
            : throw new InvalidOperationException($"A form of the console answers {(int)answer.StatusCode}: {path}.");
    }

    /// <summary>Whether the page asks why a member's data is read.</summary>
    public static bool IsMotif(string page) => page.Contains("action=\"/motif\"", StringComparison.Ordinal);

    public void Dispose() => _client.Dispose();

    [GeneratedRegex("""href="(/soins/[0-9a-f-]{36})["?]""", RegexOptions.CultureInvariant)]
    internal static partial Regex Soin();

    private void Note(string? name, long start, long bytes)
    {
        if (name is not null)
        {
            var (times, most) = _pages.GetValueOrDefault(name, (new(), 0));
            times.Since(start);
            _pages[name] = (times, Math.Max(most, bytes));
        }
    }

    [GeneratedRegex("""name="jeton"[^>]*value="([^"]+)""", RegexOptions.CultureInvariant)]
    private static partial Regex Token();

    [GeneratedRegex("""(?:href|src)="(/[^"]+\.(?:css|js)[^"]*)""", RegexOptions.CultureInvariant)]
    private static partial Regex Asset();
}
