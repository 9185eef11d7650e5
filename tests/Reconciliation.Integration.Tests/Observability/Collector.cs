using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Reconciliation.Integration.Tests.Observability;

/// <summary>A collector of traces that keeps all spans sent to it: OTLP over HTTP, as bytes.</summary>
internal sealed class Collector : IAsyncDisposable
{
    private readonly ConcurrentQueue<byte[]> _batches;
    private readonly WebApplication _app;

    private Collector(WebApplication app, ConcurrentQueue<byte[]> batches)
    {
        (_app, _batches) = (app, batches);
        Address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
    }

    public static async Task<Collector> StartAsync()
    {
        var batches = new ConcurrentQueue<byte[]>();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.MapPost("/v1/traces", async (HttpRequest request) =>
        {
            using var body = new MemoryStream();
            await request.Body.CopyToAsync(body);
            batches.Enqueue(body.ToArray());
            return Results.Bytes([], "application/x-protobuf");
        });
        await app.StartAsync();
        return new(app, batches);
    }

    public Uri Address { get; }

    /// <summary>All bytes that came, one byte a character: names and numbers stand in them as they are.</summary>
    public string Text => string.Concat(_batches.Select(Encoding.Latin1.GetString));

    /// <summary>The number of times that spans of a trace came.</summary>
    /// <param name="traceId">Its 32 digits.</param>
    public int Count(string traceId) => Text.Split(Encoding.Latin1.GetString(Convert.FromHexString(traceId))).Length - 1;

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
