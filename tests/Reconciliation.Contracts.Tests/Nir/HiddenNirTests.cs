using System.Text;
using Reconciliation.Storage;
using Reconciliation.Tests;
using Xunit;

namespace Reconciliation.Contracts.Tests;

/// <summary>
/// A NIR that is hidden among other signs is known as far as its key tells it from what is none; and what is none is left alone.
/// </summary>
public sealed class HiddenNirTests(ITestOutputHelper output)
{
    /// <summary>A million in a long run.</summary>
    private static readonly int IdentifiersCount = LawCases.Share(1_000_000);

    /// <summary>Signs that nobody sees by themselves, of every kind.</summary>
    public static readonly string[] Invisible =
    [
        "\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", "\u200e", "\u200f", "\u202a", "\u202e", "\u2066", "\u2069", "\u061c", "\u00ad",
        "\u0301", "\u0336", "\u20dd", "\u034f", "\ufe0f", "\ufe00", "\u180e", "\u3164", "\u115f", "\uffa0", "\u0903", "\u0001", "\u007f",
        "\ufffd", "\U000e0041", "\U000e007f", "\U000e0100", "\u200b\u0301\u200e",
    ];

    [Theory]
    [MemberData(nameof(NirTests.Valid), MemberType = typeof(NirTests))]
    public void Signs_that_nobody_sees_hide_none_with_its_key_or_without(string nir, string key)
    {
        foreach (var (number, withoutKey) in new[] { (nir + key, false), (nir, true) })
        {
            foreach (var text in Invisible.SelectMany(sign => Among(number, sign)))
            {
                Assert.True(Nir.EstPresent(text, aussiSansCle: withoutKey), Escaped(text));
                Assert.Equal("n° [NIR] !", Nir.Redact($"n° {text} !", aussiSansCle: withoutKey));
            }
        }
    }

