using CsCheck;
using Reconciliation.Tests;

namespace Reconciliation.Domain.Tests.Laws;

/// <summary>Checks a law on many generated cases: those of <see cref="LawCases"/>, unless CsCheck_Iter asks for more.</summary>
internal static class LawSettings
{
    // CsCheck takes 100 for the number that nobody asked for.
    private static readonly long AskedCase = Environment.GetEnvironmentVariable("CsCheck_Iter") is { Length: > 0 } ? Check.Iter : 0;

    /// <summary>Checks a law that folds each case a dozen times: on a tenth as many cases.</summary>
    /// <param name="law">The law.</param>
    public static void HoldsAsStored(Action<Case> law) => Holds(law, LawCases.Case / 10, 0);

    /// <summary>Checks a law. A failure names the seed; with it in CsCheck_Seed that very case comes first.</summary>
    /// <param name="law">The law.</param>
    /// <param name="caseMin">The fewest cases on which it is checked.</param>
    public static void Holds(Action<Case> law, long caseMin = 0) => Holds(law, LawCases.Case, caseMin);

    private static void Holds(Action<Case> law, long usual, long caseMin) =>
        Generator.Case.Sample(law, iter: Math.Max(Math.Max(usual, caseMin), AskedCase), print: cases => cases.ToString());
}
