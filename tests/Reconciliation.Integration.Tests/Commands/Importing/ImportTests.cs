using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Reconciliation.Dev;
using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Integration.Tests.Servers;
using Reconciliation.Storage;
using Xunit;

namespace Reconciliation.Integration.Tests.Commands.Importing;

/// <summary>
/// <c>recon import</c> on real servers: it takes good records, refuses others with their place, and may be killed and run again.
/// </summary>
public sealed class ImportTests : ImportInstance
{
    [SkippableFact]
    public async Task Lines_of_both_streams_are_taken_and_each_refused_record_is_reported_with_its_line()
    {
        var file = Write(
            "mixed.ndjson",
            PaymentRecords.Ro("IMP").ToJsonString(),
            "",
            PaymentRecords.Complementaire("IMP").ToJsonString() + "\r",
            "{ pas du JSON",
            PaymentRecords.Ro("IMP2").With("montant", 1.005m).Without("virement").ToJsonString(),
            PaymentRecords.Complementaire("IMP3").With("canal", "pigeon").ToJsonString());
        var report = Path.Combine(Folder, "rejets.ndjson");

        var (code, output, errors) = await ReconProcess.RunAsync(Variables, "import", file, "--rejets", report);

        Assert.True(code == 2, output + errors);
        Assert.Contains("2 acceptés, 3 rejetés", output, StringComparison.Ordinal);
        var refused = File.ReadLines(report).Select(l => JsonDocument.Parse(l).RootElement).ToList();
        Assert.Equal(
            [("mixed.ndjson", 4L, "", "json"), ("mixed.ndjson", 5, "montant", "deuxDecimales"), (
                "mixed.ndjson", 6, "canal", "valeurConnue")],
            refused.Select(
                r => (
                    r.GetProperty("fichier").GetString()!, r.GetProperty("ligne").GetInt64(), r.GetProperty("membre").GetString()!,
                    r.GetProperty("regle").GetString()!)));
        Assert.Equal("virement", refused[1].GetProperty("autres")[0].GetProperty("membre").GetString());
        Assert.All(refused, r => Assert.Contains($"mixed.ndjson:{r.GetProperty("ligne")}: ", output, StringComparison.Ordinal));
        await StoredAsync(2);
        Assert.Equal("complet", Assert.Single(await Instance.SoinsAsync("IMP")).GetProperty("situation").GetString());
        Assert.Equal(
            ["import:mixed.ndjson:4", "import:mixed.ndjson:5", "import:mixed.ndjson:6"],
            (await Instance.RowsAsync("SELECT origine FROM quarantaine ORDER BY origine")).Select(r => (string)r[0]!));
        Assert.Equal(
            "{ pas du JSON",
            Encoding.UTF8.GetString((byte[])(await Instance.RowsAsync("SELECT corps FROM quarantaine ORDER BY origine"))[0][0]!));
        Assert.Equal(3L, await Instance.CountAsync("SELECT sum(recues)::bigint FROM reception WHERE origine = 'import'"));
        Assert.False(File.Exists(file + ".recon-import"));
    }

    [SkippableTheory]
    [InlineData(';', ',')]
    [InlineData(',', '.')]
    public async Task A_table_is_read_with_its_separator_quotes_and_decimal_sign(char separator, char point)
    {
        var adherent = separator == ';' ? "CSV1" : "CSV2";
        string Row(JsonObject record) =>
            string.Join(separator, Flat(record).Select(f => Quoted(f.Value.Replace('.', f.IsAmount ? point : '.'), separator)));
        var ro = PaymentRecords.Ro(adherent).With("libelle", $"Consultation \"généraliste\"{separator} suivi")
            .With("remarque", "deux\nlignes").Without("ligneOrigine").Without("referenceSoin");
        var wrong = PaymentRecords.Ro(adherent, ordre: 2).With("remarque", "").With("dateSoin", "14/11/2025").Without("ligneOrigine")
            .Without("referenceSoin");
        var file = Write(
            $"table-{adherent}.csv", string.Join(separator, Flat(ro).Select(f => f.Path)), Row(ro), Row(wrong),
            "trop" + separator + "court", "");

        var (code, output, errors) = await ReconProcess.RunAsync(Variables, "import", file);

        Assert.True(code == 2, output + errors);

        // The first record has a field of two lines.
        Assert.Contains($"table-{adherent}.csv:4: dateSoin (date)", output, StringComparison.Ordinal);
        Assert.Contains($"table-{adherent}.csv:5: (colonnes)", output, StringComparison.Ordinal);
        Assert.Contains("1 acceptés, 2 rejetés", output, StringComparison.Ordinal);
        await Eventually.HoldsAsync("the row is a soin", async () => (await Instance.SoinsAsync(adherent)).Count == 1);
        Assert.Equal(21.00m, (await Instance.SoinsAsync(adherent))[0].GetProperty("partRo").GetProperty("montant").GetDecimal());
    }

    [SkippableFact]
    public async Task Compressed_files_and_standard_names_are_told_by_their_bytes()
    {
        var file = Path.Combine(Folder, "archive");
        await using (var gzip = new GZipStream(File.Create(file), CompressionLevel.Fastest))
        {
            await gzip.WriteAsync(
                Encoding.UTF8.GetBytes(PaymentRecords.Ro("GZ").ToJsonString() + "\n" + PaymentRecords.Complementaire("GZ").ToJsonString()));
        }

        var first = await ReconProcess.RunAsync(Variables, "import", file);
        await StoredAsync(2);
        var second = await ReconProcess.RunAsync(Variables, "import", file);

        Assert.True((first.Code, second.Code) == (0, 0), first.Output + first.Errors + second.Output + second.Errors);
        await Eventually.HoldsAsync(
            "the file came twice",
            async () => await Instance.CountAsync("SELECT coalesce(sum(recues), 0)::bigint FROM reception") == 4);
        await StoredAsync(2);
    }

