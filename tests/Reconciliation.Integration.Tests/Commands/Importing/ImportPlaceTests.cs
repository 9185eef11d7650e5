using System.Diagnostics;
using Reconciliation.Hosting;
using Reconciliation.Recon;
using Xunit;

namespace Reconciliation.Integration.Tests.Commands.Importing;

/// <summary>
/// No file that <c>recon import</c> reads is written or emptied, under whatever name it comes: that is one sentence before anything is
/// sent, and before a server is asked.
/// </summary>
public sealed class ImportPlaceTests : IDisposable
{
    private static readonly Dictionary<string, string> Unreachable = new()
    {
        ["RECONCILIATION_POSTGRES"] = "Host=127.0.0.1;Port=1;Username=x;Password=x;Database=x;Timeout=2",
        ["RECONCILIATION_RABBITMQ"] = "amqp://x:x@127.0.0.1:1/",
    };

    private readonly string _folder = Directory.CreateTempSubdirectory("recon-import-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    // Shell commands that make another name of the source (src), in the folder; the report; the other arguments.
    public static TheoryData<string, string, string> Names => new()
    {
        { "ln -s src link", "link", "src" },
        { "ln -s src a; ln -s a link", "link", "src" },
        { "ln -s src link", "src", "link" },
        { "ln src link", "link", "src" },
        { "ln src link; ln -s link twice", "twice", "src" },
        { "mkdir d; mv src d/; ln -s d e; ln -s d/src src", "e/src", "d/src" },
        { "mkdir d; mv src d/; ln -s d e; ln -s d/src src", "../$(basename $PWD)/e/src", "src" },
        { "cp src other; echo >>other; ln src link", "link", "other src" },
        { "true", "src", "- <src" },
        { "ln src link", "link", "- <src" },
        { "true", "/dev/stdin", "- <src" },
        { "true", "/proc/self/fd/0", "- <src" },
        { "true", "/dev/stdin", "src <src" },
        { "true", "src", "/dev/stdin <src" },
        { "mkfifo fifo; (cat src >fifo) >said 2>&1 & true", "fifo", "- <fifo" },
        { "ln src link", "/dev/stdout", "src >>link" },
        { "true", "src.recon-import", "src" },
        { "true", "src.recon-import.tmp", "src" },
        { "ln -s . d", "d/src.recon-import", "src" },
        { "cp src other; cat src >>other; mv other src.recon-import", "rejets", "src src.recon-import" },
        { "cp src other; cat src >>other; mv other src.recon-import.tmp", "rejets", "src.recon-import.tmp src" },
        { "cp src other; cat src >>other; ln -s other src.recon-import", "rejets", "src other src.recon-import" },
    };

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_source_is_not_written_under_any_of_its_names(string making, string report, string sources)
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "src"), SourceFiles.Line("A1") + "\n");
        await ShellAsync(making);
        var held = await ShellAsync("cat src; cat d/src other src.recon-import src.recon-import.tmp 2>/dev/null; true");

        var (code, errors) = await ImportAsync($"--rejets {report} {sources}");

        Assert.True(code == 1, errors);
        var sentence = Assert.Single(errors.Split('\n'));
        Assert.True(sentence.Contains("which is read", StringComparison.Ordinal)
            || sentence.Contains("which holds the place of src", StringComparison.Ordinal), sentence);
        Assert.DoesNotContain("RECONCILIATION", sentence, StringComparison.Ordinal);
        Assert.Equal(held, await ShellAsync("cat src; cat d/src other src.recon-import src.recon-import.tmp 2>/dev/null; true"));
    }

    [Fact]
    public async Task A_link_by_the_name_of_a_draft_leads_to_nothing_that_is_written()
    {
        await ShellAsync("echo un >src; echo deux >other; ln -s other src.recon-import.tmp; ln -s other src.recon-import");
        using var source = ImportSource.Open(Path.Combine(_folder, "src"));
        source.KeepPlace();
        source.Move(source.Mark with { Ligne = 1 });
        Assert.Equal("deux\n", await ShellAsync("cat other"));
        Assert.Contains("\"Ligne\":1", await ShellAsync("cat src.recon-import"), StringComparison.Ordinal);
        source.Forget();
        Assert.Equal("other\nsrc\n", await ShellAsync("ls"));
    }

    [Fact]
    public async Task A_place_that_can_no_longer_be_kept_stops_nothing_and_one_that_stays_is_no_abort()
    {
        await ShellAsync("echo un >src");
        using var source = ImportSource.Open(Path.Combine(_folder, "src"));
        source.KeepPlace();
        await ShellAsync("mkdir src.recon-import.tmp; rm src.recon-import; mkdir src.recon-import");
        source.Move(source.Mark with { Ligne = 1 });
        source.Move(source.Mark with { Ligne = 2 });
        Assert.Equal(2, source.Mark.Ligne);
        source.Forget();
    }

    [Fact]
    public async Task A_source_that_became_shorter_is_told_and_one_that_is_whole_or_has_no_size_is_not()
    {
        await ShellAsync("yes texte | head -n 100000 >src; cp src whole");
        using var source = ImportSource.Open(Path.Combine(_folder, "src"));
        using var whole = ImportSource.Open(Path.Combine(_folder, "whole"));
        await ShellAsync(": >src");
        await source.Stream.CopyToAsync(Stream.Null);
        await whole.Stream.CopyToAsync(Stream.Null);
        Assert.True(source.HasShrunk);
        Assert.False(whole.HasShrunk);
    }

    // A report that a mark counts on holds its refused records; of another, a shorter or none that is not known.
    [Fact]
    public async Task A_report_goes_on_after_the_records_that_it_is_known_to_hold()
    {
        await ShellAsync("printf 0123456789 >known; printf 0123456789 >other");
        var unread = ImportMark.OfUnread(default);
        using var known = new RejectionReport(Path.Combine(_folder, "known"));
        using var other = new RejectionReport(Path.Combine(_folder, "other"));
        var mark = unread with { Rejetes = 1, OctetsDeRejets = 4, Rejets = known.Id };
        Assert.True(known.Holds(mark) && other.Holds(unread));
        Assert.False(other.Holds(mark) || known.Holds(mark with { OctetsDeRejets = 11 }) || known.Holds(mark with { Rejets = null }));

        known.Begin([unread, mark]);
        other.Begin([unread, mark with { Rejetes = 0 }]);
        known.Write([new("f", 1, "", "r", "m", [])]);
        Assert.StartsWith("0123{\"fichier\"", await ShellAsync("cat known"), StringComparison.Ordinal);
        Assert.Equal("", await ShellAsync("cat other"));
    }

    [Fact]
    public void A_report_on_a_full_disk_is_one_sentence_and_holds_less_than_was_refused()
    {
        if (!File.Exists("/dev/full"))
        {
            return;
        }

        using var full = new RejectionReport("/dev/full");
        full.Begin([]);
        var said = Assert.Throws<StartupRefusedException>(() => full.Write([new("f", 1, "", "r", "m", [])])).Message;
        Assert.StartsWith("The file /dev/full cannot be written: ", said, StringComparison.Ordinal);
        Assert.DoesNotContain("\n", said, StringComparison.Ordinal);
        Assert.True(full is { HasFailed: true, Count: 1, FirstOnes.Count: 1 });
    }

    [Theory]
    [InlineData("import ''")]
    [InlineData("import src ''")]
    [InlineData("import --rejets '' src")]
    [InlineData("verify --json ''")]
    [InlineData("rebuild --json ''")]
    [InlineData("secrets d --definitions absent")]
    public async Task An_empty_argument_and_a_file_that_is_not_there_are_one_sentence(string arguments)
    {
        await ShellAsync("echo un >src");
        var (code, errors) = await RunAsync(arguments);
        Assert.True(code == 1, errors);
        Assert.DoesNotContain("RECONCILIATION", Assert.Single(errors.Split('\n')), StringComparison.Ordinal);
    }

    private Task<(int Code, string Errors)> ImportAsync(string arguments) => RunAsync("import " + arguments);

    private async Task<(int Code, string Errors)> RunAsync(string arguments)
    {
        var recon = Path.Combine(AppContext.BaseDirectory, "recon.dll");
        var (code, _, errors) = await StartAsync($"timeout 60 dotnet {recon} {arguments}");
        return (code, errors.Trim());
    }

    private async Task<string> ShellAsync(string command)
    {
        var (code, output, errors) = await StartAsync(command);
        Assert.True(code == 0, errors);
        return output;
    }

    private async Task<(int Code, string Output, string Errors)> StartAsync(string command)
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", command])
        {
            WorkingDirectory = _folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in Unreachable)
        {
            start.Environment[name] = value;
        }

        using var shell = Process.Start(start)!;
        var (output, errors) = (shell.StandardOutput.ReadToEndAsync(), shell.StandardError.ReadToEndAsync());
        await shell.WaitForExitAsync();
        return (shell.ExitCode, await output, await errors);
    }
}
