namespace Reconciliation.Dev;

/// <summary>In what proportions a stream holds what is unusual; all of them per cent.</summary>
internal sealed record Shuffle
{
    public static readonly Shuffle Ordinary = new();

    /// <summary>How many records come again later.</summary>
    public int Duplicates { get; init; } = 3;

    /// <summary>How often the complementary part of a soin is paid first.</summary>
    public int RcFirst { get; init; } = 32;

    /// <summary>How many messages that break a rule come besides.</summary>
    public int Invalid { get; init; }
}
