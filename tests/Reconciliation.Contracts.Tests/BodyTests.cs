using System.Text;
using CsCheck;
using Reconciliation.Core;
using Reconciliation.Domain;
using Reconciliation.Storage;
using Reconciliation.Tests;
using Xunit;

namespace Reconciliation.Contracts.Tests;

/// <summary>Bodies that are no record: none may throw, whatever the bytes.</summary>
public sealed class BodyTests
{
    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("{")]
    [InlineData("{}{}")]
    [InlineData("{\"a\":1,}")]
    [InlineData("{'a':1}")]
    [InlineData("// c\n{}")]
    [InlineData("NaN")]
    [InlineData("{\"montant\":NaN}")]
    [InlineData("{\"montant\":01}")]
    [InlineData("{\"montant\":+1}")]
    [InlineData("{\"a\":\"\\x\"}")]
    [InlineData("{\"a\":\"a\tb\"}")]
    [InlineData("\0")]
    [InlineData("{}\0")]
    [InlineData("<xml/>")]
    public void What_is_not_JSON_is_refused(string body) => EachPart(body, Regle.Json);

    [Theory]
    [InlineData("null")]
    [InlineData("true")]
    [InlineData("42")]
    [InlineData("\"texte\"")]
    [InlineData("[]")]
    [InlineData("[{}]")]
    public void A_record_is_an_object(string body) => EachPart(body, Regle.Objet);

    [Fact]
    public void Nesting_beyond_reason_is_refused_and_reasonable_nesting_is_ignored()
    {
        foreach (var part in PaymentStreams.Product.Parts.All)
        {
            Reading.Refuses(ExampleFile.From(part).With("profond", Nested(100_000)).Read(), "", Regle.Json);
            Reading.Accepts(ExampleFile.From(part).With("profond", Nested(50)).Read());
        }

        static string Nested(int levels) => new string('[', levels) + new string(']', levels);
    }

    [Fact]
    public void A_byte_order_mark_is_passed_over_and_UTF_16_is_refused()
    {
        var text = ExampleFile.Ro().Text();
        var withMark = Reading.Accepts(
            Read((byte[])[.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(text)]));
        Assert.Equal(Reading.Accepts(ExampleFile.Ro().Read()).Empreinte, withMark.Empreinte);
        Reading.Refuses(Read(Encoding.Unicode.GetBytes(text)), "", Regle.Json);
    }

    [Theory]
    [InlineData("virement")]
    [InlineData("libelle")]
    [InlineData("nature")]
    [InlineData("dateSoin")]
    [InlineData("inconnu")]
    public void Text_that_is_not_UTF_8_is_refused_wherever_it_stands(string member)
    {
        var bytes = Encoding.Latin1.GetBytes(ExampleFile.Ro().With("libelle", "\"Consultation\"").With(member, "\"remboursé\"").Text());
        Reading.Refuses(Read(bytes), "", Regle.Json);
    }

    [Theory]
    [InlineData("\\ud800")]
    [InlineData("n\\ud800")]
    [InlineData("\\udc00\\ud800 avec une fin très longue, plus longue que tout nom de membre")]
    public void Half_a_surrogate_pair_in_the_name_of_a_member_does_not_throw(string name)
    {
        foreach (var part in PaymentStreams.Product.Parts.All)
        {
            Reading.Refuses(ExampleFile.From(part).With(name, "1").Read(), "", Regle.Json);
            Reading.Refuses(ExampleFile.Read(part, $"{{\"messageType\":[],\"message\":{{\"{name}\":1}}}}"), "", Regle.Json);
            Reading.Refuses(ExampleFile.Read(part, $"{{\"specversion\":\"1.0\",\"data\":{{\"{name}\":1}}}}"), "", Regle.Json);
        }
    }

    // The parser only reads a name to its end where it begins like the one looked for: this one is an unknown member like another.
    [Fact]
    public void A_name_that_begins_like_the_mark_of_an_envelope_does_not_throw() =>
        Reading.Accepts(ExampleFile.Ro().With("specversio\\udc00", "1").Read());

    [Fact]
    public void Half_a_surrogate_pair_in_the_value_of_an_unknown_member_is_ignored() =>
        Reading.Accepts(ExampleFile.Ro().With("inconnu", "\"\\ud800\"").Read());

    [Fact]
    public void Of_a_member_written_twice_the_last_counts()
    {
        var text = ExampleFile.Ro().Text();
        var duplicate = Reading.Accepts(ExampleFile.Read(Part.Ro, text[..^1] + ",\"montant\":20.00}"));
        Assert.Equal(2000, duplicate.Ligne.Montant.Cents);
        Reading.Refuses(ExampleFile.Read(Part.Ro, text[..^1] + ",\"montant\":null}"), "montant", Regle.Requis);
    }

    [Fact]
    public void A_message_is_at_most_8_MiB()
    {
        var text = ExampleFile.Ro().Text();
        var just = text + new string(' ', Limites.CorpsMax - Encoding.UTF8.GetByteCount(text));
        Reading.Accepts(ExampleFile.Read(Part.Ro, just));
        Reading.Refuses(ExampleFile.Read(Part.Ro, just + " "), "", Regle.Taille);
    }

    [Fact]
    public void A_number_of_a_million_digits_is_read_in_no_time_and_refused()
    {
        Reading.Refuses(ExampleFile.Ro().With("montant", new string('9', 1_000_000)).Read(), "montant", Regle.MontantMax);
        Reading.Refuses(
            ExampleFile.Ro().With("montant", "0." + new string('0', 1_000_000) + "1").Read(), "montant", Regle.DeuxDecimales);
    }

    [Fact]
    public void No_bytes_make_it_throw()
    {
        var random = Gen.Byte.Array[0, 300];
        random.Sample(bytes => Read(bytes).Ligne is null, iter: LawCases.Share(2_000));

        // A valid record with a few bytes changed comes much further than noise does.
        var valid = Encoding.UTF8.GetBytes(ExampleFile.Complementaire().Text());
        Gen.Select(Gen.Int[0, valid.Length - 1], Gen.Byte).Array[1, 5].Sample(
            changes =>
            {
                var bytes = (byte[])valid.Clone();
                foreach (var (where, what) in changes)
                {
                    bytes[where] = what;
                }

                var received = PaymentReader.Read(Part.Complementaire, bytes, ExampleFile.Today, PaymentStreams.Product);
                return received.Ligne is null != (received.Rejections.Count == 0);
            },
            iter: LawCases.Share(10_000));
    }

    [Fact]
    public void Any_value_in_any_member_is_read_or_refused_without_repeating_it()
    {
        string[] values = [
            "\"S3CR3T\"", "\"S3CR3T\\ud800\"", "[\"S3CR3T\"]", "{\"S3CR3T\":1}", "987654321.987", "-987654321", "null", "true",
            "\"S3CR3T\\u0000\""];
        foreach (var part in PaymentStreams.Product.Parts.All)
        {
            foreach (var member in Members(part))
            {
                foreach (var value in values)
                {
                    var received = ExampleFile.From(part).With(member, value).Read();
                    Assert.DoesNotContain(
                        received.Rejections,
                        r => r.ToString().Contains("S3CR3T", StringComparison.Ordinal)
                            || r.ToString().Contains("987654321", StringComparison.Ordinal));
                }
            }
        }
    }

    private static IEnumerable<string> Members(Part part) => RefusedCases.All.Where(c => c.Part == part).Select(c => c.Membre).Distinct();

    private static void EachPart(string body, string rule)
    {
        foreach (var part in PaymentStreams.Product.Parts.All)
        {
            Reading.Refuses(ExampleFile.Read(part, body), "", rule);
        }
    }

    private static ReadResult Read(byte[] body) => PaymentReader.Read(Part.Ro, body, ExampleFile.Today, PaymentStreams.Product);
}
