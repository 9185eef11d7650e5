using System.Globalization;
using System.Text.RegularExpressions;
using Reconciliation.Contracts;
using Reconciliation.Domain;

namespace Reconciliation.Storage;

/// <summary>
/// Reads what was typed into a search: days as the French write them (<c>14 novembre 2025</c>, <c>14/11/2025</c>) or
/// <c>2025-11-14</c>; amounts (<c>9</c>, <c>9,00</c>, <c>1 234.50 €</c>); anything else is an identifier, as typed or in capitals.
/// </summary>
public static partial class Texte
{
    private static readonly TrouvePar[] Identifiants =
        [TrouvePar.Adherent, TrouvePar.Beneficiaire, TrouvePar.Decompte, TrouvePar.Virement, TrouvePar.Professionnel];

    /// <summary>The terms of a search, in the order in which they were typed.</summary>
    /// <param name="q">What was typed.</param>
    public static IReadOnlyList<Terme> Lire(string q)
    {
        ArgumentNullException.ThrowIfNull(q);
        return [.. Morceaux().Matches(q).SelectMany(Termes)];
    }

    private static IEnumerable<Terme> Termes(Match morceau)
    {
        if (morceau.Groups["cite"].Success)
        {
            return [new([.. DIdentifiant(morceau.Groups["cite"].Value)])];
        }

        // What only looked like a day in words is as many terms as it has words.
        var texte = morceau.Value.Trim();
        return LireJour(texte) is null && LireMontant(texte) is null ? Blancs().Split(texte).Select(Terme) : [Terme(texte)];
    }

    private static Terme Terme(string texte)
    {
        if (LireJour(texte) is { } jour)
        {
            return new([new(TrouvePar.Date) { Jour = jour }]);
        }

        var montant = LireMontant(texte) is { } cents ? new Sens(TrouvePar.Montant) { Montant = cents } : null;
        if (montant is not null && !texte.All(char.IsAsciiDigit))
        {
            return new([montant]);
        }

        var sens = DIdentifiant(texte).ToList();
        if (Guid.TryParse(texte, out var soinId))
        {
            sens.Insert(0, new(TrouvePar.Soin) { SoinId = soinId });
        }

        return new(montant is null ? sens : [.. sens, montant]);
    }

    private static IEnumerable<Sens> DIdentifiant(string texte)
    {
        var graphies = new[] { texte, texte.ToUpperInvariant() }.Distinct(StringComparer.Ordinal).ToList();
        return from type in Identifiants from graphie in graphies select new Sens(type) { Texte = graphie };
    }

    private static DateOnly? LireJour(string texte)
    {
        if (DateOnly.TryParseExact(texte, ["yyyy-MM-dd", "d/M/yyyy", "dd/MM/yyyy"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var jour))
        {
            return jour;
        }

        if (JourEnLettres().Match(texte) is not { Success: true } lettres)
        {
            return null;
        }

        var mois = SansAccents(lettres.Groups["mois"].Value);
        var numero = Paris.Mois.Select(SansAccents).ToList().IndexOf(mois) + 1;
        var (annee, quantieme) = (Nombre(lettres.Groups["annee"]), Nombre(lettres.Groups["jour"]));
        return numero > 0 && annee > 0 && quantieme >= 1 && quantieme <= DateTime.DaysInMonth(annee, numero)
            ? new DateOnly(annee, numero, quantieme)
            : null;
    }

    private static Montant? LireMontant(string texte)
    {
        if (Euros().Match(texte) is not { Success: true } trouve)
        {
            return null;
        }

        var nombre = Blancs().Replace(trouve.Groups["nombre"].Value, "").Replace(',', '.');
        var euros = decimal.Parse(nombre, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);
        return euros <= Limites.MontantMax ? Montant.DeEuros(trouve.Groups["signe"].Success ? -euros : euros) : null;
    }

    private static int Nombre(Group chiffres) => int.Parse(chiffres.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture);

    private static string SansAccents(string mois) =>
        mois.ToLowerInvariant().Replace('é', 'e').Replace('û', 'u').TrimEnd('.');

    // A day in words and an amount with its sign hold blanks; what stands in quotes is one identifier; all else ends at a blank.
    [GeneratedRegex(
        """
        "(?<cite>[^"]+)"
        | (?<!\S)[0-9]{1,2}(?:er)?\s+[A-Za-zéûÉÛ]{3,9}\.?\s+[0-9]{4}(?!\S)
        | (?<!\S)[-−]?[0-9]{1,3}(?:\s[0-9]{3})*(?:[.,][0-9]{1,2})?\s*€(?!\S)
        | [^\s"]+
        """,
        RegexOptions.CultureInvariant | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Morceaux();

    [GeneratedRegex(@"^(?<jour>[0-9]{1,2})(?:er)?\s+(?<mois>[A-Za-zéûÉÛ]{3,9}\.?)\s+(?<annee>[0-9]{4})\z", RegexOptions.CultureInvariant)]
    private static partial Regex JourEnLettres();

    [GeneratedRegex(@"^(?<signe>[-−])?(?<nombre>[0-9]{1,3}(?:\s[0-9]{3})+(?:[.,][0-9]{1,2})?|[0-9]{1,8}(?:[.,][0-9]{1,2})?)\s*€?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Euros();

    [GeneratedRegex(@"\s+", RegexOptions.CultureInvariant)]
    private static partial Regex Blancs();
}
