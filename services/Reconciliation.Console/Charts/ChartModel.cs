using System.Globalization;
using System.Text;

namespace Reconciliation.ConsoleWeb.Charts;

/// <summary>How a chart is drawn.</summary>
public enum ChartKind
{
    /// <summary>One bar a row, beside its number.</summary>
    Bars,

    /// <summary>Columns along an axis, such as time.</summary>
    Columns,
}

/// <summary>A row of a chart.</summary>
/// <param name="Libelle">Its name.</param>
/// <param name="Values">Its number in each series.</param>
/// <param name="Address">Where to look closer.</param>
/// <param name="Pattern">Whether its columns are hatched: what tells one kind of row from another without colour.</param>
public sealed record ChartRow(string Libelle, IReadOnlyList<long> Values, string? Address = null, bool Pattern = false);

/// <summary>A chart and its numbers: what is drawn, what is read aloud and what is exported are one thing.</summary>
/// <param name="Id">Its name in addresses.</param>
/// <param name="Title">Its title: the figures that it shows.</param>
/// <param name="Explanation">How to read it, and what bad looks like.</param>
/// <param name="Axis">The kind of its rows, such as the hour or the situation.</param>
/// <param name="Series">The names of its series, one or two.</param>
/// <param name="Ranks">Its rows.</param>
/// <param name="Drawing">How it is drawn.</param>
public sealed record ChartModel(
    string Id, string Title, string Explanation, string Axis, IReadOnlyList<string> Series, IReadOnlyList<ChartRow> Ranks,
    ChartKind Drawing)
{
    /// <summary>The largest number, at least one.</summary>
    public long Maximum => Math.Max(1, Ranks.SelectMany(r => r.Values).DefaultIfEmpty(0).Max());

    /// <summary>The numbers as spreadsheets of this country read them: semicolons, and a mark that says UTF-8.</summary>
    public byte[] AsCsv()
    {
        var text = new StringBuilder();
        text.AppendJoin(';', Series.Prepend(Axis).Select(Quote)).Append("\r\n");
        foreach (var rank in Ranks)
        {
            text.Append(Quote(rank.Libelle));
            foreach (var value in rank.Values)
            {
                text.Append(';').Append(value.ToString(CultureInfo.InvariantCulture));
            }

            text.Append("\r\n");
        }

        return [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(text.ToString())];
    }

    // A label that a spreadsheet would take for a formula is told to be a text.
    private static string Quote(string text) =>
        '"' + (text is ['=' or '+' or '-' or '@', ..] ? "'" : "") + text.Replace("\"", "\"\"", StringComparison.Ordinal) + '"';
}
