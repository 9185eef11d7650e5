using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using Reconciliation.Core;
using Reconciliation.Domain;
using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Recon;
using Reconciliation.Storage;
using Xunit;

namespace Reconciliation.Integration.Tests.Commands.Importing;

/// <summary>
/// Files as they are read: records in the form of the contract are taken, and parts that are cut, joined, foreign or wrong are reported
/// with their line; nothing of a fragment becomes a record.
/// </summary>
public sealed class SourceReadingTests
{
    [Fact]
    public async Task The_table_of_the_contract_is_its_two_examples()
    {
        var readme = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "contracts-README.md"));
        string Block(string kind, int rank) => Regex.Matches(readme, $"```{kind}\n(.*?)```", RegexOptions.Singleline)[rank].Groups[1].Value;
        var rows = await RecordsAsync("table.csv", Encoding.UTF8.GetBytes(Block("csv", 0)));
        Assert.Equal([(2L, null), (3L, (string?)null)], rows.Select(r => (r.Ligne, r.Regle)));
        foreach (var (row, part, example) in new[] { (rows[0], Part.Ro, Block("json", 0)), (
            rows[1], Part.Complementaire, Block("json", 1)) })
        {
            Assert.Equal(part, PaymentReader.PartOf(row.Body, PaymentStreams.Product));
            var (read, expected) = (
                PaymentReader.Read(part, row.Body, new(2025, 11, 30), PaymentStreams.Product).Ligne!,
                PaymentReader.Read(part, Encoding.UTF8.GetBytes(example), new(2025, 11, 30), PaymentStreams.Product).Ligne!);
            Assert.Equal((expected.Empreinte, expected.EvenementId), (read.Empreinte, read.EvenementId));
            Assert.Equal(expected.Content, read.Content);
        }
    }

    [Fact]
    public async Task A_source_that_is_not_whole_or_not_of_its_form_is_said_with_its_line()
    {
        var table = Encoding.UTF8.GetBytes(Table());
        var record = Encoding.UTF8.GetBytes(PaymentRecords.Ro("FORME").ToJsonString() + "\n");
        var gzip = Gzip(record);
        foreach (var (name, bytes) in new (string, byte[])[]
        {
            ("cut.ndjson.gz", gzip[..^4]), ("half.ndjson.gz", gzip[..(gzip.Length / 2)]), ("empty.ndjson.gz", []),
            ("joined.gz", [.. gzip, .. record]),
            ("nothing.ndjson.gz", Gzip([])), ("flipped.gz", [.. gzip[..^6], (byte)(gzip[^6] ^ 1), .. gzip[^5..]]), ("twice.gz", Gzip(gzip)),
            ("cut.ndjson", record[..^20]), ("pretty.ndjson", Encoding.UTF8.GetBytes("{\n  \"source\": \"ameli\"\n}\n")),
            ("array.json", [.. "["u8, .. record, .. "]"u8]),
            ("foreign.ndjson", "<html>\n</html>\n"u8.ToArray()), ("zip.csv", [.. "PK\u0003\u0004"u8, .. new byte[200]]),
            ("zeros.ndjson", new byte[500]),
            ("blank.ndjson", "\n \n"u8.ToArray()), ("utf16.ndjson", Encoding.Unicode.GetBytes(Encoding.UTF8.GetString(record))),
            ("utf16.csv", [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(Table())]), ("cut.csv", table[..^5]),
            ("header.csv", Encoding.UTF8.GetBytes(Table().Split('\n')[0] + "\n")), ("other.csv", "nom;prenom\nA;B\n"u8.ToArray()),
            ("lacks.csv", Encoding.UTF8.GetBytes(Table().Replace("virement", "transfert", StringComparison.Ordinal))),
        })
        {
            var fault = await Assert.ThrowsAsync<InvalidDataException>(() => RecordsAsync(name, bytes));
            Assert.False(string.IsNullOrWhiteSpace(fault.Message) || fault.Message.Contains('\n', StringComparison.Ordinal), name);
        }

        Assert.Empty(await RecordsAsync("empty.ndjson", []));
    }

    [Fact]
    public async Task Damaged_gzip_is_one_sentence_wherever_a_bit_of_it_is_wrong()
    {
        var few = Encoding.UTF8.GetBytes(SourceFiles.Line("G1") + "\n" + SourceFiles.Line("G2") + "\n");
        var many = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 3_000).Select(i => SourceFiles.Line($"G{i * 7_919}") + "\n")));
        var random = new Random(1);
        foreach (var (bytes, gzip) in new[] { few, many }.Select(b => (b, Gzip(b))))
        {
            var places = bytes == few
                ? Enumerable.Range(0, 8 * gzip.Length)
                : Enumerable.Range(0, 150).Select(_ => random.Next(8 * gzip.Length));
            var whole = (await SourceFiles.ReadAsync("t.gz", gzip)).Records.ConvertAll(r => Encoding.UTF8.GetString(r.Body));
            foreach (var place in places)
            {
                byte[] flipped = [.. gzip];
                flipped[place / 8] ^= (byte)(1 << (place % 8));
                var (records, fault) = await SourceFiles.ReadAsync("t.ndjson.gz", flipped);
                Assert.True(
                    fault is not null || whole.SequenceEqual(records.Select(r => Encoding.UTF8.GetString(r.Body))), $"bit {place}");
            }
        }
    }

    [Fact]
    public async Task A_wrong_row_spoils_itself_only_and_is_kept_whole()
    {
        var lines = Table().TrimEnd('\n').Split('\n');
        var (header, good) = (lines[0], lines[1]);
        foreach (var (bad, name) in new[]
        {
            (good + ";de trop", "long"), ("trop;court", "short"), ("\"" + good, "quoted"),
            (good.Replace(";G;", ";\"G;", StringComparison.Ordinal), "unbalanced"),
        })
        {
            var rows = await RecordsAsync("t.csv", Encoding.UTF8.GetBytes(string.Join('\n', header, good, bad, good, good, "")));
            Assert.Equal(3, rows.Count(r => r.Regle is null));
            Assert.Contains(
                rows, r => r.Regle == Contracts.Regle.Colonnes && r.Ligne == 3 && Encoding.UTF8.GetString(r.Body) == bad.Split('\n')[0]);
        }

        var latin = await RecordsAsync(
            "l.csv", [.. Encoding.UTF8.GetBytes($"{header}\n{good}\n"), 0xe9, (byte)'\n', .. Encoding.UTF8.GetBytes(good + "\n")]);
        Assert.Equal([null, Contracts.Regle.Json, null], latin.Select(r => r.Regle));
    }

    [Fact]
    public async Task A_table_is_read_with_a_hint_of_its_separator_a_mark_and_ends_of_old()
    {
        var table = Table();
        foreach (var text in new[]
        {
            "sep=;\n" + table, "\ufeff" + table, table.Replace("\n", "\r\n", StringComparison.Ordinal), table.Replace('\n', '\r'),
            table.Replace(';', '\t'),
        })
        {
            Assert.Equal([null], (await RecordsAsync("t.csv", Encoding.UTF8.GetBytes(text))).Select(r => r.Regle));
        }
    }

    private static async Task<List<FileRecord>> RecordsAsync(string name, byte[] bytes)
    {
        var records = new List<FileRecord>();
        await foreach (var record in PaymentFile.ReadAsync(new MemoryStream(bytes), name, null, default))
        {
            records.Add(record);
        }

        return records;
    }

    private static string Table()
    {
        var ro = PaymentRecords.Ro("TABLE").Without("ligneOrigine").Without("referenceSoin");
        return string.Join(';', ImportTests.Flat(ro).Select(f => f.Path)) + "\n"
            + string.Join(';', ImportTests.Flat(ro).Select(f => f.Value)) + "\n";
    }

    private static byte[] Gzip(byte[] bytes)
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(bytes);
        }

        return compressed.ToArray();
    }
}
