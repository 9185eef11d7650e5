namespace Reconciliation.Dev;

/// <summary>The proportions of unusual cases in a stream; all of them per cent.</summary>
internal sealed record Shuffle
{
    public static readonly Shuffle Ordinary = new();

    /// <summary>The share of records that come again later, per cent.</summary>
    public int Duplicates { get; init; } = 3;

    /// <summary>The share of soins whose complementary part is paid first, per cent.</summary>
    public int RcFirst { get; init; } = 32;

    /// <summary>The number of messages besides that break a rule.</summary>
    public int Invalid { get; init; }
}
