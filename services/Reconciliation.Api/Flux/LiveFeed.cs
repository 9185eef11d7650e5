using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Reconciliation.Contracts;
using Reconciliation.Core;
using Reconciliation.Storage;

namespace Reconciliation.Api;

/// <summary>
/// The feed as server-sent events. It pulls a page, writes it, and waits until the reader has taken it before it pulls the next: a slow
/// reader holds one page in memory and no connection to the database, and one that takes nothing is let go.
/// </summary>
/// <param name="reader">The reader, as far as they may read.</param>
/// <param name="feed">Says where a reader goes on whose place is gone.</param>
internal sealed class LiveFeed(FeedReader reader, ReadFeed feed) : IResult
{
    /// <summary>The most entries pulled at a time.</summary>
    public const int EntriesPerReadMax = 50;

    /// <summary>
    /// The time without an entry after which a comment shows that the stream is alive, to both ends and to the proxies between them.
    /// </summary>
    public static readonly TimeSpan HeartbeatInterval = TimeSpan.FromSeconds(15);

    /// <summary>The longest time that a reader may take for the bytes written to it, before it is let go.</summary>
    public static readonly TimeSpan WriteTimeout = TimeSpan.FromSeconds(10);

    /// <summary>
    /// The time that a reader is asked to wait before it connects again, and a stream before it asks a database that is down again.
    /// </summary>
    public static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(2);

    /// <inheritdoc/>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var followed = httpContext.RequestServices.GetRequiredService<JournalTail>();
        Prepare(httpContext);
        using var end = End(httpContext);
        try
        {
            await FollowAsync(httpContext, followed, end.Token);
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // The reader went, its token expired, or the host stops: a reader that is still there comes back where it was.
        }
        catch (OperationCanceledException)
        {
            httpContext.Abort();
        }
    }

    private static void Prepare(HttpContext http)
    {
        http.Response.ContentType = FluxEndpoints.Live;
        http.Response.Headers.CacheControl = "private, no-store";

        // For reverse proxies that would collect the answer before they pass it on.
        http.Response.Headers["X-Accel-Buffering"] = "no";
        http.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();

        // A stream lasts for hours: among the durations of requests it would only hide the others.
        http.Features.Get<IHttpMetricsTagsFeature>()?.MetricsDisabled = true;
    }

    private static CancellationTokenSource End(HttpContext http)
    {
        var stop = http.RequestServices.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        var end = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, stop);
        if (long.TryParse(http.User.FindFirst("exp")?.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var expiration))
        {
            var rest = DateTimeOffset.FromUnixTimeSeconds(expiration) - http.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow();
            end.CancelAfter(TimeSpan.FromTicks(Math.Clamp(rest.Ticks, 0, TimeSpan.TicksPerDay)));
        }

        return end;
    }

    private async Task FollowAsync(HttpContext http, JournalTail followed, CancellationToken end)
    {
        var clock = http.RequestServices.GetRequiredService<TimeProvider>();
        await WriteAsync(http, $"retry: {RetryAfter.TotalMilliseconds}\n\n", end);
        while (true)
        {
            var nextOnes = followed.Next;
            var page = await followed.ReadAsync(reader, EntriesPerReadMax, end);
            if (page is { State: FeedState.Gone })
            {
                await WriteAsync(http, await GoneAsync(end), end);
                return;
            }

            if (page is { Entries.Count: > 0 })
            {
                await WriteAsync(http, string.Concat(page.Entries.Select(e => Event(e, page.Epoch))), end);
            }
            else if (!await ComeAsync(nextOnes, page is { State: FeedState.Current } ? HeartbeatInterval : RetryAfter, clock, end))
            {
                await WriteAsync(http, ":\n\n", end);
            }
        }
    }

    // The last event of a stream: its reader holds a place of another history. It has no id, so that the place stays the reader's.
    private async Task<string> GoneAsync(CancellationToken end)
    {
        var members = FeedEpoch.Members(await feed.BreakAsync(reader.Epoch, end));
        var reprise = JsonSerializer.Serialize(members, ContratsJson.Lisible.RepriseDeFlux);
        return $"event: {ProblemCatalogue.CursorExpired.Code}\ndata: {reprise}\n\n";
    }

    private static string Event(PublishedEntry entry, string? epoch)
    {
        var (cursor, name) = (Cursors.Write(entry, epoch), entry.IsAnnouncement ? nameof(EpoqueCommencee) : nameof(SoinMisAJour));
        return $"id: {cursor}\nevent: {name}\ndata: {entry.AsFeedElement(cursor)}\n\n";
    }

    private static async Task<bool> ComeAsync(Task nextOnes, TimeSpan delay, TimeProvider clock, CancellationToken end)
    {
        try
        {
            await nextOnes.WaitAsync(delay, clock, end);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private static async Task WriteAsync(HttpContext http, string text, CancellationToken end)
    {
        using var delay = CancellationTokenSource.CreateLinkedTokenSource(end);
        delay.CancelAfter(WriteTimeout);
        await http.Response.WriteAsync(text, Encoding.UTF8, delay.Token);
        await http.Response.Body.FlushAsync(delay.Token);

        // The server closes the connection of a reader that is too slow, but does not say so here.
        delay.Token.ThrowIfCancellationRequested();
    }
}
