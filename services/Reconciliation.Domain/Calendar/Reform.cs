namespace Reconciliation.Domain;

/// <summary>The reform by which members get two payments where they got one.</summary>
public static class Reform
{
    /// <summary>The first day of care that is paid in two payments. MGEN paid both parts of earlier care, in one.</summary>
    public static readonly DateOnly FirstDay = new(2025, 11, 12);
}
