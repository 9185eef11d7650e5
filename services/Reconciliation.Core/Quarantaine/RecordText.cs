using System.Runtime.InteropServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace Reconciliation.Core;

/// <summary>A member of the record in a message.</summary>
/// <param name="Path">Its path, such as <c>ligne.ordre</c>.</param>
/// <param name="Kind">The JSON type of its value.</param>
/// <param name="Raw">The value as it is written.</param>
/// <param name="Text">The text, where the value is a string.</param>
internal sealed record RecordMember(string Path, JsonValueKind Kind, string Raw, string? Text);

/// <summary>
/// The record in a message as it is written: where the value of each member stands, so that a correction changes these values and no other
/// byte of the message, be it an envelope, a blank, an unknown member or the way in which a number is written.
/// </summary>
internal sealed class RecordText
{
    private static readonly JsonSerializerOptions Writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly ReadOnlyMemory<byte> _message;
    private readonly List<RecordMember> _members = [];
    private readonly Dictionary<string, (int Start, int Length)> _values = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (int At, bool IsEmpty)> _ends = new(StringComparer.Ordinal);

    private RecordText(ReadOnlyMemory<byte> message, bool fromMassTransit) => (_message, FromMassTransit) = (message, fromMassTransit);

    /// <summary>Whether MassTransit's serializer wrote the record, which writes decimals as strings.</summary>
    public bool FromMassTransit { get; }

    /// <summary>The members, those of an object within the record each by itself, in the order in which they are written.</summary>
    public IReadOnlyList<RecordMember> Members => _members;

    /// <summary>Reads the record in a message; null: there is none that can be read.</summary>
    /// <param name="message">The bytes of the message.</param>
    /// <param name="parents">The members that are objects of which each member is told by itself.</param>
    public static RecordText? Of(ReadOnlyMemory<byte> message, IReadOnlyCollection<string> parents) =>
        !Utf8.IsValid(message.Span)
            ? null
            : PaymentReader.OfRecord(message, (record, fromMassTransit) =>
            {
                var text = new RecordText(message, fromMassTransit);
                text.Add(record, "", parents);
                return text;
            });

    /// <summary>Whether a member is an object whose members are told each by itself.</summary>
    /// <param name="path">The path of the member.</param>
    public bool IsObject(string path) => _ends.ContainsKey(path);

    /// <summary>A text as a value of JSON.</summary>
    /// <param name="text">The text.</param>
    public static string Quote(string text) => JsonSerializer.Serialize(text, Writing);

    /// <summary>The message with other values.</summary>
    /// <param name="changes">The values, as JSON, by the paths of their members; a member that is not there is added.</param>
    public byte[] With(IReadOnlyDictionary<string, string> changes)
    {
        var edits = new List<(int At, int Length, string Text)>();
        foreach (var (path, value) in changes.Where(c => _values.ContainsKey(c.Key)))
        {
            var (start, length) = _values[path];
            edits.Add((start, length, value));
        }

        foreach (var added in Missing(changes).GroupBy(a => a.Parent))
        {
            var (at, isEmpty) = _ends[added.Key];
            var text = string.Join(',', added.Select(a => $"{Quote(a.Name)}:{a.Value}"));
            edits.Add((at, 0, isEmpty ? text : "," + text));
        }

        return Apply(edits.OrderBy(e => e.At));
    }

    private byte[] Apply(IEnumerable<(int At, int Length, string Text)> edits)
    {
        using var corrected = new MemoryStream(_message.Length);
        var after = 0;
        foreach (var (at, length, text) in edits)
        {
            corrected.Write(_message.Span[after..at]);
            corrected.Write(Encoding.UTF8.GetBytes(text));
            after = at + length;
        }

        corrected.Write(_message.Span[after..]);
        return corrected.ToArray();
    }

    // The members to add, each with the object into which it goes.
    private IEnumerable<(string Parent, string Name, string Value)> Missing(IReadOnlyDictionary<string, string> changes) =>
        changes.Where(c => !_values.ContainsKey(c.Key)).Select(c => (c.Key.Split('.'), c.Value) switch
        {
            ([var parent, var name], var value) => (parent, name, value),
            (var names, var value) => ("", names[0], value),
        });

    private void Add(JsonElement subject, string within, IReadOnlyCollection<string> parents)
    {
        // Of a member that is written twice, the last one counts.
        var members = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        var end = Place(subject).Start + 1;
        foreach (var member in subject.EnumerateObject())
        {
            members[member.Name] = member.Value;
            var (at, length) = Place(member.Value);
            end = at + length;
        }

        _ends[within] = (end, members.Count == 0);
        foreach (var (name, value) in members)
        {
            // A point in a name would make it look like a member of a member.
            var own = name.Contains('.', StringComparison.Ordinal) ? Quote(name) : name;
            var path = within.Length == 0 ? own : $"{within}.{own}";
            _values[path] = Place(value);
            if (value.ValueKind == JsonValueKind.Object && parents.Contains(path))
            {
                Add(value, path, parents);
            }
            else
            {
                _members.Add(new(
                    path, value.ValueKind, value.GetRawText(), value.ValueKind == JsonValueKind.String ? TextOf(value) : null));
            }
        }
    }

    private (int Start, int Length) Place(JsonElement value)
    {
        var raw = JsonMarshal.GetRawUtf8Value(value);
        _ = _message.Span.Overlaps(raw, out var start);
        return (start, raw.Length);
    }

    // Half of a surrogate pair, written as an escape, is valid JSON but no text.
    private static string? TextOf(JsonElement value)
    {
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
