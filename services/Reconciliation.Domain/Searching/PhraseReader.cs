using System.Collections.Frozen;

namespace Reconciliation.Domain;

/// <summary>
/// Reads a phrase from left to right: at each word the reading that takes most for sure. Days and amounts that are told by their form come
/// before numbers; a number that may be several things stays all of them.
/// </summary>
/// <param name="words">The words.</param>
/// <param name="today">The day on which it is said.</param>
internal sealed class PhraseReader(IReadOnlyList<SpokenWord> words, DateOnly today)
{
    // After these a number is a number, and no amount.
    private static readonly FrozenSet<string> NumberWords = new[]
    {
        "numero", "num", "no", "n°", "nº", "n", "adherent", "adherente", "assure", "assuree", "beneficiaire", "dossier",
    }.ToFrozenSet();

    // Words that lead to a day or an amount and are heard as a part of it.
    private static readonly FrozenSet<string> Leading =
        new[] { "le", "du", "de", "des", "au", "a", "en", "pour", "les", "un", "ce" }.ToFrozenSet();

    private const int LongNumber = 7;

    private readonly List<SpokenTerm> _terms = [];
    private readonly List<string> _ignored = [];

    /// <summary>The phrase.</summary>
    public SpokenPhrase Read()
    {
        for (var at = 0; at < words.Count;)
        {
            at += ReadAt(at);
        }

        return new(_terms, _ignored);
    }

    private int ReadAt(int at)
    {
        var word = words[at];
        if (word.IsQuoted)
        {
            return Add(at, 1, new("") { Numbers = [word.Text, .. Capitals(word.Text)] });
        }

        if (Guid.TryParse(word.Text, out var soinId))
        {
            return Add(at, 1, new("") { SoinId = soinId, Numbers = [word.Text, .. Capitals(word.Text)] });
        }

        if (SpokenNumbers.Telephone(Thing(at), at) is > 0 and var count)
        {
            var number = string.Concat(words.Skip(at).Take(count).Select(w => w.Text));
            return Add(at, count, new("") { Numbers = [number], IfUnknown = UnknownKind.Telephone });
        }

        // "20251117 004512" is one number, and no day with something behind it.
        var isLong = word.IsDigits && word.Text.Length >= LongNumber;
        return Expected(at) ?? (isLong ? Number(at) : null) ?? DayOrMontant(at) ?? Led(at) ?? Number(at) ?? Single(at);
    }

    // The words up to the comma that ends the thing at a place: in "16 mai, 29 210,14" the 29 is no year.
    private List<SpokenWord> Thing(int at) => [.. words.Take(at + words.Skip(at).TakeWhile(w => !w.IsLast).Count() + 1)];

    private int? Expected(int at)
    {
        var connector = _terms.Exists(t => t.Montant is not null) ? SpokenMontants.Instead(words, at) : 0;
        if (connector == 0)
        {
            return null;
        }

        var first = at + connector;
        var (count, montant) = SpokenMontants.Match(Thing(first), first, _ => true) is var (marked, told) ? (marked, (Montant?)told)
            : (1, SpokenMontants.Plain(words[first].Text));
        return montant is null ? null : Add(at, connector + count, new("") { Montant = montant, IsExpected = true });
    }

    // "14.11" is a day and an amount.
    private int? DayOrMontant(int at)
    {
        var day = SpokenDays.Match(Thing(at), at, today);
        var montant = SpokenMontants.Match(Thing(at), at, MayBeCents);
        if (day is var (dayWords, days) && (montant is null || dayWords >= montant.Value.Words))
        {
            var one = words[at].Text;
            return Add(at, dayWords, new("")
            {
                Days = days,
                Montant = montant?.Montant,
                Numbers = dayWords == 1 && (words[at].IsDigits || Dashed(one)) ? SpokenNumbers.Spellings(one) : [],
            });
        }

        return montant is var (count, amount) ? Add(at, count, new("") { Montant = amount }) : null;
    }

    // "12-02" is a day, and a beneficiary of member 12.
    private static bool Dashed(string text) => text.Length <= 5 && text.Contains('-', StringComparison.Ordinal);

    private bool MayBeCents(int at) => SpokenDays.Match(Thing(at), at, today) is null && SpokenMontants.Instead(words, at + 1) == 0;

    // "le", "du", "à": a part of the day or the amount that follows.
    private int? Led(int at) =>
        at + 1 < words.Count && Leading.Contains(words[at].Folded) && DayOrMontant(at + 1) is { } count ? count + 1 : null;

    private int? Number(int at) =>
        SpokenNumbers.Match(Thing(at), at) is var (count, numbers) ? Add(at, count, new("") { Numbers = numbers }) : null;

    private int Single(int at)
    {
        var word = words[at];
        if (word.Folded is "n°" or "nº" && at + 1 < words.Count)
        {
            return 1;
        }

        if (word.IsFiller)
        {
            _ignored.Add(word.Text);
            return 1;
        }

        var isNumber = at > 0 && NumberWords.Contains(words[at - 1].Folded);
        var isInstead = SpokenMontants.Instead(words, at + 1) > 0 && SpokenMontants.Plain(word.Text) is not null && !isNumber;
        return Add(at, 1, new("")
        {
            Numbers = isInstead ? [] : SpokenNumbers.Spellings(word.Text),
            Montant = isNumber ? null : SpokenMontants.Plain(word.Text),
            IfUnknown = word.Text.Contains('@', StringComparison.Ordinal) ? UnknownKind.Email
                : word.Text.Any(char.IsDigit) ? UnknownKind.Number
                : UnknownKind.Word,
        });
    }

    private static IEnumerable<string> Capitals(string text) =>
        text.ToUpperInvariant() is var capitals && capitals != text ? [capitals] : [];

    private int Add(int at, int count, SpokenTerm term)
    {
        _terms.Add(term with { Text = string.Join(' ', words.Skip(at).Take(count).Select(w => w.Text)) });
        return count;
    }
}