    [SkippableFact]
    public async Task Killed_midway_and_run_again_nothing_is_lost_nothing_counts_twice_and_it_does_not_start_over()
    {
        var messages = new DemoStream(31, new DateOnly(2026, 3, 2), new Shuffle { Invalid = 2 }).Messages().Take(7_000).ToList();
        var file = Path.Combine(Folder, "grand.ndjson");
        await File.WriteAllTextAsync(file, string.Concat(messages.Select(m => Encoding.UTF8.GetString(m.Body) + "\n")));
        var report = Path.Combine(Folder, "grand-rejets.ndjson");
        var mark = file + ".recon-import";
        await using (var recon = ReconProcess.Start(Variables, "import", file, "--rejets", report))
        {
            await Eventually.HoldsAsync("some slices are confirmed", () => recon.HasExited || Line(mark) >= 500);
            Assert.False(recon.HasExited, recon.Output + recon.Errors);
        }

        var done = Line(mark);
        Assert.InRange(done, 500, messages.Count - 1);
        var (code, output, errors) = await ReconProcess.RunAsync(Variables, "import", file, "--rejets", report);

        var refused =
            messages.Select((m, i) => (Message: m, Line: i + 1L)).Where(m => m.Message.Paiement is null).Select(m => m.Line).ToList();
        Assert.True(code == 2, output + errors);
        Assert.Contains($"dont {done.ToString("#,##0", Recon.ProgressLine.French)} avant l'interruption", output, StringComparison.Ordinal);
        Assert.Equal(refused, File.ReadLines(report).Select(l => JsonDocument.Parse(l).RootElement.GetProperty("ligne").GetInt64()));
        await StoredAsync(messages.Where(m => m.Paiement is not null).Select(m => m.Paiement).Distinct().Count());
        Assert.Equal(refused.Count, await Instance.CountAsync("SELECT count(*) FROM quarantaine"));
    }

    [SkippableFact]
    public async Task What_cannot_be_done_is_one_sentence()
    {
        async Task<string> RefusedAsync(Dictionary<string, string> environment, params string[] arguments)
        {
            var (code, output, errors) = await ReconProcess.RunAsync(environment, ["import", .. arguments]);
            Assert.True(code == 1, output + errors);
            return Assert.Single(errors.Split('\n'));
        }

        var damaged = Path.Combine(Folder, "abime.ndjson.gz");
        await File.WriteAllBytesAsync(damaged, [0x1f, 0x8b, 8, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
        Assert.Contains("absent.csv", await RefusedAsync(Variables, Path.Combine(Folder, "absent.csv")), StringComparison.Ordinal);
        Assert.Contains("abime.ndjson.gz", await RefusedAsync(Variables, damaged), StringComparison.Ordinal);
        Assert.Contains("RECONCILIATION_POSTGRES", await RefusedAsync([], Write("vide.ndjson")), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Nothing_of_a_cut_file_becomes_a_message_and_where_no_place_can_be_kept_it_goes_through()
    {
        var cut = Path.Combine(Folder, "coupe.ndjson.gz");
        await File.WriteAllBytesAsync(cut, Gzip(Encoding.UTF8.GetBytes(PaymentRecords.Ro("COUPE").ToJsonString() + "\n"))[..^4]);
        var (code, _, errors) = await ReconProcess.RunAsync(Variables, "import", cut);
        Assert.True(code == 1, errors);
        Assert.Contains("coupe.ndjson.gz", Assert.Single(errors.Split('\n')), StringComparison.Ordinal);
        Assert.Equal(0L, await Instance.CountAsync("SELECT count(*) FROM quarantaine"));

        var file = Write("place.ndjson", PaymentRecords.Ro("PLACE").ToJsonString());
        Directory.CreateDirectory(file + ".recon-import.tmp");
        var (done, output, said) = await ReconProcess.RunAsync(Variables, "import", file);
        Assert.True(done == 0, output + said);
        Assert.Contains("No place is kept", said, StringComparison.Ordinal);
        await StoredAsync(1);

        var (refused, _, why) = await ReconProcess.RunAsync(Variables, "import", file, "--rejets", file);
        Assert.True(refused == 1, why);
        Assert.NotEqual(0, new FileInfo(file).Length);
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

    private static long Line(string mark)
    {
        try
        {
            return JsonDocument.Parse(File.ReadAllText(mark)).RootElement.GetProperty("Ligne").GetInt64();
        }
        catch (FileNotFoundException)
        {
            return 0;
        }
    }

    private Task StoredAsync(long lines) => Eventually.HoldsAsync(
        $"{lines} lines are stored", async () => await Instance.CountAsync("SELECT count(*) FROM ligne") == lines);

    internal static IEnumerable<(string Path, string Value, bool IsAmount)> Flat(JsonObject record, string prefix = "") =>
        record.SelectMany(m =>
        m.Value is JsonObject inner
            ? Flat(inner, m.Key + ".")
            : [(prefix + m.Key, m.Value!.GetValueKind() == JsonValueKind.Number
            ? Number(m.Value)
            : m.Value.GetValue<string>(), m.Key is "depense" or "base" or "montant")]);

    private static string Number(JsonNode value) =>
        decimal.Parse(value.ToJsonString(), CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture);

    private static string Quoted(string field, char separator) =>
        field.IndexOfAny([separator, '"', '\n']) < 0 ? field : $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
