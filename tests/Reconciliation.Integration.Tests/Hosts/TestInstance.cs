using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using Reconciliation.Bus;
using Reconciliation.Dev;
using Reconciliation.Hosting;
using Reconciliation.Integration.Tests.Security;
using Reconciliation.Integration.Tests.Servers;
using Reconciliation.Recon;
using Reconciliation.Storage;
using Reconciliation.Tests;

namespace Reconciliation.Integration.Tests.Hosts;

/// <summary>A whole instance, engine and API, as <c>recon run</c> puts it together: on a database of its own and a free port.</summary>
internal sealed class TestInstance : IAsyncDisposable
{
    /// <summary>An empty database with the schema.</summary>
    public static readonly TestTemplate Schema = new("schema", async connectionString =>
    {
        await using var source = TestDatabase.CreateSource(connectionString);
        await Migrator.MigrateAsync(source, default, CellsOfRun.Count);
    });

    /// <summary>
    /// The same as a version before left it: no dictionary is in force, so that records are plain JSON, which SQL reads and changes.
    /// </summary>
    public static readonly TestTemplate PlainSchema = new("plain", async connectionString =>
    {
        await using var source = TestDatabase.CreateSource(connectionString);
        await Migrator.MigrateAsync(source, default, CellsOfRun.Count);
        await LeavePlainAsync(connectionString);
    });

    /// <summary>Takes a database's dictionaries away.</summary>
    /// <param name="connectionString">The database, as the server's superuser.</param>
    public static async Task LeavePlainAsync(string connectionString)
    {
        await using var source = TestDatabase.CreateSource(connectionString);
        await using var plain = source.CreateCommand("SET session_replication_role = replica; DELETE FROM dictionnaire");
        await plain.ExecuteNonQueryAsync();
    }

    /// <summary>The development key of every instance of this run.</summary>
    public static readonly byte[] Key = RandomNumberGenerator.GetBytes(32);

    private readonly WebApplication _app;

    private TestInstance(WebApplication app, ShiftedClock clock, Uri address)
    {
        (_app, Clock, Address) = (app, clock, address);
    }

    public ShiftedClock Clock { get; }

    public Uri Address { get; }

    public IServiceProvider Services => _app.Services;

    public NpgsqlDataSource Database => Services.GetRequiredService<NpgsqlDataSource>();

    /// <summary>Starts an instance and waits until its queues are consumed.</summary>
    /// <param name="database">A clone of <see cref="Schema"/>.</param>
    /// <param name="rabbitMq">A virtual host of its own; null: the bus is in process.</param>
    /// <param name="clock">A clock that several instances share; null: one of its own.</param>
    /// <param name="engine">Whether it runs the engine, or only the API.</param>
    /// <param name="console">Whether it serves the console.</param>
    /// <param name="log">Gets every line of the log besides the console.</param>
    /// <param name="authority">The issuer of tokens; null: they are signed with <see cref="Key"/>.</param>
    /// <param name="limits">The limits of a client; null: those by default.</param>
    /// <param name="formats">The formats that it publishes; null: those by default.</param>
    /// <param name="streams">The streams that it takes; null: the two streams of the product.</param>
    /// <param name="management">The broker's management API; null: at the usual port.</param>
    /// <param name="waits">Whether to wait until its queues are consumed.</param>
    /// <param name="serverClock">Whether its clock is put right by the database server's, as in production.</param>
    /// <param name="producers">The producers and the parts and sources that each may write; null: anybody everything.</param>
    /// <param name="operationsPort">The port of health, metrics and description; null: the port of all.</param>
    /// <param name="hosts">The names by which it is called; null: any.</param>
    /// <param name="webhooks">The subscribers to webhooks; null: none.</param>
    public static Task<TestInstance> StartAsync(
        TestDatabase database,
        BrokerAddress? rabbitMq = null,
        ShiftedClock? clock = null,
        bool engine = true,
        bool console = false,
        ILoggerProvider? log = null,
        Uri? authority = null,
        ClientLimits? limits = null,
        SoinFormats? formats = null,
        PaymentStreams? streams = null,
        Uri? management = null,
        bool waits = true,
        bool serverClock = false,
        ProducerBindings? producers = null,
        int? operationsPort = null,
        IReadOnlyList<string>? hosts = null,
        IReadOnlyList<WebhookSubscriber>? webhooks = null) => StartAsync(
            database.ConnectionString, rabbitMq, clock, engine, console, log, authority, limits, formats, streams, management, waits,
            serverClock, null, producers, operationsPort, hosts, webhooks: webhooks);

