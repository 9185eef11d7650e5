using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Integration.Tests.Servers;
using Xunit;

namespace Reconciliation.Integration.Tests.Commands.Importing;

/// <summary><c>recon import</c> says that a file has another form than it claims, and which member of a row has several lines.</summary>
public sealed class ImportFormTests
{
    [SkippableFact]
    public async Task An_array_is_refused_whole_and_a_row_of_several_lines_by_its_member()
    {
        await using var database = await TestDatabase.CreateAsync(TestInstance.Schema);
        var broker = await Broker.VirtualHostAsync();
        await using var instance = await TestInstance.StartAsync(database, broker);
        var environment = new Dictionary<string, string>
        {
            ["RECONCILIATION_RABBITMQ"] = broker.ToString(),
            ["RECONCILIATION_POSTGRES"] = database.ConnectionString,
        };
        var folder = Directory.CreateTempSubdirectory("recon-import-");
        try
        {
            async Task<(int Code, string Output, string Errors)> ImportAsync(string name, params string[] lines)
            {
                var file = Path.Combine(folder.FullName, name);
                await File.WriteAllLinesAsync(file, lines);
                return await ReconProcess.RunAsync(environment, "import", file);
            }

            var array = await ImportAsync("liste.ndjson", "[", SourceFiles.Line("A1") + ",", SourceFiles.Line("A2"), "]");
            Assert.True(array.Code == 1, array.Output + array.Errors);
            Assert.EndsWith("liste.ndjson is not whole, or not of its form: line 1 begins a JSON array, not one record a line.",
                Assert.Single(array.Errors.Split('\n')), StringComparison.Ordinal);

            var columns = SourceFiles.Columns("A3");
            var header = string.Join(';', columns.Select(c => c.Key));
            string Row(string label) => string.Join(';', columns.Select(c => c.Key == "libelle" ? label : c.Value));
            var open = await ImportAsync("ouvert.csv", header, Row("\"a\nb"), "fin");
            Assert.True(open.Code == 1, open.Output + open.Errors);
            Assert.Contains("ouvert.csv is not whole, or not of its form: line 2 opens a quote", Assert.Single(open.Errors.Split('\n')),
                StringComparison.Ordinal);
            Assert.Equal(0, await instance.CountAsync("SELECT count(*) FROM quarantaine"));

            var rows = await ImportAsync("lignes.csv", header, Row("\"a\nb\""), Row("simple"));
            Assert.True(rows.Code == 2, rows.Output + rows.Errors);
            Assert.Contains("lignes.csv:2: libelle (texte)", rows.Output, StringComparison.Ordinal);
            Assert.Contains("1 acceptés, 1 rejetés", rows.Output, StringComparison.Ordinal);
            Assert.Equal(1, await instance.CountAsync("SELECT count(*) FROM quarantaine"));
            await Eventually.HoldsAsync("the good row is stored", async () => await instance.CountAsync("SELECT count(*) FROM ligne") == 1);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
