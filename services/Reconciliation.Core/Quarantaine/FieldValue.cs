using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Reconciliation.Contracts;

namespace Reconciliation.Core;

/// <summary>Values of a record as fields of a form show them, and back. A field that nobody touched says what it was shown.</summary>
internal static partial class FieldValue
{
    private const string Empty = "null";

    private static readonly string[] DayForms = ["d/M/yyyy", "d.M.yyyy", "d-M-yyyy"];

    /// <summary>The value of a member as its field shows it.</summary>
    /// <param name="kind">The kind of the field.</param>
    /// <param name="member">The member; null: the record does not state it.</param>
    public static string Show(FieldKind kind, RecordMember? member) => member switch
    {
        null or { Kind: JsonValueKind.Null } => "",
        { Kind: JsonValueKind.String } => IsEscaped(member) ? Escaped(member) : member.Text!,
        { Kind: JsonValueKind.Number } when kind == FieldKind.Number => member.Raw.Replace('.', ','),
        _ => member.Raw,
    };

    /// <summary>Whether a field was left as it was shown. A browser takes the ends of lines out of a field of one line.</summary>
    /// <param name="shown">The value as it was shown.</param>
    /// <param name="typed">The value as it came back.</param>
    public static bool IsUntouched(string shown, string typed) => Flat(shown) == Flat(typed);

    /// <summary>
    /// Whether the value would be right if it were of the other JSON type: a number written as a text, or the reverse. To an agent both
    /// look alike, so that the form itself writes it as the contract has it.
    /// </summary>
    /// <param name="kind">The kind of the field.</param>
    /// <param name="member">The member.</param>
    /// <param name="mayBeText">Whether a number may be written as a text.</param>
    public static bool IsOfOtherType(FieldKind kind, RecordMember? member, bool mayBeText) => member switch
    {
        { Kind: JsonValueKind.String, Text: { } text } => kind == FieldKind.Number && !mayBeText && Number(text) is not null,
        { Kind: JsonValueKind.Number } => kind != FieldKind.Number,
        _ => false,
    };

    /// <summary>
    /// A text that was typed into a field, as a value of JSON. One that is no value of the kind stays a text, which a rule refuses.
    /// </summary>
    /// <param name="kind">The kind of the field.</param>
    /// <param name="typed">The text.</param>
    /// <param name="before">The member as it was; null: the record did not state it.</param>
    public static string Write(FieldKind kind, string typed, RecordMember? before)
    {
        if (typed.Length == 0)
        {
            return Empty;
        }

        return kind switch
        {
            FieldKind.Number when Number(typed) is { } number => number,
            FieldKind.Day when Day(typed) is { } day => RecordText.Quote(day),
            _ when before is not null && IsEscaped(before) && IsLiteral(typed) => typed,
            _ => RecordText.Quote(typed),
        };
    }

    /// <summary>Whether two values of a field say the same, however each is written.</summary>
    /// <param name="kind">The kind of the field.</param>
    /// <param name="one">One value, as it is shown.</param>
    /// <param name="other">The other.</param>
    public static bool SayTheSame(FieldKind kind, string one, string other) => one == other || kind switch
    {
        FieldKind.Number => Number(one) is { } a && Number(other) is { } b
            && decimal.TryParse(a, NumberStyles.Float, CultureInfo.InvariantCulture, out var first)
            && decimal.TryParse(b, NumberStyles.Float, CultureInfo.InvariantCulture, out var second) && first == second,
        FieldKind.Instant => Instants.TryLire(one, out var first) && Instants.TryLire(other, out var second) && first == second,
        FieldKind.Choice => string.Equals(one, other, StringComparison.OrdinalIgnoreCase),
        FieldKind.Text or FieldKind.Day => false,
    };

    // As an agent writes it: with a comma, blanks between thousands, a sign of euros or per cent.
    private static string? Number(string typed)
    {
        var plain = Blanks().Replace(typed, "").TrimEnd('€', '%').Replace(',', '.').Replace('−', '-');
        return JsonNumber().IsMatch(plain) ? plain : null;
    }

    private static string? Day(string typed) =>
        DateOnly.TryParseExact(typed.Trim(), DayForms, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
            : null;

    // A field cannot show what has no sign: it shows how that is written in JSON instead.
    private static bool IsEscaped(RecordMember member) =>
        member.Kind == JsonValueKind.String
        && (member.Text is not { } text || text.Any(c => char.IsControl(c) || c is '\uFFFD' or '\uFEFF'));

    private static string Escaped(RecordMember member) => member.Text is { } text ? JsonSerializer.Serialize(text) : member.Raw;

    private static bool IsLiteral(string typed)
    {
        try
        {
            using var document = JsonDocument.Parse(typed);
            return document.RootElement.ValueKind == JsonValueKind.String;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static string Flat(string text) => text.ReplaceLineEndings("");

    [GeneratedRegex(@"[\s\u00a0\u202f]+", RegexOptions.CultureInvariant)]
    private static partial Regex Blanks();

    [GeneratedRegex(@"^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex JsonNumber();
}
