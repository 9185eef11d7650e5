using System.Globalization;

namespace Reconciliation.Tests;

/// <summary>
/// The number of cases on which laws are checked: all of them in a long run, a quarter where a change waits for the tests. Where thousands
/// of runs follow one another, as under mutation, RECONCILIATION_LAW_CASES asks for fewer. Every law takes its share of them.
/// </summary>
internal static class LawCases
{
    /// <summary>The number of cases of a long run.</summary>
    public const long LongCase = 10_000;

    /// <summary>The number of cases where nothing else is asked for.</summary>
    public const long UsualCase = 2_500;

    /// <summary>The number of cases that is asked for.</summary>
    public static readonly long Case = Environment.GetEnvironmentVariable("RECONCILIATION_LAW_CASES") is { Length: > 0 } asked
        ? long.Parse(asked, CultureInfo.InvariantCulture)
        : LongRun.Size(UsualCase, LongCase);

    /// <summary>A number of cases, made fewer in the same measure; at least one.</summary>
    /// <param name="all">The number of cases of a long run.</param>
    public static int Share(int all) => (int)Math.Clamp(all * Case / LongCase, 1, all);
}
