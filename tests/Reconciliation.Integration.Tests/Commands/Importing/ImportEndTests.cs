using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Reconciliation.Integration.Tests.Hosts;
using Xunit;

namespace Reconciliation.Integration.Tests.Commands.Importing;

/// <summary>However <c>recon import</c> ends, it has told which records were refused, and a report holds all of them.</summary>
public sealed class ImportEndTests : ImportInstance
{
    [SkippableFact]
    public async Task Refused_records_are_told_before_the_sentence_and_a_later_report_holds_them()
    {
        var (bad, cut) = (Write("bad1.ndjson", Good("B1"), Bad("B2"), ""), Write("cut.ndjson", Good("C1"), Good("C2")[..^20]));
        var first = await RunAsync(bad, cut);
        Assert.Contains("bad1.ndjson:2: canal (valeurConnue)", first.Output, StringComparison.Ordinal);
        Assert.Contains("1 acceptés, 1 rejetés", first.Output, StringComparison.Ordinal);
        Assert.Equal((1, "cut.ndjson is not whole, or not of its form: line 2 is the beginning of a record: the rest was cut off."),
            (first.Code, Assert.Single(first.Errors.Split('\n'))[(first.Errors.LastIndexOf('/') + 1)..]));

        var report = Path.Combine(Folder, "rejets.ndjson");
        var again = await RunAsync(bad, cut, "--rejets", report);
        Assert.Equal(1, again.Code);
        Assert.Contains("bad1.ndjson:2: ", again.Output, StringComparison.Ordinal);
        Assert.Equal([2L], Refused(await File.ReadAllTextAsync(report)));

        Write("cut.ndjson", Good("C1"), Bad("C2"), "");
        var mended = await RunAsync(bad, cut, "--rejets", report);
        Assert.True(mended.Code == 2, mended.Output + mended.Errors);
        Assert.Contains($"2 enregistrements refusés en tout ; ils sont tous dans {report}.", mended.Output, StringComparison.Ordinal);
        Assert.Equal(["bad1.ndjson", "cut.ndjson"], Files(await File.ReadAllTextAsync(report)));
        Assert.Equal(2, await Instance.CountAsync("SELECT count(*) FROM quarantaine"));
    }

    [SkippableFact]
    public async Task A_last_line_that_is_wrong_is_refused_and_those_before_it_are_taken()
    {
        var file = Write("latin.ndjson", Good("L1"), Good("L2"), "");
        await File.AppendAllTextAsync(file, Good("L3")[..^1] + ",\"x\":\"é\"}", Encoding.Latin1);
        var (code, output, errors) = await RunAsync(file);
        Assert.True(code == 2, output + errors);
        Assert.Contains("latin.ndjson:3: (json)", output, StringComparison.Ordinal);
        Assert.Contains("2 acceptés, 1 rejetés", output, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_report_goes_into_a_pipe_and_on_a_full_disk_what_was_refused_is_told_and_the_place_kept()
    {
        var file = Write("bad.ndjson", Bad("P1"), Bad("P2"), "");
        if (File.Exists("/dev/full"))
        {
            var full = await RunAsync(file, "--rejets", "/dev/full");
            Assert.True(full.Code == 1, full.Output + full.Errors);
            Assert.StartsWith("The file /dev/full cannot be written: ", Assert.Single(full.Errors.Split('\n')), StringComparison.Ordinal);
            Assert.Contains("bad.ndjson:2: canal", full.Output, StringComparison.Ordinal);
        }

        var (code, output, errors) = await RunAsync(file, "--rejets", "/dev/stdout");
        Assert.True(code == 2, output + errors);
        Assert.Equal([1L, 2], Refused(string.Join('\n', output.Split('\n').Where(l => l.StartsWith('{')))));
        Assert.Contains("0 acceptés, 2 rejetés", output, StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData("cat {0} | {1} import - --rejets /dev/stdout >>{2}")]
    [InlineData("{1} import {0} --rejets /dev/stdout >>{2}")]
    [InlineData("{1} import {0} --rejets {2} >>{2}")]
    [InlineData("{1} import {0} --rejets /dev/stderr 2>>{2} >>{2}")]
    [InlineData("mkfifo {2}.fifo; cat {2}.fifo >>{2} & {1} import {0} --rejets {2}.fifo >>{2}; code=$?; wait; exit $code")]
    public async Task Where_the_screen_goes_to_the_report_neither_writes_over_the_other_nor_over_what_was_there(string command)
    {
        var (file, report) = (Write("bad.ndjson", Bad("S1"), Bad("S2"), ""), Write("out", "before", ""));
        var recon = $"dotnet {Path.Combine(AppContext.BaseDirectory, "recon.dll")}";
        var start = new ProcessStartInfo(
            "/bin/sh", ["-c", string.Format(System.Globalization.CultureInfo.InvariantCulture, command, file, recon, report)]);
        foreach (var (name, value) in Variables)
        {
            start.Environment[name] = value;
        }

        using var shell = Process.Start(start)!;
        await shell.WaitForExitAsync();

        var said = await File.ReadAllLinesAsync(report);
        Assert.True(shell.ExitCode == 2, string.Join('\n', said));
        Assert.Equal("before", said[0]);
        Assert.Equal([1L, 2], Refused(string.Join('\n', said.Where(l => l.StartsWith('{')))));
        Assert.Contains(said, l => l.StartsWith("0 acceptés, 2 rejetés", StringComparison.Ordinal));
    }

    private static string Good(string adherent) => PaymentRecords.Ro(adherent).ToJsonString();

    private static string Bad(string adherent) => PaymentRecords.Ro(adherent).With("canal", "pigeon").ToJsonString();

    private static IEnumerable<JsonElement> Lines(string report) =>
        report.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonDocument.Parse(l).RootElement);

    private static IEnumerable<long> Refused(string report) => Lines(report).Select(l => l.GetProperty("ligne").GetInt64());

    private static IEnumerable<string> Files(string report) => Lines(report).Select(l => l.GetProperty("fichier").GetString()!);

    private Task<(int Code, string Output, string Errors)> RunAsync(params string[] arguments) =>
        ReconProcess.RunAsync(Variables, ["import", .. arguments]);
}