    [Theory]
    [MemberData(nameof(NirTests.Valid), MemberType = typeof(NirTests))]
    public void Escapes_letters_between_zeros_around_and_the_form_of_a_UUID_hide_none(string nir, string key)
    {
        var whole = nir + key;
        string[] separators = ["%20", "%2D", "%2f", "%C2%A0", "&#32;", "&#xA0;", "&nbsp;", "\\u0020", "\\x2D", "x", "O", "o"];
        string[] texts =
        [
            .. separators.Select(s => string.Join(s, whole.ToCharArray())),
            .. separators.Select(s => string.Join(s, whole[..1], whole[1..3], whole[3..5], whole[5..7], whole[7..10], whole[10..13], key)),
            string.Concat(whole.Select(c => $"%{(int)c:X2}")), string.Concat(whole.Select(c => $"&#{(int)c};")),
            string.Concat(whole.Select(c => $"&#x{(int)c:x};")), string.Concat(whole.Select(c => $"\\u{(int)c:x4}")),
            $"nir%3D{whole}%26x", $"%{whole}", $"é{whole}é", $"%25{whole}",
            string.Concat(whole.Select(c => char.ConvertFromUtf32(0xE0000 + c))),
        ];
        Assert.All(texts, t => Assert.True(Nir.EstPresent(t, aussiSansCle: false), t));
        Assert.All(texts, t => Assert.Contains(Nir.Marque, Nir.Redact($"{t} et {whole}", aussiSansCle: false), StringComparison.Ordinal));
        Assert.All(texts, t => Assert.DoesNotContain(whole, Nir.Redact($"{t} et {whole}", aussiSansCle: false), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("255081416802538", true)]
    [InlineData("0255081416802538", true)]
    [InlineData("00000255081416802538", true)]
    [InlineData("25508141680253800", true)]
    [InlineData("25508141-6802-538a-0000-000000000000", true)]
    [InlineData("a0000000-0000-0000-a255-081416802538", true)]
    [InlineData("25508141-6802-538a-8000-000000000000", false)] // a UUID in every respect: only taken out, as below
    [InlineData("a0000000-0000-4000-8255-081416802538", false)]
    [InlineData("25508141-6802-5380-0000-00000000000a", true)] // no variant of a UUID, but a 0 after it
    [InlineData("1255081416802538", false)] // in the midst of a longer number: the limit that stays
    [InlineData("2550814168025381", false)]
    [InlineData("a2550814-1680-4538-8000-000000000000", false)]
    public void A_number_that_holds_one_is_refused_where_zeros_fill_it_up_or_it_is_no_UUID(string identifier, bool isRefused)
    {
        Assert.Equal(isRefused, Nir.EstPresent(identifier, aussiSansCle: false));
        var read = ExampleFile.Ro().With("virement", $"\"{identifier}\"").Read();
        Assert.Equal(isRefused, read.Rejections.Any(r => r.Regle == Regle.NirInterdit));
    }

    [Theory]
    [InlineData("1255081416802538")]
    [InlineData("2550814168025381")]
    [InlineData("999255081416802538777")]
    [InlineData("25508141-6802-538a-8000-000000000000")]
    [InlineData("a0000000-0000-4000-8255-081416802538")]
    public void In_a_label_and_in_what_is_kept_of_a_refused_message_it_is_taken_out_of_a_longer_number_too(string number)
    {
        var libelle = Reading.Accepts(ExampleFile.Ro().With("libelle", $"\"Soin {number}\"").Read()).Ligne.Libelle!;
        Assert.Contains(Nir.Marque, libelle, StringComparison.Ordinal);
        foreach (var body in new[] { $"{{\"inconnu\":\"{number}\"}}", $"inconnu {number}", $"{{\"libelle\":\"{number}\"}}" })
        {
            var kept = Encoding.UTF8.GetString(NirRedaction.Redact(Encoding.UTF8.GetBytes(body)));
            Assert.DoesNotContain("255081416802538", kept.Replace("-", "", StringComparison.Ordinal), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Real_looking_identifiers_of_each_kind_are_taken()
    {
        var numbers = new Numbers(20261129);
        (string Kind, Func<string> Make, bool IsLabel, int Max)[] kinds =
        [
            ("décompte of 14 digits", () => numbers.Day() + numbers.Digits(6), false, 0),
            ("RPPS", () => "10" + numbers.Digits(9), false, 0),
            ("virement", () => $"VRO-{numbers.Day()}-{numbers.Digits(6)}", false, 0),
            ("EAN-13", () => Ean(numbers.Digits(12)), false, 0),
            ("3401", () => "3401" + numbers.Digits(9), false, 0),
            ("EAN-13 in a label", () => $"Lunettes, EAN {Ean(numbers.OneOf("3456789") + numbers.Digits(11))}", true, 0),
            ("3401 in a label", () => $"Compresses, ACL 3401 {numbers.Digits(3)} {numbers.Digits(3)} {numbers.Digits(3)}", true, 0),
            ("UUID", numbers.Uuid, false, 0),
            ("hash in the form of a UUID", numbers.Hash, false, 1),
            ("décompte of its organisme, 23 digits", () => "01000" + numbers.Digits(4) + numbers.Day() + numbers.Digits(6), false, 0),
        ];
        foreach (var (kind, make, isLabel, max) in kinds)
        {
            var taken = 0;
            for (var i = 0; i < IdentifiersCount; i++)
            {
                var text = make();
                taken += isLabel ? Nir.EstPresent(text, dansUnLibelle: true) ? 1 : 0 : Nir.EstPresent(text, aussiSansCle: false) ? 1 : 0;
            }

            output.WriteLine($"{kind}: {taken} of {IdentifiersCount} taken for a NIR");
            Assert.True(taken <= max, $"{kind}: {taken}");
        }
    }

    private static IEnumerable<string> Among(string number, string sign)
    {
        yield return string.Join(sign, number.ToCharArray());
        foreach (var place in new[] { 2, 4, 9, 11 })
        {
            yield return number[..place] + sign + number[place..];
        }
    }

    private static string Escaped(string text) => string.Concat(text.Select(c => char.IsAscii(c) ? $"{c}" : $"\\u{(int)c:x4}"));

    private static string Ean(string twelve)
    {
        var sum = twelve.Select((c, i) => (c - '0') * (i % 2 == 0 ? 1 : 3)).Sum();
        return twelve + (char)('0' + ((10 - (sum % 10)) % 10));
    }

    /// <summary>The same numbers at every run.</summary>
    private sealed class Numbers(ulong seed)
    {
        private ulong _state = seed;

        public string Digits(int count) => string.Create(count, this, (digits, numbers) =>
        {
            for (var i = 0; i < digits.Length; i++)
            {
                digits[i] = (char)('0' + (int)(numbers.Next() % 10));
            }
        });

        public string OneOf(string signs) => signs[(int)(Next() % (ulong)signs.Length)].ToString();

        public string Day() => $"20{20 + (Next() % 7):00}{1 + (Next() % 12):00}{1 + (Next() % 28):00}";

        public string Uuid()
        {
            var (high, low) = (Next(), Next());
            return new Guid(
                (int)high, (short)(high >> 32), (short)(((high >> 48) & 0x0FFF) | 0x4000), (byte)((low & 0x3F) | 0x80), (byte)(low >> 8),
                (byte)(low >> 16), (byte)(low >> 24), (byte)(low >> 32), (byte)(low >> 40), (byte)(low >> 48), (byte)(low >> 56))
                .ToString();
        }

        // Sixteen bytes of a hash, of no version: the demonstration and many producers name their events so.
        public string Hash()
        {
            var bytes = new byte[16];
            System.Buffers.Binary.BinaryPrimitives.WriteUInt64LittleEndian(bytes, Next());
            System.Buffers.Binary.BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(8), Next());
            return new Guid(bytes).ToString();
        }

        // SplitMix64.
        private ulong Next()
        {
            var z = _state += 0x9E3779B97F4A7C15;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return z ^ (z >> 31);
        }
    }
}
