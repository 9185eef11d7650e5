using System.Globalization;
using System.Text;

namespace Reconciliation.ConsoleWeb.Graphiques;

/// <summary>How a chart is drawn.</summary>
public enum Dessin
{
    /// <summary>One bar a row, beside its number.</summary>
    Barres,

    /// <summary>Columns along an axis, such as time.</summary>
    Colonnes,
}

/// <summary>A row of a chart.</summary>
/// <param name="Libelle">What it is.</param>
/// <param name="Valeurs">Its number in each series.</param>
/// <param name="Adresse">Where to look closer.</param>
/// <param name="Trame">Whether its columns are hatched: what tells one kind of row from another without colour.</param>
public sealed record Rang(string Libelle, IReadOnlyList<long> Valeurs, string? Adresse = null, bool Trame = false);

/// <summary>A chart and its numbers: what is drawn, what is read aloud and what is exported are one thing.</summary>
/// <param name="Id">Its name in addresses.</param>
/// <param name="Titre">What it shows.</param>
/// <param name="Explication">How to read it, and what bad looks like.</param>
/// <param name="Axe">What its rows are.</param>
/// <param name="Series">The names of its series, one or two.</param>
/// <param name="Rangs">Its rows.</param>
/// <param name="Dessin">How it is drawn.</param>
public sealed record Graphique(
    string Id, string Titre, string Explication, string Axe, IReadOnlyList<string> Series, IReadOnlyList<Rang> Rangs, Dessin Dessin)
{
    /// <summary>The largest number, at least one.</summary>
    public long Maximum => Math.Max(1, Rangs.SelectMany(r => r.Valeurs).DefaultIfEmpty(0).Max());

    /// <summary>The numbers as spreadsheets of this country read them: semicolons, and a mark that says UTF-8.</summary>
    public byte[] EnCsv()
    {
        var texte = new StringBuilder();
        texte.AppendJoin(';', Series.Prepend(Axe).Select(Cite)).Append("\r\n");
        foreach (var rang in Rangs)
        {
            texte.Append(Cite(rang.Libelle));
            foreach (var valeur in rang.Valeurs)
            {
                texte.Append(';').Append(valeur.ToString(CultureInfo.InvariantCulture));
            }

            texte.Append("\r\n");
        }

        return [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(texte.ToString())];
    }

    // A label that a spreadsheet would take for a formula is told to be a text.
    private static string Cite(string texte) =>
        '"' + (texte is ['=' or '+' or '-' or '@', ..] ? "'" : "") + texte.Replace("\"", "\"\"", StringComparison.Ordinal) + '"';
}
