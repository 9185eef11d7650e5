using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Reconciliation.Engine;

/// <summary>Signs an event as Standard Webhooks says: the receiver can tell that this service sent it, and when.</summary>
internal static class WebhookSignature
{
    /// <summary>The header that names the event: the same for every copy of it.</summary>
    public const string IdHeader = "webhook-id";

    /// <summary>The header of the instant of the attempt, in seconds since 1970.</summary>
    public const string TimestampHeader = "webhook-timestamp";

    /// <summary>The header of the signatures, with a blank between two.</summary>
    public const string SignatureHeader = "webhook-signature";

    // Symmetric: HMAC-SHA256.
    private const string Scheme = "v1,";

    /// <summary>The signatures of an event, one by each secret: during a rotation a receiver that has either takes it.</summary>
    /// <param name="secrets">The secrets.</param>
    /// <param name="id">The id of the event.</param>
    /// <param name="timestampSeconds">The instant of the attempt, in seconds since 1970.</param>
    /// <param name="body">The body.</param>
    public static string Sign(IEnumerable<byte[]> secrets, string id, long timestampSeconds, ReadOnlySpan<byte> body)
    {
        byte[] signed = [.. Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}.{timestampSeconds}.")), .. body];
        return string.Join(' ', secrets.Select(s => Scheme + Convert.ToBase64String(HMACSHA256.HashData(s, signed))));
    }
}
