using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using Reconciliation.Dev;

namespace Reconciliation.Benchmarks.Traffic;

/// <summary>The processes of the service on one database and virtual host, with a development key that only they know.</summary>
internal sealed class ServiceHosts : IAsyncDisposable
{
    private static readonly TimeSpan ReadyLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly List<ChildProcess> _processes = [];
    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);
    private readonly string _keyFile = Path.Combine(Path.GetTempPath(), $"bench-{RandomNumberGenerator.GetHexString(12)}.key");
    private readonly string _database;
    private readonly Uri _virtualHost;

    public ServiceHosts(string database, Uri virtualHost)
    {
        (_database, _virtualHost) = (database, virtualHost);
        File.WriteAllBytes(_keyFile, _key);
    }

    /// <summary>Starts engines.</summary>
    public async Task StartEnginesAsync(int count)
    {
        for (var i = 0; i < count; i++)
        {
            await StartAsync("engine");
        }
    }

    /// <summary>Starts a host that answers HTTP.</summary>
    /// <param name="role"><c>engine</c>, <c>api</c> or <c>console</c>.</param>
    /// <returns>Its address, once it is ready.</returns>
    public async Task<Uri> StartAsync(string role)
    {
        var port = FreePorts.Next();
        var process =
            ChildProcess.Start(role, "recon.dll", ChildProcess.Settings(_database, _virtualHost, port), role, "--cle-locale", _keyFile);
        _processes.Add(process);
        var address = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}"));
        await ReadyAsync(process, address);
        return address;
    }

    /// <summary>A client of the API with a token of its own subject.</summary>
    public HttpClient Client(Uri address, string subject, params string[] scopes)
    {
        var client = new HttpClient(
            new SocketsHttpHandler { MaxConnectionsPerServer = 100 })
        { BaseAddress = address, Timeout = TimeSpan.FromSeconds(100) };
        var token = TokenCommand.Sign(_key, TimeProvider.System, subject, null, scopes);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    /// <summary>Fails if one of them has ended by itself.</summary>
    public void Check()
    {
        if (_processes.Find(p => p.HasEnded) is { } ended)
        {
            throw new InvalidOperationException($"{ended.Name} ended by itself: {ended.Complaint}");
        }
    }

    /// <summary>The processor time that hosts of a role have used.</summary>
    public TimeSpan ProcessorTime(string role) => TimeSpan.FromTicks(_processes.Where(p => p.Name == role).Sum(p => p.ProcessorTime.Ticks));

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes)
        {
            await process.DisposeAsync();
        }

        File.Delete(_keyFile);
    }

    private static async Task ReadyAsync(ChildProcess process, Uri address)
    {
        using var client = new HttpClient { BaseAddress = address };
        var start = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(start) < ReadyLimit)
        {
            if (process.HasEnded)
            {
                throw new InvalidOperationException($"{process.Name} ended by itself: {process.Complaint}");
            }

            try
            {
                using var answer = await client.GetAsync(new Uri("/health/ready", UriKind.Relative));
                if (answer.IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // It does not listen yet.
            }

            await Task.Delay(Pause, TimeProvider.System);
        }

        throw new TimeoutException($"{process.Name} was not ready within {ReadyLimit.TotalSeconds} s: {process.Complaint}");
    }
}
