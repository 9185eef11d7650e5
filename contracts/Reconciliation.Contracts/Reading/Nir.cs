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
    private const string Separator = @"[\s.\-]*";

    /// <summary>What stands in place of a NIR that was taken out of a text.</summary>
    public const string Marque = "[NIR]";

    /// <summary>The same, in UTF-8.</summary>
    public static ReadOnlySpan<byte> MarqueUtf8 => "[NIR]"u8;

    // The national prefix of the code of a medicine (CIP13), which otherwise looks like a NIR of 13 characters.
    private const string CipPrefix = "34009";

    // Of a Corsican département one of the 13 characters is a letter.
    private const int DigitsMin = 12;

    /// <summary>Whether a text contains, as a word of its own or as a whole, a NIR of 13 characters or one of 15 whose key is right.</summary>
    /// <param name="texte">An identifier or a label.</param>
    /// <param name="dansUnLibelle">Whether the text describes an act: thirteen digits may then be the code of a medicine.</param>
    public static bool EstPresent(string texte, bool dansUnLibelle = false)
    {
        ArgumentNullException.ThrowIfNull(texte);
        return HasEnoughDigits(texte)
            && (IsNir(WithoutSeparators(texte), dansUnLibelle) || CandidateIsNir(texte, dansUnLibelle));
    }

    /// <summary>Replaces in a text every NIR of 15 characters whose key is right and, where asked, every number that has the structure of one of 13.</summary>
    /// <param name="texte">Any text, an original message for instance.</param>
    /// <param name="aussiSansCle">Whether to replace numbers of 13 characters too.</param>
    public static string Caviarder(string texte, bool aussiSansCle)
    {
        ArgumentNullException.ThrowIfNull(texte);
        return Candidates().Replace(
            texte,
            found => IsWithKey(found) || (aussiSansCle && IsWithoutKey(found, inALibelle: false)) ? Marque : found.Value);
    }

    // Every text of every line is asked, and nearly none of them has the digits.
    private static bool HasEnoughDigits(string text)
    {
        var digits = 0;
        foreach (var c in text)
        {
            digits += char.IsAsciiDigit(c) ? 1 : 0;
        }

        return digits >= DigitsMin;
    }

    private static bool CandidateIsNir(string text, bool inALibelle) =>
        Candidates().Matches(text).Any(found => IsWithKey(found) || IsWithoutKey(found, inALibelle));

    private static bool IsWithKey(Match found)
    {
        var compact = WithoutSeparators(found.Value);
        return compact.Length == 15 && IsNir(compact, inALibelle: false);
    }

    // Two digits after a NIR of 13 characters may be another thing than its key, such as the rank of a beneficiary: they count as
    // part of the number only where nothing sets them apart.
    private static bool IsWithoutKey(Match found, bool inALibelle)
    {
        var (nir, next) = (found.Groups["nir"], found.Groups["suite"]);
        return (!next.Success || next.Index > nir.Index + nir.Length) && IsNir(WithoutSeparators(nir.Value), inALibelle);
    }

    private static bool IsNir(string compact, bool inALibelle) => compact.Length switch
    {
        13 => Thirteen().IsMatch(compact) && !(inALibelle && compact.StartsWith(CipPrefix, StringComparison.Ordinal)),
        15 => Thirteen().IsMatch(compact[..13]) && HasExactKey(compact),
        _ => false,
    };

    private static bool HasExactKey(string compact)
    {
        var digits = compact[..13].Replace("2A", "19", StringComparison.Ordinal).Replace("2B", "18", StringComparison.Ordinal);
        return long.TryParse(digits, CultureInfo.InvariantCulture, out var count)
            && int.TryParse(compact.AsSpan(13), CultureInfo.InvariantCulture, out var key) && key == 97 - (count % 97);
    }

    private static string WithoutSeparators(string text)
    {
        var compact = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (!char.IsWhiteSpace(c) && c is not ('.' or '-'))
            {
                compact.Append(char.ToUpperInvariant(c));
            }
        }

        return compact.ToString();
    }

    [GeneratedRegex("^" + Structure + @"\z", RegexOptions.CultureInvariant)]
    private static partial Regex Thirteen();

    [GeneratedRegex(
        "(?<![0-9A-Za-z])(?<nir>[0-9]" + Separator + "[0-9]{2}" + Separator + "[0-9]{2}" + Separator + "[0-9][0-9ABab]" + Separator
        + "[0-9]{3}" + Separator + "[0-9]{3})(?:" + Separator + "(?<suite>[0-9]{2}))?(?![0-9A-Za-z])",
        RegexOptions.CultureInvariant)]
    private static partial Regex Candidates();
}
