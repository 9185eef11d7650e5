using System.Globalization;

namespace Reconciliation.Tests;

/// <summary>
/// The cells of the databases of a run of tests: <c>RECONCILIATION_CELLULES</c>, as an installation has it, or one.
/// </summary>
internal static class CellsOfRun
{
    /// <summary>The number of cells.</summary>
    public static int Count { get; } =
        int.Parse(Environment.GetEnvironmentVariable("RECONCILIATION_CELLULES") ?? "1", CultureInfo.InvariantCulture);
}
