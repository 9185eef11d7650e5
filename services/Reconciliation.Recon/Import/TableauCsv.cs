using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using nietras.SeparatedValues;
using Reconciliation.Contracts;
using Reconciliation.Core;
using Reconciliation.Engine;
using Reconciliation.Hosting;
using Reconciliation.Storage;

namespace Reconciliation.Recon;

/// <summary>
/// A table whose header names members of the record by their paths (<c>ligne.organisme</c>). Separated by semicolons or commas, quoted
/// as RFC 4180 says, with a comma or a point in amounts; an empty field is an absent member.
/// </summary>
internal static partial class TableauCsv
{
    private static readonly HashSet<string> Nombres = new(StringComparer.Ordinal)
    {
        "depense", "base", "taux", "montant", "montantRoDeclare", "revision", "ligne.ordre", "ligneOrigine.ordre", "referenceRo.ordre",
    };

    private static readonly JsonSerializerOptions Lisible = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Reads rows.</summary>
    /// <param name="flux">The bytes, as UTF-8.</param>
    /// <exception cref="InvalidDataException">The header names a member twice.</exception>
    public static IEnumerable<Enregistrement> Lire(Stream flux)
    {
        using var lecteur = Ouvrir(flux);
        var colonnes = lecteur.Header.ColNames.Select(c => c.Trim()).ToArray();
        while (lecteur.MoveNext())
        {
            if (Lire(lecteur.Current, colonnes) is { } enregistrement)
            {
                yield return enregistrement;
            }
        }
    }

    private static SepReader Ouvrir(Stream flux)
    {
        try
        {
            return Sep.Reader(o => o with { Unescape = true, DisableColCountCheck = true }).From(new StreamReader(flux, Encoding.UTF8));
        }
        catch (ArgumentException e)
        {
            throw new InvalidDataException("The header names a column twice.", e);
        }
    }

    private static Enregistrement? Lire(SepReader.Row rangee, string[] colonnes)
    {
        if (rangee.ColCount == 1 && rangee[0].Span.IsWhiteSpace())
        {
            return null;
        }

        var (record, illisible) = (new JsonObject(), false);
        for (var colonne = 0; colonne < Math.Min(colonnes.Length, rangee.ColCount); colonne++)
        {
            var champ = rangee[colonne].ToString();
            illisible |= champ.Contains('\uFFFD', StringComparison.Ordinal);
            if (champ.Length > 0)
            {
                Placer(record, colonnes[colonne], champ);
            }
        }

        return new(
            rangee.LineNumberFrom,
            Encoding.UTF8.GetBytes(record.ToJsonString(Lisible)),
            rangee.ColCount != colonnes.Length ? Regle.Colonnes : illisible ? Regle.Json : null);
    }

    private static void Placer(JsonObject record, string chemin, string champ)
    {
        var noms = chemin.Split('.');
        var objet = record;
        foreach (var nom in noms[..^1])
        {
            if (objet[nom] is not JsonObject enfant)
            {
                objet[nom] = enfant = [];
            }

            objet = enfant;
        }

        objet[noms[^1]] = Nombres.Contains(chemin) && Chiffres().Match(champ.Trim()) is { Success: true } m
            ? JsonNode.Parse(string.Create(CultureInfo.InvariantCulture, $"{m.Groups[1]}{m.Groups[2]}{(m.Groups[3].Length > 0 ? "." : "")}{m.Groups[3]}"))
            : JsonValue.Create(champ);
    }

    // JSON wants no zeros in front, and a point.
    [GeneratedRegex(@"^(-?)0*([0-9]+?)(?:[.,]([0-9]+))?$", RegexOptions.CultureInvariant)]
    private static partial Regex Chiffres();
}
