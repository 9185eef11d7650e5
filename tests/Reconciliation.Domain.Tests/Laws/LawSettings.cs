using System.Globalization;
using CsCheck;

namespace Reconciliation.Domain.Tests.Laws;

/// <summary>Checks a law on many generated cases.</summary>
internal static class LawSettings
{
    /// <summary>The number of cases on which a law is checked where nothing else is asked for.</summary>
    public const long UsualCase = 10_000;

    /// <summary>
    /// The number of cases on which every law is checked, unless CsCheck_Iter asks for more. Where thousands of runs follow one another, as
    /// under mutation, RECONCILIATION_LAW_CASES asks for fewer.
    /// </summary>
    public static readonly long Case =
        Environment.GetEnvironmentVariable("RECONCILIATION_LAW_CASES") is { Length: > 0 } asked
            ? long.Parse(asked, CultureInfo.InvariantCulture)
            : UsualCase;

    // CsCheck takes 100 for the number that nobody asked for.
    private static readonly long AskedCase = Environment.GetEnvironmentVariable("CsCheck_Iter") is { Length: > 0 } ? Check.Iter : 0;

    /// <summary>A number of cases, made fewer in the same measure as those of the laws; at least one.</summary>
    /// <param name="usual">The number of cases where nothing else is asked for.</param>
    public static int Share(int usual) => (int)Math.Clamp(usual * Case / UsualCase, 1, usual);

    /// <summary>Checks a law that folds each case a dozen times: on a tenth as many cases.</summary>
    /// <param name="law">The law.</param>
    public static void HoldsAsStored(Action<Case> law) => Holds(law, Case / 10, 0);

    /// <summary>Checks a law. A failure names the seed; with it in CsCheck_Seed that very case comes first.</summary>
    /// <param name="law">The law.</param>
    /// <param name="caseMin">The fewest cases on which it is checked.</param>
    public static void Holds(Action<Case> law, long caseMin = 0) => Holds(law, Case, caseMin);

    private static void Holds(Action<Case> law, long usual, long caseMin) =>
        Generator.Case.Sample(law, iter: Math.Max(Math.Max(usual, caseMin), AskedCase), print: cases => cases.ToString());
}
