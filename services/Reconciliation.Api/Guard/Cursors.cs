using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Reconciliation.Storage;

namespace Reconciliation.Api;

/// <summary>Opaque cursors: the key of the last element of a page, so that an element inserted meanwhile moves nothing.</summary>
internal static class Cursors
{
    /// <summary>The longest cursor, in characters.</summary>
    public const int LengthMax = 150;

    /// <summary>A place in a list of soins.</summary>
    public static string Write(DateOnly dateSoin, Guid soinId) => Encode(dateSoin.DayNumber, soinId.ToString("N"));

    /// <summary>Reads a place in a list of soins; null if the text is none.</summary>
    public static (DateOnly DateSoin, Guid SoinId)? ReadSoin(string text) =>
        Decoder(text, 2) is [var day, var id]
        && ReadDay(day) is { } dateSoin
        && Guid.TryParseExact(id, "N", out var soinId)
            ? (dateSoin, soinId)
            : null;

    /// <summary>Reads a place in a list that is numbered; null if the text is none.</summary>
    public static long? ReadNumber(string text) =>
        Decoder(text, 1) is [var number] && long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var place)
            ? place
            : null;

    /// <summary>
    /// A place in the journal. It names the epoch of the server that hands it out: after a restore or a promotion, transactions and
    /// positions that were handed out before may be handed out again.
    /// </summary>
    public static string Write(PublishedEntry entry, string? epoch) => Write(new FeedCursor(entry.Place, entry.SoinId, epoch));

    /// <summary>A place in the journal, as it was read from a cursor.</summary>
    public static string Write(FeedCursor cursor) => cursor.Epoch is { } epoch
        ? Encode(cursor.Place.Transaction, cursor.Place.Position, cursor.SoinId.ToString("N"), epoch)
        : Encode(cursor.Place.Transaction, cursor.Place.Position, cursor.SoinId.ToString("N"));

    /// <summary>Reads a place in the journal; null if the text is none. One that was handed out before epochs has no fourth part.</summary>
    public static FeedCursor? ReadEntry(string text) =>
        (Decoder(text, 4) ?? Decoder(text, 3)) is [var transaction, var position, var id, .. var epoch]
        && ulong.TryParse(transaction, NumberStyles.None, CultureInfo.InvariantCulture, out var t)
        && long.TryParse(position, NumberStyles.None, CultureInfo.InvariantCulture, out var p)
        && Guid.TryParseExact(id, "N", out var soinId)
            ? new FeedCursor(new(t, p), soinId, epoch is [var name] ? name : null)
            : null;

    /// <summary>Reads the number of a day; null if the text is none.</summary>
    public static DateOnly? ReadDay(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= DateOnly.MaxValue.DayNumber
            ? DateOnly.FromDayNumber(number)
            : null;

    /// <summary>A cursor made of some parts, none of which contains a dot.</summary>
    public static string Encode(params ReadOnlySpan<object> pieces)
    {
        var texts = new List<string>(pieces.Length);
        foreach (var piece in pieces)
        {
            texts.Add(Convert.ToString(piece, CultureInfo.InvariantCulture)!);
        }

        return Base64Url.EncodeToString(Encoding.ASCII.GetBytes(string.Join('.', texts)));
    }

    /// <summary>The parts of a cursor; null if the text is no cursor of as many parts.</summary>
    public static string[]? Decoder(string text, int count) =>
        text.Length <= LengthMax
        && Base64Url.IsValid(text)
        && Encoding.ASCII.GetString(Base64Url.DecodeFromChars(text)).Split('.') is var pieces
        && pieces.Length == count
            ? pieces
            : null;
}
