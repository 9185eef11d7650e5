using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Mime;
using System.Text;
using Reconciliation.Contracts;
using Reconciliation.Hosting;
using Reconciliation.Storage;

namespace Reconciliation.Engine;

/// <summary>
/// Sends one event to one subscriber, once. It goes to the address that was configured and to no other: it follows no redirect, asks no
/// proxy, keeps no cookie, and waits no longer than it must.
/// </summary>
internal sealed class WebhookSender : IDisposable
{
    /// <summary>The longest time in which a receiver may be connected to.</summary>
    public static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);

    /// <summary>The longest time of one attempt.</summary>
    public static readonly TimeSpan AttemptTimeout = TimeSpan.FromSeconds(15);

    /// <summary>The time after which a connection is made anew, so that a receiver which moves is found.</summary>
    public static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(5);

    /// <summary>The most bytes of an answer's body that are taken, unread, to use the connection again.</summary>
    public const int AnswerBytesMax = 4 * 1024;

    /// <summary>The most KiB of an answer's headers.</summary>
    public const int AnswerHeadersKilobytesMax = 16;

    private readonly WebhookSubscriber _subscriber;
    private readonly TimeProvider _clock;
    private readonly HttpClient _client;

    public WebhookSender(WebhookSubscriber subscriber, TimeProvider clock)
    {
        (_subscriber, _clock) = (subscriber, clock);
        _client = new(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            ConnectTimeout = ConnectTimeout,
            PooledConnectionLifetime = ConnectionLifetime,
            MaxConnectionsPerServer = 1,
            MaxResponseDrainSize = AnswerBytesMax,
            MaxResponseHeadersLength = AnswerHeadersKilobytesMax,
            ActivityHeadersPropagator = null,
        })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    /// <summary>Sends an event.</summary>
    /// <param name="entry">The version.</param>
    /// <param name="cancellationToken">Gives up: nobody knows then whether the receiver has it.</param>
    public async Task<WebhookAnswer> SendAsync(PublishedEntry entry, CancellationToken cancellationToken)
    {
        using var request = Request(entry);
        using var late = new CancellationTokenSource(AttemptTimeout, _clock);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token);
        try
        {
            using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, end.Token);
            return WebhookAnswer.Of(response, _clock.GetUtcNow());
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return WebhookAnswer.None(FormattableString.Invariant($"it did not answer within {AttemptTimeout.TotalSeconds} s"));
        }
        catch (HttpRequestException e)
        {
            // Its text may repeat what the other end sent; its kind may not.
            return WebhookAnswer.None($"the connection failed ({e.HttpRequestError})");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private HttpRequestMessage Request(PublishedEntry entry)
    {
        var (id, body, timestamp) = (entry.MessageId.ToString(), Body(entry), _clock.GetUtcNow().ToUnixTimeSeconds());
        var request = new HttpRequestMessage(HttpMethod.Post, _subscriber.Url)
        {
            Content = new ByteArrayContent(body),
            Version = HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrHigher,
        };
        request.Content.Headers.ContentType = new(MediaTypeNames.Application.Json);
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("Reconciliation-Webhooks", "1"));
        request.Headers.Add(WebhookSignature.IdHeader, id);
        request.Headers.Add(WebhookSignature.TimestampHeader, FormattableString.Invariant($"{timestamp}"));
        request.Headers.TryAddWithoutValidation(
            WebhookSignature.SignatureHeader, WebhookSignature.Sign(_subscriber.Secrets, id, timestamp, body));
        return request;
    }

    // The envelope of Standard Webhooks around that which the feed says of the version, and nothing else.
    private static byte[] Body(PublishedEntry entry)
    {
        var output = new ArrayBufferWriter<byte>(entry.Vue.Length + 256);
        Encoding.ASCII.GetBytes(
            $"{{\"type\":\"{entry.Kind.Type}\",\"timestamp\":\"{InstantUtcConverter.Format(entry.EcritLe)}\",\"data\":", output);
        entry.WriteEvent(output);
        output.Write("}"u8);
        return output.WrittenSpan.ToArray();
    }
}
