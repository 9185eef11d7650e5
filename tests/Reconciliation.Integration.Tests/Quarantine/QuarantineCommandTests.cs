using System.Text;
using Reconciliation.Contracts;
using Reconciliation.Domain;
using Reconciliation.Integration.Tests.Commands;
using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Integration.Tests.Servers;
using Reconciliation.Storage;
using Xunit;

namespace Reconciliation.Integration.Tests.Quarantine;

/// <summary><c>recon quarantine list</c> and <c>replay</c>, as operations run them.</summary>
public sealed class QuarantineCommandTests
{
    [SkippableFact]
    public async Task Messages_are_listed_without_what_they_hold_and_replayed_through_the_front_door()
    {
        var virtualHost = await Broker.VirtualHostAsync();
        await using var database = await TestDatabase.CreateAsync(TestInstance.Schema);
        await using var instance = await TestInstance.StartAsync(database, virtualHost);
        var environment = new Dictionary<string, string>
        {
            ["RECONCILIATION_POSTGRES"] = database.ConnectionString,
            ["RECONCILIATION_RABBITMQ"] = virtualHost.ToString(),
        };

        // One that a defect kept out and that is good, and one that stays bad.
        var good = Encoding.UTF8.GetBytes(PaymentRecords.Ro("COMMANDE").ToJsonString());
        await QuarantaineStore.DepositAsync(
            instance.Database,
            [
                new("reconciliation.paiements-ro", Part.Ro, good, [Regle.Refuse(Regle.Traitement, "")]),
                new("http", Part.Complementaire, "{}"u8.ToArray(), [Regle.Refuse(Regle.Requis, "source")]),
            ],
            TimeProvider.System.GetUtcNow(),
            default);

        var listed = await ReconProcess.RunAsync(environment, "quarantine", "list");
        var some = await ReconProcess.RunAsync(environment, "quarantine", "list", "--regle", "traitement");
        Assert.Equal((0, 0), (listed.Code, some.Code));
        Assert.Contains("2 message(s) ; ouverts en tout : 1 RO, 1 RC.", listed.Output, StringComparison.Ordinal);
        Assert.Contains("1 message(s)", some.Output, StringComparison.Ordinal);
        Assert.Contains("source requis", listed.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("COMMANDE", listed.Output, StringComparison.Ordinal);

        var replayed = await ReconProcess.RunAsync(
            environment, "quarantine", "replay", "--tous", "--regle", "traitement", "--motif", "corrigé", "--agent", "nuit");
        Assert.True(replayed.Code == 0, replayed.Output + replayed.Errors);
        Assert.Contains("Rejoués : 1 sur 1.", replayed.Output, StringComparison.Ordinal);
        await Eventually.HoldsAsync("it is a soin", async () => (await instance.SoinsAsync("COMMANDE")).Count == 1);
        Assert.Equal(
            1, await instance.CountAsync("SELECT count(*) FROM quarantaine_suite WHERE agent = 'recon:nuit' AND motif = 'corrigé'"));

        Assert.Equal(1, await instance.CountAsync("""
            SELECT count(*) FROM acces
            WHERE action = 'rejouerQuarantaine' AND agent = 'recon:nuit' AND adherent_id = 'COMMANDE' AND motif = 'corrigé'
            """));

        var refused = await ReconProcess.RunAsync(environment, "quarantine", "replay", "--tous");
        Assert.Equal(2, refused.Code);
        Assert.Contains("refusé de nouveau.", refused.Output, StringComparison.Ordinal);
        Assert.Contains("Rejoués : 0 sur 1.", refused.Output, StringComparison.Ordinal);
        Assert.NotEqual(0, (await ReconProcess.RunAsync(environment, "quarantine", "replay")).Code);
    }
}
