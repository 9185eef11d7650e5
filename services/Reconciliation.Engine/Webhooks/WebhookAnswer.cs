using System.Net;

namespace Reconciliation.Engine;

/// <summary>The outcome of one attempt to send an event.</summary>
/// <param name="Status">The status of the answer; null: there was none.</param>
/// <param name="RetryAfter">The time for which the receiver asks to be left alone; null: it asks for none.</param>
/// <param name="Reason">The reason why it was not taken, without a word of its content.</param>
internal sealed record WebhookAnswer(int? Status, TimeSpan? RetryAfter, string Reason)
{
    /// <summary>The longest time that a receiver may ask for.</summary>
    public static readonly TimeSpan RetryAfterMax = TimeSpan.FromMinutes(5);

    /// <summary>There is nothing to send any more.</summary>
    public static readonly WebhookAnswer NotNeeded = new((int)HttpStatusCode.NoContent, null, "nothing was sent");

    /// <summary>Whether the receiver has it, or need not have it.</summary>
    public bool IsDelivered => Status is >= 200 and < 300;

    /// <summary>Whether the receiver wants no more events.</summary>
    public bool IsGone => Status == (int)HttpStatusCode.Gone;

    /// <summary>The answer of a receiver. Of its body nothing is read.</summary>
    /// <param name="response">The answer.</param>
    /// <param name="now">The instant.</param>
    public static WebhookAnswer Of(HttpResponseMessage response, DateTimeOffset now)
    {
        var asked = response.Headers.RetryAfter is { } header ? header.Delta ?? header.Date - now : null;
        TimeSpan? bounded = asked is { } time
            ? time < TimeSpan.Zero ? TimeSpan.Zero : time < RetryAfterMax ? time : RetryAfterMax
            : null;
        return new((int)response.StatusCode, bounded, FormattableString.Invariant($"it answered {(int)response.StatusCode}"));
    }

    /// <summary>There was no answer.</summary>
    /// <param name="reason">The reason.</param>
    public static WebhookAnswer None(string reason) => new(null, null, reason);
}
