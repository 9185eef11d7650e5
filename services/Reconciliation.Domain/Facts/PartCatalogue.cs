namespace Reconciliation.Domain;

/// <summary>What a part is, outside of the rules that judge it.</summary>
/// <param name="Part">The part.</param>
/// <param name="Code">Its name on the wire, in metrics and in commands.</param>
/// <param name="CanonicalCode">Its name in the canonical text of a line's identity, which is stored.</param>
/// <param name="Queue">The exchange by which its payments come, and the queue of the same name.</param>
/// <param name="Label">What an agent reads, in French.</param>
/// <param name="ShortLabel">The same where there is little room.</param>
public sealed record PartDescription(Part Part, string Code, string CanonicalCode, string Queue, string Label, string ShortLabel);

/// <summary>
/// The parts as data: one row each. Whatever tells one stream from another by a name asks this table; only the rules of pairing and judging
/// know what a part means. A test goes through all parts and finds a row that is missing.
/// </summary>
public static class PartCatalogue
{
    /// <summary>All parts, in the order of their numbers.</summary>
    public static IReadOnlyList<PartDescription> All { get; } =
    [
        new(Part.Ro, "ro", "ro", "reconciliation.paiements-ro", "assurance maladie", "RO"),
        new(Part.Complementaire, "complementaire", "rc", "reconciliation.paiements-complementaires", "complémentaire", "RC"),
    ];

    /// <summary>The description of a part.</summary>
    /// <param name="part">The part.</param>
    public static PartDescription Of(Part part) => All[(int)part];

    /// <summary>The part that a code names.</summary>
    /// <param name="code">The code; null: none.</param>
    /// <returns>Its description; null where the code names none.</returns>
    public static PartDescription? OfCode(string? code) => All.FirstOrDefault(p => p.Code == code);

    /// <summary>The part whose payments come by a queue.</summary>
    /// <param name="queue">The queue.</param>
    /// <exception cref="ArgumentException">None does.</exception>
    public static PartDescription OfQueue(string queue) =>
        All.FirstOrDefault(p => p.Queue == queue) ?? throw new ArgumentException("No part has this queue.", nameof(queue));

    /// <summary>The part that the canonical text of an identity names.</summary>
    /// <param name="canonicalCode">The first piece of the text.</param>
    /// <exception cref="ArgumentException">It names none.</exception>
    public static PartDescription OfCanonicalCode(string canonicalCode) =>
        All.FirstOrDefault(p => p.CanonicalCode == canonicalCode)
        ?? throw new ArgumentException("No part has this code.", nameof(canonicalCode));
}
