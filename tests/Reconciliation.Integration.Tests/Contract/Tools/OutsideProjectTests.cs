using Reconciliation.Dev;
using Reconciliation.Tests;
using Xunit;

namespace Reconciliation.Integration.Tests.Contract;

/// <summary>
/// <c>Reconciliation.Testing</c> as another team uses it: by a package, or by a reference to the project, from a project outside of the
/// repository, whose settings of the build and versions of packages are not those of this repository.
/// </summary>
public sealed class OutsideProjectTests : IDisposable
{
    private const string Program = """
        using Reconciliation.Testing;

        await using var reconciliation = await ReconciliationInstance.StartAsync(new(2026, 3, 2, 8, 0, 0, TimeSpan.Zero));
        var members = await reconciliation.SeedAsync(seed: 7, count: 100);
        Console.WriteLine($"seeded {members.Count > 0}");
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("outside-");

    private static readonly string Testing = Repository.Path("services", "Reconciliation.Testing", "Reconciliation.Testing.csproj");

    [SkippableFact]
    public async Task A_project_outside_compiles_with_the_instance_for_tests_and_starts_it()
    {
        LongRun.OrSkip();
        await StartAsync($"""<ProjectReference Include="{Testing}" />""");
    }

    [SkippableFact]
    public async Task A_project_outside_starts_the_instance_of_the_package_with_a_feed_that_has_nothing_else_of_ours()
    {
        LongRun.OrSkip();

        // A version of its own: the packages of the machine keep one that was there before.
        var version = FormattableString.Invariant($"1.0.0-essai.{TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds()}");
        var feed = Path.Combine(_folder.FullName, "feed");
        foreach (var project in new[]
        {
            Repository.Contracts("Reconciliation.Contracts"), Repository.Contracts("Reconciliation.Client"), Testing,
        })
        {
            await RunAsync(
                "dotnet", "pack", project, "-c", "Release", "-o", feed, "--nologo", "-v", "q", $"-p:Version={version}",
                "--artifacts-path", Path.Combine(_folder.FullName, "artifacts"));
        }

        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "nuget.config"), $"""
            <configuration><packageSources><add key="feed" value="{feed}" /></packageSources></configuration>
            """);
        await StartAsync($"""<PackageReference Include="Reconciliation.Testing" Version="{version}" />""");
    }

    private async Task StartAsync(string reference)
    {
        // Apart from what was packed: a project takes every source below its folder.
        var own = _folder.CreateSubdirectory("project").FullName;
        var project = Path.Combine(own, "Outside.csproj");
        await File.WriteAllTextAsync(Path.Combine(own, "Program.cs"), Program);
        await File.WriteAllTextAsync(project, $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
              </PropertyGroup>
              <ItemGroup>
                {reference}
              </ItemGroup>
            </Project>
            """);
        await RunAsync("dotnet", "build", project, "-c", "Release", "-o", Path.Combine(_folder.FullName, "out"), "--nologo", "-v", "q");
        var said = await RunAsync("dotnet", Path.Combine(_folder.FullName, "out", "Outside.dll"));
        Assert.Contains("seeded True", said, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static async Task<string> RunAsync(params string[] command)
    {
        var run = await Executables.RunAsync(command, new Dictionary<string, string>(), default);
        Assert.True(run.ExitCode == 0, $"{string.Join(' ', command)}\n{run.Output}");
        return run.Output;
    }
}
