namespace Reconciliation.Contracts;

/// <summary>A soin that a search found: its view, and by what it was found.</summary>
public sealed record VueTrouvee : Vue
{
    /// <summary>
    /// By what, in the order of <see cref="Contracts.TrouvePar"/>. A page lists what was found by one thing after what was found by
    /// the one before it.
    /// </summary>
    public required IReadOnlyList<TrouvePar> TrouvePar { get; init; }
}
