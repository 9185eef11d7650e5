using Reconciliation.Domain;

namespace Reconciliation.Storage;

/// <summary>A line ready to be stored.</summary>
/// <param name="Ligne">The fact.</param>
/// <param name="Empreinte">Its fingerprint.</param>
/// <param name="EvenementId">The event that brought it, for tracing.</param>
/// <param name="Content">The wire record, normalised, as JSON in UTF-8: the form in which it goes to the database.</param>
/// <param name="Body">The original bytes, for quarantine should the database refuse the line.</param>
/// <param name="Sender">The sender, as its way in has authenticated them; null: nobody knows.</param>
public sealed record ReceivedLigne(
    Ligne Ligne, Empreinte Empreinte, string EvenementId, byte[] Content, ReadOnlyMemory<byte> Body, string? Sender = null);
