using System.Globalization;
using System.Text.RegularExpressions;
using CsCheck;
using Reconciliation.Tests;
using Xunit;

namespace Reconciliation.Domain.Tests.Searching;

/// <summary>However a caller says a day, an amount and a number, and in whatever order, the same is looked for.</summary>
public sealed partial class PhraseLaws
{
    private static readonly Gen<DateOnly> Today = Gen.Int[0, 3_000].Select(new DateOnly(2024, 1, 1).AddDays);

    // Days of the last eleven months: without its year each of them is the last of its name.
    private static readonly Gen<(DateOnly Today, DateOnly Day)> Days =
        Gen.Select(Today, Gen.Int[0, 330]).Select((today, back) => (today, today.AddDays(-back)));

    private static readonly Gen<long> Cents = Gen.OneOf(Gen.Long[1, 99_999], Gen.Long[1, 999_999_999], Gen.Const(900L), Gen.Const(3000L));

    private static readonly Gen<int> Members = Gen.OneOf(Gen.Int[1, 99], Gen.Int[1, 9_999_999]);

    [Fact]
    public void Every_spelling_of_a_day_is_that_day() => Days.Sample(
        (today, day) => Assert.All(SpellingsOf(day, today), said =>
        {
            var term = Assert.Single(SpokenPhrase.Read(said, today).Terms);
            Assert.True(term.Days.Contains(day), $"«{said}» on {today:O}: {string.Join(", ", term.Days)} and not {day:O}");
        }),
        iter: LawCases.Case);

    [Fact]
    public void Every_spelling_of_an_amount_is_that_amount() => Cents.Sample(
        cents => Assert.All(SpellingsOf(new Montant(cents)), said =>
        {
            var term = Assert.Single(SpokenPhrase.Read(said, new(2026, 11, 28)).Terms);
            Assert.True(term.Montant == new Montant(cents), $"«{said}»: {term.Montant} and not {cents} cents");
        }),
        iter: LawCases.Case);

    [Fact]
    public void Every_spelling_of_a_members_number_is_that_number() => Members.Sample(
        number => Assert.All(SpellingsOf(number), said =>
        {
            var term = Assert.Single(SpokenPhrase.Read(said, new(2026, 11, 28)).Terms);
            Assert.True(term.Numbers.Contains(MemberNumber(number)), $"«{said}»: {string.Join(", ", term.Numbers)}");
        }),
        iter: LawCases.Case);

    [Fact]
    public void In_every_order_and_among_words_that_say_nothing_the_same_is_looked_for() =>
        Gen.Select(Days, Cents, Members, Gen.Int[0, 1_000_000]).Sample(
            (days, cents, member, seed) =>
            {
                var random = new Random(seed);
                var separator = random.Next(2) == 0 ? " " : ", ";
                // "16 mai 29 210,14" and "jeudi 2 178,40": without a comma the 29 may be the year, and the 2 the day.
                var montants = SpellingsOf(new Montant(cents)).Where(s => separator != " " || !MayGoOnWithADay().IsMatch(s));
                string[] said =
                [
                    Pick(random, SpellingsOf(days.Day, days.Today)), Pick(random, montants),
                    Pick(random, SpellingsOf(member).Where(s => s.Any(char.IsAsciiLetter) || s.StartsWith('0'))),
                    Pick(random, ["bonjour madame", "mon remboursement", "reçu", "n'est pas arrivé sur mon compte ?"]),
                ];
                random.Shuffle(said);
                var text = string.Join(separator, said);
                var terms = SpokenPhrase.Read(text, days.Today).Terms.Where(t => t.IfUnknown == UnknownKind.Number).ToList();
                Assert.True(
                    terms.Count == 3 && terms.Exists(t => t.Days.Contains(days.Day)) && terms.Exists(t => t.Montant == new Montant(cents))
                        && terms.Exists(t => t.Numbers.Contains(MemberNumber(member))),
                    $"«{text}» on {days.Today:O}: {string.Join(" | ", terms.Select(t => t.Text))}");
            },
            iter: LawCases.Case);

    [Fact]
    public void A_comma_ends_the_thing_that_is_said()
    {
        var terms = SpokenPhrase.Read("reçu, 16 mai, 29 210,14", new(2029, 7, 12)).Terms;
        Assert.Equal(["16 mai", "29 210,14"], terms.Select(t => t.Text));
        Assert.Equal(new(2029, 5, 16), Assert.Single(terms[0].Days));
        Assert.Equal(new Montant(2_921_014), terms[1].Montant);
    }

    [Theory]
    [InlineData('\u2010')]
    [InlineData('\u2011')]
    [InlineData('\u2013')]
    [InlineData('\u2015')]
    [InlineData('\u2212')]
    public void Whatever_dash_a_keyboard_sets_is_a_dash(char dash)
    {
        var term = Assert.Single(SpokenPhrase.Read($"14{dash}11", new(2026, 11, 28)).Terms);
        Assert.Equal(("14-11", new(2026, 11, 14)), (term.Text, Assert.Single(term.Days)));
    }

