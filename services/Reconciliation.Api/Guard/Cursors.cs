using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Reconciliation.Storage;

namespace Reconciliation.Api;

/// <summary>Opaque cursors: the key of the last element of a page, so that what is inserted meanwhile moves nothing.</summary>
internal static class Cursors
{
    /// <summary>The longest cursor, in characters.</summary>
    public const int LengthMax = 150;

    /// <summary>A place in a list of soins.</summary>
    public static string Write(DateOnly dateSoin, Guid soinId) => Encode(dateSoin.DayNumber, soinId.ToString("N"));

    /// <summary>Reads a place in a list of soins; null if the text is none.</summary>
    public static (DateOnly DateSoin, Guid SoinId)? ReadSoin(string text) =>
        Decoder(text, 2) is [var day, var id]
        && int.TryParse(day, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && number <= DateOnly.MaxValue.DayNumber
        && Guid.TryParseExact(id, "N", out var soinId)
            ? (DateOnly.FromDayNumber(number), soinId)
            : null;

    /// <summary>Reads a place in a list that is numbered; null if the text is none.</summary>
    public static long? ReadNumber(string text) =>
        Decoder(text, 1) is [var number] && long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var place)
            ? place
            : null;

    /// <summary>
    /// A place in the journal. It names the soin too, so that a place in another journal can be told: after a restore, transactions
    /// and positions that were handed out before may be handed out again.
    /// </summary>
    public static string Write(PublishedEntry entry) => Encode(entry.Place.Transaction, entry.Place.Position, entry.SoinId.ToString("N"));

    /// <summary>Reads a place in the journal; null if the text is none.</summary>
    public static (JournalPlace Place, Guid SoinId)? ReadEntry(string text) =>
        Decoder(text, 3) is [var transaction, var position, var id]
        && ulong.TryParse(transaction, NumberStyles.None, CultureInfo.InvariantCulture, out var t)
        && long.TryParse(position, NumberStyles.None, CultureInfo.InvariantCulture, out var p)
        && Guid.TryParseExact(id, "N", out var soinId)
            ? (new(t, p), soinId)
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
