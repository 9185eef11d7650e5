using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Reconciliation.Domain;

/// <summary>Amounts as callers say them: <c>9 euros</c>, <c>9 €</c>, <c>9,00</c>, <c>9 euros 50</c>, <c>1 234,50</c>.</summary>
internal static partial class SpokenMontants
{
    private const int WholeDigitsMax = 8;

    private static readonly ImmutableArray<string> Units = ["euro", "euros", "eur", "€"];

    /// <summary>Whether a word says that what precedes it is an amount.</summary>
    /// <param name="folded">The word.</param>
    public static bool IsUnit(string folded) => Units.Contains(folded);

    /// <summary>The amount that some words mean, told by a sign, a unit or decimals, and how many words; null: they mean none.</summary>
    /// <param name="words">All words.</param>
    /// <param name="at">Where to read.</param>
    /// <param name="mayBeCents">Whether the word at a place may be the cents of "9 euros 50", and begins nothing else.</param>
    public static (int Words, Montant Montant)? Match(IReadOnlyList<SpokenWord> words, int at, Func<int, bool> mayBeCents)
    {
        if (words[at].IsQuoted || Figure(words, at) is not { } figure)
        {
            return null;
        }

        var (count, number, isMarked) = figure;
        var hasUnit = at + count < words.Count && IsUnit(words[at + count].Folded);
        if (!isMarked && !hasUnit)
        {
            return null;
        }

        count += hasUnit ? 1 : 0;
        if ((hasUnit || words[at + count - 1].Folded.EndsWith('€')) && !number.Contains('.', StringComparison.Ordinal)
            && at + count < words.Count && words[at + count] is { IsDigits: true, Text: { Length: 2 } cents } && mayBeCents(at + count))
        {
            count += at + count + 1 < words.Count && words[at + count + 1].Folded is "centimes" or "centime" ? 2 : 1;
            number = $"{number}.{cents}";
        }

        return (count, Parse(number));
    }

    /// <summary>The amount of a number without any sign that it is one; null: it is too long, or begins with a zero.</summary>
    /// <param name="text">The number.</param>
    public static Montant? Plain(string text) =>
        text.Length <= WholeDigitsMax && text.All(char.IsAsciiDigit) && (text is "0" || text[0] != '0') ? Parse(text) : null;

    /// <summary>How many words say that an expected amount follows: "au lieu de 30"; 0: none.</summary>
    /// <param name="words">All words.</param>
    /// <param name="at">Where to read.</param>
    public static int Instead(IReadOnlyList<SpokenWord> words, int at)
    {
        string At(int i) => at + i < words.Count ? words[at + i].Folded : "";
        var count = (At(0), At(1), At(2)) switch
        {
            ("au", "lieu", "de" or "des" or "du") => 3,
            ("au", "lieu", _) => 2,
            ("plutot", "que" or "de", _) => 2,
            ("et", "non" or "pas", _) => 2,
            ("sur" or "pas", _, _) => 1,
            _ => 0,
        };
        return At(count) is { Length: > 0 } next && char.IsAsciiDigit(next[0]) ? count : 0;
    }

    // The digits, in one or several words, and whether they are told to be an amount by themselves.
    private static (int Words, string Number, bool IsMarked)? Figure(IReadOnlyList<SpokenWord> words, int at)
    {
        var text = words[at].Folded;
        var count = 1;
        if (Thousands().IsMatch(text))
        {
            for (; at + count < words.Count && Group().IsMatch(words[at + count].Folded)
                && text.All(c => char.IsAsciiDigit(c) || c == '-'); count++)
            {
                text += words[at + count].Folded;
            }

            // "21 100": two numbers, unless a sign says that it is one.
            var isOne = Euros().Match(text) is { Success: true } grouped && IsMarked(grouped);
            if (!isOne && !(at + count < words.Count && IsUnit(words[at + count].Folded)))
            {
                (text, count) = (words[at].Folded, 1);
            }
        }

        return Euros().Match(text) is { Success: true } found && found.Groups["whole"].Length <= WholeDigitsMax
            ? (count, Number(found), IsMarked(found))
            : null;
    }

    private static bool IsMarked(Match found) =>
        found.Groups["unit"].Success || found.Groups["cents"].Success || found.Groups["sign"].Success;

    private static string Number(Match found) =>
        found.Groups["sign"].Value + found.Groups["whole"].Value
            + (found.Groups["cents"].Success ? "." + found.Groups["cents"].Value : "");

    private static Montant Parse(string number) => Montant.FromEuros(
        decimal.Parse(number, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture));

    [GeneratedRegex(@"^-?[1-9][0-9]{0,2}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Thousands();

    [GeneratedRegex(@"^[0-9]{3}(?:[.,][0-9]{1,2}(?:€|euros?|eur)?|(?:€|euros?|eur)(?:[0-9]{2})?)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Group();

    // "9€50" too.
    [GeneratedRegex(
        @"^(?<sign>-)?(?<whole>[0-9]+)(?:[.,](?<cents>[0-9]{1,2})(?<unit>€|euros?|eur)?|(?<unit>€|euros?|eur)(?<cents>[0-9]{2})?)?\z",
        RegexOptions.CultureInvariant)]
    private static partial Regex Euros();
}
