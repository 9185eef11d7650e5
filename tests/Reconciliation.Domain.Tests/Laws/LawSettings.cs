using System.Globalization;
using CsCheck;

namespace Reconciliation.Domain.Tests.Laws;

/// <summary>Checks a law on many generated cases.</summary>
internal static class LawSettings
{
    /// <summary>
    /// The number of cases on which every law is checked, unless CsCheck_Iter asks for more. Where thousands of runs follow one another, as
    /// under mutation, RECONCILIATION_LAW_CASES asks for fewer.
    /// </summary>
    public static readonly long Case =
        long.Parse(Environment.GetEnvironmentVariable("RECONCILIATION_LAW_CASES") ?? "10000", CultureInfo.InvariantCulture);

    /// <summary>Checks a law. A failure names the seed; with it in CsCheck_Seed that very case comes first.</summary>
    public static void Holds(Action<Case> law) =>
        Generator.Case.Sample(law, iter: Math.Max(Case, Check.Iter), print: cases => cases.ToString());
}
