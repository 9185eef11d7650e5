using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Npgsql;
using Reconciliation.Hosting;
using Reconciliation.Integration.Tests.Commands;
using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Integration.Tests.Servers;
using Xunit;
using Xunit.Abstractions;

namespace Reconciliation.Integration.Tests.Cells;

/// <summary>
/// An installation in a schema of a real Citus: it works as on one server, is moved from node to node while payments come, and is found
/// again wherever it is. A node that dies is waited for.
/// </summary>
public sealed class CitusTests(ITestOutputHelper output)
{
    [SkippableFact]
    public async Task A_schema_is_moved_while_payments_come_and_nothing_is_lost_or_told_twice()
    {
        await using var cluster = await CitusCluster.StartAsync();
        await SaysAsync(cluster, "n'est pas réparti", 0, "migrate", "cells status");
        await NothingBehindAsync(cluster, 1);
        await SaysAsync(cluster, "is no node that holds schemas", 1, "cells move 127.0.0.1:1");
        await SaysAsync(cluster, $"est sur {CitusCluster.Node(cluster.Workers[0])}", 0, Move(cluster, 0), "cells status");

        await NothingBehindAsync(cluster, 0);

        // One that was interrupted before the numbers of sequences were there is done by doing it again.
        await using (var worker = NpgsqlDataSource.Create(CitusCluster.Chain(cluster.Workers[0])))
        await using (var forget = worker.CreateCommand("SET citus.enable_ddl_propagation = off; DROP SEQUENCE bail_numero"))
        {
            await forget.ExecuteNonQueryAsync();
        }

        await SaysAsync(cluster, "est sur", 0, Move(cluster, 0));
        await using var instance = await TestInstance.StartAsync(cluster.ServiceConnectionString);
        var (accepted, stop) = (new ConcurrentBag<string>(), new CancellationTokenSource());
        var load = Task.WhenAll(Enumerable.Range(0, 4).Select(n => Task.Run(() => PayAsync(instance, n, accepted, stop.Token))));
        foreach (var worker in new[] { 1, 0, 1 })
        {
            var before = accepted.Count;
            await Eventually.HoldsAsync("payments come", () => accepted.Count > before + 10);
            await SaysAsync(cluster, $"est sur {CitusCluster.Node(cluster.Workers[worker])}", 0, Move(cluster, worker));
        }

        var last = accepted.Count;
        await Eventually.HoldsAsync("payments come", () => accepted.Count > last + 10);
        await stop.CancelAsync();
        await load;
        output.WriteLine($"{accepted.Count} members paid twice each during three moves.");

        foreach (var member in accepted)
        {
            Assert.Equal("complet", Assert.Single(await instance.SoinsAsync(member)).GetProperty("situation").GetString());
        }

        await ToldOnceAsync(instance, accepted);
        await SaysAsync(cluster, "Aucune différence", 0, "verify");
        await WorkedWithAsync(cluster, instance, accepted.First());
    }

