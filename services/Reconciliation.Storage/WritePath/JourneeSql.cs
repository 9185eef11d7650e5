namespace Reconciliation.Storage;

/// <summary>
/// How statements find the rows of a journée in a table that has an index beginning with the day of care beside the one by journée. Of a
/// cell with some hundred rows, each of another day, the server takes a day to be as rare as a journée; and it keeps its plan while the
/// cell grows. With the index by day it would read all care of that day, of each journée.
/// </summary>
internal static class JourneeSql
{
    /// <summary>The condition that a row is of a journée, which only an index by beneficiary and day answers well.</summary>
    /// <remarks>
    /// From the day on, and up to the pair: from a day on lies a third of a table to the planner, and an index that begins with the day
    /// cannot compare pairs. The index by journée begins at the first row that is wanted, and goes on to the last of the beneficiary.
    /// </remarks>
    /// <param name="row">The name of the row: its columns are <c>beneficiaire_id</c> and <c>date_soin</c>.</param>
    /// <param name="beneficiaire">The beneficiary.</param>
    /// <param name="date">The day.</param>
    public static string IsOf(string row, string beneficiaire, string date) => $"""
        {row}.beneficiaire_id = {beneficiaire} AND {row}.date_soin >= {date}
        AND ({row}.beneficiaire_id, {row}.date_soin) <= ({beneficiaire}, {date})
        """;
}
