using Reconciliation.Contracts;

namespace Reconciliation.Core;

/// <summary>Whose data a message in quarantine is, as far as it says: for whoever opens one, by whichever edge.</summary>
public static class QuarantaineSubject
{
    /// <summary>The member whom the payment in a message is about, enveloped or not; null: it names none that could be one.</summary>
    /// <param name="body">The bytes of the message.</param>
    public static string? AdherentId(ReadOnlyMemory<byte> body) =>
        PaymentReader.Text(body, "adherentId") is { Length: > 0 and <= Limites.IdentifiantMax } id && !id.Any(char.IsControl) ? id : null;

    /// <summary>The members whom a message and what it was corrected to are about, each once.</summary>
    /// <param name="body">The bytes of the message.</param>
    /// <param name="corrected">The correction; null: there is none.</param>
    public static IReadOnlyList<string> AdherentIds(ReadOnlyMemory<byte> body, ReadOnlyMemory<byte>? corrected) =>
        [.. new[] { AdherentId(body), corrected is { } other ? AdherentId(other) : null }.OfType<string>().Distinct()];
}
