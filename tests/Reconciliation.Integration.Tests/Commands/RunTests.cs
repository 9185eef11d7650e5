using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Reconciliation.Dev;
using Reconciliation.Integration.Tests.Contract;
using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Integration.Tests.Servers;
using Xunit;
using Xunit.Abstractions;

namespace Reconciliation.Integration.Tests.Commands;

/// <summary>
/// <c>recon run</c> from outside: it is ready soon, takes its own tokens and no others, and leaves nothing behind. It keeps time, so it
/// runs after the tests that share the processors.
/// </summary>
[Collection(nameof(RunTests))]
[CollectionDefinition(nameof(RunTests), DisableParallelization = true)]
public sealed partial class RunTests(ITestOutputHelper output) : IDisposable
{
    private static readonly TimeSpan Ready = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Gone = TimeSpan.FromSeconds(10);

    private readonly string _state = Directory.CreateTempSubdirectory("recon-etat-").FullName;

    public void Dispose() => Directory.Delete(_state, recursive: true);

    [SkippableFact]
    public async Task It_is_ready_soon_takes_its_own_tokens_and_leaves_nothing_behind()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Processes are looked up in /proc.");
        await TestServers.PostgresAsync(); // where none can be had, this skips
        var environment = new Dictionary<string, string>
        {
            ["XDG_STATE_HOME"] = _state,
            ["HOME"] = Path.Combine(_state, "home"),
            ["RECONCILIATION_PORT"] = $"{FreePort()}",
        };
        var start = Stopwatch.GetTimestamp();
        await using var recon = ReconProcess.Start(environment, "run", "--no-demo");
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{environment["RECONCILIATION_PORT"]}") };

        await Eventually.HoldsAsync("it is ready", async () => recon.HasExited || await IsReadyAsync(client));
        var took = Stopwatch.GetElapsedTime(start);
        output.WriteLine($"Ready in {took.TotalSeconds:0.0} s.");
        Assert.False(recon.HasExited, recon.Output + recon.Errors);
        Assert.True(took < Ready, $"{took}");
        var key = new FileInfo(Path.Combine(_state, "reconciliation", "development.key"));
        Assert.Equal((32, UnixFileMode.UserRead | UnixFileMode.UserWrite), (key.Length, key.UnixFileMode));

        var (code, token, _) = await ReconProcess.RunAsync(environment, "token", "espace", "producteur");
        Assert.Equal(0, code);
        Assert.Equal(HttpStatusCode.Accepted, await PostAsync(client, token));
        Assert.Equal(HttpStatusCode.OK, await GetAsync(client, token));
        var foreign = TokenCommand.Sign(RandomNumberGenerator.GetBytes(32), TimeProvider.System, "x", null, "espace");
        Assert.Equal(HttpStatusCode.Unauthorized, await GetAsync(client, foreign));

        var described = await client.GetStringAsync(new Uri("/openapi/v1.json", UriKind.Relative));
        Assert.Equal(await File.ReadAllTextAsync(Repository.Contracts("openapi.json")), described + "\n");

        var folders = FoldersOf(recon.Id);
        recon.Terminate();
        Assert.Equal(0, await recon.EndAsync(Gone));
        Assert.Equal("", recon.Errors);
        Assert.DoesNotContain("DataProtection", recon.Output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(environment["HOME"]), "Something was written into the user's home.");
        Assert.All(folders, folder => Assert.False(Directory.Exists(folder), folder));
        Assert.Empty(folders.SelectMany(KilledOwnerTests.ProcessesOf));
    }

    [SkippableFact]
    public async Task A_port_that_is_taken_is_one_sentence()
    {
        await using var database = await TestDatabase.CreateAsync(TestInstance.Schema);
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var environment = new Dictionary<string, string>
        {
            ["XDG_STATE_HOME"] = _state,
            ["RECONCILIATION_POSTGRES"] = database.ConnectionString,
            ["RECONCILIATION_PORT"] = $"{((IPEndPoint)taken.LocalEndpoint).Port}",
        };

        var (code, output, errors) = await ReconProcess.RunAsync(environment, "run", "--no-demo");

        Assert.Equal(1, code);
        Assert.Contains("RECONCILIATION_PORT", Assert.Single(errors.Split('\n')), StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
    }

    private static async Task<bool> IsReadyAsync(HttpClient client)
    {
        try
        {
            using var response = await client.GetAsync(new Uri("/health/ready", UriKind.Relative));
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static async Task<HttpStatusCode> PostAsync(HttpClient client, string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/v1/paiements/ro", UriKind.Relative))
        {
            Content = new StringContent(PaymentRecords.Ro("RUN").ToJsonString(), Encoding.UTF8, "application/json"),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var response = await client.SendAsync(request);
        return response.StatusCode;
    }

    private static async Task<HttpStatusCode> GetAsync(HttpClient client, string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("/v1/adherents/RUN/soins", UriKind.Relative));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var response = await client.SendAsync(request);
        return response.StatusCode;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>The folders of the private servers that a process has started, as the arguments of its descendants name them.</summary>
    private static List<string> FoldersOf(int owner)
    {
        var folders = new HashSet<string>();
        foreach (var process in Descendants(owner))
        {
            foreach (Match folder in Folder().Matches(ReadOrEmpty($"/proc/{process}/cmdline")))
            {
                folders.Add(folder.Value);
            }
        }

        return [.. folders];
    }

    private static IEnumerable<int> Descendants(int owner)
    {
        var parents = Directory.EnumerateDirectories("/proc").Select(Path.GetFileName)
            .Where(name => int.TryParse(name, out _) && File.Exists($"/proc/{name}/status"))
            .Select(name => (Id: int.Parse(name!), Status: ReadOrEmpty($"/proc/{name}/status")))
            .ToLookup(p => int.TryParse(Parent().Match(p.Status).Groups[1].ValueSpan, out var parent) ? parent : 0, p => p.Id);
        var found = new Queue<int>(parents[owner]);
        while (found.TryDequeue(out var id))
        {
            yield return id;
            foreach (var child in parents[id])
            {
                found.Enqueue(child);
            }
        }
    }

    private static string ReadOrEmpty(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    [GeneratedRegex(@"/[^\s\0]*reconciliation-postgres-[0-9a-f]+")]
    private static partial Regex Folder();

    [GeneratedRegex(@"^PPid:\s+(\d+)", RegexOptions.Multiline)]
    private static partial Regex Parent();
}