    // 2100 has none.
    [Fact]
    public void The_29th_of_February_is_looked_for_eight_years_back() =>
        Assert.Equal([new(2096, 2, 29), new(2104, 2, 29)], Assert.Single(SpokenPhrase.Read("29 février", new(2104, 2, 28)).Terms).Days);

    [Fact]
    public void Any_text_is_read_without_a_failure() => Gen.Select(Gen.String, Today).Sample(
        (text, today) => Assert.NotNull(SpokenPhrase.Read(text, today)), iter: LawCases.Case);

    private static IEnumerable<string> SpellingsOf(DateOnly day, DateOnly today)
    {
        var month = Paris.Mois[day.Month - 1];
        string[] formats =
        [
            "yyyy-MM-dd", "dd/MM/yyyy", "d/M/yyyy", "dd/MM/yy", "d/M/yy", "dd.MM.yyyy", "dd.MM.yy", "dd-MM-yyyy", "dd-MM-yy", "dd/MM",
            "d/M", "dd-MM", "dd.MM", "yyyy/MM/dd", "dd MM yyyy", "yyyyMMdd", "dd / MM / yyyy",
        ];
        foreach (var format in formats)
        {
            yield return day.ToString(format.Replace("/", "'/'", StringComparison.Ordinal), CultureInfo.InvariantCulture);
        }

        var plain = month.Replace('é', 'e').Replace('û', 'u');
        foreach (var name in new[] { month, month.ToUpperInvariant(), plain, plain[..3] })
        {
            // "juin" and "juillet" begin alike.
            if (!name.Equals("jui", StringComparison.OrdinalIgnoreCase))
            {
                yield return $"{day.Day} {name}";
                yield return $"le {(day.Day == 1 ? "1er" : day.Day)} {name} {day.Year}";
                yield return $"{day.Day}{name}";
                yield return $"{day.Day} {name} {day.Year % 100:00}";
            }
        }

        var weekday = new[] { "dimanche", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi" }[(int)day.DayOfWeek];
        yield return $"{weekday} {day.Day} {month}";
        yield return $"{weekday} {day.Day}/{day.Month}";
        yield return $"il y a {today.DayNumber - day.DayNumber} jours";
        foreach (var said in (today.DayNumber - day.DayNumber) switch
        {
            0 => ["aujourd'hui", "aujourd’hui", weekday],
            1 => ["hier", "d'hier", "le jour d'hier", weekday],
            2 => ["avant-hier", "avant hier", weekday],
            < 7 => [weekday, $"{weekday} dernier", $"le {day.Day}"],
            < 28 => new[] { $"le {day.Day}", $"{weekday} {day.Day}" },
            _ => [],
        })
        {
            yield return said;
        }
    }

    private static IEnumerable<string> SpellingsOf(Montant montant)
    {
        var (euros, cents) = (montant.Cents / 100, montant.Cents % 100);
        var whole = euros.ToString(CultureInfo.InvariantCulture);
        var grouped = euros.ToString("#,0", CultureInfo.InvariantCulture).Replace(',', ' ');
        foreach (var number in new[] { whole, grouped })
        {
            yield return $"{number},{cents:00}";
            yield return $"{number},{cents:00} €";
            yield return $"{number},{cents:00}€";
            yield return $"{number},{cents:00} euros";
            yield return $"{number}.{cents:00}".Replace(' ', '\u202f');
            if (cents == 0)
            {
                yield return $"{number} euros";
                yield return $"{number} €";
                yield return $"{number}€";
                yield return $"{number} euros 00";
            }
            else
            {
                yield return $"{number} euros {cents:00}";
                yield return $"{number} € {cents:00}";
                yield return $"{number}€{cents:00}";
            }
        }
    }

    private static IEnumerable<string> SpellingsOf(int member)
    {
        var number = MemberNumber(member);
        var digits = number[1..];
        return
        [
            number, number.ToLowerInvariant(), digits, $"a{member}", $"A{member}", $"n° {number}", $"n°{number}", $"{number},",
            $"A {digits}", $"A {digits[..3]} {digits[3..5]} {digits[5..]}", $"A {digits[..4]} {digits[4..]}", $"A-{digits}",
            member.ToString(CultureInfo.InvariantCulture), .. digits[0] == '0' ? [$"{digits[..3]} {digits[3..]}"] : Array.Empty<string>(),
        ];
    }

    private static string MemberNumber(int member) => string.Create(CultureInfo.InvariantCulture, $"A{member:0000000}");

    private static string Pick(Random random, IEnumerable<string> of) => of.ToList() is var all ? all[random.Next(all.Count)] : "";

    [GeneratedRegex(@"^[0-9]{1,2}\s[0-9]{3}", RegexOptions.CultureInvariant)]
    private static partial Regex MayGoOnWithADay();
}
