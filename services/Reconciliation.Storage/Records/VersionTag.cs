using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Reconciliation.Storage;

/// <summary>
/// The tag that tells one version of a soin from any other: an ETag and a form hold it. Numbers of versions are handed out again, by
/// another history of the database and by a soin whose payments come again after an erasure: the content tells those apart.
/// </summary>
public readonly record struct VersionTag
{
    private const int MarkBytes = 8;

    private VersionTag(int version, string? mark) => (Version, Mark) = (version, mark);

    /// <summary>The number.</summary>
    public int Version { get; }

    /// <summary>The mark of its content; null: the number alone is named.</summary>
    public string? Mark { get; }

    /// <summary>
    /// Whether its number alone names it: as long as a database is in its first history, as it was before histories were told apart.
    /// </summary>
    public bool IsNamedByNumber { get; private init; }

    /// <summary>The tag of something whose versions are numbered once and for all, such as a message in quarantine.</summary>
    /// <param name="version">Its version.</param>
    public static VersionTag OfNumber(int version) => new(version, null);

    /// <summary>The tag of a view.</summary>
    /// <param name="version">Its version.</param>
    /// <param name="vue">The view, as JSON, as it is stored.</param>
    public static VersionTag Of(int version, string vue)
    {
        ArgumentNullException.ThrowIfNull(vue);
        return Of(version, Encoding.UTF8.GetBytes(vue));
    }

    /// <summary>The tag of a view.</summary>
    /// <param name="version">Its version.</param>
    /// <param name="vue">The view, as JSON in UTF-8, as it is stored.</param>
    public static VersionTag Of(int version, ReadOnlySpan<byte> vue) =>
        new(version, Convert.ToHexStringLower(SHA256.HashData(vue).AsSpan(0, MarkBytes))) { IsNamedByNumber = IsOfFirstEpoch(vue) };

    /// <summary>Reads a tag; null if the text is none.</summary>
    /// <param name="text">The text.</param>
    public static VersionTag? Parse(string? text)
    {
        var (number, mark) = text?.Split('-', 2) switch
        {
            [var only] => (only, null),
            [var first, { Length: > 0 } second] => (first, second),
            _ => ("", null),
        };
        return int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? new(version, mark) : null;
    }

    /// <summary>Whether a stored version is the one that the tag names.</summary>
    /// <param name="stored">The tag of the stored version.</param>
    public bool Names(VersionTag stored) => Version == stored.Version && (Mark is null ? stored.IsNamedByNumber : Mark == stored.Mark);

    /// <inheritdoc/>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Version}{(Mark is null ? "" : "-")}{Mark}");

    private static ReadOnlySpan<byte> EpochMember => "\"epoque\":\""u8;

    private static ReadOnlySpan<byte> FirstEpoch => "1-"u8;

    // A quotation mark within a text is escaped: the member can be found nowhere but where it is.
    private static bool IsOfFirstEpoch(ReadOnlySpan<byte> vue)
    {
        var start = vue.LastIndexOf(EpochMember);
        return start < 0 || vue[(start + EpochMember.Length)..].StartsWith(FirstEpoch);
    }
}
