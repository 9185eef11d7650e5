namespace Reconciliation.Contracts;

/// <summary>A soin that a search found: its view, and the criteria by which it was found.</summary>
public sealed record VueTrouvee : Vue
{
    /// <summary>
    /// The criteria, in the order of <see cref="Contracts.TrouvePar"/>. A page lists the soins of one criterion after those of the one
    /// before it.
    /// </summary>
    public required IReadOnlyList<TrouvePar> TrouvePar { get; init; }
}
