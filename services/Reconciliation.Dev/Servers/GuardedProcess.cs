using System.Diagnostics;

namespace Reconciliation.Dev;

/// <summary>The command to start under a guard, and how to end it.</summary>
/// <param name="Folder">The server's temporary folder; the guard removes it with the server.</param>
/// <param name="User">The user to run as, when this process is root and the server refuses to be; else null.</param>
/// <param name="Command">The program and its arguments.</param>
/// <param name="Environment">Variables added to this process's own.</param>
/// <param name="StopSignal">Ends the server so that it can be started again on its data.</param>
/// <param name="EndSignal">Ends the server for good, as fast as it can go.</param>
internal sealed record GuardedCommand(
    string Folder,
    string? User,
    IReadOnlyList<string> Command,
    IReadOnlyDictionary<string, string> Environment,
    string StopSignal,
    string EndSignal);

/// <summary>
/// A server process that cannot outlive its owner. A small shell stands between them and holds the reading end of a pipe: when the pipe
/// closes, because the owner said so or because it was killed, the shell ends the server's whole process group and removes its folder.
/// The kernel's parent-death signal would not do: it fires when the thread that started the child ends, and .NET threads come and go.
/// </summary>
internal sealed class GuardedProcess : IAsyncDisposable
{
    // The server has a session of its own: Ctrl-C in a terminal reaches the owner only, which still needs its server to finish.
    private const string Guard = """
        folder=$1 owner=$2 stop=$3 end=$4; shift 4
        cd / && exec 3<&0 </dev/null >>"$folder/server.log" 2>&1
        [ -z "$owner" ] || chown -R "$owner" "$folder" || exit 1
        if command -v setsid >/dev/null; then alone=setsid; else alone=; set -m; fi
        $alone "$@" 3<&- &
        server=$!
        {
            word=; read -r word <&3
            case $word in stop) signal=$stop ;; kill) signal=KILL ;; *) signal=$end ;; esac
            tenths=0
            [ -e "$folder/ended" ] || kill -s "$signal" -- "-$server"
            while [ ! -e "$folder/ended" ]; do
                sleep 0.1; tenths=$((tenths + 1))
                [ "$tenths" -ne 100 ] || kill -s KILL -- "-$server"
            done
            [ -n "$word" ] || rm -rf "$folder"
        } &
        guard=$!
        wait "$server"
        kill -s KILL -- "-$server" 2>/dev/null
        : >"$folder/ended"
        exec 3<&-
        wait "$guard"
        """;

    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(20);

    private readonly Process _guard;
    private readonly string _folder;
    private readonly TimeProvider _clock;

    private GuardedProcess(Process guard, string folder, TimeProvider clock)
    {
        _guard = guard;
        _folder = folder;
        _clock = clock;
    }

    /// <summary>True once the server has ended by itself.</summary>
    public bool HasEnded => _guard.HasExited || File.Exists(Path.Combine(_folder, "ended"));

    /// <summary>The last thing that the server wrote, to explain why it ended.</summary>
    public string LastWords
    {
        get
        {
            var log = Path.Combine(_folder, "server.log");
            return File.Exists(log)
                ? File.ReadLines(log).LastOrDefault(line => line.Trim() != "")?.Trim() ?? "it said nothing"
                : "it left no log";
        }
    }

    public static GuardedProcess Start(GuardedCommand server, TimeProvider clock)
    {
        // An end that an earlier run of the same server left behind is not this one's.
        File.Delete(Path.Combine(server.Folder, "ended"));
        string[] shell = ["sh", "-c", Guard, "guard", server.Folder, server.User ?? "", server.StopSignal, server.EndSignal];
        string[] command = [.. shell, .. SystemUser.Prefix(server.User), .. server.Command];

        // With a session of its own the guard survives a signal to its owner's whole process group.
        command = Executables.Find("setsid") is { } setsid ? [setsid, .. command] : command;
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardInput = true, WorkingDirectory = "/" };
        foreach (var (name, value) in server.Environment)
            start.Environment[name] = value;
        return new GuardedProcess(Process.Start(start)!, server.Folder, clock);
    }

    /// <summary>Ends the server and keeps its folder.</summary>
    /// <param name="kill">Whether every process of it is killed instead of asked.</param>
    public async Task StopAsync(bool kill = false)
    {
        await TellAsync(kill ? "kill" : "stop");
        _guard.Dispose();
    }

    /// <summary>Ends the server and removes its folder.</summary>
    public async ValueTask DisposeAsync()
    {
        await TellAsync("");
        _guard.Dispose();
    }

    private async Task TellAsync(string word)
    {
        try
        {
            if (word != "")
                await _guard.StandardInput.WriteLineAsync(word);
            _guard.StandardInput.Close();
        }
        catch (IOException)
        {
            // The guard is gone: there is nobody left to tell.
        }

        using var limit = new CancellationTokenSource(EndLimit, _clock);
        await _guard.WaitForExitAsync(limit.Token);
    }
}
