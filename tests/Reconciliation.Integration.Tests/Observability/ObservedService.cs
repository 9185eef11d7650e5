using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using RabbitMQ.Client;
using Reconciliation.Bus;
using Reconciliation.Dev;
using Reconciliation.Integration.Tests.Bus.Webhooks;
using Reconciliation.Integration.Tests.Commands;
using Reconciliation.Integration.Tests.Contract;
using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Integration.Tests.Servers;
using Xunit;

namespace Reconciliation.Integration.Tests.Observability;

/// <summary>
/// An engine, an API and a console as processes of their own, under load, with a Prometheus that scrapes them and RabbitMQ every second and
/// a collector that takes their traces: the sight of operations. A process of its own has meters of its own.
/// </summary>
public sealed class ObservedService : IAsyncLifetime
{
    /// <summary>The name of every member of the load: no figure, span or line of the log may hold it.</summary>
    public const string Member = "OBSMEMBRE";

    private static readonly string[] Roles = ["engine", "api", "console"];

    private readonly Lazy<Task<ObservedService>> _started;
    private readonly Dictionary<string, Uri> _addresses = [];
    private readonly List<ReconProcess> _processes = [];
    private readonly string _folder = Directory.CreateTempSubdirectory("reconciliation-observed-").FullName;
    private Task _running = Task.CompletedTask;
    private ObservedLoad? _load;
    private TestDatabase? _database;
    private Broker? _broker;
    private PrometheusServer? _prometheus;
    private WebhookReceiver? _receiver;
    private string _published = "";

    public ObservedService() => _started = new(StartOwnAsync);

    internal Collector Collector { get; private set; } = null!;

    /// <summary>The trace of a producer of the load: one message of each round carries it.</summary>
    internal string TraceId { get; } = RandomNumberGenerator.GetHexString(32, lowercase: true);

    /// <summary>Starts it with the first test that asks, inside that test, so that a machine without servers skips it.</summary>
    internal Task StartAsync() => TestServers.OrSkipAsync(_started.Value);

    /// <summary>The processes' logs so far.</summary>
    internal IEnumerable<string> Logs => _processes.SelectMany(
        p => $"{p.Output}\n{p.Errors}".Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));

    /// <summary>The metrics that every process shows at /metrics.</summary>
    internal async Task<string> MetricsAsync()
    {
        using var client = new HttpClient();
        return string.Join('\n', await Task.WhenAll(_addresses.Values.Select(a => client.GetStringAsync(new Uri(a, "/metrics")))));
    }

    /// <summary>Asks Prometheus.</summary>
    internal async Task<JsonNode> AskAsync(string path, string? query = null)
    {
        using var client = new HttpClient { BaseAddress = _prometheus!.Address };
        using var answer = query is null
            ? await client.GetAsync(new Uri(path, UriKind.Relative))
            : await client.PostAsync(new Uri(path, UriKind.Relative), new FormUrlEncodedContent([new("query", query)]));
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
    }

    /// <summary>The messages that the service has published so far, of those that carry a trace.</summary>
    internal async Task<List<BasicGetResult>> PublishedAsync() => await _broker!.TakeAsync(_published);

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        _load?.End();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var process in _processes)
        {
            await process.DisposeAsync();
        }

        if (_prometheus is not null)
        {
            await _prometheus.DisposeAsync();
        }

        if (_broker is not null)
        {
            await _broker.DisposeAsync();
        }

        if (_receiver is not null)
        {
            await _receiver.DisposeAsync();
        }

        if (_database is not null)
        {
            await _database.DisposeAsync();
        }

        if (Collector is not null)
        {
            await Collector.DisposeAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }

    private async Task<ObservedService> StartOwnAsync()
    {
        Collector = await Collector.StartAsync();
        _database = await TestDatabase.CreateAsync(TestInstance.Schema);
        var rabbit = await TestServers.RabbitAsync();
        var virtualHost = await Broker.VirtualHostAsync();
        var key = Path.Combine(_folder, "development.key");
        await File.WriteAllBytesAsync(key, TestInstance.Key);
        _receiver = await WebhookReceiver.StartAsync();
        var secret = Path.Combine(_folder, "webhook.secret");
        await File.WriteAllTextAsync(secret, Hosting.WebhookSubscriber.SecretPrefix + Convert.ToBase64String(_receiver.Secret));
        foreach (var role in Roles)
        {
            var address = new Uri($"http://127.0.0.1:{FreePort()}");
            _addresses[role] = address;
            _processes.Add(ReconProcess.Start(
                new Dictionary<string, string>
                {
                    ["RECONCILIATION_POSTGRES"] = _database.ConnectionString,
                    ["RECONCILIATION_RABBITMQ"] = virtualHost.ToString(),
                    ["ASPNETCORE_URLS"] = address.ToString(),
                    ["OTEL_EXPORTER_OTLP_ENDPOINT"] = Collector.Address.ToString(),
                    ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
                    ["OTEL_BSP_SCHEDULE_DELAY"] = "500",
                    ["RECONCILIATION_Webhooks__0__Nom"] = "essai",
                    ["RECONCILIATION_Webhooks__0__Url"] = _receiver.Address.ToString(),
                    ["RECONCILIATION_Webhooks__0__SecretFichier"] = secret,
                    ["OTEL_RESOURCE_ATTRIBUTES"] = "deployment.environment.name=essai",
                },
                role,
                "--cle-locale",
                key));
        }

        _prometheus = await PrometheusServer.StartAsync(
            Configuration(rabbit.Metrics ?? throw new ServerUnavailableException("The RabbitMQ at hand gives no metrics.")),
            Directory.GetFiles(Repository.Path("infra", "prometheus", "rules")),
            TimeProvider.System,
            TestServers.Say,
            default);
        _broker = await Broker.ConnectAsync(virtualHost);
        _published = await _broker.ListenAsync(ExchangeNames.Soins);
        foreach (var address in _addresses.Values)
        {
            await Eventually.HoldsAsync($"{address} is ready", () => IsReadyAsync(address));
        }

        _load = new(_broker, _addresses["api"], TraceId);
        _running = _load.RunAsync();
        return this;
    }

    // The scrapes that prometheus.yml sets for the containers, for processes of this machine, fifteen times as often.
    private string Configuration(Uri rabbit)
    {
        var jobs = string.Concat(_addresses.Select(a => $$"""
              - job_name: {{a.Key}}
                static_configs: [{ targets: ["{{a.Value.Authority}}"] }]

            """));
        return $$"""
            global: { scrape_interval: 1s, evaluation_interval: 1s }
            rule_files: [rules/*.yml]
            scrape_configs:
            {{jobs}}
              - job_name: rabbitmq
                metrics_path: /metrics/detailed
                params: { family: [queue_coarse_metrics, queue_consumer_count] }
                static_configs: [{ targets: ["{{rabbit.Authority}}"] }]
              - job_name: rabbitmq-noeud
                static_configs: [{ targets: ["{{rabbit.Authority}}"] }]
            """;
    }

    private static async Task<bool> IsReadyAsync(Uri address)
    {
        using var client = new HttpClient { BaseAddress = address };
        try
        {
            using var answer = await client.GetAsync(new Uri("/health/ready", UriKind.Relative));
            return answer.StatusCode == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
