using Reconciliation.Contracts;

namespace Reconciliation.Core;

/// <summary>Whose data a message in quarantine is, as far as it says: for whoever opens one, by whichever edge.</summary>
public static class QuarantaineSubject
{
    /// <summary>The member whom the payment in a message is about, enveloped or not; null: it names none that could be one.</summary>
    /// <param name="body">The bytes of the message.</param>
    public static string? AdherentId(ReadOnlyMemory<byte> body) =>
        PaymentReader.Text(body, "adherentId") is { Length: > 0 and <= Limites.IdentifiantMax } id && !id.Any(char.IsControl) ? id : null;
}
