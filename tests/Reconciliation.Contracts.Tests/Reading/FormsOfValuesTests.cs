using System.Text;
using System.Text.Json;
using Xunit;

namespace Reconciliation.Contracts.Tests;

/// <summary>The forms of single values at their edges: identifiers, labels, instants and amounts.</summary>
public sealed class FormsOfValuesTests
{
    [Theory]
    [InlineData(0x1D400, 0x1D7FF)] // mathematical letters and digits
    [InlineData(0x1EE00, 0x1F2FF)] // Arabic mathematical letters, cards, letters in circles and squares
    [InlineData(0x1FBF0, 0x1FBF9)] // digits of old terminals
    [InlineData(0x2F800, 0x2FA1F)] // ideographs that stand for others
    public void Beyond_the_first_plane_no_sign_that_stands_for_another_is_in_an_identifier(int first, int last)
    {
        var signs = Enumerable.Range(first, last - first + 1).Select(sign => new Rune(sign).ToString());
        Assert.All(signs, sign => Assert.False(IdentifierRule.IsMet(sign), sign));
        Assert.False(IdentifierRule.IsMet($"a{new Rune(first)}"));
    }

    [Theory]
    [InlineData(0x1D167, false)] // a mark without a width
    [InlineData(0x1D165, false)] // a mark with one
    [InlineData(0x16F93, false)] // a letter that modifies another
    [InlineData(0x1D800, false)] // of sign writing
    [InlineData(0x1F784, false)] // a black point
    [InlineData(0x1F3FB, false)] // a colour of skin
    [InlineData(0x1F300, true)]
    [InlineData(0x1F5DD, true)]
    [InlineData(0x10300, false)] // of an old Italic alphabet, like A
    [InlineData(0x10400, false)]
    [InlineData(0x20000, false)]
    public void Beyond_the_first_plane_a_sign_of_its_own_is_in_an_identifier_and_one_on_another_is_not(int sign, bool isTaken) =>
        Assert.Equal(isTaken, IdentifierRule.IsMet(new Rune(sign).ToString()));

    [Theory]
    [InlineData("‐‑‒–—―−﹣")] // strokes
    [InlineData("‘’‚‛′ʼ“”„‟″´ˈ")] // quotes and apostrophes
    [InlineData("․…‥∙•⋅")] // points
    [InlineData("×✕¡¦∣⁄∕∗")] // signs like x, i and those of ASCII
    [InlineData("ÐƉðıĸĕĔİșțǎǐǒǔ")] // Latin letters like others of them
    [InlineData("АВЕКМНОРСТХаеорсухіј")] // Cyrillic
    [InlineData("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧονρ")] // Greek
    [InlineData("ᎪᏴᏟᎠᎬ")] // Cherokee
    [InlineData("ɑɡɩǀ")] // phonetic
    [InlineData("ＡＢ１ⅠⅤ①\u212b")] // of other widths, Roman, circled, of a unit
    public void A_letter_of_another_alphabet_that_looks_like_a_Latin_one_is_in_no_identifier(string letters) =>
        Assert.All(letters.EnumerateRunes(), letter =>
        {
            Assert.False(IdentifierRule.IsMet($"{letter}1"), $"U+{letter.Value:X4}");
            Assert.False(IdentifierRule.IsMet($"V{letter}"), $"U+{letter.Value:X4}");
        });

    [Theory]
    [InlineData("VRO-20251117-000123")]
    [InlineData("Évry/2 n°4")]
    [InlineData("Łódź")]
    [InlineData("œuvre_ß")]
    [InlineData("Đorđević (Çelik) & Ångström_5€ ±1°")]
    public void Letters_of_the_Latin_alphabet_are_with_their_accents(string identifier) => Assert.True(IdentifierRule.IsMet(identifier));

    [Theory]
    [InlineData("x")]
    [InlineData("é")]
    [InlineData("🗝")]
    public void Identifiers_have_at_most_64_characters_and_labels_200_of_whatever_plane(string character)
    {
        string Repeated(int count) => string.Concat(Enumerable.Repeat(character, count));

        Assert.True(IdentifierRule.IsMet(Repeated(64)));
        Assert.False(IdentifierRule.IsMet(Repeated(65)));
        Assert.True(PrintableText.IsPrintable(Repeated(200), Limites.LibelleMax));
        Assert.False(PrintableText.IsPrintable(Repeated(201), Limites.LibelleMax));
    }

    [Theory]
    [InlineData("\u0301")]
    [InlineData("\u20dd")]
    [InlineData("\u0903")]
    [InlineData("\u3164 \u2800")]
    public void Marks_and_fillers_alone_say_nothing(string text)
    {
        Assert.False(PrintableText.SaysSomething(text));
        Assert.True(PrintableText.SaysSomething(text + "a"));
    }

