using System.Text;
using Reconciliation.Storage;
using Xunit;

namespace Reconciliation.Contracts.Tests;

/// <summary>
/// Vectors: the public test set of github.com/assurance-maladie-digital/nir-validation at 5c91c97, keys computed again as
/// 97 − (number mod 97) with 2A as 19 and 2B as 18. They belong to nobody.
/// </summary>
public sealed class NirTests
{
    public static TheoryData<string, string> Valid => new()
    {
        { "2550814168025", "38" },
        { "2940375120005", "91" },
        { "1531245007231", "60" },
        { "284052A321025", "52" },
        { "284052B321025", "79" },
        { "2840588321025", "32" },
        { "284202B321025", "28" },
        { "284992B321025", "31" },
    };

    [Theory]
    [MemberData(nameof(Valid))]
    public void A_NIR_is_recognised_however_it_is_written(string nir, string key)
    {
        Assert.All(Writes(nir, key), text => Assert.True(Nir.EstPresent(text), text));
    }

    [Theory]
    [MemberData(nameof(Valid))]
    public void A_NIR_is_refused_in_the_members_that_name_a_person_and_never_repeated(string nir, string key)
    {
        foreach (var part in PaymentStreams.Product.Parts.All)
        {
            foreach (var member in new[] { "adherentId", "beneficiaireId" })
            {
                foreach (var text in Writes(nir, key).Select(t => t.Trim()))
                {
                    var received = ExampleFile.From(part).With(member, $"\"{text}\"").Read();
                    Reading.Refuses(received, member, Regle.NirInterdit);
                    Assert.DoesNotContain(received.Rejections, r => Digits(r.ToString()).Contains(nir, StringComparison.OrdinalIgnoreCase));
                }
            }
        }
    }

    [Theory]
    [InlineData("255081416802500")] // 38 is the key
    [InlineData("25508141680253")] // 14 characters
    [InlineData("284058832102530")] // 32 is the key
    [InlineData("2551314168025")] // no month 13
    [InlineData("2550814168000")] // no birth of rank 000
    [InlineData("9550814168025")] // no sex 9
    [InlineData("255082C168025")] // no département 2C
    [InlineData("A0001234")]
    [InlineData("A0001234-02")]
    [InlineData("10003456789")]
    [InlineData("20251117004512")]
    [InlineData("")]
    public void Other_numbers_are_left_alone(string text)
    {
        Assert.False(Nir.EstPresent(text));
        Assert.Equal(text, Nir.Redact(text, aussiSansCle: true));
        if (text.Length > 0)
        {
            Reading.Accepts(ExampleFile.Ro().With("adherentId", $"\"{text}\"").Read());
        }
    }

    [Theory]
    [MemberData(nameof(Valid))]
    public void Free_text_is_redacted(string nir, string key)
    {
        var complet = nir + key;
        Assert.Equal(
            "Assuré [NIR], décompte 20251117004512.", Nir.Redact($"Assuré {complet}, décompte 20251117004512.", aussiSansCle: false));
        Assert.Equal("[NIR]/[NIR]", Nir.Redact($"{complet}/{Espace(nir)} {key}", aussiSansCle: false));
        Assert.Equal($"numéro {nir}", Nir.Redact($"numéro {nir}", aussiSansCle: false));
        Assert.Equal("numéro [NIR]", Nir.Redact($"numéro {nir}", aussiSansCle: true));
        Assert.Equal("[NIR]", Nir.Redact($"{nir}-02", aussiSansCle: true));
        Assert.Equal("ligne [NIR]", Nir.Redact($"ligne {complet.ToLowerInvariant()}", aussiSansCle: false));
    }

    [Theory]
    [MemberData(nameof(Valid))]
    public void A_refused_message_keeps_no_NIR(string nir, string key)
    {
        var escaped = string.Concat(nir.Select(c => $"\\u{(int)c:x4}"));
        string[] values = [$"\"{nir}\"", $"\"{nir}{key}\"", $"\"{nir}-02\"", $"\"{Espace(nir)} {key}\"", $"\"{escaped}\""];
        foreach (var value in values.Concat(nir.All(char.IsAsciiDigit) ? [nir, nir + key] : []))
        {
            var body = Encoding.UTF8.GetBytes(ExampleFile.Ro().With("beneficiaireId", value).Text());
            var held = Encoding.UTF8.GetString(NirRedaction.Redact(body));
            Assert.Contains("\"beneficiaireId\":\"[NIR]\"", held, StringComparison.Ordinal);
            Assert.Contains("\"20251117004512\"", held, StringComparison.Ordinal);
            var truncated = Encoding.UTF8.GetString(NirRedaction.Redact(body.AsMemory(0, body.Length - 1)));
            Assert.DoesNotContain(nir, Digits(truncated), StringComparison.OrdinalIgnoreCase);
        }
    }

