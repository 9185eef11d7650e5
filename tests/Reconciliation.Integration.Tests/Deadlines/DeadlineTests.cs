using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Reconciliation.Bus;
using Reconciliation.Domain;
using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Integration.Tests.Servers;
using Xunit;

namespace Reconciliation.Integration.Tests.Deadlines;

/// <summary>Time alone changes a view, at the instant that the view announced, and never for good.</summary>
public sealed class DeadlineTests
{
    [SkippableFact]
    public async Task A_soin_becomes_late_by_itself_says_so_and_is_complete_when_the_payment_comes_at_last()
    {
        await using var database = await TestDatabase.CreateAsync(TestInstance.PlainSchema);
        var virtualHost = await Broker.VirtualHostAsync();
        await using var broker = await Broker.ConnectAsync(virtualHost);
        var file = await broker.ListenAsync(ExchangeNames.Soins);
        await using var instance = await TestInstance.StartAsync(database, virtualHost);
        await instance.RoAsync(OfToday(PaymentRecords.Ro("TARD"), instance));
        await BecomesAsync(instance, "TARD", "enAttenteComplementaire");
        var attenduAu = (await OneAsync(instance, "TARD")).GetProperty("partComplementaire").GetProperty("attenduAu").GetDateTimeOffset();

        // A quarter of an hour before the end of the window nothing changes: the next change, after it, has version 2.
        instance.Clock.Move(attenduAu - instance.Clock.GetUtcNow() - TimeSpan.FromMinutes(15));
        await instance.RoAsync(OfToday(PaymentRecords.Ro("TEMOIN"), instance));
        await BecomesAsync(instance, "TEMOIN", "enAttenteComplementaire");
        Assert.Equal(1, (await OneAsync(instance, "TARD")).GetProperty("version").GetInt32());

        instance.Clock.Move(TimeSpan.FromMinutes(16));
        await BecomesAsync(instance, "TARD", "enRetard");
        var delay = await OneAsync(instance, "TARD");
        Assert.Equal("enRetard", delay.GetProperty("partComplementaire").GetProperty("etat").GetString());
        Assert.True(delay.GetProperty("misAJourLe").GetDateTimeOffset() > attenduAu);

        await instance.ComplementairesAsync(OfToday(PaymentRecords.Complementaire("TARD"), instance));
        await BecomesAsync(instance, "TARD", "complet");

        Assert.Equal(["lignes", "echeance", "lignes"], await CausesAsync(instance, "TARD"));
        var published = new List<string>();
        await Eventually.HoldsAsync("the three versions are published", async () =>
        {
            published.AddRange((await broker.TakeAsync(file)).Select(m => JsonNode.Parse(Encoding.UTF8.GetString(m.Body.Span))!.AsObject())
                .Where(v => (string?)v["adherentId"] == "TARD")
                .Select(v => $"{v["version"]} {v["situationPrecedente"]} {v["situation"]}"));
            return published.Count == 3;
        });
        Assert.Equal(
            ["1  enAttenteComplementaire", "2 enAttenteComplementaire enRetard", "3 enRetard complet"], published);
    }

    [SkippableFact]
    public async Task Six_hundred_soins_due_at_once_all_become_late_once()
    {
        const int Count = 600;
        await using var database = await TestDatabase.CreateAsync(TestInstance.PlainSchema);
        await using var instance = await TestInstance.StartAsync(database);
        await instance.RoAsync([.. Enumerable.Range(1, Count).Select(n => OfToday(PaymentRecords.Ro($"DUS-{n}"), instance))]);

        instance.Clock.Move(TimeSpan.FromDays(5));

        await Eventually.HoldsAsync(
            "all are late",
            async () => await instance.CountAsync("SELECT count(*) FROM soin WHERE vue->>'situation' = 'enRetard'") == Count);
        Assert.Equal(0, await instance.CountAsync("SELECT count(*) FROM soin WHERE echeance IS NOT NULL"));
        Assert.Equal(Count, await instance.CountAsync("SELECT count(*) FROM journal WHERE version = 2 AND cause->>'type' = 'echeance'"));
        Assert.Equal(2 * Count, await instance.CountAsync("SELECT count(*) FROM journal"));
    }

    private static JsonObject OfToday(JsonObject paiement, TestInstance instance)
    {
        var day = Paris.Day(instance.Clock.GetUtcNow()).ToString("yyyy-MM-dd");
        return paiement.With("payeLe", day).Without("transmisLe");
    }

    private static async Task<JsonElement> OneAsync(TestInstance instance, string adherent) =>
        Assert.Single(await instance.SoinsAsync(adherent));

    private static Task BecomesAsync(TestInstance instance, string adherent, string situation) => Eventually.HoldsAsync(
        $"{adherent} is {situation}",
        async () => (await instance.SoinsAsync(adherent)) is [var vue] && vue.GetProperty("situation").GetString() == situation);

    private static async Task<IEnumerable<string?>> CausesAsync(TestInstance instance, string adherent) =>
        (await instance.RowsAsync("SELECT cause->>'type' FROM journal WHERE vue->>'adherentId' = $1 ORDER BY version", adherent))
            .Select(r => (string?)r[0]);
}
