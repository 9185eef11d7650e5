using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Reconciliation.Contracts;

/// <summary>
/// Recognises a NIR (numéro de sécurité sociale), so that none enters. Source: INSEE's structure of the number; the key is
/// 97 − (number mod 97), where 2A counts as 19 and 2B as 18.
/// </summary>
public static partial class Nir
{
    private const string Structure =
        @"[1-478][0-9]{2}(?:0[1-9]|1[0-2]|[2-3][0-9]|4[0-2]|[5-9][0-9])(?:0[1-9]|[1-9][0-9]|2[AB])[0-9]{3}(?!000)[0-9]{3}";

    // The parts of a number may be set apart by blanks, dots or hyphens, as people write it.
    private const string Separateur = @"[\s.\-]*";

    /// <summary>What stands in place of a NIR that was taken out of a text.</summary>
    public const string Marque = "[NIR]";

    /// <summary>The same, in UTF-8.</summary>
    public static ReadOnlySpan<byte> MarqueUtf8 => "[NIR]"u8;

    // The national prefix of the code of a medicine (CIP13), which otherwise looks like a NIR of 13 characters.
    private const string PrefixeCip = "34009";

    // Of a Corsican département one of the 13 characters is a letter.
    private const int ChiffresMin = 12;

    /// <summary>Whether a text contains, as a word of its own or as a whole, a NIR of 13 characters or one of 15 whose key is right.</summary>
    /// <param name="texte">An identifier or a label.</param>
    /// <param name="dansUnLibelle">Whether the text describes an act: thirteen digits may then be the code of a medicine.</param>
    public static bool EstPresent(string texte, bool dansUnLibelle = false)
    {
        ArgumentNullException.ThrowIfNull(texte);
        return AAssezDeChiffres(texte)
            && (EstNir(SansSeparateurs(texte), dansUnLibelle) || CandidatEstNir(texte, dansUnLibelle));
    }

    /// <summary>Replaces in a text every NIR of 15 characters whose key is right and, where asked, every number that has the structure of one of 13.</summary>
    /// <param name="texte">Any text, an original message for instance.</param>
    /// <param name="aussiSansCle">Whether to replace numbers of 13 characters too.</param>
    public static string Caviarder(string texte, bool aussiSansCle)
    {
        ArgumentNullException.ThrowIfNull(texte);
        return Candidats().Replace(
            texte,
            trouve => EstAvecCle(trouve) || (aussiSansCle && EstSansCle(trouve, dansUnLibelle: false)) ? Marque : trouve.Value);
    }

    // Every text of every line is asked, and nearly none of them has the digits.
    private static bool AAssezDeChiffres(string texte)
    {
        var chiffres = 0;
        foreach (var c in texte)
        {
            chiffres += char.IsAsciiDigit(c) ? 1 : 0;
        }

        return chiffres >= ChiffresMin;
    }

    private static bool CandidatEstNir(string texte, bool dansUnLibelle) =>
        Candidats().Matches(texte).Any(trouve => EstAvecCle(trouve) || EstSansCle(trouve, dansUnLibelle));

    private static bool EstAvecCle(Match trouve)
    {
        var compact = SansSeparateurs(trouve.Value);
        return compact.Length == 15 && EstNir(compact, dansUnLibelle: false);
    }

    // Two digits after a NIR of 13 characters may be another thing than its key, such as the rank of a beneficiary: they count as
    // part of the number only where nothing sets them apart.
    private static bool EstSansCle(Match trouve, bool dansUnLibelle)
    {
        var (nir, suite) = (trouve.Groups["nir"], trouve.Groups["suite"]);
        return (!suite.Success || suite.Index > nir.Index + nir.Length) && EstNir(SansSeparateurs(nir.Value), dansUnLibelle);
    }

    private static bool EstNir(string compact, bool dansUnLibelle) => compact.Length switch
    {
        13 => Treize().IsMatch(compact) && !(dansUnLibelle && compact.StartsWith(PrefixeCip, StringComparison.Ordinal)),
        15 => Treize().IsMatch(compact[..13]) && CleExacte(compact),
        _ => false,
    };

    private static bool CleExacte(string compact)
    {
        var chiffres = compact[..13].Replace("2A", "19", StringComparison.Ordinal).Replace("2B", "18", StringComparison.Ordinal);
        return long.TryParse(chiffres, CultureInfo.InvariantCulture, out var nombre)
            && int.TryParse(compact.AsSpan(13), CultureInfo.InvariantCulture, out var cle) && cle == 97 - (nombre % 97);
    }

    private static string SansSeparateurs(string texte)
    {
        var compact = new StringBuilder(texte.Length);
        foreach (var c in texte)
        {
            if (!char.IsWhiteSpace(c) && c is not ('.' or '-'))
            {
                compact.Append(char.ToUpperInvariant(c));
            }
        }

        return compact.ToString();
    }

    [GeneratedRegex("^" + Structure + @"\z", RegexOptions.CultureInvariant)]
    private static partial Regex Treize();

    [GeneratedRegex(
        "(?<![0-9A-Za-z])(?<nir>[0-9]" + Separateur + "[0-9]{2}" + Separateur + "[0-9]{2}" + Separateur + "[0-9][0-9ABab]" + Separateur
        + "[0-9]{3}" + Separateur + "[0-9]{3})(?:" + Separateur + "(?<suite>[0-9]{2}))?(?![0-9A-Za-z])",
        RegexOptions.CultureInvariant)]
    private static partial Regex Candidats();
}
