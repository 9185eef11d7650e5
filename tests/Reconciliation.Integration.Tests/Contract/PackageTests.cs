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
            Assert.Contains($"lib/net10.0/{project}.dll", names);
            Assert.Contains("README.md", names);
            Assert.Contains(also, names);
            await using var documentation = package.GetEntry($"lib/net10.0/{project}.xml")!.Open();
            Assert.NotEmpty(XDocument.Load(documentation).Descendants("member"));
            await using var description = package.GetEntry($"{project}.nuspec")!.Open();
            var text = XDocument.Load(description).ToString();
            Assert.Contains(">MIT<", text, StringComparison.Ordinal);
            Assert.Contains("<readme>README.md</readme>", text, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
