using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Reconciliation.Dev;
using Reconciliation.Hosting;
using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Integration.Tests.Servers;
using Reconciliation.Storage;
using Xunit;

namespace Reconciliation.Integration.Tests.Security.Attacks;

/// <summary>Enough is left for others, whatever some take.</summary>
public sealed class EnoughForEverybodyTests(SharedInstance shared) : IClassFixture<SharedInstance>
{
    [SkippableFact]
    public async Task Member_tokens_never_take_the_live_places_of_the_espace_personnel()
    {
        var instance = await shared.StartAsync();
        var streams = new List<HttpResponseMessage>();
        using var client = instance.Client();
        var statuses = new Dictionary<HttpStatusCode, int>();
        for (var member = 0; member < 60; member++)
        {
            for (var stream = 0; stream < 3; stream++)
            {
                var open = await OpenAsync(client, Token($"membre-{member}", $"MEMBRE-{member}", Scopes.Espace));
                statuses[open.StatusCode] = statuses.GetValueOrDefault(open.StatusCode) + 1;
                streams.Add(open);
            }
        }

        Assert.Equal(50, statuses[HttpStatusCode.OK]);
        for (var stream = 0; stream < 20; stream++)
        {
            var open = await OpenAsync(client, Token("espace-personnel", null, Scopes.Espace));
            Assert.Equal(HttpStatusCode.OK, open.StatusCode);
            streams.Add(open);
        }

        streams.ForEach(s => s.Dispose());
    }

    [SkippableFact]
    public async Task A_small_body_of_many_bad_records_neither_stores_nor_answers_many_times_its_size()
    {
        var instance = await shared.StartAsync();
        var before = await instance.CountAsync("SELECT pg_total_relation_size('quarantaine')");
        var body = Encoding.UTF8.GetBytes("[" + string.Join(',', Enumerable.Range(0, 9_000).Select(n => $"{{\"a\":{n}}}")) + "]");
        var answer = await PostAsync(instance, "bavarde", body);
        Assert.Equal(422, answer.Status);
        Assert.True(answer.Text.Length < 1_500_000, $"{body.Length} bytes are answered with {answer.Text.Length}");
        var stored = await instance.CountAsync("SELECT pg_total_relation_size('quarantaine')") - before;
        Assert.True(stored < 16_000_000, $"{body.Length} bytes are stored as {stored}");

        // The sender has no room for as many again. Others have room, and a good record of the same sender is accepted.
        var again = await PostAsync(instance, "bavarde", Encoding.UTF8.GetBytes(
            "[" + string.Join(',', Enumerable.Range(0, 2_000).Select(n => $"{{\"b\":{n}}}")) + "]"));
        Assert.Equal("quarantaine-pleine", again.Problem(429));
        Assert.Equal("300", again.Headers["Retry-After"]);
        Assert.Equal(422, (await PostAsync(instance, "autre", "{}"u8.ToArray())).Status);
        Assert.Equal(
            202, (await PostAsync(instance, "bavarde", Encoding.UTF8.GetBytes(PaymentRecords.Ro("PLACE").ToJsonString()))).Status);
        Assert.Equal(
            9_000, await instance.CountAsync("SELECT count(*) FROM quarantaine WHERE emetteur = 'bavarde' AND etat = 0"));
        Assert.Equal(
            QuarantaineStore.RejectionsMax,
            await instance.CountAsync("SELECT max(json_array_length(motifs))::bigint FROM quarantaine WHERE emetteur = 'bavarde'"));
    }

    [SkippableFact]
    public async Task A_few_large_bad_records_fill_no_more_than_many_small_ones_also_when_they_come_at_once()
    {
        var instance = await shared.StartAsync();
        var record = new string('x', 1024 * 1024);
        byte[] Body(int n) => Encoding.UTF8.GetBytes($"{{\"a{n}\":\"{record}\"}}");
        var fit = (int)(QuarantaineRoom.OpenBytesPerSenderMax / Body(100).Length);

        // One that a busy machine could not read or store in time comes again, as its sender would send it.
        async Task<Answer> AnswerAsync(int n, int more = 20)
        {
            var answer = await PostAsync(instance, "lourde", Body(n));
            return answer.Status is 408 or 503 && more > 0 ? await AnswerAsync(n, more - 1) : answer;
        }

        var answers = await Task.WhenAll(Enumerable.Range(100, fit + 20).Select(n => AnswerAsync(n)));

        Assert.Equal((fit, 20), (answers.Count(a => a.Status == 422), answers.Count(a => a.Status == 429)));
        Assert.All(answers.Where(a => a.Status == 429), a => Assert.Equal("quarantaine-pleine", a.Problem(429)));
        Assert.InRange(
            await instance.CountAsync("SELECT sum(octet_length(corps))::bigint FROM quarantaine WHERE emetteur = 'lourde'"),
            1, QuarantaineRoom.OpenBytesPerSenderMax);
        Assert.Equal(422, (await PostAsync(instance, "legere", "{}"u8.ToArray())).Status);
        Assert.Equal(
            202, (await PostAsync(instance, "lourde", Encoding.UTF8.GetBytes(PaymentRecords.Ro("PLACE-2").ToJsonString()))).Status);
    }

