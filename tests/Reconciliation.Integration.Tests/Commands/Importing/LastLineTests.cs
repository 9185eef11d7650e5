using System.Text;
using Reconciliation.Contracts;
using Xunit;

namespace Reconciliation.Integration.Tests.Commands.Importing;

/// <summary>
/// A last line without an end: one that is wrong is refused by itself, like the same line with an end; only the beginning of a record is
/// said to be cut.
/// </summary>
public sealed class LastLineTests
{
    private static readonly string Record = SourceFiles.Line("T");

    private static readonly int[] Before = [1, 2, 150];

    private static byte[][] Wrong =>
    [
        .. new[]
        {
            Record + "}", Record + "]", Record + Record, Record + "," + Record, Record + ",", Record + " fin", "}", "12,", "fin", "a;b;c",
            "{}}", "[]]", "<html>", Record[..^1] + ",}", Record[..^1] + ",\"x\":\"a\"b\"}", Record[..^1] + ",\"x\":\"a\tb\"}", "tru", "-",
            Record[..^1] + $",\"x\":{new string('[', 70)}{new string(']', 70)}}}",
            Record[..^1] + $",\"x\":\"{new string('x', Limites.CorpsMax)}\"}}", new string('x', Limites.CorpsMax + 10),
            Record[..^1] + $",\"x\":\"{new string('x', Limites.CorpsMax)}",
        }.Select(Encoding.UTF8.GetBytes),
        Encoding.Latin1.GetBytes(Record[..^1] + ",\"x\":\"é\"}"),
        Encoding.Latin1.GetBytes(Record[..^1] + ",\"é\":1}"),
        Encoding.Latin1.GetBytes("é"),
    ];

    [Fact]
    public async Task A_wrong_line_is_refused_as_it_is_with_an_end()
    {
        foreach (var (line, before) in Wrong.SelectMany(_ => Before, (l, b) => (l, b)))
        {
            await RefusedAloneAsync(line, before);
        }
    }

    [Fact]
    public async Task The_beginning_of_a_record_is_said_to_be_cut_wherever_it_is_cut()
    {
        var deep = Record[..^1] + $",\"x\":{new string('[', 70)}\"é\\\"\\u00e9\",1.5e-3,true{new string(']', 70)}}}";
        foreach (var record in new[] { Record, deep, Record + deep }.Select(Encoding.UTF8.GetBytes))
        {
            foreach (var cut in Enumerable.Range(1, record.Length - 1).Where(c => c != Record.Length))
            {
                var (records, fault) = await SourceFiles.ReadAsync("t.ndjson", [.. Lines(2), .. record.AsSpan(0, cut)]);
                Assert.Equal("line 3 is the beginning of a record: the rest was cut off.", fault);
                Assert.Equal(2, records.Count);
            }
        }
    }

    [Fact]
    public async Task Of_a_record_with_a_wrong_byte_a_cut_is_said_only_where_something_is_left_open()
    {
        for (var seed = 0; seed < 4_000; seed++)
        {
            var random = new Random(seed);
            var line = Encoding.UTF8.GetBytes(Record);
            var place = random.Next(line.Length);
            line[place] = random.Next(2) == 0 ? (byte)"{}[]\",:\\"[random.Next(8)] : (byte)random.Next(0x20, 0x100);
            var (_, fault) = await SourceFiles.ReadAsync("t.ndjson", [.. Lines(2), .. line]);
            Assert.True(fault is null || IsOpen(line), $"seed {seed}: {Encoding.Latin1.GetString(line)}");
            if (fault is null)
            {
                await RefusedAloneAsync(line, 2);
            }
        }
    }

    private static async Task RefusedAloneAsync(byte[] line, int before)
    {
        var (ended, none) = await SourceFiles.ReadAsync("t.ndjson", [.. Lines(before), .. line, (byte)'\n']);
        var (records, fault) = await SourceFiles.ReadAsync("t.ndjson", [.. Lines(before), .. line]);
        Assert.True(none is null && fault is null, $"{fault}: {Encoding.Latin1.GetString(line.AsSpan(0, Math.Min(2_000, line.Length)))}");
        Assert.Equal(before + 1, records.Count);
        Assert.Equal((ended[^1].Ligne, ended[^1].Regle), (records[^1].Ligne, records[^1].Regle));

        // Of a line that is too long as many bytes are kept as show that it is.
        var kept = line.AsSpan(0, Math.Min(line.Length, Limites.CorpsMax + 1));
        Assert.True(kept.SequenceEqual(records[^1].Body));
    }

    private static byte[] Lines(int count) => Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(Record + "\n", count)));

    private static bool IsOpen(byte[] line)
    {
        var (depth, inText, isEscaped) = (0, false, false);
        foreach (var letter in line)
        {
            inText ^= letter == '"' && !isEscaped;
            isEscaped = inText && letter == '\\' && !isEscaped;
            depth += inText ? 0 : letter is (byte)'{' or (byte)'[' ? 1 : letter is (byte)'}' or (byte)']' ? -1 : 0;
        }

        return inText || depth > 0;
    }
}
