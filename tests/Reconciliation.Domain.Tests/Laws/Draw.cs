namespace Reconciliation.Domain.Tests.Laws;

/// <summary>
/// A sequence of drawn numbers, read one after the other. The first choice of every draw is the plainest, so that a failing case
/// shrinks towards ordinary lines.
/// </summary>
internal sealed class Draw(int[] counts)
{
    private int _position;

    /// <summary>One of some choices; repeat a choice to make it likelier.</summary>
    public T Among<T>(params ReadOnlySpan<T> choice) => choice[Next() * choice.Length / Bound];

    /// <summary>A number from 0 to a bound, exclusive.</summary>
    public int Fewer(int bound) => Next() * bound / Bound;

    /// <summary>True so many times in a hundred.</summary>
    public bool OfAHundred(int times) => Next() >= Bound - (times * (Bound / 100));

    /// <summary>The exclusive bound of the numbers drawn.</summary>
    public const int Bound = 1000;

    private int Next() => counts[_position++ % counts.Length];
}
