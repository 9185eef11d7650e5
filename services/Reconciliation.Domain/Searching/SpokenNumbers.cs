using System.Globalization;
using System.Text.RegularExpressions;

namespace Reconciliation.Domain;

/// <summary>
/// Identifiers as callers say them: without the letter or the zeros of a member's number (<c>21</c>, <c>a21</c>, <c>0000021</c>), with
/// blanks, dots or dashes inside (<c>A 000 00 21</c>). A member's number is a letter and seven digits, as the contract shows it; of any
/// other identifier nothing is guessed but capitals and what was parted.
/// </summary>
internal static partial class SpokenNumbers
{
    private const int MemberDigits = 7;

    private const int LongGroupDigitsMin = 6;

    // "0033612345678".
    private const int TelephoneLengthMax = 13;

    /// <summary>How an identifier may be stored.</summary>
    /// <param name="text">As it was typed.</param>
    public static IReadOnlyList<string> Spellings(string text) =>
        [.. new[] { text, text.ToUpperInvariant() }.Concat(OfMember(text)).Distinct(StringComparer.Ordinal)];

    /// <summary>An identifier that was typed in several words, and how many; null: these are none.</summary>
    /// <param name="words">All words.</param>
    /// <param name="at">Where to read.</param>
    public static (int Words, IReadOnlyList<string> Numbers)? Match(IReadOnlyList<SpokenWord> words, int at)
    {
        var all = words.Skip(at).TakeWhile((w, i) => !w.IsQuoted && (i == 0 || w.IsDigits)).ToList();
        if (all.Count < 2 || SpokenDays.IsName(all[0].Folded))
        {
            return null;
        }

        var whole = Whole(all);
        var groups = whole > 0 ? all : [.. all.TakeWhile((_, i) => i == 0 || !BeginsOther(words, at + i))];
        var count = whole > 0 ? whole
            : groups[0].IsDigits ? OfDigits(groups) : LetterFirst().IsMatch(groups[0].Text) ? OfLetters(groups) : 0;
        if (count < 2)
        {
            return null;
        }

        var parts = groups.Take(count).Select(g => g.Text).ToList();
        return (count, [.. Spellings(string.Concat(parts)).Concat(Spellings(string.Join('-', parts))).Distinct(StringComparer.Ordinal)]);
    }

    /// <summary>A telephone number, and in how many words it was typed; 0: none.</summary>
    /// <param name="words">All words.</param>
    /// <param name="at">Where to read.</param>
    public static int Telephone(IReadOnlyList<SpokenWord> words, int at)
    {
        var typed = "";
        for (var count = 1; typed.Length < TelephoneLengthMax && at + count <= words.Count && !words[at + count - 1].IsQuoted; count++)
        {
            typed += words[at + count - 1].Text.Replace(".", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal);
            if (TelephoneNumber().IsMatch(typed))
            {
                return count == 1 || words.Skip(at + count - 4).Take(4).All(w => w.Text.Length == 2) ? count : 0;
            }
        }

        return 0;
    }

    // "A 4955 159 398,93": seven digits after a letter or from a zero on are a number, though the rest might be an amount.
    private static int Whole(List<SpokenWord> groups)
    {
        var isBegun = groups[0].Text is "A" or "a" || groups[0].Text[0] == '0';
        var total = 0;
        for (var count = 1; isBegun && count <= groups.Count; count++)
        {
            total += groups[count - 1].Text.Count(char.IsAsciiDigit);
            if (total == MemberDigits)
            {
                return count;
            }
        }

        return 0;
    }

    // "A21 9 euros", "A21 1 234,50", "A21 14 novembre".
    private static bool BeginsOther(IReadOnlyList<SpokenWord> words, int at) =>
        SpokenMontants.Match(words, at, _ => false) is not null || IsApartDay([.. words.Skip(at).Take(3)])
        || SpokenMontants.Instead(words, at + 1) > 0
        || (at + 1 < words.Count && words[at].Text.Length <= 2 && SpokenDays.IsMonth(words[at + 1].Folded));

    private static bool IsApartDay(SpokenWord[] words) =>
        words is [{ IsDigits: true, Text.Length: <= 2 }, { IsDigits: true, Text.Length: <= 2 }, { IsDigits: true, Text.Length: 4 } year]
        && year.Text[..2] is ("19" or "20");

    // A number that begins with zeros ends where it has its digits. Others are in one only where together they are too long to be amounts,
    // and none of them is whole by itself.
    private static int OfDigits(List<SpokenWord> groups)
    {
        var (total, count) = (0, 0);
        foreach (var group in groups)
        {
            var length = group.Text.Length;
            var isAfterLong = count > 0 && groups[count - 1].Text.Length > LongGroupDigitsMin;
            if (count > 0 && ((groups[0].Text[0] == '0' && total >= MemberDigits) || (total < MemberDigits && length > MemberDigits)
                || (isAfterLong && (length < LongGroupDigitsMin || length == MemberDigits))))
            {
                break;
            }

            (total, count) = (total + length, count + 1);
        }

        return total >= MemberDigits ? count : 0;
    }

    // "A 000 00 21", "A0000 021", "VRO 20251117 000123"; but "A0000021 21" is a number and an amount.
    private static int OfLetters(List<SpokenWord> groups)
    {
        var digits = groups[0].Text.Count(char.IsAsciiDigit);
        var letters = groups[0].Text.Count(char.IsAsciiLetter);
        if (groups[0].IsFiller)
        {
            return 0;
        }

        var count = 1;
        var isOfMember = letters == 1;
        foreach (var group in groups.Skip(1))
        {
            if (isOfMember ? digits + group.Text.Length > MemberDigits : digits > 0 && group.Text.Length < LongGroupDigitsMin)
            {
                break;
            }

            (digits, count) = (digits + group.Text.Length, count + 1);
        }

        // "il a 9 euros", "Jean 21": a small letter and a small number are no member, nor a word and a number one identifier.
        return isOfMember
            ? digits < MemberDigits && !char.IsAsciiLetterUpper(groups[0].Text[0]) ? 0 : count
            : digits > MemberDigits ? count : 0;
    }

    private static IEnumerable<string> OfMember(string text)
    {
        if (MemberNumber().Match(text) is not { Success: true } found)
        {
            yield break;
        }

        var number = int.Parse(found.Groups["number"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture);
        var member = string.Create(CultureInfo.InvariantCulture, $"A{number:0000000}");
        yield return found.Groups["rank"] is { Success: true } rank
            ? string.Create(CultureInfo.InvariantCulture, $"{member}-{int.Parse(rank.ValueSpan, CultureInfo.InvariantCulture):00}")
            : member;
    }

    [GeneratedRegex(@"^[Aa]?[-.]?0*(?<number>[0-9]{1,7})(?:[-./](?<rank>[0-9]{1,2}))?\z", RegexOptions.CultureInvariant)]
    private static partial Regex MemberNumber();

    [GeneratedRegex(@"^[A-Za-z]{1,4}[-.]?[0-9]*\z", RegexOptions.CultureInvariant)]
    private static partial Regex LetterFirst();

    [GeneratedRegex(@"^(?:0|\+33|0033)[1-9][0-9]{8}\z", RegexOptions.CultureInvariant)]
    private static partial Regex TelephoneNumber();
}
