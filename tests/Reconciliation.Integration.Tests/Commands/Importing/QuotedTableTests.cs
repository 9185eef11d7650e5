using System.Text;
using System.Text.Json;
using Reconciliation.Contracts;
using Reconciliation.Core;
using Reconciliation.Domain;
using Reconciliation.Recon;
using Reconciliation.Storage;
using Xunit;

namespace Reconciliation.Integration.Tests.Commands.Importing;

/// <summary>
/// Quotes tell where a row of a table ends, whichever column they are in: a field holds separators, quotes and ends of lines. Where quotes
/// are wrong, that row is refused, or the file in one sentence; no fragment becomes a message.
/// </summary>
public sealed class QuotedTableTests
{
    private const string Ignored = "remarque";

    private static readonly string[] Separators = [";", ",", "\t", "|"];

    private static readonly string[] Breaks = ["\n", "\n\n", "\nx\n"];

    private static readonly string[] Labels =
    [
        "a\nb", "a\r\nb", "\na", "a\n", "\n", "\n\n \n", "a\rb", "a\"b", "\"", "\"\"", "a\n\"b\"\nc", ";", ",\t|;", "a;\n;b", " a", "a ",
        "\";\"\n\";\"", "é\né", string.Concat(Enumerable.Repeat("ligne\n", 99)), string.Concat(Enumerable.Repeat("\n", 5_000)),
        string.Concat(Enumerable.Repeat("\";\n", 2_000)), new string('x', 100_000) + "\n\"",
    ];

    [Theory]
    [InlineData("libelle")]
    [InlineData("virement")]
    [InlineData("evenementId")]
    [InlineData(Ignored)]
    public async Task A_quoted_field_is_one_field_in_every_column_whatever_it_holds(string column)
    {
        foreach (var (label, separator) in Labels.SelectMany(_ => Separators, (l, s) => (l, s)))
        {
            foreach (var (before, after, end) in new[] { (0, 0, "\n"), (1, 1, "\r\n"), (150, 150, "\n") })
            {
                var row = Row(separator, ("libelle", "simple"), (column, label));
                var (records, fault) = await SourceFiles.ReadAsync("t.csv", Table(separator, end, before, row, after));

                Assert.Null(fault);
                Assert.Equal(before + 1 + after, records.Count);
                Assert.All(records, r => Assert.Null(r.Regle));
                Assert.Equal(before + 2, records[before].Ligne);
                Assert.Equal(label, Json(records[before]).GetProperty(column).GetString());
                var next = row.Count('\n') + before + 3;
                Assert.Equal(Enumerable.Range(next, after), records.Skip(before + 1).Select(r => (int)r.Ligne));
            }
        }
    }

    [Fact]
    public async Task A_copy_of_the_whole_table_in_a_field_is_that_field()
    {
        var table = Table(";", "\n", 3, Row(";"), 3);
        var (records, fault) = await SourceFiles.ReadAsync("t.csv", Table(";", "\n", 1, Row(";", (Ignored, table)), 1));

        Assert.Null(fault);
        Assert.Equal([table], records.Where(r => r.Ligne == 3).Select(r => Json(r).GetProperty(Ignored).GetString()));
        Assert.Equal(3, records.Count);
    }

    [Fact]
    public async Task A_label_of_two_lines_is_one_refusal_that_names_it_and_keeps_the_row()
    {
        var (records, fault) = await SourceFiles.ReadAsync("t.csv", Table(";", "\n", 0, Row(";", ("libelle", "a\nb")), 1));

        Assert.Null(fault);
        Assert.Equal([2L, 4], records.Select(r => r.Ligne));
        var read = PaymentReader.Read(Part.Ro, records[0].Body, new(2025, 11, 30), PaymentStreams.Product);
        Assert.Equal([("libelle", Regle.Texte)], read.Rejections.Select(r => (r.Membre, r.Regle)));
        Assert.All(SourceFiles.Columns("T").Where(c => !c.Key.Contains('.', StringComparison.Ordinal) && c.Key != "libelle"), c =>
            Assert.Contains(c.Key, Json(records[0]).EnumerateObject().Select(m => m.Name)));
    }

    public static TheoryData<string, int> NeverClosed => new()
    {
        { "fin", 1 }, { "a\nb;c", 1 }, { "a\nb\n\nc;d\ne", 1 }, { string.Concat(Enumerable.Repeat("ligne\n", 300)), 4 },
        { string.Concat(Enumerable.Repeat("ligne\n", CsvTable.LinesPerRowMax + 10)), 3 },
        { string.Concat(Enumerable.Repeat(new string('x', 999) + "\n", (Limites.CorpsMax / 1_000) + 10)), 3 }, { "x\"\"y\nz;t", 2 },
    };

    [Theory]
    [MemberData(nameof(NeverClosed))]
    public async Task A_quote_that_is_never_closed_is_one_sentence_with_its_line_and_no_message(string open, int before)
    {
        var row = Row(";", ("libelle", "@")).Replace("@", "\"" + open, StringComparison.Ordinal);
        var (records, fault) = await SourceFiles.ReadAsync("t.csv", Table(";", "\n", before, row, 0));

        Assert.StartsWith($"line {before + 2} ", fault, StringComparison.Ordinal);
        Assert.DoesNotContain("\n", fault, StringComparison.Ordinal);
        Assert.Equal(before, records.Count(r => r.Regle is null));
        Assert.Equal(before, records.Count);
        var (headless, said) = await SourceFiles.ReadAsync("t.csv", "\"" + Table(";", "\n", before, row, 0));
        Assert.StartsWith("line 1", said, StringComparison.Ordinal);
        Assert.Empty(headless);
    }

