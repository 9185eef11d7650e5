using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Reconciliation.Hosting;

namespace Reconciliation.Integration.Tests.Bus.Webhooks;

/// <summary>A request as a receiver of webhooks got it, and the status that it answered; null: the connection was cut instead.</summary>
internal sealed record ReceivedEvent(string Path, string Id, string Timestamp, string Signatures, string Body, int? Status)
{
    public JsonElement Json => JsonDocument.Parse(Body).RootElement;

    public JsonElement Data => Json.GetProperty("data");

    public bool IsTaken => Status is >= 200 and < 300;
}

/// <summary>A receiver of webhooks: a real HTTP server on this machine, which answers as the test says.</summary>
internal sealed class WebhookReceiver : IAsyncDisposable
{
    /// <summary>In place of a status: the receiver has taken the event, and the connection is cut before it says so.</summary>
    public const int TakenThenCut = 299;

    private readonly WebApplication _app;
    private readonly ConcurrentQueue<ReceivedEvent> _received = [];

    private WebhookReceiver(WebApplication app) => _app = app;

    /// <summary>The status to answer the nth request with, and whatever else the answer has; null cuts the connection.</summary>
    public Func<int, HttpContext, Task<int?>> Answer { get; set; } = (_, _) => Task.FromResult<int?>(204);

    public byte[] Secret { get; } = RandomNumberGenerator.GetBytes(32);

    public IReadOnlyList<ReceivedEvent> Received => [.. _received];

    /// <summary>The events that were taken, each at its first time.</summary>
    public IReadOnlyList<ReceivedEvent> Taken => [.. _received.Where(e => e.IsTaken).DistinctBy(e => e.Id)];

    public Uri Address => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    public static async Task<WebhookReceiver> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseSetting("urls", "http://127.0.0.1:0");
        var receiver = new WebhookReceiver(builder.Build());
        receiver._app.Run(receiver.ReceiveAsync);
        await receiver._app.StartAsync();
        return receiver;
    }

    /// <summary>The subscription of this receiver.</summary>
    public WebhookSubscriber Subscriber(string name = "essai", byte[]? previous = null, string? adherent = null) => new()
    {
        Name = name,
        Url = new Uri(Address, "/evenements"),
        Secrets = previous is null ? [Secret] : [Secret, previous],
        AdherentId = adherent,
    };

    /// <summary>Whether a signature of an event is that of a secret, computed as the specification of Standard Webhooks says.</summary>
    public static bool IsSigned(ReceivedEvent received, byte[] secret)
    {
        using var hmac = new HMACSHA256(secret);
        var expected = hmac.ComputeHash(Encoding.UTF8.GetBytes($"{received.Id}.{received.Timestamp}.{received.Body}"));
        return received.Signatures.Split(' ').Any(s => s.Split(',') is ["v1", var signature]
            && CryptographicOperations.FixedTimeEquals(Convert.FromBase64String(signature), expected));
    }

    /// <summary>Answers 200 with a body that has no end, until the sender is gone.</summary>
    public static async Task<int?> AnswerWithoutEndAsync(HttpContext http)
    {
        var chunk = new byte[64 * 1024];
        try
        {
            while (true)
            {
                await http.Response.Body.WriteAsync(chunk, http.RequestAborted);
            }
        }
        catch (OperationCanceledException)
        {
            return 200;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private async Task ReceiveAsync(HttpContext http)
    {
        using var reader = new StreamReader(http.Request.Body, Encoding.UTF8);
        var body = await reader.ReadToEndAsync();
        var status = await Answer(_received.Count, http);
        var headers = http.Request.Headers;
        _received.Enqueue(new(
            http.Request.Path, headers["webhook-id"]!, headers["webhook-timestamp"]!, headers["webhook-signature"]!, body, status));
        if (status is null or TakenThenCut)
        {
            http.Abort();
        }
        else if (!http.Response.HasStarted)
        {
            http.Response.StatusCode = status.Value;
        }
    }
}