    [Fact]
    public void Thirteen_digits_are_an_identifier_of_anything_but_a_person()
    {
        string[] persons = ["adherentId", "beneficiaireId"];
        foreach (var member in RefusedCases.Identifiers.Append("referenceSoin").Append("contrat"))
        {
            var read = ExampleFile.Complementaire().With(member, "\"2550814168025\"").Read();
            Assert.Equal(persons.Contains(member) ? [(member, Regle.NirInterdit)] : [], read.Rejections.Select(r => (r.Membre, r.Regle)));
        }
    }

    [Theory]
    [InlineData("2025-11-14T17:02:11-05:30", "2025-11-14T22:32:11.0000000Z")]
    [InlineData("2025-11-14T17:02:11+05:30", "2025-11-14T11:32:11.0000000Z")]
    [InlineData("2025-11-14T17:02:11.12345678999Z", "2025-11-14T17:02:11.1234567Z")]
    [InlineData("0001-01-01T00:00:00Z", "0001-01-01T00:00:00.0000000Z")]
    [InlineData("9999-12-31T23:59:59.9999999Z", "9999-12-31T23:59:59.9999999Z")]
    [InlineData("9999-12-31T23:59:60Z", "9999-12-31T23:59:59.9999999Z")]
    [InlineData("2016-12-31T18:59:60-05:00", "2016-12-31T23:59:59.9999999Z")]
    public void An_instant_is_read_to_a_tenth_of_a_microsecond_at_any_offset(string text, string expected)
    {
        Assert.True(Instants.TryLire(text, out var instant));
        Assert.Equal(expected, $"{instant.UtcDateTime:o}");
    }

    [Theory]
    [InlineData("0001-01-01T00:00:00+00:01")]
    [InlineData("0001-01-01T00:59:59.9999999+01:00")]
    [InlineData("9999-12-31T23:59:59-00:01")]
    [InlineData("9999-12-31T23:00:00-01:00")]
    [InlineData("2016-12-31T23:58:60Z")]
    [InlineData("2016-12-31T00:00:60Z")]
    [InlineData("2016-12-31T18:59:60+05:00")]
    public void An_instant_that_does_not_exist_is_none(string text) => Assert.False(Instants.TryLire(text, out _));

    [Fact]
    public void An_instant_that_may_be_missing_is_written_as_null_and_read_as_such()
    {
        var converter = new InstantUtcNullableConverter();
        foreach (var (instant, json) in new (DateTimeOffset?, string)[]
            { (null, "null"), (new(2025, 11, 14, 17, 2, 11, TimeSpan.FromHours(1)), "\"2025-11-14T16:02:11Z\"") })
        {
            using var written = new MemoryStream();
            using (var writer = new Utf8JsonWriter(written))
            {
                converter.Write(writer, instant, JsonSerializerOptions.Web);
            }

            Assert.Equal(json, Encoding.UTF8.GetString(written.ToArray()));
            var reader = new Utf8JsonReader(written.ToArray());
            reader.Read();
            Assert.Equal(instant, converter.Read(ref reader, typeof(DateTimeOffset?), JsonSerializerOptions.Web));
        }
    }

    [Theory]
    [InlineData("2.1e1", "21")]
    [InlineData("210E-1", "21")]
    [InlineData("2.1E+2", "210")]
    [InlineData("0.00021e5", "21")]
    [InlineData("12345e-2", "123.45")]
    [InlineData("5e-1", "0.5")]
    [InlineData("1e-2", "0.01")]
    [InlineData("1e7", "10000000")]
    [InlineData("0e-9", "0")]
    public void A_number_has_its_value_however_it_is_written(string text, string value)
    {
        foreach (var (sign, nature) in new[] { ("", "paiement"), ("-", "annulation") })
        {
            var record = ExampleFile.Ro().With("nature", $"\"{nature}\"").With("montant", sign + text);
            var written = Reading.Accepts(record.Read());
            Assert.Equal(Reading.Accepts(record.With("montant", sign + value).Read()).Empreinte, written.Empreinte);
            Assert.Equal(
                decimal.Parse(sign + value, System.Globalization.CultureInfo.InvariantCulture),
                PaiementReader.Ro(JsonDocument.Parse(record.Text()).RootElement, ExampleFile.Today).Paiement!.Montant);
        }
    }

    [Theory]
    [InlineData("100000000000000000000e0")]
    [InlineData("1e19")]
    [InlineData("1e20")]
    [InlineData("9e999999999999999999999")]
    public void An_amount_beyond_all_bounds_is_refused_as_one_beyond_its_own(string text)
    {
        Reading.Refuses(ExampleFile.Ro().With("montant", text).Read(), "montant", Regle.MontantMax);
        Reading.Refuses(ExampleFile.Ro().With("depense", "-" + text).Read(), "depense", Regle.MontantMax);
        Reading.Refuses(ExampleFile.Ro().With("taux", "-" + text).Read(), "taux", Regle.Taux);
        Reading.Refuses(ExampleFile.Ro().With("revision", "-" + text).Read(), "revision", Regle.Entier);
    }
}