    [SkippableTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_node_that_dies_is_waited_for(bool isCoordinator)
    {
        await using var cluster = await CitusCluster.StartAsync();
        await SaysAsync(cluster, "est sur", 0, "migrate", Move(cluster, 0));
        await using var instance = await TestInstance.StartAsync(cluster.ServiceConnectionString);
        await instance.RoAsync(PaymentRecords.Ro("CIT-1"));
        var node = isCoordinator ? cluster.Coordinator : cluster.Workers[0];

        await node.StopAsync(kill: true);
        var waiting = instance.PostAsync("/v1/paiements/ro", PaymentRecords.Ro("CIT-2").ToJsonString());
        var read = await instance.ReadAsync("/v1/adherents/CIT-1/soins", Scopes.Espace);
        Assert.Equal(isCoordinator ? 200 : 503, read.Status);
        await node.ResumeAsync();

        Assert.True((await waiting).Status is 202 or 503);
        await TakenAsync(instance, "ro", PaymentRecords.Ro("CIT-2"));
        await TakenAsync(instance, "complementaires", PaymentRecords.Complementaire("CIT-1"));

        // A connection to the node that died may be met once more, and be answered 503.
        foreach (var member in new[] { "CIT-1", "CIT-2" })
        {
            var situation = member == "CIT-1" ? "complet" : "enRetard";
            await Eventually.HoldsAsync("pages are served again", async () =>
                (await instance.ReadAsync($"/v1/adherents/{member}/soins", Scopes.Espace)) is { Status: 200 } page
                && page.Json.GetProperty("elements")[0].GetProperty("situation").GetString() == situation);
        }

        await SaysAsync(cluster, "Aucune différence", 0, "verify");
    }

    // The work of owners and agents besides: quarantine, maintenance, a member's data, and a member who is erased.
    private static async Task WorkedWithAsync(CitusCluster cluster, TestInstance instance, string member)
    {
        await instance.PostAsync("/v1/paiements/ro", PaymentRecords.Ro("CIT-QUA").With("depense", "beaucoup").ToJsonString());
        await using var rows = NpgsqlDataSource.Create(cluster.ConnectionString);
        await Eventually.HoldsAsync("what is refused is kept and counted", async () => await CountAsync(rows, "quarantaine") == 1);
        await SaysAsync(cluster, "Aucune différence", 0, "entretien", "verify");
        var file = Path.GetTempFileName();
        await SaysAsync(cluster, "Écrit dans", 0, $"adherent exporter {member} --fichier {file} --motif essai --agent essai");
        Assert.Contains(member, await File.ReadAllTextAsync(file), StringComparison.Ordinal);
        File.Delete(file);
        await SaysAsync(cluster, "Effacés", 0, $"adherent effacer {member} --motif essai --force");
        Assert.Empty(await instance.SoinsAsync(member));
    }

    // A member after the other gets both payments; a call that is refused for a while is made again, as producers do.
    private static async Task PayAsync(TestInstance instance, int payer, ConcurrentBag<string> accepted, CancellationToken stop)
    {
        for (var n = 0; !stop.IsCancellationRequested; n++)
        {
            var member = $"CIT-{payer}-{n}";
            await TakenAsync(instance, "ro", PaymentRecords.Ro(member));
            await TakenAsync(instance, "complementaires", PaymentRecords.Complementaire(member));
            accepted.Add(member);
        }
    }

    private static Task TakenAsync(TestInstance instance, string part, JsonObject payment) => Eventually.HoldsAsync(
        "the payment is taken",
        async () => (await instance.PostAsync($"/v1/paiements/{part}", payment.ToJsonString())).Status == 202);

    // A reader who goes on where a lost history says so gets the last version of every soin, and versions that rise.
    private static async Task ToldOnceAsync(TestInstance instance, ConcurrentBag<string> members)
    {
        var (told, cursor) = (new Dictionary<string, JsonElement>(), "");
        await Eventually.HoldsAsync("all is told", async () =>
        {
            var page = await instance.ReadAsync($"/v1/flux?limite=200{cursor}", Scopes.Espace);
            foreach (var element in page.Status == 200 ? page.Json.GetProperty("elements").EnumerateArray() : [])
            {
                cursor = "&apres=" + element.GetProperty("curseur").GetString();
                if (element.TryGetProperty("soinId", out var soin))
                {
                    var isNewer = !told.TryGetValue(soin.GetString()!, out var before)
                        || before.GetProperty("version").GetInt32() < element.GetProperty("version").GetInt32();
                    Assert.True(isNewer, $"version {element.GetProperty("version")} came after {before}");
                    told[soin.GetString()!] = element;
                }
            }

            return members.All(told.Values.Select(t => t.GetProperty("adherentId").GetString()).Contains)
                && told.Values.All(t => t.GetProperty("situation").GetString() == "complet");
        });
        Assert.Equal(members.Count, told.Count);
    }

    // Rows that were distributed are nowhere else: what Citus hides at the coordinator nobody would erase.
    private static async Task NothingBehindAsync(CitusCluster cluster, int tables)
    {
        await using var coordinator = NpgsqlDataSource.Create(CitusCluster.Chain(cluster.Coordinator));
        await using var command = coordinator.CreateCommand(
            $"SELECT count(*) FROM pg_class WHERE oid = '{CitusCluster.Schema}.dictionnaire'::regclass AND pg_relation_size(oid) > 0");
        Assert.Equal((long)tables, await command.ExecuteScalarAsync());
    }

    private static string Move(CitusCluster cluster, int worker) => $"cells move {CitusCluster.Node(cluster.Workers[worker])}";

    private static async Task<long> CountAsync(NpgsqlDataSource source, string table)
    {
        await using var command = source.CreateCommand($"SELECT count(*) FROM {table}");
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private static async Task SaysAsync(CitusCluster cluster, string expected, int code, params string[] commands)
    {
        var said = "";
        foreach (var command in commands)
        {
            var (ended, answer, errors) = await ReconProcess.RunAsync(
                new Dictionary<string, string> { ["RECONCILIATION_POSTGRES"] = cluster.ConnectionString }, command.Split(' '));
            said = answer + errors;
            Assert.True(code == ended, $"{command}: {said}");
        }

        Assert.Contains(expected, said, StringComparison.Ordinal);
    }
}
