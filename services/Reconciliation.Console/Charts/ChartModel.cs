using Reconciliation.ConsoleWeb.Texts;
using Reconciliation.Domain;

namespace Reconciliation.ConsoleWeb.Charts;

/// <summary>How a chart is drawn.</summary>
public enum ChartKind
{
    /// <summary>One bar a row, beside its number.</summary>
    Bars,

    /// <summary>Columns along an axis, such as time.</summary>
    Columns,

    /// <summary>Nothing but the numbers.</summary>
    Table,
}

/// <summary>A number of a chart: as it is drawn, as it is read, and as it is exported.</summary>
/// <param name="Size">As it is drawn.</param>
/// <param name="Text">As it is read.</param>
/// <param name="Cell">The cell of the export.</param>
public readonly record struct ChartValue(long Size, string Text, string Cell)
{
    /// <summary>A number that is not known.</summary>
    public static ChartValue Unknown { get; } = new(0, "–", "");

    /// <summary>A number.</summary>
    /// <param name="count">The number.</param>
    public static implicit operator ChartValue(long count) => Number(count);

    /// <summary>A number.</summary>
    /// <param name="count">The number.</param>
    public static ChartValue Number(long count) => new(count, French.Number(count), Csv.Number(count));

    /// <summary>An amount.</summary>
    /// <param name="amount">The amount.</param>
    public static ChartValue Euros(Montant amount) => new(amount.Cents, French.EurosOfCents(amount.Cents), Csv.Euros(amount));

    /// <summary>A share in percent; unknown where there is none.</summary>
    /// <param name="part">The share.</param>
    public static ChartValue PerCent(double? part) =>
        part is { } share ? new((long)share, French.PerCent(share), Csv.PerCent(share)) : Unknown;

    /// <summary>How a number differs from the one before, in percent of that one; unknown where that is none.</summary>
    /// <param name="count">The number.</param>
    /// <param name="before">The one before.</param>
    public static ChartValue Change(long count, long before) =>
        before == 0 ? Unknown : Signed(100.0 * (count - before) / before, French.PerCent);

    /// <summary>How a share differs from the one before, in points; unknown where one is.</summary>
    /// <param name="part">The share.</param>
    /// <param name="before">The one before.</param>
    public static ChartValue Change(double? part, double? before) =>
        part is { } share && before is { } other ? Signed(share - other, French.Points) : Unknown;

    private static ChartValue Signed(double value, Func<double, string> format)
    {
        var rounded = Math.Round(value, 1, MidpointRounding.AwayFromZero);
        return new(0, rounded > 0 ? "+" + format(rounded) : format(rounded), Csv.PerCent(rounded));
    }
}

/// <summary>A row of a chart.</summary>
/// <param name="Libelle">Its name.</param>
/// <param name="Values">Its number in each series.</param>
/// <param name="Address">Where to look closer.</param>
/// <param name="Pattern">Whether its columns are hatched: what tells one kind of row from another without colour.</param>
public sealed record ChartRow(string Libelle, IReadOnlyList<ChartValue> Values, string? Address = null, bool Pattern = false);

/// <summary>A chart and its numbers: what is drawn, what is read aloud and what is exported are one thing.</summary>
/// <param name="Id">Its name in addresses.</param>
/// <param name="Title">Its title: the thing that it shows.</param>
/// <param name="Explanation">How to read it, and what bad looks like.</param>
/// <param name="Axis">The name of the column of its rows.</param>
/// <param name="Series">The names of its series; one or two where they are drawn.</param>
/// <param name="Ranks">Its rows.</param>
/// <param name="Drawing">How it is drawn.</param>
public sealed record ChartModel(
    string Id, string Title, string Explanation, string Axis, IReadOnlyList<string> Series, IReadOnlyList<ChartRow> Ranks,
    ChartKind Drawing)
{
    /// <summary>The largest number, at least one.</summary>
    public long Maximum => Math.Max(1, Ranks.SelectMany(r => r.Values).Select(v => v.Size).DefaultIfEmpty(0).Max());

    /// <summary>The numbers, for a spreadsheet.</summary>
    public byte[] AsCsv() => Csv.Write(
        Ranks.Select(r => r.Values.Select(v => v.Cell).Prepend(Csv.Text(r.Libelle))).Prepend(Series.Prepend(Axis).Select(Csv.Text)));
}
