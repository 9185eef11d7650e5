using System.Text;
using Reconciliation.Storage;
using Xunit;

namespace Reconciliation.Integration.Tests.Packing;

/// <summary>A record comes back as it was packed, and a damaged one never as another.</summary>
public sealed class PackerTests
{
    private const int CasesCount = 2_000;
    private const int Seed = 20261129;

    public static TheoryData<RecordPacker> Packers => [.. RecordPackers.Shipped];

    [Theory]
    [MemberData(nameof(Packers))]
    public void Every_record_comes_back_byte_for_byte(RecordPacker packer)
    {
        var random = new Random(Seed);
        for (var i = 0; i < CasesCount; i++)
        {
            var record = Record(random);
            Assert.Equal(record, RecordPackers.Unpack(packer.Pack(record)));
        }
    }

    [Theory]
    [MemberData(nameof(Packers))]
    public void A_frame_that_lost_or_changed_a_byte_is_refused_or_is_what_it_was(RecordPacker packer)
    {
        var random = new Random(Seed);
        var refused = 0;
        for (var i = 0; i < CasesCount; i++)
        {
            var record = Record(random);
            var frame = packer.Pack(record);
            var place = random.Next(frame.Length);
            if (random.Next(3) == 0)
            {
                frame = frame[..place];
            }
            else
            {
                frame[place] ^= (byte)random.Next(1, 256);
            }

            try
            {
                Assert.Equal(record, RecordPackers.Unpack(frame));
            }
            catch (InvalidDataException)
            {
                refused++;
            }
        }

        Assert.True(refused > CasesCount * 9 / 10, $"{refused} of {CasesCount} were refused");
    }

    [Fact]
    public void A_frame_that_states_more_than_a_record_may_have_is_refused_before_it_is_unpacked()
    {
        var bomb = RecordPackers.Vues.Pack(new byte[RecordPacker.RecordBytesMax + 1]);

        Assert.True(bomb.Length < 1_000);
        Assert.Throws<InvalidDataException>(() => RecordPackers.Unpack(bomb));
        Assert.Equal(
            RecordPacker.RecordBytesMax, RecordPackers.Unpack(RecordPackers.Vues.Pack(new byte[RecordPacker.RecordBytesMax])).Length);
    }

    [Fact]
    public void A_frame_without_a_dictionary_or_of_one_that_is_not_known_is_refused_by_its_number()
    {
        var frame = RecordPackers.Vues.Pack("{}"u8);
        var number = Array.IndexOf(frame, (byte)RecordPackers.Vues.Number, 4);
        frame[number] = 99;

        Assert.Contains(" 99,", Assert.Throws<InvalidDataException>(() => RecordPackers.Unpack(frame)).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidDataException>(() => RecordPackers.Unpack("{\"soinId\":\"x\"}"u8));
        Assert.Throws<InvalidDataException>(() => RecordPackers.Unpack([]));
    }

    [Fact]
    public void A_number_has_one_content_for_ever()
    {
        var content = RecordPackers.Lignes.Content.ToArray();
        Assert.Same(RecordPackers.Lignes, RecordPackers.Learn(new(content)));
        content[^1] ^= 1;

        Assert.Throws<InvalidDataException>(() => RecordPackers.Learn(new(content)));
        Assert.Throws<InvalidDataException>(() => new RecordPacker("no dictionary"u8.ToArray()));
        Assert.Throws<InvalidDataException>(() => new RecordPacker(new byte[RecordPacker.DictionaryBytesMax + 1]));
    }

    // Texts that a dictionary knows, texts that none knows, and noise, of every length.
    private static byte[] Record(Random random)
    {
        var text = new StringBuilder();
        for (var pieces = random.Next(8); pieces > 0; pieces--)
        {
            text.Append(random.Next(3) switch
            {
                0 => "{\"soinId\":\"\",\"partComplementaire\":{\"etat\":\"attendue\",\"montant\":null}",
                1 => new string((char)random.Next(32, 0xD7FF), random.Next(400)),
                _ => Convert.ToBase64String(Noise(random, random.Next(300))),
            });
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static byte[] Noise(Random random, int count)
    {
        var bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }
}