    /// <summary>The same on a server of the test's own.</summary>
    public static async Task<TestInstance> StartAsync(
        string postgres,
        BrokerAddress? rabbitMq = null,
        ShiftedClock? clock = null,
        bool engine = true,
        bool console = false,
        ILoggerProvider? log = null,
        Uri? authority = null,
        ClientLimits? limits = null,
        SoinFormats? formats = null,
        PaymentStreams? streams = null,
        Uri? management = null,
        bool waits = true,
        bool serverClock = false,
        string? reading = null,
        ProducerBindings? producers = null,
        int? operationsPort = null,
        IReadOnlyList<string>? hosts = null,
        string? consoleKeys = null,
        NamedProxies? proxies = null,
        IReadOnlyList<WebhookSubscriber>? webhooks = null)
    {
        clock ??= new ShiftedClock();
        var app = HostBuilding.Build(
            new Settings
            {
                Postgres = postgres,
                PostgresReading = reading,
                RabbitMq = rabbitMq,
                Management = management,
                Authority = authority?.AbsoluteUri,
                DevelopmentKey = authority is null ? Key : null,
                ConsoleClientId = OpenIdProvider.Console,
                ConsoleClientSecret = OpenIdProvider.Secret,
                ConsoleKeys = consoleKeys,
                ClientLimits = limits,
                Soins = formats ?? new(),
                Streams = streams ?? PaymentStreams.Product,
                Producers = producers,
                OperationsPort = operationsPort,
                Hosts = hosts ?? [],
                Proxies = proxies ?? NamedProxies.None,
                Webhooks = webhooks ?? [],
            },
            api: true,
            engine,
            "http://127.0.0.1:0",
            serverClock ? new DatabaseClock(clock) : clock,
            console);
        if (log is not null)
        {
            app.Services.GetRequiredService<ILoggerFactory>().AddProvider(log);
        }

        await app.StartAsync();
        if (waits)
        {
            await app.Services.GetRequiredService<Publisher>().WaitAsync(default);
        }

        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        return new(app, clock, new Uri(address));
    }

    /// <summary>A token with some scopes.</summary>
    public static string Token(string? adherent, params string[] scopes) =>
        TokenCommand.Sign(Key, TimeProvider.System, "essai", adherent, scopes);

    /// <summary>A client whose token has some scopes; none: no token.</summary>
    public HttpClient Client(params string[] scopes)
    {
        var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = Address };
        if (scopes.Length > 0)
        {
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token(null, scopes));
        }

        return client;
    }

    /// <summary>Posts a JSON body to a path, as a producer.</summary>
    public async Task<(int Status, JsonElement Body)> PostAsync(string path, string body, string contentType = "application/json")
    {
        using var client = Client(Scopes.Producer);
        using var content = new StringContent(body, Encoding.UTF8, contentType);
        using var response = await client.PostAsync(new Uri(path, UriKind.Relative), content);
        var text = await response.Content.ReadAsStringAsync();
        return ((int)response.StatusCode, text.Length > 0 ? JsonDocument.Parse(text).RootElement : default);
    }

    /// <summary>Gets a path, as the espace personnel.</summary>
    public async Task<JsonElement> GetAsync(string path)
    {
        using var client = Client(Scopes.Espace);
        return JsonDocument.Parse(await client.GetStringAsync(new Uri(path, UriKind.Relative))).RootElement;
    }

    /// <summary>The views of a member.</summary>
    public async Task<IReadOnlyList<JsonElement>> SoinsAsync(string adherentId) =>
        [.. (await GetAsync($"/v1/adherents/{adherentId}/soins?limite=200")).GetProperty("elements").EnumerateArray()];

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
