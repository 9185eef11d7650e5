using System.Text;
using System.Text.Json;
using Reconciliation.Contracts;

namespace Reconciliation.Recon;

/// <summary>
/// A text of JSON that goes on over lines, as an array, an indented record or a label with a line break does. It is told from a line that
/// is wrong by the lines after it: they go on where it stops, and are no records by themselves. A line that begins or ends with a comma is
/// taken for an element of an array of which the beginning is missing.
/// </summary>
internal sealed class SpreadJson
{
    /// <summary>The most lines that are looked at after one that may be a piece.</summary>
    public const int LinesAheadMax = 100;

    private readonly bool _isElement;
    private JsonReaderState _state = new(new JsonReaderOptions { AllowMultipleValues = true, MaxDepth = int.MaxValue });
    private byte[] _unread;
    private int _depth;
    private bool _readAny;

    private SpreadJson(string before, bool isElement) => (_unread, _isElement) = (Encoding.UTF8.GetBytes(before), isElement);

    /// <summary>Refuses a line by which a text of JSON begins that goes on over the next lines.</summary>
    /// <param name="rest">The lines after it, which are only looked at.</param>
    /// <param name="line">A line that is no JSON by itself.</param>
    /// <param name="isFirst">Whether it is the first one of the source that is not blank.</param>
    /// <exception cref="InvalidDataException">Such a text begins.</exception>
    public static async Task RefuseAsync(LinesAhead rest, SourceLine line, bool isFirst)
    {
        var beginsArray = line.Text.TrimStart(" \t"u8) is [(byte)'[', ..];
        if (Of(line) is { } text
            && ((isFirst && beginsArray) || (line.Bytes.Length <= Limites.CorpsMax && await text.GoesOnAsync(rest))))
        {
            throw new InvalidDataException(FormattableString.Invariant($"line {line.Number} ")
                + (beginsArray ? "begins a JSON array"
                    : text._isElement ? "is an element of a JSON array"
                    : "begins a JSON text that goes on over the next lines")
                + ", not one record a line.");
        }
    }

    /// <summary>
    /// Whether a line is the beginning of a record, of which the rest may have been cut off: it leaves brackets or a string open. One that
    /// is wrong before its end is a wrong line, as is one that is too long, of which nobody knows how it ends.
    /// </summary>
    /// <param name="line">The line.</param>
    public static bool IsBeginning(SourceLine line)
    {
        var reading = new SpreadJson("", isElement: false);
        return line.Bytes.Length <= Limites.CorpsMax && reading.Takes(line.Text.Trim(" \t\r"u8))
            && (reading._depth > 0 || reading._unread is [(byte)'"', ..]);
    }

    // The text that a line leaves unfinished; null: it leaves none.
    private static SpreadJson? Of(SourceLine line)
    {
        var text = line.Text.Trim(" \t\r"u8);
        var reading = text switch
        {
            [(byte)',', ..] => new SpreadJson("[0", isElement: true),
            [.., (byte)','] when !new SpreadJson("", isElement: false).LeavesUnfinished(text) => new SpreadJson("[", isElement: true),
            _ => new SpreadJson("", isElement: false),
        };
        return reading.LeavesUnfinished(text) ? reading : null;
    }

    private bool LeavesUnfinished(ReadOnlySpan<byte> line) => Takes(line) && _depth > 0;

    private async Task<bool> GoesOnAsync(LinesAhead rest)
    {
        var (looked, bytes, anyPiece) = (new List<SourceLine>(), 0L, false);
        bool? goesOn = null;
        while (goesOn is null && looked.Count < LinesAheadMax && bytes < Limites.CorpsMax && await rest.NextAsync() is { } line)
        {
            looked.Add(line);
            bytes += line.Bytes.Length;
            if (!line.IsBlank)
            {
                // One record may stand where a value is missing, as in a line that was cut; two cannot.
                var isPiece = !NdjsonRecords.IsRecord(line);
                anyPiece |= isPiece;
                goesOn = line.Bytes.Length > Limites.CorpsMax || !Takes(line.Text.TrimEnd((byte)'\r')) ? false
                    : _depth == 0 || (isPiece && _readAny && !_isElement) ? true
                    : null;
            }
        }

        rest.GiveBack(looked);
        return goesOn ?? (_isElement && anyPiece);
    }

    // Whether a line may stand here, up to the end of the text. The end of a line ends no name, string or number: it may have broken one.
    private bool Takes(ReadOnlySpan<byte> line)
    {
        byte[] bytes = [.. _unread, .. line];
        var reader = new Utf8JsonReader(bytes, isFinalBlock: false, _state);
        var isAhead = _depth > 0;
        _readAny = false;
        try
        {
            while (!(isAhead && _depth == 0) && reader.Read())
            {
                _readAny = true;
                _depth += reader.TokenType switch
                {
                    JsonTokenType.StartArray or JsonTokenType.StartObject => 1,
                    JsonTokenType.EndArray or JsonTokenType.EndObject => -1,
                    _ => 0,
                };
            }
        }
        catch (JsonException)
        {
            return false;
        }

        (_state, _unread) = (reader.CurrentState, bytes[(int)reader.BytesConsumed..]);
        return true;
    }
}
