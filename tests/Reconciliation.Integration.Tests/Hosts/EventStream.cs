using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Text.Json;
using Xunit;

namespace Reconciliation.Integration.Tests.Hosts;

/// <summary>A live reader of the feed, as another program would be: the framework's own parser of server-sent events.</summary>
internal sealed class EventStream : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly HttpClient _client;
    private readonly HttpResponseMessage _response;
    private readonly IAsyncEnumerator<SseItem<string>> _events;

    private EventStream(HttpClient client, HttpResponseMessage response, Stream body)
    {
        (_client, _response) = (client, response);
        _events = SseParser.Create(body).EnumerateAsync().GetAsyncEnumerator();
    }

    public HttpResponseMessage Response => _response;

    /// <summary>Connects; the answer must be a stream.</summary>
    public static async Task<EventStream> OpenAsync(TestInstance instance, string path, string token, string? lastEventId = null)
    {
        var client = instance.Client();
        var response = await SendAsync(client, path, token, lastEventId);
        Assert.Equal((200, "text/event-stream"), ((int)response.StatusCode, response.Content.Headers.ContentType?.MediaType));
        return new(client, response, await response.Content.ReadAsStreamAsync());
    }

    /// <summary>Asks for a stream and reads no more than the headers of the answer.</summary>
    public static async Task<HttpResponseMessage> SendAsync(HttpClient client, string path, string token, string? lastEventId = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        request.Headers.Accept.ParseAdd("text/event-stream");
        if (lastEventId is not null)
        {
            request.Headers.TryAddWithoutValidation("Last-Event-ID", lastEventId);
        }

        return await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    /// <summary>The next event; null if the stream ends instead.</summary>
    public async Task<SseItem<string>?> NextAsync() =>
        await _events.MoveNextAsync().AsTask().WaitAsync(Patience, TimeProvider.System) ? _events.Current : null;

    /// <summary>The data of the next event.</summary>
    public async Task<JsonElement> ReadAsync()
    {
        var next = await NextAsync();
        Assert.NotNull(next);
        Assert.Equal("SoinMisAJour", next.Value.EventType);
        var data = JsonDocument.Parse(next.Value.Data).RootElement;
        Assert.Equal(data.GetProperty("curseur").GetString(), next.Value.EventId);
        return data;
    }

    public ValueTask DisposeAsync()
    {
        // A read may be in progress: closing the connection ends it.
        _response.Dispose();
        _client.Dispose();
        return ValueTask.CompletedTask;
    }
}
