using System.Globalization;
using System.Text;
using RabbitMQ.Client;

namespace Reconciliation.Bus;

/// <summary>The headers and properties of a message. Only the rights of its sender depend on them, not the reading of its body.</summary>
internal static class MessageHeaders
{
    public const string Trace = "traceparent";

    /// <summary>Milliseconds since 1970, as RabbitMQ itself can stamp messages.</summary>
    public const string PublishedAt = "timestamp_in_ms";

    /// <summary>The number of the lease under which a message was published.</summary>
    public const string Bail = "reconciliation-bail";

    /// <summary>The history of the database of which a message is.</summary>
    public const string Epoque = "reconciliation-epoque";

    /// <summary>The sender on whose behalf a message was published; it counts only where the broker names a user who may say so.</summary>
    public const string Emetteur = "reconciliation-emetteur";

    /// <summary>Stands on a message that an engine has put off: it counts only where the broker says that an engine published it.</summary>
    public const string Attente = "reconciliation-attente";

    /// <summary>Stands beside <see cref="Attente"/> on a message that was put off without being read.</summary>
    public const string Rebut = "reconciliation-rebut";

    /// <summary>The broker's own count of the deliveries before this one, on a queue that has a limit of them.</summary>
    public const string Deliveries = "x-delivery-count";

    /// <summary>The longest name of a sender, in bytes.</summary>
    public const int SenderBytesMax = 512;

    /// <summary>Reads a message as it came.</summary>
    /// <param name="body">Its body.</param>
    /// <param name="properties">The headers and properties that came with it.</param>
    /// <param name="engine">The user as whom engines publish; null: there is none.</param>
    public static ReceivedMessage Read(byte[] body, IReadOnlyBasicProperties properties, string? engine = null)
    {
        var headers = properties.Headers;
        var user = properties.IsUserIdPresent() ? properties.UserId : null;
        var instant = headers?.TryGetValue(PublishedAt, out var precise) == true && precise is long milliseconds ? milliseconds
            : properties.IsTimestampPresent() ? properties.Timestamp.UnixTime * 1000
            : (long?)null;
        var isPutOff = user is not null && user == engine && headers?.ContainsKey(Attente) == true;
        return new(
            body,
            instant is > 0 and < 253_402_300_800_000 ? DateTimeOffset.FromUnixTimeMilliseconds(instant.Value) : null,
            headers?.TryGetValue(Trace, out var context) == true && context is byte[] { Length: < 128 } text
                ? Encoding.ASCII.GetString(text)
                : null,
            new(
                user,
                headers?.TryGetValue(Emetteur, out var sender) == true && sender is byte[] { Length: > 0 and <= SenderBytesMax } name
                    ? Encoding.UTF8.GetString(name)
                    : null,
                IsPutOff: isPutOff,
                IsGivenUp: isPutOff && headers!.ContainsKey(Rebut),
                Deliveries: headers?.TryGetValue(Deliveries, out var count) == true && count is long or int
                    ? Convert.ToInt64(count, CultureInfo.InvariantCulture)
                    : 0));
    }

    /// <summary>Writes the properties and headers of a message, whatever those of the one before it were.</summary>
    /// <param name="sending">The message.</param>
    /// <param name="properties">Takes them.</param>
    /// <param name="user">The user of the connection: the broker refuses any other name.</param>
    public static void Write(OutgoingMessage sending, BasicProperties properties, string user)
    {
        properties.UserId = sending is { Sender: null, IsPutOff: false } ? null : user;
        properties.ContentType = sending.Type;
        properties.MessageId = sending.Id?.ToString();
        properties.Headers = sending is { Trace: null, PublishedAt: null, Fence: null, Sender: null, IsPutOff: false }
            ? null
            : new Dictionary<string, object?>();
        if (sending.Trace is { } trace)
        {
            properties.Headers![Trace] = trace;
        }

        if (sending.PublishedAt is { } instant)
        {
            properties.Headers![PublishedAt] = instant.ToUnixTimeMilliseconds();
        }

        if (sending.Sender is { } sender)
        {
            properties.Headers![Emetteur] = sender;
        }

        if (sending.IsPutOff)
        {
            properties.Headers![Attente] = true;
        }

        if (sending.IsGivenUp)
        {
            properties.Headers![Rebut] = true;
        }

        if (sending.Fence is { } fence)
        {
            properties.Headers![Bail] = fence.Bail;
            if (fence.Epoque is { } epoque)
            {
                properties.Headers[Epoque] = epoque;
            }
        }
    }
}
