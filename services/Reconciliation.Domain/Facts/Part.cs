namespace Reconciliation.Domain;

/// <summary>
/// A part of the payments for a soin, and the stream by which its payments come. A part is data: it carries all that tells one stream from
/// another by a name. Two of them are one if their numbers are equal.
/// </summary>
/// <param name="Number">Its number, which is stored: never renumbered, never used again.</param>
/// <param name="Code">Its name on the wire, in metrics and in commands.</param>
/// <param name="CanonicalCode">Its name in the canonical text of a line's identity, which is stored.</param>
/// <param name="Queue">The exchange by which its payments come, and the queue of the same name.</param>
/// <param name="Label">Its name for agents, in French.</param>
/// <param name="ShortLabel">Its name for agents where there is little room.</param>
public sealed record Part(short Number, string Code, string CanonicalCode, string Queue, string Label, string ShortLabel)
{
    /// <summary>The régime obligatoire.</summary>
    public static Part Ro { get; } =
        new(0, "ro", "ro", "reconciliation.paiements-ro", "assurance maladie", "RO") { IsAwaited = true };

    /// <summary>The complémentaire santé.</summary>
    public static Part Complementaire { get; } =
        new(1, "complementaire", "rc", "reconciliation.paiements-complementaires", "complémentaire", "RC") { IsAwaited = true };

    /// <summary>
    /// Whether a soin may wait for it, so that it can be late: judging has rules by which it is expected. Lists of late soins are filtered
    /// by such parts.
    /// </summary>
    public bool IsAwaited { get; init; }

    /// <summary>Whether two parts are one.</summary>
    /// <param name="other">The other.</param>
    public bool Equals(Part? other) => other is not null && Number == other.Number;

    /// <inheritdoc/>
    public override int GetHashCode() => Number;

    /// <summary>Its code.</summary>
    public override string ToString() => Code;
}
