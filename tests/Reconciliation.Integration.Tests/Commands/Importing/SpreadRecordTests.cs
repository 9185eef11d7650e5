using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Reconciliation.Core;
using Xunit;

namespace Reconciliation.Integration.Tests.Commands.Importing;

/// <summary>
/// JSON that goes on over lines is said in one sentence, however it is laid out, and nothing of it becomes a message; a line that is wrong
/// among records is refused by itself.
/// </summary>
public sealed class SpreadRecordTests
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private static readonly string[] Ends = ["\n", "\r\n"];

    private static readonly int[] Before = [0, 1, 150];

    private static readonly int[] Places = [0, 1, 2, 3, 149, 150];

    private static readonly string[] Beginnings = ["", "\ufeff", " ", "\t ", "\n\n", "\ufeff\n", "\ufeff  ", "\r\n"];

    public static TheoryData<int> Sizes => [1, 2, 3, 99, 101, 2_500];

    [Theory]
    [MemberData(nameof(Sizes))]
    public async Task An_array_is_one_sentence_however_it_is_laid_out(int size)
    {
        string[] records = [.. Enumerable.Range(0, size).Select(i => SourceFiles.Line($"T{i}"))];
        var array = new JsonArray([.. records.Select(r => JsonNode.Parse(r))]);
        string[] layouts =
        [
            "[\n" + string.Join(",\n", records) + "\n]", "[" + string.Join(",\n", records) + "]",
            "[\n" + string.Join("\n,\n", records) + "\n]", "[" + string.Join("\n,", records) + "\n]",
            "[\n" + string.Join(",\n\n  ", records) + "\n\n]", "[\n" + string.Join(',', records) + "\n]",
            array.ToJsonString(Indented), array.ToJsonString(), "[\n" + string.Join(",\n", records) + ",\n]",
            "[\n" + string.Join(",\n", records), "[\n" + string.Join('\n', records) + "\n]",
            .. Enumerable.Range(0, 20).Select(s => Spread(array.ToJsonString(), new(s), 4 + s)),
        ];
        foreach (var (layout, beginning) in layouts.SelectMany(_ => Beginnings, (l, b) => (l, b)))
        {
            var cut = beginning + layout;
            foreach (var text in new[] { cut, cut + "\n", cut.Replace("\n", "\r\n", StringComparison.Ordinal) })
            {
                var (read, fault) = await SourceFiles.ReadAsync("t.ndjson", text);
                Assert.Empty(read);
                Assert.Equal($"line {beginning.Count('\n') + 1} begins a JSON array, not one record a line.", fault);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public async Task After_records_nothing_of_an_array_or_of_a_spread_record_is_a_message(int size)
    {
        string[] records = [.. Enumerable.Range(0, size).Select(i => SourceFiles.Line($"T{i}"))];
        var array = new JsonArray([.. records.Select(r => JsonNode.Parse(r))]);
        var indented = string.Join('\n', array.Select(r => r!.ToJsonString(Indented)));
        List<string> layouts =
        [
            "[\n" + string.Join(",\n", records) + "\n]", "[" + string.Join("\n,", records) + "\n]", array.ToJsonString(Indented), indented,
            indented.Replace("}\n{", "}{", StringComparison.Ordinal), indented.Replace("}\n{", "},\n{", StringComparison.Ordinal),
            .. Enumerable.Range(0, 20).Select(s => Spread(array.ToJsonString(), new(s), 4 + s)),
        ];
        if (size > 2)
        {
            // Without the beginning of the array.
            layouts.AddRange([string.Join(",\n", records) + "\n]", string.Join(",\n", records), string.Join(",\n", records) + ","]);
        }

        foreach (var (layout, before) in layouts.SelectMany(_ => Before, (l, b) => (l, b)))
        {
            var (read, fault) = await SourceFiles.ReadAsync(
                "t.json", string.Concat(Enumerable.Repeat(SourceFiles.Line("T") + "\n", before)) + layout + "\n");
            Assert.StartsWith($"line {before + 1} ", fault, StringComparison.Ordinal);
            Assert.EndsWith(", not one record a line.", fault, StringComparison.Ordinal);
            Assert.Equal(before, read.Count);
        }
    }

    [Fact]
    public async Task Of_records_that_are_spread_in_any_way_those_on_a_line_of_their_own_are_read_and_no_piece_is()
    {
        for (var seed = 0; seed < 500; seed++)
        {
            var random = new Random(seed);
            var text = string.Concat(Enumerable.Range(0, 5).Select(i => Spread(SourceFiles.Line($"T{i}"), random, 1 + (seed % 40)) + "\n"));
            var (read, fault) = await SourceFiles.ReadAsync("t.ndjson", text);
            Assert.True(fault is not null || read.Count == 5, $"seed {seed}: {text}");
            Assert.True(read.TrueForAll(r => PaymentReader.IsJson(r.Body)), $"seed {seed}: {text}");
        }
    }

    [Fact]
    public async Task A_record_with_a_line_break_anywhere_is_one_sentence()
    {
        var record = SourceFiles.Line("T");
        foreach (var (place, end) in Enumerable.Range(1, record.Length - 1).SelectMany(_ => Ends, (p, e) => (p, e)))
        {
            string[] lines = [record, record.Insert(place, end), record, record, ""];
            var (read, fault) = await SourceFiles.ReadAsync("t.ndjson", string.Join(end, lines));
            Assert.True(fault?.StartsWith("line 2 ", StringComparison.Ordinal), $"{place}: {fault}");
            Assert.Single(read);
        }
    }

    [Fact]
    public async Task A_wrong_line_among_records_is_refused_by_itself()
    {
        var record = SourceFiles.Line("T");
        string[] wrong =
        [
            "[", "]", "{", "}", "},", ",", "\"", ":", "null", "[]", $"[{record}]", $"[{record}", $"{record}]", $"{record},", $",{record}",
            $",{record},", $"{record}{record}", $"{record},{record}", $"{record},{record},", $"{record}{{", "{\"x\":", "{\"x\":[",
            "{\"x\":{", "{ pas du JSON", "<html>", "# commentaire", "a;b;c", "\"texte", "12", "12,", "-",
            .. Enumerable.Range(1, record.Length - 1).Select(i => record[..i]),
            .. Enumerable.Range(1, record.Length - 1).Select(i => record[i..]),
        ];
        foreach (var (line, place) in wrong.SelectMany(_ => Places, (w, p) => (w, p)))
        {
            var after = place switch { 0 or 2 => 2, 150 => 0, _ => 1 };
            string[] lines = [.. Enumerable.Repeat(record, place), line, .. Enumerable.Repeat(record, after)];
            var (read, fault) = await SourceFiles.ReadAsync("t.ndjson", string.Join('\n', lines) + "\n");
            if (place == 0 && line[0] == '[' && line[^1] != ']')
            {
                Assert.Equal("line 1 begins a JSON array, not one record a line.", fault);
                continue;
            }

            Assert.True(fault is null, $"{place}: {line}: {fault}");
            Assert.Equal(lines, read.Select(r => Encoding.UTF8.GetString(r.Body)));
        }
    }

    // Ends of lines and blanks between the tokens of a text, one of so many.
    private static string Spread(string json, Random random, int oneOf)
    {
        var (spread, at, inText) = (new StringBuilder(), 0, false);
        foreach (var letter in json)
        {
            inText ^= letter == '"' && json[Math.Max(0, at - 1)] != '\\';
            spread.Append(letter);
            at++;
            if (!inText && letter is '{' or '}' or '[' or ']' or ',' or ':' && random.Next(oneOf) == 0 && at < json.Length)
            {
                spread.Append('\n').Append(' ', random.Next(3));
            }
        }

        return spread.ToString();
    }
}
