using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Reconciliation.Recon;

/// <summary>The columns of a table of records: the names that a header must have, and the JSON that a row stands for.</summary>
internal static partial class RecordColumns
{
    /// <summary>The columns that every record of either stream has.</summary>
    public static readonly string[] Required =
    [
        "evenementId", "source", "ligne.organisme", "ligne.decompte", "ligne.ordre", "nature", "adherentId", "beneficiaireId", "dateSoin",
        "professionnelId", "codeActe", "depense", "montant", "destinataire", "canal", "payeLe", "virement",
    ];

    private static readonly HashSet<string> Counts = new(StringComparer.Ordinal)
    {
        "depense", "base", "taux", "montant", "montantRoDeclare", "revision", "ligne.ordre", "ligneOrigine.ordre", "referenceRo.ordre",
    };

    private static readonly HashSet<string> Members =
    [
        .. Required, .. Counts, "complementaire", "contrat", "regimeObligatoire", "libelle", "transmisLe", "referenceSoin", "releve",
        "ligneOrigine.organisme", "ligneOrigine.decompte", "referenceRo.organisme", "referenceRo.decompte",
    ];

    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Refuses a header by which no row could be a record.</summary>
    /// <param name="columns">The columns.</param>
    /// <param name="line">The line of the header.</param>
    /// <exception cref="InvalidDataException">It names a column twice, or lacks one that every record has.</exception>
    public static void Require(string[] columns, long line)
    {
        var missing = Required.Except(columns).ToList();
        if (missing.Count == Required.Length)
        {
            throw new InvalidDataException(FormattableString.Invariant($"line {line} is no header that names the members of a record."));
        }

        if (missing.Count > 0)
        {
            throw new InvalidDataException(FormattableString.Invariant($"line {line}, the header, lacks {string.Join(", ", missing)}."));
        }

        if (columns.Where(c => c.Length > 0).Distinct(StringComparer.Ordinal).Count() < columns.Count(c => c.Length > 0))
        {
            throw new InvalidDataException(FormattableString.Invariant($"line {line}, the header, names a column twice."));
        }
    }

    /// <summary>The record of a row; an empty field is an absent member.</summary>
    /// <param name="columns">The columns.</param>
    /// <param name="fields">The fields, one for each.</param>
    public static byte[] ToJson(string[] columns, List<string> fields)
    {
        var record = new JsonObject();
        foreach (var (column, field) in columns.Zip(fields))
        {
            if (field.Length > 0)
            {
                Place(record, column, field);
            }
        }

        return Encoding.UTF8.GetBytes(record.ToJsonString(Readable));
    }

    // A column that is no member is kept, under its own name, for an agent who looks at a refused row.
    private static void Place(JsonObject record, string path, string field)
    {
        var names = Members.Contains(path) ? path.Split('.') : [path];
        var subject = record;
        foreach (var name in names[..^1])
        {
            if (subject[name] is not JsonObject child)
            {
                subject[name] = child = [];
            }

            subject = child;
        }

        if (Members.Contains(path) || !Members.Any(m => m.StartsWith(path + ".", StringComparison.Ordinal)))
        {
            subject[names[^1]] = Counts.Contains(path) && Digits().Match(field.Trim()) is { Success: true } m
                ? JsonNode.Parse(
                    string.Create(
                        CultureInfo.InvariantCulture, $"{m.Groups[1]}{m.Groups[2]}{(m.Groups[3].Length > 0 ? "." : "")}{m.Groups[3]}"))
                : JsonValue.Create(field);
        }
    }

    // JSON wants no zeros in front, and a point.
    [GeneratedRegex(@"^(-?)0*([0-9]+?)(?:[.,]([0-9]+))?$", RegexOptions.CultureInvariant)]
    private static partial Regex Digits();
}
