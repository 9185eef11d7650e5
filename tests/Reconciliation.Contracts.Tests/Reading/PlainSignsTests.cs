using System.Text;
using Xunit;

namespace Reconciliation.Contracts.Tests;

/// <summary>Whom a text names is asked of plain signs: what stands for a letter or digit is it, and what nobody sees is nothing.</summary>
public sealed class PlainSignsTests
{
    private const string Capitals = "ABCDEFGHIJKLMNOPQRSTUVWXYZ", Small = "abcdefghijklmnopqrstuvwxyz";

    /// <summary>The first sign of a row that stands for others, and what they stand for.</summary>
    private static readonly (int First, string Meant)[] Rows =
    [
        (0xFF01, string.Concat(Enumerable.Range('!', '~' - '!' + 1).Select(c => (char)c))),
        (0x2010, "------"), (0x2212, "-"), (0xFE58, "-"), (0xFE63, "-"),
        (0x24B6, Capitals + Small),
        (0x1F110, Capitals), (0x1F130, Capitals), (0x1F150, Capitals), (0x1F170, Capitals),
        (0x1D400, string.Concat(Enumerable.Repeat(Capitals + Small, 13))),
        (0x0660, "0123456789"), (0x06F0, "0123456789"), (0x1D7CE, "0123456789"), (0x2460, "123456789"),
        (0xA0, " "), (0x2000, "           "), (0x202F, " "), (0x2800, " "), (0x3000, " "),
    ];

    /// <summary>The first and the last sign of a row that nobody sees.</summary>
    private static readonly (int First, int Last)[] Invisible =
    [
        (0x00, 0x08), (0x0E, 0x1F), (0x7F, 0x84), (0x86, 0x9F), (0xAD, 0xAD), (0x300, 0x36F), (0x20DD, 0x20E0), (0x903, 0x903),
        (0x115F, 0x1160), (0x200B, 0x200F), (0x3164, 0x3164), (0xFFA0, 0xFFA0), (0xFFF0, 0xFFFB), (0xFFFD, 0xFFFD), (0xE0000, 0xE0FFF),
    ];

    [Fact]
    public void Every_sign_of_a_row_is_the_one_that_it_stands_for()
    {
        foreach (var (first, meant) in Rows)
        {
            Assert.All(meant, (sign, place) =>
            {
                var rune = new Rune(first + place);
                Assert.Equal($"{rune.Value:X}: {sign}", $"{rune.Value:X}: {PlainSigns.Plain(rune)}");
                Assert.Equal($"x{sign}y", PlainSigns.Of($"x{rune}y"));
            });
        }
    }

    [Theory]
    [InlineData(0xFF00)]
    [InlineData(0xFF5F)]
    [InlineData(0x2016)]
    [InlineData(0x24B5)]
    [InlineData(0x1D6A4)]
    [InlineData(0x1F10F)]
    [InlineData(0x1F12A)]
    [InlineData(0x1F12F)]
    [InlineData(0x1F14A)]
    [InlineData(0x1F14F)]
    [InlineData(0x1F16A)]
    [InlineData(0x1F16F)]
    [InlineData(0x1F18A)]
    [InlineData('é')]
    [InlineData('A')]
    public void A_sign_beside_a_row_is_itself(int sign) => Assert.Equal(new Rune(sign), PlainSigns.Plain(new(sign)));

    [Fact]
    public void What_nobody_sees_counts_for_nothing()
    {
        foreach (var sign in Invisible.SelectMany(r => Enumerable.Range(r.First, r.Last - r.First + 1)))
        {
            var rune = new Rune(sign);
            Assert.True(PlainSigns.IsInvisible(rune), $"{sign:X}");
            Assert.Equal("ab", PlainSigns.Of($"a{rune}b"));
            Assert.Equal("ab", PlainSigns.WithoutInvisible($"a{rune}b"));
        }
    }

    [Theory]
    [InlineData(0x09)]
    [InlineData(0x0A)]
    [InlineData(0x85)]
    [InlineData(' ')]
    [InlineData('a')]
    [InlineData(0x1161)]
    [InlineData(0x3163)]
    [InlineData(0xFFEF)]
    [InlineData(0xFFFC)]
    [InlineData(0xDFFFF)]
    [InlineData(0xE1000)]
    public void A_sign_that_is_seen_or_sets_apart_is_none_of_those(int sign) => Assert.False(PlainSigns.IsInvisible(new(sign)));

    [Fact]
    public void Only_what_nobody_sees_goes_where_the_rest_stays_as_it_is()
    {
        const string plain = "Durand, 3 rue des Écoles";
        Assert.Same("abc", PlainSigns.WithoutInvisible("abc"));
        Assert.Equal("Ⓐ\u00a0١", PlainSigns.WithoutInvisible("Ⓐ\u200b\u00a0\u0301١"));
        Assert.Equal(plain, PlainSigns.WithoutInvisible(plain));
    }

    [Fact]
    public void A_text_of_plain_signs_has_one_reading_and_any_other_two()
    {
        Assert.Equal(["A 12\tb"], PlainSigns.Readings("A 12\tb"));
        Assert.Equal(["A 12", "A12"], PlainSigns.Readings("Ⓐ\u00a0１2"));
        Assert.Equal(["a 1 2", "a 12"], PlainSigns.Readings("a 1\u20092"));
        Assert.Equal(["ab", "ab"], PlainSigns.Readings("a\u0001b"));
        Assert.Equal(["é", "é"], PlainSigns.Readings("é"));
    }

    [Fact]
    public void Tags_are_read_a_third_time_as_what_they_stand_for()
    {
        var meant = string.Concat(Enumerable.Range('!', '~' - '!' + 1).Select(c => (char)c));
        var tags = string.Concat(meant.Select(c => new Rune(0xE0000 + c).ToString()));
        Assert.Equal(["x y", "xy", $"x{meant}y"], PlainSigns.Readings($"x{tags}\u00a0y"));
        Assert.Equal("x y", PlainSigns.Of($"x{tags} y"));
        foreach (var none in new[] { 0xE0000, 0xE0001, 0xE0020, 0xE007F, 0xE0080, 0xE0100 })
        {
            Assert.Equal("xy", PlainSigns.Readings($"x{new Rune(none)}y")[2]);
        }
    }
}