    [Theory]
    [InlineData("Paracétamol 1 g, CIP 3400935955838")]
    [InlineData("Compresses, ACL 3401 060 123 451")]
    [InlineData("3401060123451")]
    [InlineData("Lunettes, EAN 4006381333931")]
    public void The_code_of_a_product_in_a_label_is_no_NIR(string libelle) =>
        Assert.Equal(libelle, Reading.Accepts(ExampleFile.Ro().With("libelle", $"\"{libelle}\"").Read()).Ligne.Libelle);

    [Theory]
    [MemberData(nameof(Valid))]
    public void A_NIR_is_taken_out_of_a_label_and_the_payment_is_taken(string nir, string key)
    {
        // A label with a character that cannot be printed is refused for that, whatever else it holds.
        foreach (var text in Writes(nir, key).Concat(Spellings(nir + key)).Where(t => PrintableText.IsPrintable(t, Limites.LibelleMax)))
        {
            var libelle = Reading.Accepts(
                ExampleFile.Ro().With("libelle", $"\"Soin de {text.Replace("\\", "\\\\", StringComparison.Ordinal)}\"")
                    .Read()).Ligne.Libelle!;
            Assert.Contains(Nir.Marque, libelle, StringComparison.Ordinal);
            Assert.DoesNotContain(Digits(nir), Digits(libelle), StringComparison.OrdinalIgnoreCase);
        }
    }

    [Theory]
    [MemberData(nameof(Valid))]
    public void With_its_key_it_is_known_by_any_spelling_in_every_identifier(string nir, string key)
    {
        Assert.All(Spellings(nir + key), text => Assert.True(Nir.EstPresent(text, aussiSansCle: false), text));
        Assert.All(
            Spellings(nir + key),
            text =>
                Assert.DoesNotContain(Digits(nir), Digits(Nir.Redact(text, aussiSansCle: false)), StringComparison.OrdinalIgnoreCase));
        foreach (var member in RefusedCases.Identifiers.Append("referenceSoin"))
        {
            foreach (var text in Spellings(nir + key).Where(IdentifierRule.IsMet))
            {
                Reading.Refuses(
                    ExampleFile.Ro().With(member, $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal)}\"").Read(), member,
                    Regle.NirInterdit);
            }
        }
    }

    [Fact]
    public void The_mark_of_a_NIR_is_no_identifier() =>
        Reading.Refuses(ExampleFile.Ro().With("adherentId", "\"[NIR]\"").Read(), "adherentId", Regle.NirInterdit);

    // As somebody writes it who means it to pass.
    private static IEnumerable<string> Spellings(string whole)
    {
        string[] separators =
            [" ", ".", "-", "/", "_", ",", ";", ":", "\u00a0", "\u2009", "\u2013", "\u200b", "·", "|", "+", "*", " - ", "\\"];
        foreach (var separator in separators)
        {
            yield return string.Join(separator, whole.ToCharArray());
            yield return $"{whole[..1]}{separator}{whole[1..3]}{separator}{whole[3..]}";
        }

        yield return "NIR" + whole;
        yield return whole + "X";
        yield return $"né(e){whole}le";
        foreach (var zero in new[] { "０", "٠", "۰", "०", "০", "𝟎", "𝟘" })
        {
            yield return string.Concat(
                whole.Select(c => char.IsAsciiDigit(c) ? char.ConvertFromUtf32(char.ConvertToUtf32(zero, 0) + c - '0') : c.ToString()));
        }

        yield return string.Concat(whole.Select(c => char.IsAsciiDigit(c) ? "⁰¹²³⁴⁵⁶⁷⁸⁹"[c - '0'].ToString() : c.ToString()));
        yield return whole.Replace('A', 'А').Replace('B', 'В');
    }

    // As people and systems write it.
    private static IEnumerable<string> Writes(string nir, string key) =>
    [
        nir, nir + key, nir.ToLowerInvariant(), (nir + key).ToLowerInvariant(),
        $"{nir}-02", $"{nir}{key}-02", $"{nir} {key}", Espace(nir), $"{Espace(nir)} {key}", $"{Espace(nir)} {key}-02", $"{Espace(nir)}-02",
        $"{nir[..1]}.{nir[1..3]}.{nir[3..5]}.{nir[5..]}-{key}", $" {nir} ", $"NIR:{nir}", $"A_{nir}{key}_B",
        $"assuré {Espace(nir)} {key} (rang 1)",
    ];

    private static string Espace(string nir) => $"{nir[..1]} {nir[1..3]} {nir[3..5]} {nir[5..7]} {nir[7..10]} {nir[10..]}";

    private static string Digits(string text) => string.Concat(text.Where(char.IsAsciiLetterOrDigit));
}
