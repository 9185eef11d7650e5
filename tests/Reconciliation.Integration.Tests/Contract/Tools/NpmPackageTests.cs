using Reconciliation.Tests;
using Xunit;

namespace Reconciliation.Integration.Tests.Contract;

/// <summary>
/// The client in TypeScript as another project gets it with npm, from a copy of its folder in which nothing is installed or compiled.
/// </summary>
public sealed class NpmPackageTests : IDisposable
{
    private const string Program = """
        import { ReconciliationClient, type Vue } from "reconciliation-client";
        const client = new ReconciliationClient({ address: "http://127.0.0.1:1", token: () => "jeton" });
        export const first = async (): Promise<Vue | undefined> => (await client.soins("A0001234").next()).value ?? undefined;
        console.log(typeof client.readSoin);
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("npm-");

    [SkippableTheory]
    [InlineData("4.8.4", "node")]
    [InlineData("5.9.3", "bundler")]
    [InlineData("7.0.2", "node16")]
    public async Task A_project_installs_it_compiles_against_it_and_runs(string typescript, string resolution)
    {
        LongRun.OrSkip();
        var (package, project) = (Path.Combine(_folder.FullName, "clone"), Path.Combine(_folder.FullName, "project"));
        Copy(Repository.Contracts("typescript"), package);
        Directory.CreateDirectory(project);
        await File.WriteAllTextAsync(Path.Combine(project, "package.json"), """{ "private": true, "type": "module" }""");
        await File.WriteAllTextAsync(Path.Combine(project, "use.ts"), Program);
        await File.WriteAllTextAsync(Path.Combine(project, "tsconfig.json"), $$"""
            { "compilerOptions": { "target": "ES2022", "strict": true, "types": [], "outDir": "out", "moduleResolution": "{{resolution}}",
              "module": "{{(resolution == "node16" ? "node16" : "ES2022")}}" }, "files": ["use.ts"] }
            """);
        await RunAsync("npm", "install", "--prefix", project, "--no-audit", "--no-fund", package, $"typescript@{typescript}");
        await RunAsync(Path.Combine(project, "node_modules", ".bin", "tsc"), "-p", project);
        Assert.Equal("function", (await RunAsync("node", Path.Combine(project, "out", "use.js"))).Trim());
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.GetFiles(from))
        {
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        }

        foreach (var folder in Directory.GetDirectories(from).Where(f => Path.GetFileName(f) is not ("node_modules" or "dist")))
        {
            Copy(folder, Path.Combine(to, Path.GetFileName(folder)));
        }
    }

    private static async Task<string> RunAsync(params string[] command)
    {
        var run = await Dev.Executables.RunAsync(command, new Dictionary<string, string>(), default);
        Assert.True(run.ExitCode == 0, $"{string.Join(' ', command)}\n{run.Output}");
        return run.Output;
    }
}
