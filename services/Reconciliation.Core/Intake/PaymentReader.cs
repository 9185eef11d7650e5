using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Reconciliation.Contracts;
using Reconciliation.Domain;
using Reconciliation.Storage;

namespace Reconciliation.Core;

/// <summary>The result of reading one message: a line, or the reasons why not.</summary>
/// <param name="Ligne">The line; null if refused.</param>
/// <param name="Rejections">The reasons; empty if accepted.</param>
public readonly record struct ReadResult(ReceivedLigne? Ligne, IReadOnlyList<Rejet> Rejections)
{
    /// <summary>The same result for a message of this sender: refused where they may not write the line.</summary>
    /// <param name="sender">The sender of the message.</param>
    /// <param name="producers">The producers and the parts and sources that each may write.</param>
    public ReadResult From(Sender sender, ProducerBindings producers)
    {
        if (Ligne is not { } ligne)
        {
            return this;
        }

        var refusals = sender.IsJudged ? [] : producers.Refusals(sender.Name, ligne.Ligne);
        return refusals.Count > 0 ? new(null, refusals) : new(ligne with { Sender = sender.Name }, []);
    }
}

/// <summary>
/// The front door of every way in. Takes plain JSON, MassTransit's envelope and CloudEvents 1.0 in structured mode, told apart by
/// their members, not by what a producer may have written as content type. Never throws on bad input.
/// </summary>
public static class PaymentReader
{
    /// <summary>Reads one message.</summary>
    /// <param name="part">The stream it came by.</param>
    /// <param name="body">Its bytes.</param>
    /// <param name="today">The day in Europe/Paris.</param>
    /// <param name="streams">The streams.</param>
    public static ReadResult Read(Part part, ReadOnlyMemory<byte> body, DateOnly today, PaymentStreams streams)
    {
        if (body.Length > Limites.CorpsMax)
        {
            return Refusal(Regle.Taille);
        }

        // The parser does not look inside strings: bytes that are no text would only come to light when one is read.
        if (!Utf8.IsValid(body.Span))
        {
            return Refusal(Regle.Json);
        }

        try
        {
            using var document = JsonDocument.Parse(WithoutByteOrderMark(body));
            return ReadRecord(streams.Of(part), document.RootElement, body, today);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Either the bytes are no JSON; or the name of a member holds half of a surrogate pair: that is JSON to the parser, but it
            // throws when names are compared.
            return Refusal(Regle.Json);
        }
    }

    /// <summary>Whether bytes are one value of JSON, of whatever kind.</summary>
    /// <param name="body">The bytes.</param>
    public static bool IsJson(ReadOnlyMemory<byte> body)
    {
        if (!Utf8.IsValid(body.Span))
        {
            return false;
        }

        try
        {
            JsonDocument.Parse(WithoutByteOrderMark(body)).Dispose();
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>
    /// The stream to which a message belongs, told by the members that only the records of one stream have; null: none tells.
    /// </summary>
    /// <param name="body">Its bytes.</param>
    /// <param name="streams">The streams.</param>
    public static Part? PartOf(ReadOnlyMemory<byte> body, PaymentStreams streams)
    {
        try
        {
            using var document = JsonDocument.Parse(WithoutByteOrderMark(body));
            return Unwrap(document.RootElement).Record is not { ValueKind: JsonValueKind.Object } record ? null
                : streams.PartOf(record);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>The source that a refused message names; null: it names none. For figures only.</summary>
    /// <param name="body">Its bytes.</param>
    public static string? Source(ReadOnlyMemory<byte> body) => Text(body, "source");

    /// <summary>A text of the record that a message holds, enveloped or not; null: there is none.</summary>
    /// <param name="body">Its bytes.</param>
    /// <param name="member">The member of the record.</param>
    internal static string? Text(ReadOnlyMemory<byte> body, string member) => OfRecord(
        body,
        (record, _) => record.TryGetProperty(member, out var text) && text.ValueKind == JsonValueKind.String ? text.GetString() : null);

    /// <summary>The subject of the record in a message, as far as the record states it, whatever else is wrong with it.</summary>
    /// <param name="body">Its bytes.</param>
    internal static RecordSubject Subject(ReadOnlyMemory<byte> body) => OfRecord(body, (record, _) => RecordSubject.Of(record));

    /// <summary>Reads something of the record that a message holds, enveloped or not; nothing where it holds none.</summary>
    /// <param name="body">Its bytes.</param>
    /// <param name="read">Reads the record, an object, given whether MassTransit's serializer wrote it.</param>
    internal static T? OfRecord<T>(ReadOnlyMemory<byte> body, Func<JsonElement, bool, T> read)
    {
        try
        {
            using var document = JsonDocument.Parse(WithoutByteOrderMark(body));
            return Unwrap(document.RootElement) is ({ ValueKind: JsonValueKind.Object } record, var fromMassTransit)
                ? read(record, fromMassTransit)
                : default;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return default;
        }
    }

    private static ReadResult ReadRecord(StreamDescription stream, JsonElement root, ReadOnlyMemory<byte> body, DateOnly today)
    {
        var (element, fromMassTransit) = Unwrap(root);
        if (element is not { } record)
        {
            return Refusal(Regle.Enveloppe);
        }

        var (paiement, rejections) = stream.Read(record, today, fromMassTransit);
        if (paiement is null)
        {
            return new(null, rejections);
        }

        var ligne = stream.ToLigne(paiement);
        return new(new(ligne, Empreinte.Of(ligne), paiement.EvenementId, stream.Store(paiement), body), []);
    }

    private static ReadResult Refusal(string rule) => new(null, [Regle.Refuse(rule, "")]);

    private static (JsonElement? Record, bool FromMassTransit) Unwrap(JsonElement root)
    {
        // A record may have members that we do not know, even ones that an envelope has.
        if (root.ValueKind != JsonValueKind.Object || root.TryGetProperty("ligne", out _))
        {
            return (root, false);
        }

        if (root.TryGetProperty("specversion", out _))
        {
            return (ObjectMember(root, "data"), false);
        }

        return root.TryGetProperty("messageType", out _) ? (ObjectMember(root, "message"), true) : (root, false);
    }

    private static JsonElement? ObjectMember(JsonElement root, string member) =>
        root.TryGetProperty(member, out var subject) && subject.ValueKind == JsonValueKind.Object ? subject : null;

    // Some producers begin UTF-8 with a byte order mark, which JSON does not allow.
    private static ReadOnlyMemory<byte> WithoutByteOrderMark(ReadOnlyMemory<byte> body) =>
        body.Span.StartsWith(Encoding.UTF8.Preamble) ? body[Encoding.UTF8.Preamble.Length..] : body;
}