    [Theory]
    [InlineData("127.0.0.1", "203.0.113.7", true)]
    [InlineData("127.0.0.0/8", "203.0.113.7", true)]
    [InlineData("127.0.0.1", "203.0.113.7, 127.0.0.1", true)]
    [InlineData("127.0.0.1", "198.51.100.1, 203.0.113.7", true)]
    [InlineData("10.0.0.1", "203.0.113.7", false)]
    [InlineData(null, "203.0.113.7", false)]
    [InlineData("127.0.0.1", "pas une adresse", false)]
    public async Task Who_called_is_what_a_named_gateway_says_and_nobody_else(string? proxies, string header, bool believed)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseSetting("urls", "http://127.0.0.1:0");
        await using var app = builder.Build();
        NamedProxies.Read(proxies).Use(app);
        app.MapGet("/", (HttpContext http) => http.Connection.RemoteIpAddress!.MapToIPv4().ToString());
        await app.StartAsync();
        using var client = new HttpClient { BaseAddress = AddressOf(app) };
        client.DefaultRequestHeaders.TryAddWithoutValidation("X-Forwarded-For", header);
        Assert.Equal(believed ? "203.0.113.7" : "127.0.0.1", await client.GetStringAsync(new Uri("/", UriKind.Relative)));
    }

    [Theory]
    [InlineData("passerelle")]
    [InlineData("0.0.0.0/0")]
    [InlineData("::/0")]
    [InlineData("10.0.0.1/99")]
    [InlineData("10.0.0.1;10.0.0.2")]
    public void A_gateway_that_is_none_or_everybody_is_refused(string proxies) =>
        Assert.Throws<StartupRefusedException>(() => NamedProxies.Read(proxies));

    [SkippableFact]
    public async Task Connections_that_are_held_open_leave_a_place_for_probes_on_the_port_of_operations()
    {
        var port = FreePort();
        await using var database = await TestDatabase.CreateAsync(TestInstance.Schema);
        await using var instance = await TestInstance.StartAsync(database, operationsPort: port);
        var held = new List<System.Net.Sockets.TcpClient>();
        try
        {
            for (var i = 0; i < ConnectionPlaces.ConnectionsMax + 50; i++)
            {
                var connection = new System.Net.Sockets.TcpClient();
                held.Add(connection);
                try
                {
                    await connection.ConnectAsync(IPAddress.Loopback, instance.Address.Port);
                }
                catch (System.Net.Sockets.SocketException)
                {
                    // Closed before it was made: there is no place left.
                }
            }

            using var client = new HttpClient { BaseAddress = new($"http://127.0.0.1:{port}") };
            await Eventually.HoldsAsync("the others have no place", async () =>
            {
                try
                {
                    return await instance.AskAsync(HttpMethod.Get, "/v1/flux", null) is null;
                }
                catch (HttpRequestException)
                {
                    return true;
                }
            });
            foreach (var path in new[] { "/health/live", "/health/ready", "/metrics", "/openapi/v1.json" })
            {
                using var answer = await client.GetAsync(new Uri(path, UriKind.Relative));
                Assert.Equal((HttpStatusCode.OK, path), (answer.StatusCode, path));
            }

            foreach (var path in new[] { "/v1/flux", "/V1/Flux" })
            {
                using var data = await client.GetAsync(new Uri(path, UriKind.Relative));
                Assert.Equal((HttpStatusCode.NotFound, path), (data.StatusCode, path));
            }
        }
        finally
        {
            held.ForEach(c => c.Dispose());
        }
    }

    [Theory]
    [InlineData("/metrics", 404)]
    [InlineData("/Metrics", 404)]
    [InlineData("/HEALTH/ready", 404)]
    [InlineData("/OpenApi/v1.json", 404)]
    [InlineData("/metricsetc", 200)]
    public async Task Other_ports_answer_nothing_of_operations_in_any_case_of_letters(string path, int status)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseSetting("urls", "http://127.0.0.1:0");
        await using var app = builder.Build();
        app.UseOperationsPort(1, isLocal: false);
        app.MapGet("/{**path}", () => "answered");
        await app.StartAsync();
        using var client = new HttpClient { BaseAddress = AddressOf(app) };
        using var answer = await client.GetAsync(new Uri(path, UriKind.Relative));
        Assert.Equal(status, (int)answer.StatusCode);
    }

    [SkippableTheory]
    [InlineData("paiements.exemple.fr", 200)]
    [InlineData("PAIEMENTS.EXEMPLE.FR", 200)]
    [InlineData("127.0.0.1", 400)]
    [InlineData("ailleurs.example", 400)]
    [InlineData("paiements.exemple.fr.ailleurs.example", 400)]
    public async Task A_host_that_has_names_answers_to_no_other(string host, int status)
    {
        await using var database = await TestDatabase.CreateAsync(TestInstance.Schema);
        await using var instance = await TestInstance.StartAsync(database, engine: false, hosts: ["paiements.exemple.fr"]);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("/v1/adherents/A1/soins", UriKind.Relative));
        request.Headers.Host = host;
        Assert.Equal(status, (await instance.SendAsync(request, Token("espace", null, Scopes.Espace))).Status);
    }

    private static Task<HttpResponseMessage> OpenAsync(HttpClient client, string token)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, new Uri("/v1/flux", UriKind.Relative));
        request.Headers.Accept.ParseAdd("text/event-stream");
        request.Headers.Authorization = new("Bearer", token);
        return client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    private static async Task<Answer> PostAsync(TestInstance instance, string sender, byte[] body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/v1/paiements/ro", UriKind.Relative));
        request.Content = new ByteArrayContent(body);
        request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/json");
        return await instance.SendAsync(request, Token(sender, null, Scopes.Producer));
    }

    private static string Token(string subject, string? member, params string[] scopes) =>
        TokenCommand.Sign(TestInstance.Key, TimeProvider.System, subject, member, scopes);

    private static int FreePort()
    {
        using var listener = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static Uri AddressOf(WebApplication app) =>
        new(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
}
