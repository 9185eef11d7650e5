using System.Text;
using System.Text.Json;
using Reconciliation.Storage;
using Xunit;

namespace Reconciliation.Contracts.Tests;

/// <summary>The number of a member in a refused message is noted, whatever signs that nobody sees stand in it.</summary>
public sealed class HiddenNameTests
{
    private const string Member = "A0001234-02";

    private static readonly string[] Blanks = ["\u00a0", "\u202f", "\u2009", "\u3000", "\u2800"];

    /// <summary>The number with a sign at each place, and between all.</summary>
    private static readonly string[] Spellings =
    [
        .. HiddenNirTests.Invisible.Concat(Blanks).SelectMany(sign => Enumerable.Range(0, Member.Length + 1)
            .Select(place => Member[..place] + sign + Member[place..]).Append(string.Join(sign, Member.ToCharArray()))),
        "𝐀𝟎𝟎𝟎𝟏𝟐𝟑𝟒-𝟎𝟐", "Ａ０００１２３４－０２", "Ⓐ0001234‑02", "a٠٠٠١٢٣٤−٠٢",
        string.Concat(Member.Select(c => char.ConvertFromUtf32(0xE0000 + c))),
    ];

    [Fact]
    public void However_it_is_spelled_it_is_among_the_names_of_the_message()
    {
        var (tried, sought) = (0, MessageNames.Normalize(Member));
        foreach (var spelling in Spellings)
        {
            foreach (var body in Bodies(spelling))
            {
                tried++;
                Assert.True(MessageNames.Of(Encoding.UTF8.GetBytes(body)).All.Contains(sought), JsonSerializer.Serialize(body));
            }
        }

        Assert.True(tried > 2_000, $"{tried} tried.");
    }

    [Fact]
    public void Stated_it_is_the_one_member_that_the_message_states()
    {
        foreach (var spelling in Spellings)
        {
            var body = $$"""{"adherentId":{{JsonSerializer.Serialize(spelling)}}}""";
            var stated = MessageNames.Of(Encoding.UTF8.GetBytes(body)).AdherentIds;
            Assert.True(
                stated.Count <= 1 && stated.All(a => MessageNames.Normalize(a) == MessageNames.Normalize(Member)),
                JsonSerializer.Serialize(spelling));
        }
    }

    [Theory]
    [InlineData("A0001234-0\u200b3")]
    [InlineData("A0001234-02\u200b9")]
    [InlineData("B0001234-\u00a002")]
    public void Another_number_is_another(string spelling) => Assert.DoesNotContain(
        MessageNames.Normalize(Member), MessageNames.Of(Encoding.UTF8.GetBytes($"{{\"adherentId\":\"{spelling}\"}}")).All);

    private static IEnumerable<string> Bodies(string spelling)
    {
        var text = JsonSerializer.Serialize(spelling);
        yield return $"{{\"adherentId\":{text}}}";
        yield return $"{{\"adherent\\u200bId\":{text}}}";
        yield return $"{{\"libelle\":{JsonSerializer.Serialize($"pour {spelling}, du 3 mars")}}}";
        yield return $"{{\"adherentId\":{text},\"montant\":";
        yield return $"{{\"data\":{JsonSerializer.Serialize($"{{\"adherentId\":{text}}}")}}}";
        if (!spelling.Any(char.IsControl))
        {
            yield return $"{{\"adherentId\":\"{spelling}\"}}";
            yield return $"adherentId={spelling};montant=3";
        }
    }
}
