using System.Text;
using RabbitMQ.Client;

namespace Reconciliation.Bus;

/// <summary>What a message says besides its body: nothing on which its acceptance depends.</summary>
internal static class EnTetes
{
    public const string Trace = "traceparent";

    /// <summary>Milliseconds since 1970, as RabbitMQ itself can stamp messages.</summary>
    public const string PublieLe = "timestamp_in_ms";

    /// <summary>Reads what came with a message.</summary>
    /// <param name="corps">Its body.</param>
    /// <param name="proprietes">What came with it.</param>
    public static MessageRecu Lire(byte[] corps, IReadOnlyBasicProperties proprietes)
    {
        var enTetes = proprietes.Headers;
        var instant = enTetes?.TryGetValue(PublieLe, out var precis) == true && precis is long millisecondes ? millisecondes
            : proprietes.IsTimestampPresent() ? proprietes.Timestamp.UnixTime * 1000
            : (long?)null;
        return new(
            corps,
            instant is > 0 and < 253_402_300_800_000 ? DateTimeOffset.FromUnixTimeMilliseconds(instant.Value) : null,
            enTetes?.TryGetValue(Trace, out var contexte) == true && contexte is byte[] { Length: < 128 } texte ? Encoding.ASCII.GetString(texte) : null);
    }

    /// <summary>Says what goes with a message, whatever was said with the one before it.</summary>
    /// <param name="envoi">The message.</param>
    /// <param name="proprietes">Where it is said.</param>
    public static void Ecrire(Envoi envoi, BasicProperties proprietes)
    {
        proprietes.ContentType = envoi.Type;
        proprietes.MessageId = envoi.Id?.ToString();
        proprietes.Headers = envoi.Trace is null && envoi.PublieLe is null ? null : new Dictionary<string, object?>();
        if (envoi.Trace is { } trace)
        {
            proprietes.Headers![Trace] = trace;
        }

        if (envoi.PublieLe is { } instant)
        {
            proprietes.Headers![PublieLe] = instant.ToUnixTimeMilliseconds();
        }
    }
}
