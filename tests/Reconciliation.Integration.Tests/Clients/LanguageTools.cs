using System.Diagnostics;
using Reconciliation.Dev;
using Reconciliation.Integration.Tests.Contract;
using Reconciliation.Integration.Tests.Servers;

namespace Reconciliation.Integration.Tests.Clients;

/// <summary>
/// The programs that run the clients of other languages: Python 3.11 and Node 18 with TypeScript, of this machine or of apt. Where they
/// cannot be had their tests are skipped, and fail where CI is set.
/// </summary>
internal static class LanguageTools
{
    private static readonly Lazy<Task<string>> LazyPython =
        new(() => FindAsync("python3", "python3", "import sys; sys.exit(sys.version_info < (3, 11))"));

    private static readonly Lazy<Task<string>> LazyNode =
        new(() => FindAsync("node", "nodejs", "process.exit(Number(process.versions.node.split('.')[0]) < 18 ? 1 : 0)"));

    private static readonly Lazy<Task<string>> LazyCompiled = new(CompileAsync);

    /// <summary>A sample of Python, ready to be given its arguments.</summary>
    public static async Task<string[]> PythonAsync(string sample) =>
        [await TestServers.OrSkipAsync(LazyPython.Value), "-B", Repository.Contracts("python", "samples", $"{sample}.py")];

    /// <summary>The same of TypeScript, compiled once a run.</summary>
    public static async Task<string[]> TypeScriptAsync(string sample)
    {
        var node = await TestServers.OrSkipAsync(LazyNode.Value);
        return [node, Path.Combine(await TestServers.OrSkipAsync(LazyCompiled.Value), "samples", $"{sample}.js")];
    }

    /// <summary>The script that writes the types of both.</summary>
    public static async Task<string[]> GeneratorAsync() =>
        [await TestServers.OrSkipAsync(LazyPython.Value), "-B", Repository.Contracts("generate-types")];

    /// <summary>Starts a command with a token in its environment.</summary>
    public static Process Start(IReadOnlyList<string> command, string token, params string[] arguments) => Process.Start(
        new ProcessStartInfo(command[0], [.. command.Skip(1), .. arguments])
        {
            RedirectStandardOutput = true,
            Environment = { ["RECONCILIATION_JETON"] = token, ["PYTHONIOENCODING"] = "utf-8" },
        })!;

    // Debian's own first: another one of the same name may be older, or a script that looks for a version to run.
    private static async Task<string> FindAsync(string program, string package, string check)
    {
        var option = program == "node" ? "-e" : "-c";
        for (var installs = 0; ; installs++)
        {
            foreach (var path in new[] { $"/usr/bin/{program}", Executables.Find(program) }.OfType<string>().Where(File.Exists))
            {
                if ((await Executables.RunAsync([path, option, check], new Dictionary<string, string>(), default)).ExitCode == 0)
                {
                    return path;
                }
            }

            if (installs > 0 || OperatingSystem.IsWindows() || !await DebianPackages.InstallAsync(package, TestServers.Say, default))
            {
                throw new ServerUnavailableException($"{package} is not installed as new as the clients need it, and cannot be had here.");
            }
        }
    }

    private static async Task<string> CompileAsync()
    {
        if (Executables.Find("tsc") is null
            && (OperatingSystem.IsWindows() || !await DebianPackages.InstallAsync("node-typescript", TestServers.Say, default)))
        {
            throw new ServerUnavailableException("TypeScript is not installed, and cannot be had with apt-get here.");
        }

        var folder = Path.Combine(AppContext.BaseDirectory, "typescript");
        Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(Path.Combine(folder, "package.json"), """{ "type": "module" }""");
        var compiled = await Executables.RunAsync(
            [Executables.Find("tsc")!, "-p", Repository.Contracts("typescript"), "--outDir", folder], new Dictionary<string, string>(),
            default);
        return compiled.ExitCode == 0 ? folder : throw new InvalidOperationException(compiled.Output);
    }
}
