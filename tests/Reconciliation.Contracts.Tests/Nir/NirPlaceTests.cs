using Xunit;

namespace Reconciliation.Contracts.Tests;

/// <summary>
/// Where a NIR begins and ends among other signs: all of it is taken out and nothing beside it, and digits that people would not read as
/// one stay.
/// </summary>
public sealed class NirPlaceTests
{
    private const string Nir13 = "2550814168025", Whole = Nir13 + "38";

    /// <summary>The letters from a to z.</summary>
    public static TheoryData<char> Letters => [.. Enumerable.Range('a', 26).Select(c => (char)c)];

    [Theory]
    [InlineData("n° 2550814168025 7", "n° [NIR] 7")] // one digit is no rank
    [InlineData("n° 2550814168025 02 8", "n° [NIR] 8")]
    [InlineData("n° 2550814168025 123", "n° [NIR] 123")]
    [InlineData("n° 2550814168025 0 2", "n° [NIR] 0 2")]
    [InlineData("n° 2550814168025 a2", "n° [NIR] a2")]
    [InlineData("2550814168025%33%38", "[NIR]")] // of two readings the longer
    [InlineData("255081416802538 255081416802538", "[NIR] [NIR]")]
    [InlineData("n° ２５５０８１４１６８０２５３８ !", "n° [NIR] !")]
    [InlineData("n° 𝟐𝟓𝟓𝟎𝟖𝟏𝟒𝟏𝟔𝟖𝟎𝟐𝟓𝟑𝟖 !", "n° [NIR] !")]
    [InlineData("n° ２５５０８１４１６８０２５ !", "n° [NIR] !")]
    [InlineData("n° 2５５0８14168025 !", "n° [NIR] !")]
    [InlineData("n° 2 ⑫ 05 14 168 025 !", "n° [NIR] !")] // a twelve in a circle is two digits that stand together
    [InlineData("n° 2⑫⑪⑬⑮⑯⑳01 !", "n° [NIR] !")] // nine signs, fifteen digits
    [InlineData("n° \u200b2550814168025 !", "n° \u200b[NIR] !")] // a blank that is seen sets apart, whatever else stands there
    [InlineData("n° 2550814168025\u200b !", "n° [NIR]\u200b !")]
    public void It_is_taken_out_whole_and_alone(string text, string expected) =>
        Assert.Equal(expected, Nir.Redact(text, aussiSansCle: true));

    [Theory]
    [InlineData("255081416802538255081416802538", "[NIR][NIR]")]
    [InlineData("255081416802538-255081416802538", "[NIR]-[NIR]")]
    [InlineData("7255081416802538", "7[NIR]")]
    public void Out_of_a_longer_number_it_is_taken_alone_too(string text, string expected) =>
        Assert.Equal(expected, Nir.Redact(text, aussiSansCle: false, dansUnNombre: true));

    [Theory]
    [InlineData("n° 2 5 5 0 8 1 4 1 6 8 0 2 5 et 7")] // set apart where nobody does
    [InlineData("n° 25 508 141 680 25 et 7")]
    [InlineData("n° 2 55 08 14 168 02 5 et 7")]
    [InlineData("2x5x5x0x8x1x4x1x6x8x0x2x5")] // among letters its key alone tells it
    [InlineData("é2550814168025")]
    [InlineData("2550814168025é")]
    [InlineData("ж2550814168025")]
    [InlineData("2550814168025語")]
    public void Thirteen_digits_are_one_only_as_a_word_of_its_own(string text)
    {
        Assert.False(Nir.EstPresent(text));
        Assert.Equal(text, Nir.Redact(text, aussiSansCle: true));
    }

    [Theory]
    [InlineData("2 5 5 0 8 1 4 1 6 8 0 2 5")]
    [InlineData("3 4 0 1 0 6 0 1 2 3 4 5 1")]
    [InlineData("(25) 508-141.680 25")]
    public void Where_a_text_has_thirteen_digits_and_nothing_else_it_is_one_however_it_is_set(string text) =>
        Assert.True(Nir.EstPresent(text));

    [Theory]
    [MemberData(nameof(Letters))]
    public void A_letter_beside_thirteen_digits_makes_another_number_of_them_and_one_between_digits_hides_no_key(char letter)
    {
        foreach (var sign in new[] { letter, char.ToUpperInvariant(letter) })
        {
            Assert.False(Nir.EstPresent(sign + Nir13), $"{sign}");
            Assert.False(Nir.EstPresent(Nir13 + sign), $"{sign}");
            var hidden = string.Join(sign, Whole.ToCharArray());
            Assert.Equal("n° [NIR] !", Nir.Redact($"n° {hidden} !", aussiSansCle: false));
            Assert.True(Nir.EstPresent($"Dossier {hidden}", aussiSansCle: false), $"{sign}");
            Assert.True(Nir.EstPresent($"7{sign}{hidden}{sign}1", aussiSansCle: false), $"{sign}");
        }
    }

