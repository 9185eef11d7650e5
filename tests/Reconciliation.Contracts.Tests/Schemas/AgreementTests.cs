using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using Reconciliation.Domain;
using Reconciliation.Storage;
using Reconciliation.Tests;
using Xunit;

namespace Reconciliation.Contracts.Tests.Schemas;

/// <summary>
/// The reader and the published schema agree value by value. Only rules that no schema can state are left to the reader: the second
/// decimal, days that move, a NIR, and characters beyond U+FFFF.
/// </summary>
public sealed class AgreementTests
{
    private static readonly string[] LeftToTheReader =
        [Regle.DeuxDecimales, Regle.DateSoin, Regle.PayeLe, Regle.TransmisLe, Regle.NirInterdit];

    [Theory]
    [InlineData("0.07")]
    [InlineData("9.45")]
    [InlineData("2.1e1")]
    [InlineData("9999999.99")]
    public void An_amount_that_validators_once_refused_is_valid(string montant)
    {
        foreach (var part in PaymentStreams.Product.Parts.All)
        {
            Assert.True(Agree(ExampleFile.From(part).With("montant", montant)));
        }
    }

    [Fact]
    public void Every_amount_with_two_decimals_is_taken_by_both() =>
        Gen.Long[0, 1_000_000_000].Sample(
            cents => Agree(ExampleFile.Ro().With("montant", $"{cents / 100}.{cents % 100:00}")), iter: LawCases.Share(2_000));

    [Fact]
    public void Any_number_however_written_is_judged_alike()
    {
        var number = Gen.Select(
            Among("", "-"), Gen.Int[0, 99_999], Among("", ".0", ".5", ".25", ".125", ".000"),
            Among("", "e0", "E1", "e-1", "e+2", "e-3", "e30"));
        var member = Among("montant", "depense", "base", "taux", "revision", "ligne.ordre");
        Gen.Select(number, member)
            .Sample((n, m) => Consistent(ExampleFile.Ro().With(m, $"{n.Item1}{n.Item2}{n.Item3}{n.Item4}")), iter: LawCases.Share(3_000));
    }

    [Fact]
    public void Any_text_is_judged_alike_as_identifier_label_day_and_instant()
    {
        var sign = Gen.OneOf(
            Gen.Char[' ', '~'], Gen.Char['\u0000', '\u00ff'],
            Among([.. " .-/%+\u00a0\u00ad\u200b\u2003\u202e\u2028\u3000\ufeff\ue000\u0301éœ€\n\r\t"]));
        var member = Among("adherentId", "virement", "ligne.decompte", "referenceSoin", "libelle", "payeLe", "transmisLe");
        Gen.Select(Gen.String[sign, 0, 6], member)
            .Sample((t, m) => Consistent(ExampleFile.Ro().With(m, JsonSerializer.Serialize(t))), iter: LawCases.Share(5_000));
    }

    [Fact]
    public void Every_character_below_U_FFFF_is_judged_alike_in_an_identifier()
    {
        foreach (var c in Enumerable.Range(0, 0xd800).Concat(Enumerable.Range(0xe000, 0x2000)))
        {
            var met = IdentifierRule.IsMet($"a{(char)c}b");
            Assert.True(met == System.Text.RegularExpressions.Regex.IsMatch($"a{(char)c}b", IdentifierRule.Pattern), $"U+{c:X4}");
        }
    }

    [Fact]
    public void What_is_published_of_an_accepted_record_is_accepted_and_the_same()
    {
        foreach (var part in PaymentStreams.Product.Parts.All)
        {
            foreach (var (member, value) in new[] { ("montant", "2.1e1"), ("libelle", "\"Soin de 255081416802538\""), (
                "transmisLe", "\"2016-12-31T23:59:60Z\""), ("inconnu", "[[]]"), ("revision", "2.0") })
            {
                var first = Reading.Accepts(ExampleFile.From(part).With(member, value).Read());
                var second = Reading.Accepts(Core.PaymentReader.Read(part, first.Content, ExampleFile.Today, PaymentStreams.Product));
                Assert.Equal((first.Ligne, first.Empreinte), (second.Ligne, second.Empreinte));
                Assert.Equal(first.Content, second.Content);
            }
        }
    }

    private static Gen<T> Among<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private static bool Agree(ExampleFile example) => example.Read().Ligne is not null && IsValid(example);

    // A record that is valid and refused must break only rules that no schema states; a record that is accepted must be valid.
    private static bool Consistent(ExampleFile example)
    {
        var read = example.Read();
        return read.Ligne is not null ? IsValid(example) : !IsValid(example) || read.Rejections.All(r => LeftToTheReader.Contains(r.Regle));
    }

    private static bool IsValid(ExampleFile example) =>
        Validation.Faults(
            example.Part == Part.Ro ? "paiement-ro-emis" : "paiement-complementaire-emis", JsonNode.Parse(example.Text())).Count == 0;
}
