using System.Text.Json;
using Reconciliation.Contracts;
using Reconciliation.Storage;

namespace Reconciliation.Core;

/// <summary>A field of a form, and what stands in it.</summary>
/// <param name="Field">The field.</param>
/// <param name="Shown">The value of the message as the field shows it; empty: the message does not state it.</param>
/// <param name="IsOfOtherType">Whether the message writes the value in another JSON type than the contract has.</param>
public sealed record FormField(RecordField Field, string Shown, bool IsOfOtherType);

/// <summary>A member that the contract does not know.</summary>
/// <param name="Path">Its path.</param>
/// <param name="Raw">Its value, as it is written.</param>
public sealed record UnknownMember(string Path, string Raw);

/// <summary>A value of a line that the service knows, beside that of the message.</summary>
/// <param name="Shown">The value, as the field would show it.</param>
/// <param name="IsDifferent">Whether the message says something else.</param>
public sealed record KnownValue(string Shown, bool IsDifferent);

/// <summary>
/// A refused message as a form: a field for each member of the contract. A field that nobody touches keeps its bytes, as does all that has
/// no field: what the contract does not know, an envelope, blanks.
/// </summary>
public sealed class RecordForm
{
    // A record that does not state them means these.
    private static readonly Dictionary<string, string> Defaults = new(StringComparer.Ordinal) { ["revision"] = "1", ["releve"] = "ameli" };

    private readonly RecordText _record;
    private readonly Dictionary<string, RecordMember> _members;

    private RecordForm(RecordText record, IReadOnlyList<RecordField> fields)
    {
        _record = record;
        _members = record.Members.ToDictionary(m => m.Path, StringComparer.Ordinal);
        Fields =
        [
            .. fields.Select(f => new FormField(
                f, FieldValue.Show(f.Kind, _members.GetValueOrDefault(f.Path)),
                FieldValue.IsOfOtherType(f.Kind, _members.GetValueOrDefault(f.Path), record.FromMassTransit))),
        ];
        var paths = fields.Select(f => f.Path).ToHashSet(StringComparer.Ordinal);
        var parents = RecordField.ParentsOf(fields);
        Unknown =
        [
            .. record.Members.Where(m => !paths.Contains(m.Path) && !(parents.Contains(m.Path) && m.Kind == JsonValueKind.Null))
                .Select(m => new UnknownMember(m.Path, m.Raw)),
        ];
    }

    /// <summary>The fields, in the order of the contract.</summary>
    public IReadOnlyList<FormField> Fields { get; }

    /// <summary>The members that have no field. They stay as they are.</summary>
    public IReadOnlyList<UnknownMember> Unknown { get; }

    /// <summary>The form of a message; null: it cannot be read as a record.</summary>
    /// <param name="message">Its bytes.</param>
    /// <param name="stream">The stream by which it came.</param>
    public static RecordForm? Of(ReadOnlyMemory<byte> message, StreamDescription stream)
    {
        var fields = RecordField.Of(stream);
        return RecordText.Of(message, RecordField.ParentsOf(fields)) is { } record ? new(record, fields) : null;
    }

    /// <summary>The message with what was typed; null: nothing was changed.</summary>
    /// <param name="typed">The texts of the fields, by their paths. A field that is not among them stays as it is.</param>
    public byte[]? Correct(IReadOnlyDictionary<string, string> typed)
    {
        ArgumentNullException.ThrowIfNull(typed);
        var changes = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (field, text) in Fields.Where(f => typed.ContainsKey(f.Field.Path)).Select(f => (f, typed[f.Field.Path])))
        {
            if (!FieldValue.IsUntouched(field.Shown, text) || field.IsOfOtherType)
            {
                changes[field.Field.Path] = FieldValue.Write(field.Field.Kind, text, _members.GetValueOrDefault(field.Field.Path));
            }
        }

        foreach (var parent in Fields.Select(f => f.Field.Parent).OfType<string>().Distinct())
        {
            Gather(parent, typed, changes);
        }

        return changes.Count == 0 ? null : _record.With(changes);
    }

    /// <summary>The values of a line that the service knows, field by field.</summary>
    /// <param name="known">The line.</param>
    /// <param name="stream">The stream by which the message came.</param>
    public IReadOnlyDictionary<string, KnownValue> Compare(LigneFacts known, StreamDescription stream)
    {
        var line = JsonSerializer.SerializeToUtf8Bytes(LignePublication.From(known), ContratsJson.Lisible.LigneDePaiement);
        var beside = Of(line, stream)!.Fields.ToDictionary(f => f.Field.Path, f => f.Shown, StringComparer.Ordinal);
        return Fields.ToDictionary(
            f => f.Field.Path,
            f => new KnownValue(
                beside[f.Field.Path],
                !FieldValue.SayTheSame(
                    f.Field.Kind, f.Shown.Length > 0 ? f.Shown : Defaults.GetValueOrDefault(f.Field.Path, ""), beside[f.Field.Path])),
            StringComparer.Ordinal);
    }

    // An object that the message does not hold is written whole; one of which every field was emptied goes.
    private void Gather(string parent, IReadOnlyDictionary<string, string> typed, Dictionary<string, string> changes)
    {
        var fields = Fields.Where(f => f.Field.Parent == parent).ToList();
        var paths = fields.ConvertAll(f => f.Field.Path);
        if (!paths.Exists(changes.ContainsKey))
        {
            return;
        }

        var isEmptied = fields.TrueForAll(f => typed.GetValueOrDefault(f.Field.Path, f.Shown).Length == 0);
        if (_record.IsObject(parent) && !isEmptied)
        {
            return;
        }

        var members = paths.Where(changes.ContainsKey).Select(p => $"{RecordText.Quote(p[(parent.Length + 1)..])}:{changes[p]}").ToList();
        paths.ForEach(p => changes.Remove(p));
        changes[parent] = isEmptied ? "null" : $"{{{string.Join(',', members)}}}";
    }
}
