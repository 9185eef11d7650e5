using System.Globalization;

namespace Reconciliation.Tests;

/// <summary>
/// The number of cases on which laws are checked. Where thousands of runs follow one another, as under mutation,
/// RECONCILIATION_LAW_CASES asks for fewer than the usual number, and every law takes its share of them.
/// </summary>
internal static class LawCases
{
    /// <summary>The number of cases where nothing else is asked for.</summary>
    public const long UsualCase = 10_000;

    /// <summary>The number of cases that is asked for.</summary>
    public static readonly long Case = Environment.GetEnvironmentVariable("RECONCILIATION_LAW_CASES") is { Length: > 0 } asked
        ? long.Parse(asked, CultureInfo.InvariantCulture)
        : UsualCase;

    /// <summary>A number of cases, made fewer in the same measure; at least one.</summary>
    /// <param name="usual">The number of cases where nothing else is asked for.</param>
    public static int Share(int usual) => (int)Math.Clamp(usual * Case / UsualCase, 1, usual);
}
