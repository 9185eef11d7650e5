using System.Globalization;
using System.Text;
using Reconciliation.Domain;

namespace Reconciliation.ConsoleWeb.Texts;

/// <summary>
/// Tables as spreadsheets of this country read them: semicolons, decimals with a comma, days as they are written, and a mark that says
/// UTF-8. A text is quoted, and never taken for a formula.
/// </summary>
internal static class Csv
{
    public const string ContentType = "text/csv; charset=utf-8";

    // Signs that spreadsheets take for the beginning of a formula, also in the wide forms of these signs.
    private const string FormulaSigns = "=+-@\t\r\n＝＋－＠";

    /// <summary>The bytes of a table.</summary>
    /// <param name="rows">The rows, the titles first: each of cells that this class has written.</param>
    public static byte[] Write(IEnumerable<IEnumerable<string>> rows)
    {
        var text = new StringBuilder();
        foreach (var row in rows)
        {
            text.AppendJoin(';', row).Append("\r\n");
        }

        return [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(text.ToString())];
    }

    /// <summary>A text. One that a spreadsheet would take for a formula is told to be a text.</summary>
    /// <param name="text">The text; null: an empty cell.</param>
    public static string Text(string? text)
    {
        var isFormula = text?.TrimStart(' ', '\u00a0') is [var first, ..] && FormulaSigns.Contains(first, StringComparison.Ordinal);
        return '"' + (isFormula ? "'" : "") + text?.Replace("\"", "\"\"", StringComparison.Ordinal) + '"';
    }

    /// <summary>A number.</summary>
    /// <param name="count">The number.</param>
    public static string Number(long count) => count.ToString(CultureInfo.InvariantCulture);

    /// <summary>An amount in euros: <c>1234,50</c>.</summary>
    /// <param name="amount">The amount.</param>
    public static string Euros(Montant amount) => Decimal(amount.Euros, "0.00");

    /// <summary>A share in percent: <c>87,5</c>.</summary>
    /// <param name="part">The share.</param>
    public static string PerCent(double part) => Decimal((decimal)part, "0.0");

    /// <summary>A day: <c>14/11/2025</c>.</summary>
    /// <param name="day">The day.</param>
    public static string Day(DateOnly day) => French.Day(day);

    private static string Decimal(decimal value, string format) =>
        value.ToString(format, CultureInfo.InvariantCulture).Replace('.', ',');
}
