using System.Diagnostics;
using System.IO.Compression;
using System.Xml.Linq;
using Xunit;

namespace Reconciliation.Integration.Tests.Contract;

/// <summary>
/// The packages for users of the service hold the files that they need: the assembly, its documentation, and a README to begin with.
/// </summary>
public sealed class PackageTests
{
    private static readonly string[] Needed =
        ["Reconciliation.Contracts", "Microsoft.Extensions.Http.Resilience", "System.Net.ServerSentEvents"];

    [Theory]
    [InlineData("Reconciliation.Contracts", "schemas/vue.schema.json")]
    [InlineData("Reconciliation.Client", "README.md")]
    public async Task A_package_is_made_of_what_was_built(string project, string also)
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            // The folder of the tests ends with the configuration in which everything was built.
            var configuration = new DirectoryInfo(AppContext.BaseDirectory).Name;
            using var pack = Process.Start(new ProcessStartInfo(
                "dotnet",
                ["pack", Repository.Contracts(project), "-c", configuration, "--no-build", "--nologo", "-v", "q", "-o", folder.FullName])
            {
                RedirectStandardOutput = true,
            })!;
            var said = await pack.StandardOutput.ReadToEndAsync();
            await pack.WaitForExitAsync();
            Assert.True(pack.ExitCode == 0, said);

            using var package = ZipFile.OpenRead(Assert.Single(folder.GetFiles("*.nupkg")).FullName);
            var names = package.Entries.Select(e => e.FullName).ToList();
            foreach (var framework in (string[])["net10.0", "net8.0"])
            {
                Assert.Contains($"lib/{framework}/{project}.dll", names);
                Assert.Contains($"lib/{framework}/{project}.xml", names);
            }

            Assert.Contains("README.md", names);
            Assert.Contains(also, names);
            await using var documentation = package.GetEntry($"lib/net10.0/{project}.xml")!.Open();
            Assert.NotEmpty(XDocument.Load(documentation).Descendants("member"));
            await using var description = package.GetEntry($"{project}.nuspec")!.Open();
            var nuspec = XDocument.Load(description);
            var text = nuspec.ToString();
            Assert.Contains(">MIT<", text, StringComparison.Ordinal);
            Assert.Contains("<readme>README.md</readme>", text, StringComparison.Ordinal);

            // A minimum and nothing else: programs that use the package choose the versions of what it needs.
            var dependencies = nuspec.Descendants().Where(e => e.Name.LocalName == "dependency").ToList();
            Assert.Equal(project.EndsWith("Client", StringComparison.Ordinal), dependencies.Count > 0);
            Assert.All(dependencies, d => Assert.Matches("^[0-9.]+$", d.Attribute("version")!.Value));
            Assert.All(dependencies, d => Assert.Contains(d.Attribute("id")!.Value, Needed));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
