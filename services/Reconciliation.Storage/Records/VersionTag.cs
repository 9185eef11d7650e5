using System.Globalization;

namespace Reconciliation.Storage;

/// <summary>
/// The tag that tells one version of a soin from any other, in this history of the database and in all others: an ETag and a form hold it.
/// </summary>
/// <param name="Version">The number.</param>
/// <param name="Epoch">The epoch in which it was written; null: before epochs were told apart, or the caller does not say.</param>
public readonly record struct VersionTag(int Version, string? Epoch)
{
    private const string EpochMember = "\"epoque\":\"";
    private const string FirstEpoch = "1-";

    /// <summary>The tag of a view.</summary>
    /// <param name="version">Its version.</param>
    /// <param name="vue">The view, as JSON.</param>
    public static VersionTag Of(int version, string vue)
    {
        ArgumentNullException.ThrowIfNull(vue);

        // A quotation mark within a text is escaped: this can be found nowhere but where the member is.
        var start = vue.LastIndexOf(EpochMember, StringComparison.Ordinal);
        return new(version, start < 0 ? null : vue[(start + EpochMember.Length)..vue.IndexOf('"', start + EpochMember.Length)]);
    }

    /// <summary>Reads a tag; null if the text is none.</summary>
    /// <param name="text">The text.</param>
    public static VersionTag? Parse(string? text)
    {
        var (number, epoch) = text?.Split('-', 2) switch
        {
            [var only] => (only, null),
            [var first, { Length: > 0 } second] => (first, second),
            _ => ("", null),
        };
        return int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? new(version, epoch) : null;
    }

    /// <summary>Whether a stored version is the one that the tag names.</summary>
    /// <param name="stored">The stored version.</param>
    public bool Names(VersionTag stored) => Version == stored.Version && Later == stored.Later;

    /// <inheritdoc/>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Version}{(Later is { } epoch ? "-" + epoch : "")}");

    // In the first history of a database a number alone is enough, as it was before histories were told apart.
    private string? Later => Epoch?.StartsWith(FirstEpoch, StringComparison.Ordinal) == true ? null : Epoch;
}
