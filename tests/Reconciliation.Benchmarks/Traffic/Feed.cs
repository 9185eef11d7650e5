using System.Buffers.Text;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Npgsql;

namespace Reconciliation.Benchmarks.Traffic;

/// <summary>A live reader of <c>GET /v1/flux</c>, from the end of the journal on.</summary>
internal sealed class Feed : IAsyncDisposable
{
    private const string Data = "data: ";

    private readonly HttpClient _client;
    private readonly Action<JsonElement> _seen;
    private readonly CancellationTokenSource _end = new();
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _reading;

    private Feed(HttpClient client, string? after, Action<JsonElement> seen)
    {
        (_client, _seen) = (client, seen);
        _reading = ReadAsync(after);
    }

    /// <summary>Begins to read.</summary>
    /// <param name="client">With a token that may read.</param>
    /// <param name="database">The database, to find the end of the journal: reading there from its beginning could take hours.</param>
    /// <param name="seen">Gets each entry as it comes.</param>
    public static async Task<Feed> OpenAsync(HttpClient client, string database, Action<JsonElement> seen)
    {
        var feed = new Feed(client, await LastAsync(database), seen);
        await await Task.WhenAny(feed._opened.Task, feed._reading);
        return feed;
    }

    /// <summary>Fails if the stream has ended.</summary>
    public Task CheckAsync() => _reading.IsCompleted ? _reading : Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _client.Dispose();
        _end.Dispose();
    }

    private async Task ReadAsync(string? after)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/flux" + (after is null ? "" : $"?apres={after}"));
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        using var answer = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, _end.Token);
        answer.EnsureSuccessStatusCode();
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync(_end.Token), Encoding.UTF8);
        _opened.TrySetResult();
        while (await lines.ReadLineAsync(_end.Token) is { } line)
        {
            if (line.StartsWith(Data, StringComparison.Ordinal))
            {
                using var entry = JsonDocument.Parse(line.AsMemory(Data.Length));
                _seen(entry.RootElement);
            }
        }

        throw new EndOfStreamException("The feed ended.");
    }

    // A cursor is opaque to clients; but no call gives the last one.
    private static async Task<string?> LastAsync(string database)
    {
        await using var connection = new NpgsqlConnection(database + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(
            "SELECT transaction || '.' || position || '.' || replace(soin_id::text, '-', '') FROM journal ORDER BY "
                + "transaction DESC, position DESC LIMIT 1",
            connection);
        return await command.ExecuteScalarAsync() is string place ? Base64Url.EncodeToString(Encoding.ASCII.GetBytes(place)) : null;
    }
}
