using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Reconciliation.Contracts;
using Reconciliation.Storage;

namespace Reconciliation.Core;

/// <summary>The kind of value that a field of a record takes.</summary>
public enum FieldKind
{
    /// <summary>A text, such as an identifier.</summary>
    Text,

    /// <summary>A number: an amount, a rate, a rank.</summary>
    Number,

    /// <summary>A day.</summary>
    Day,

    /// <summary>An instant with its offset.</summary>
    Instant,

    /// <summary>One of the values that the contract lists.</summary>
    Choice,
}

/// <summary>A field of a record of payment, as the contract gives it.</summary>
/// <param name="Path">The path of its member, such as <c>ligne.ordre</c>.</param>
/// <param name="Kind">The kind of its value.</param>
/// <param name="IsRequired">Whether every record must state it.</param>
/// <param name="Choices">The values that the contract lists; none unless it is a choice.</param>
public sealed record RecordField(string Path, FieldKind Kind, bool IsRequired, IReadOnlyList<string> Choices)
{
    /// <summary>
    /// The fields of the records of a stream, taken from the type of its records: a new member of the contract is one too.
    /// </summary>
    /// <param name="stream">The stream.</param>
    public static IReadOnlyList<RecordField> Of(StreamDescription stream)
    {
        ArgumentNullException.ThrowIfNull(stream);

        // A type tells its own members before those that it inherits; every stream has these, and they come first.
        return
        [
            .. Properties(stream.Record).OrderBy(p => p.DeclaringType == stream.Record)
                .SelectMany(p => p.PropertyType == typeof(ReferenceLigne)
                    ? Properties(typeof(ReferenceLigne)).Select(m => From(m, p))
                    : [From(p, null)]),
        ];
    }

    /// <summary>The paths of members that are objects, of which each member is a field.</summary>
    /// <param name="fields">The fields.</param>
    public static IReadOnlyCollection<string> ParentsOf(IEnumerable<RecordField> fields) =>
        fields.Select(f => f.Parent).OfType<string>().ToHashSet(StringComparer.Ordinal);

    /// <summary>The object of which the field is a member; null: the record itself.</summary>
    public string? Parent => Path.Split('.') is [var parent, _] ? parent : null;

    private static RecordField From(PropertyInfo property, PropertyInfo? parent)
    {
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        var kind = type.IsEnum ? FieldKind.Choice
            : type == typeof(DateOnly) ? FieldKind.Day
            : type == typeof(DateTimeOffset) ? FieldKind.Instant
            : type == typeof(decimal) || type == typeof(int) ? FieldKind.Number
            : FieldKind.Text;
        return new(
            parent is null ? Name(property) : $"{Name(parent)}.{Name(property)}",
            kind,
            MustBeStated(property) && (parent is null || MustBeStated(parent)),
            type.IsEnum ? [.. Enum.GetNames(type).Select(JsonNamingPolicy.CamelCase.ConvertName)] : []);
    }

    private static bool MustBeStated(PropertyInfo property) => property.IsDefined(typeof(RequiredMemberAttribute));

    private static PropertyInfo[] Properties(Type type) =>
        [.. type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.CanWrite)];

    private static string Name(PropertyInfo property) => JsonNamingPolicy.CamelCase.ConvertName(property.Name);
}