    [Theory]
    [InlineData("7 0255081416802538")]
    [InlineData("X0255081416802538")]
    [InlineData("é000255081416802538000é")]
    [InlineData("25508141680253800 7")]
    [InlineData("1%80255081416802538")] // a byte beyond ASCII sets apart
    public void Zeros_that_fill_a_number_up_end_where_the_number_does(string text) =>
        Assert.True(Nir.EstPresent(text, aussiSansCle: false));

    [Theory]
    [InlineData("70255081416802538")]
    [InlineData("25508141680253807")]
    [InlineData("0⑫255081416802538")]
    public void A_longer_number_holds_none(string text) => Assert.False(Nir.EstPresent(text, aussiSansCle: false));

    [Theory]
    [InlineData("CIP 3400936955830")] // those of a medicine or device, whatever the last digit
    [InlineData("CIP 3400936955831")]
    [InlineData("ACL 3401060123451")]
    [InlineData("ACL 3401060123452")]
    [InlineData("3401060123452")]
    public void The_prefix_of_a_medicine_or_device_tells_a_product_in_a_label(string text)
    {
        Assert.False(Nir.EstPresent(text, dansUnLibelle: true));
        Assert.True(Nir.EstPresent(text));
    }

    [Theory]
    [InlineData("478109912345", true)]
    [InlineData("345081416802", true)]
    [InlineData("812081416802", true)]
    [InlineData("255081416802", false)]
    [InlineData("155081416802", false)]
    [InlineData("4780 9 2A 123456", false)]
    public void Of_another_product_the_check_digit_tells_it_unless_it_begins_as_nearly_every_NIR(string twelve, bool isProduct)
    {
        foreach (var digit in "0123456789")
        {
            var code = twelve.Replace(" ", "", StringComparison.Ordinal)[..12] + digit;
            var isOfAProduct = isProduct && Sum(code) % 10 == 0;
            Assert.Equal(!isOfAProduct, Nir.EstPresent($"Lunettes {code}", dansUnLibelle: true));
            Assert.Equal(!isOfAProduct, Nir.EstPresent(code, dansUnLibelle: true));
            Assert.True(Nir.EstPresent(string.Join(' ', code.ToCharArray())));
        }

        static int Sum(string code) => code.Select((c, i) => (c - '0') * (i % 2 == 0 ? 1 : 3)).Sum();
    }

    [Theory]
    [InlineData("événement 25508141-6802-538a-8000-000000000000 reçu")]
    [InlineData("25508141-6802-538a-8000-000000000000, puis 25508141-6802-538a-8000-000000000001")]
    [InlineData("a0000000-0000-4000-8255-081416802538/25508141-6802-538a-8000-000000000000")]
    public void In_no_UUID_of_a_text_one_is_seen_and_beside_it_it_is(string text)
    {
        Assert.False(Nir.EstPresent(text));
        Assert.Equal($"{text} : [NIR]", Nir.Redact($"{text} : {Whole}", aussiSansCle: false));
        Assert.Equal($"[NIR] : {text}", Nir.Redact($"{Whole} : {text}", aussiSansCle: false));
    }

    [Theory]
    [InlineData("25508141-6802-538a-8000-000000000000", "[NIR]a-8000-000000000000")]
    [InlineData("a0000000-0000-4000-8255-081416802538", "a0000000-0000-4000-8[NIR]")]
    [InlineData("284052a3-2102-552b-8000-00000000000c", "[NIR]b-8000-00000000000c")] // of a Corsican département
    [InlineData("a0000000-0000-4000-8284-052B32102579", "a0000000-0000-4000-8[NIR]")]
    [InlineData("25508141-6802-539a-8000-000000000000", "25508141-6802-539a-8000-000000000000")] // another key
    [InlineData("25588141-6802-557a-8000-000000000000", "25588141-6802-557a-8000-000000000000")] // its key, and no month
    public void Of_a_UUID_that_is_made_of_one_it_is_taken_out_where_longer_numbers_lose_theirs(string uuid, string expected) =>
        Assert.Equal(expected, Nir.Redact(uuid, aussiSansCle: true, dansUnNombre: true));
}
