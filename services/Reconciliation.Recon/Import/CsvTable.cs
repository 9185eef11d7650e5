using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using nietras.SeparatedValues;
using Reconciliation.Contracts;

namespace Reconciliation.Recon;

/// <summary>
/// A table whose header names members of the record by their paths (<c>ligne.organisme</c>). Separated by semicolons or commas, quoted
/// as RFC 4180 says, with a comma or a point in amounts; an empty field is an absent member.
/// </summary>
internal static partial class CsvTable
{
    private static readonly HashSet<string> Counts = new(StringComparer.Ordinal)
    {
        "depense", "base", "taux", "montant", "montantRoDeclare", "revision", "ligne.ordre", "ligneOrigine.ordre", "referenceRo.ordre",
    };

    private static readonly JsonSerializerOptions Lisible = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Reads rows.</summary>
    /// <param name="stream">The bytes, as UTF-8.</param>
    /// <exception cref="InvalidDataException">The header names a member twice.</exception>
    public static IEnumerable<FileRecord> Read(Stream stream)
    {
        using var reader = Open(stream);
        var columns = reader.Header.ColNames.Select(c => c.Trim()).ToArray();
        while (reader.MoveNext())
        {
            if (Read(reader.Current, columns) is { } record)
            {
                yield return record;
            }
        }
    }

    private static SepReader Open(Stream stream)
    {
        try
        {
            return Sep.Reader(o => o with { Unescape = true, DisableColCountCheck = true }).From(new StreamReader(stream, Encoding.UTF8));
        }
        catch (ArgumentException e)
        {
            throw new InvalidDataException("The header names a column twice.", e);
        }
    }

    private static FileRecord? Read(SepReader.Row row, string[] columns)
    {
        if (row.ColCount == 1 && row[0].Span.IsWhiteSpace())
        {
            return null;
        }

        var (record, unreadable) = (new JsonObject(), false);
        for (var column = 0; column < Math.Min(columns.Length, row.ColCount); column++)
        {
            var fieldText = row[column].ToString();
            unreadable |= fieldText.Contains('\uFFFD', StringComparison.Ordinal);
            if (fieldText.Length > 0)
            {
                Place(record, columns[column], fieldText);
            }
        }

        return new(
            row.LineNumberFrom,
            Encoding.UTF8.GetBytes(record.ToJsonString(Lisible)),
            row.ColCount != columns.Length ? Regle.Colonnes : unreadable ? Regle.Json : null);
    }

    private static void Place(JsonObject record, string path, string fieldText)
    {
        var names = path.Split('.');
        var subject = record;
        foreach (var name in names[..^1])
        {
            if (subject[name] is not JsonObject child)
            {
                subject[name] = child = [];
            }

            subject = child;
        }

        subject[names[^1]] = Counts.Contains(path) && Digits().Match(fieldText.Trim()) is { Success: true } m
            ? JsonNode.Parse(string.Create(CultureInfo.InvariantCulture, $"{m.Groups[1]}{m.Groups[2]}{(m.Groups[3].Length > 0 ? "." : "")}{m.Groups[3]}"))
            : JsonValue.Create(fieldText);
    }

    // JSON wants no zeros in front, and a point.
    [GeneratedRegex(@"^(-?)0*([0-9]+?)(?:[.,]([0-9]+))?$", RegexOptions.CultureInvariant)]
    private static partial Regex Digits();
}