    [Fact]
    public async Task A_stray_quote_before_whole_rows_spoils_its_row_only()
    {
        foreach (var after in new[] { 1, 2, 99, 100, 12_000 })
        {
            foreach (var good in new[] { Row(";"), Row(";", ("libelle", "deux\nlignes")), Row(";", ("libelle", "; \"cité\" ;")) })
            {
                var strayed = good.Replace(";G;", ";\"G;", StringComparison.Ordinal);
                foreach (var bad in new[] { strayed, "\"" + Row(";"), "a;\"b\"c;d", "a;\"\nb;c", "a;\"b\nc\"d;e\nf;g" })
                {
                    var text = Table(";", "\n", 2, bad + "\n" + string.Concat(Enumerable.Repeat(good + "\n", after - 1)) + Row(";"), 0);
                    var (records, fault) = await SourceFiles.ReadAsync("t.csv", text);

                    Assert.Null(fault);
                    var refused = records.Where(r => r.Regle is not null);
                    Assert.Equal([(4L, bad)], refused.Select(r => (r.Ligne, Encoding.UTF8.GetString(r.Body))));
                    Assert.Equal(2 + after, records.Count(r => r.Regle is null));
                }
            }
        }
    }

    [Fact]
    public async Task Of_a_row_with_a_quote_or_an_end_of_line_too_many_or_too_few_no_piece_is_a_message()
    {
        for (var seed = 0; seed < 4_000; seed++)
        {
            var random = new Random(seed);
            string[] rows = [.. Enumerable.Range(0, 6).Select(_ => Row(";", ("libelle", Labels[random.Next(16)]), (Ignored, "x\ny")))];
            var hit = random.Next(rows.Length);
            var damaged = Damage(rows[hit], random);
            var text = Header(";") + "\n" + string.Concat(rows.Select((r, i) => (i == hit ? damaged : r) + "\n"));
            var starts = rows.Select((_, i) => 2L + rows.Take(i).Select((r, j) => (j == hit ? damaged : r).Count('\n') + 1).Sum()).ToList();

            var (records, fault) = await SourceFiles.ReadAsync("t.csv", text);

            var whole = records.Where(r => r.Regle is null).Select(r => r.Ligne).ToList();
            Assert.True(records.TrueForAll(r => starts.Contains(r.Ligne)), $"seed {seed}: {damaged}");
            Assert.True(starts.Take(hit).All(whole.Contains), $"seed {seed}: {damaged}");
            Assert.True(fault is not null || starts.Skip(hit + 1).All(whole.Contains), $"seed {seed}: {damaged}");
        }
    }

    [Fact]
    public async Task An_end_of_line_within_the_first_field_refuses_the_row_and_no_other()
    {
        var (row, first) = (Row(";"), SourceFiles.Columns("T")[0].Value);
        foreach (var (place, end) in Enumerable.Range(1, first.Length).SelectMany(_ => Breaks, (p, e) => (p, e)))
        {
            foreach (var (before, after) in new[] { (0, 0), (1, 1), (150, 150) })
            {
                var broken = row.Insert(place, end);
                var (records, fault) = await SourceFiles.ReadAsync("t.csv", Table(";", "\n", before, broken, after));

                Assert.Null(fault);
                Assert.Equal(before + after, records.Count(r => r.Regle is null));
                var refused = Assert.Single(records, r => r.Regle is not null);
                Assert.Equal((before + 2L, Regle.Colonnes, broken), (refused.Ligne, refused.Regle, Encoding.UTF8.GetString(refused.Body)));
            }
        }
    }

    // No end of line is set into the last column: what stands before it has as many fields as a row.
    private static string Damage(string row, Random random)
    {
        var length = row.LastIndexOf(';');
        var quotes = Enumerable.Range(0, length).Where(i => row[i] == '"').ToList();
        return random.Next(3) switch
        {
            0 => row.Insert(random.Next(length), "\""),
            1 when quotes.Count > 0 => row.Remove(quotes[random.Next(quotes.Count)], 1),
            _ => row.Insert(random.Next(1, length), "\n"),
        };
    }

    private static JsonElement Json(FileRecord record) => JsonDocument.Parse(record.Body).RootElement;

    private static string Table(string separator, string end, int before, string row, int after) =>
        string.Join(end, [
            Header(separator), .. Enumerable.Repeat(Row(separator), before), row, .. Enumerable.Repeat(Row(separator), after), "",
        ]);

    private static string Header(string separator) => string.Join(separator, SourceFiles.Columns("T").Select(c => c.Key).Append(Ignored));

    private static string Row(string separator, params (string Column, string Value)[] changed) => string.Join(
        separator,
        SourceFiles.Columns("T").Append(new(Ignored, "")).Select(
            c => Quoted(changed.LastOrDefault(f => f.Column == c.Key) is { Column: not null } f ? f.Value : c.Value, separator)));

    private static string Quoted(string field, string separator) => field.AsSpan().ContainsAny(separator + "\"\r\n ")
        ? $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\""
        : field;
}
