using System.Globalization;
using System.Text;
using System.Text.Json;
using Reconciliation.Contracts;
using Reconciliation.Integration.Tests.Commands;
using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Integration.Tests.Quarantine;
using Reconciliation.Integration.Tests.Servers;
using Reconciliation.Storage;
using Xunit;

namespace Reconciliation.Integration.Tests.ThirdPart;

/// <summary>
/// The third stream around the engine: commands that were handed it (<see cref="ThirdPartProgram"/>), the console's work lists with their
/// filter and export, the causes of versions and the description of the API.
/// </summary>
public sealed class ThirdPartAroundTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("recon-third-").FullName;
    private TestDatabase _database = null!;

    public async Task InitializeAsync() => _database = await TestDatabase.CreateAsync(TestInstance.Schema);

    public async Task DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        await _database.DisposeAsync();
    }

    [SkippableFact]
    public async Task Commands_import_list_replay_and_verify_its_payments()
    {
        var virtualHost = await Broker.VirtualHostAsync();
        await using var instance = await TestInstance.StartAsync(_database, virtualHost, streams: Prevoyance.Streams);
        var environment = new Dictionary<string, string>
        {
            ["RECONCILIATION_POSTGRES"] = _database.ConnectionString,
            ["RECONCILIATION_RABBITMQ"] = virtualHost.ToString(),
        };
        var file = Path.Combine(_folder, "three.ndjson");
        await File.WriteAllLinesAsync(file,
        [
            PaymentRecords.Ro("IMPORT").ToJsonString(),
            PaymentRecords.Complementaire("IMPORT").With("montant", 5.00m).ToJsonString(),
            Prevoyance.Record("IMPORT").ToJsonString(),
            Prevoyance.Record("REFUS").With("garantie", "").ToJsonString(),
        ]);

        var imported = await RunAsync("import", file);
        Assert.True(imported.Code == 2, imported.Output + imported.Errors);
        Assert.Contains("3 acceptés, 1 rejetés", imported.Output, StringComparison.Ordinal);
        Assert.Contains("garantie (requis)", imported.Output, StringComparison.Ordinal);
        await Eventually.HoldsAsync("the lines are stored", async () => await instance.CountAsync("SELECT count(*) FROM ligne") == 3);
        Assert.Equal("complet", Assert.Single(await SoinsAsync(instance, "IMPORT")).Text("situation"));

        // One that a defect kept out and that is good.
        await QuarantaineStore.DepositAsync(
            instance.Database,
            [
                new(Prevoyance.Part.Queue, Prevoyance.Part, Encoding.UTF8.GetBytes(Prevoyance.Record("REJEU").ToJsonString()),
                    [Regle.Refuse(Regle.Traitement, "")]),
            ],
            TimeProvider.System.GetUtcNow(),
            default);
        var listed = await RunAsync("quarantine", "list", "--part", "prevoyance");
        Assert.True(listed.Code == 0, listed.Output + listed.Errors);
        Assert.Contains("2 message(s) ; ouverts en tout : 0 RO, 0 RC, 2 PREV.", listed.Output, StringComparison.Ordinal);
        Assert.Contains("0 message(s)", (await RunAsync("quarantine", "list", "--part", "ro")).Output, StringComparison.Ordinal);
        var replayed = await RunAsync("quarantine", "replay", "--tous", "--part", "prevoyance", "--regle", "traitement");
        Assert.Contains("Rejoués : 1 sur 1.", replayed.Output, StringComparison.Ordinal);
        await Eventually.HoldsAsync("it is a soin", async () => (await SoinsAsync(instance, "REJEU")).Count == 1);

        var verified = await RunAsync("verify");
        Assert.True(verified.Code == 0, verified.Output + verified.Errors);
        Assert.Contains("prevoyance-sante", verified.Output, StringComparison.Ordinal);

        Task<(int Code, string Output, string Errors)> RunAsync(params string[] arguments) =>
            ReconProcess.RunProgramAsync(ThirdPartProgram.FileName, environment, arguments);
    }

    [SkippableFact]
    public async Task A_soin_that_lacks_it_is_found_by_the_filter_of_a_list_and_named_by_the_export()
    {
        await using var instance = await TestInstance.StartAsync(_database, console: true, streams: Prevoyance.AwaitedStreams);
        await instance.RoAsync(PaymentRecords.Ro("LISTE"));
        await instance.RoAsync(PaymentRecords.Ro("AUTRE"));
        Assert.Equal("enRetard", Assert.Single(await SoinsAsync(instance, "LISTE")).Text("situation"));

        // Judging has no rule by which the third part is awaited: the row says what such a rule would.
        await using (var command = instance.Database.CreateCommand("UPDATE soin SET part_attendue = $1 WHERE adherent_id = 'LISTE'"))
        {
            command.Parameters.Add(new() { Value = Prevoyance.Part.Number });
            await command.ExecuteNonQueryAsync();
        }

        using var agent = await ConsoleSession.SignInAsync(instance, "agent");
        var all = (await agent.GetAsync("/a-traiter/en-retard")).Page;
        Assert.Contains("<option value=\"prevoyance\">prévoyance</option>", all, StringComparison.Ordinal);
        Assert.Contains("AUTRE", all, StringComparison.Ordinal);
        var filtered = (await agent.GetAsync("/a-traiter/en-retard?part=prevoyance")).Page;
        Assert.Contains("LISTE", filtered, StringComparison.Ordinal);
        Assert.DoesNotContain("AUTRE", filtered, StringComparison.Ordinal);
        var (status, csv) = await agent.PostAsync("/a-traiter/en-retard/export?part=prevoyance", ("motif", "Point du mois"));
        Assert.Equal(200, status);
        Assert.Equal("\"Prévoyance\"", Assert.Single(Rows(csv, "LISTE")).Split(';')[7]);
        Assert.Empty(Rows(csv, "AUTRE"));

        var whole = (await agent.PostAsync("/a-traiter/en-retard/export", ("motif", "Point du mois"))).Page;
        Assert.Equal("\"Complémentaire\"", Assert.Single(Rows(whole, "AUTRE")).Split(';')[7]);
    }

    [SkippableFact]
    public async Task A_version_that_it_caused_and_the_description_of_the_API_name_it()
    {
        await using var instance = await TestInstance.StartAsync(_database, console: true, streams: Prevoyance.Streams);
        Assert.Equal(202, (await instance.PostAsync("/v1/paiements/prevoyance", Prevoyance.Record("CAUSE").ToJsonString())).Status);
        var soin = Assert.Single(await SoinsAsync(instance, "CAUSE")).Text("soinId");
        using var agent = await ConsoleSession.SignInAsync(instance, "agent");
        await agent.GetAsync($"/soins/{soin}");
        await agent.PostAsync("/motif", ("retour", $"/soins/{soin}"), ("motif", "Appel de l’adhérent"));
        var page = (await agent.GetAsync($"/soins/{soin}")).Page;
        Assert.Contains("arrivée de PREV DPV-CAUSE ligne 1", page, StringComparison.Ordinal);

        var described = await instance.GetAsync("/openapi/v1.json");
        var part = described.GetProperty("paths").GetProperty("/v1/quarantaine").GetProperty("get").Items("parameters")
            .Single(p => p.Text("name") == "part").GetProperty("schema").Text("$ref");
        Assert.Equal("#/components/schemas/PartDeLigne", part);
        var parts = described.GetProperty("components").GetProperty("schemas").GetProperty("PartDeLigne");
        Assert.Equal(["ro", "complementaire", "prevoyance"], parts.Items("enum").Select(p => p.GetString()));
    }

    private static async Task<IReadOnlyList<JsonElement>> SoinsAsync(TestInstance instance, string adherent) =>
        [.. (await instance.SoinsAsync(adherent)).Where(v => !v.TryGetProperty("remplacePar", out _))];

    private static IEnumerable<string> Rows(string csv, string adherent) =>
        csv.Split("\r\n").Where(l => l.Contains(string.Create(CultureInfo.InvariantCulture, $"\"{adherent}\""), StringComparison.Ordinal));
}
