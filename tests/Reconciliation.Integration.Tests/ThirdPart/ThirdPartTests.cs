using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Reconciliation.Contracts;
using Reconciliation.Core;
using Reconciliation.Domain;
using Reconciliation.Hosting;
using Reconciliation.Integration.Tests.Api;
using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Integration.Tests.Quarantine;
using Reconciliation.Integration.Tests.Servers;
using Xunit;

namespace Reconciliation.Integration.Tests.ThirdPart;

/// <summary>
/// A third stream of payments, registered from outside of the service (<see cref="Prevoyance"/>), goes the whole way: queue and HTTP, the
/// one transaction, view, lines, transfer, journal, quarantine, counters and verification. The first recipe of <c>HOWTO.md</c> rests on it.
/// </summary>
public sealed class ThirdPartTests : IAsyncLifetime
{
    private TestDatabase _database = null!;

    public async Task InitializeAsync() => _database = await TestDatabase.CreateAsync(TestInstance.PlainSchema);

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [SkippableTheory]
    [InlineData(0, 1, 2)]
    [InlineData(2, 1, 0)]
    [InlineData(1, 2, 0)]
    public async Task Payments_of_three_parts_become_one_soin_over_the_queues_in_any_order(int first, int second, int third)
    {
        var virtualHost = await Broker.VirtualHostAsync();
        await using var instance = await TestInstance.StartAsync(_database, virtualHost, streams: Prevoyance.Streams);
        await using var broker = await Broker.ConnectAsync(virtualHost);
        var payments = new[]
        {
            (Part.Ro.Queue, PaymentRecords.Ro("TROIS")),
            (Part.Complementaire.Queue, PaymentRecords.Complementaire("TROIS").With("montant", 5.00m)),
            (Prevoyance.Part.Queue, Prevoyance.Record("TROIS")),
        };
        foreach (var (rank, count) in new[] { (first, 1), (second, 2), (third, 3) })
        {
            await broker.PublishAsync(payments[rank].Item1, payments[rank].Item2.ToJsonString());
            await Eventually.HoldsAsync("the line is stored", async () => await instance.CountAsync("SELECT count(*) FROM ligne") == count);
        }

        await AssertOneCompleteSoinAsync(instance, "TROIS");
        Assert.Equal(3, await instance.CountAsync("SELECT count(DISTINCT part) FROM ligne"));
        Assert.True(await instance.CountAsync("SELECT count(*) FROM journal WHERE vue::text LIKE '%\"valeur\":30.00%'") >= 1);
        await NothingDiffersAsync(instance);
    }

    [SkippableFact]
    public async Task It_takes_no_NIR_in_a_member_of_its_own_and_none_in_its_label()
    {
        await using var instance = await TestInstance.StartAsync(_database, streams: Prevoyance.Streams);
        foreach (var member in new[] { "garantie", "Garantie" })
        {
            var refused = await instance.PostAsync(
                "/v1/paiements/prevoyance",
                Prevoyance.Record("NIR-3").Without("garantie").With(member, "2 55 08 14 168 025 38").ToJsonString());
            Assert.Equal(422, refused.Status);
            Assert.Contains("garantie", refused.Body.GetRawText(), StringComparison.Ordinal);
        }

        var taken = await instance.PostAsync(
            "/v1/paiements/prevoyance", Prevoyance.Record("NIR-3").With("libelle", "Forfait 255081416802538").ToJsonString());
        Assert.Equal(202, taken.Status);
        await Eventually.HoldsAsync("the line is stored", async () => await instance.CountAsync("SELECT count(*) FROM ligne") == 1);
        Assert.Equal(0, await instance.CountAsync(
            "SELECT count(*) FROM ligne WHERE contenu::text LIKE '%255081416802538%'"));
    }

    [SkippableFact]
    public async Task Over_HTTP_it_has_an_address_of_its_own_and_stands_alone_where_nothing_singles_a_soin_out()
    {
        await using var instance = await TestInstance.StartAsync(_database, streams: Prevoyance.Streams);
        Assert.Equal(202, (await instance.PostAsync("/v1/paiements/ro", PaymentRecords.Ro("HTTP-3").ToJsonString())).Status);
        Assert.Equal(202, (await instance.PostAsync(
            "/v1/paiements/complementaires", PaymentRecords.Complementaire("HTTP-3").With("montant", 5.00m).ToJsonString())).Status);
        Assert.Equal(202, (await instance.PostAsync("/v1/paiements/prevoyance", Prevoyance.Record("HTTP-3").ToJsonString())).Status);
        Assert.Equal(202, (await instance.PostAsync("/v1/paiements/prevoyance", Prevoyance.Record("SEULE").ToJsonString())).Status);

        await AssertOneCompleteSoinAsync(instance, "HTTP-3");
        var alone = Assert.Single(await instance.SoinsAsync("SEULE"));
        Assert.Equal(
            ("complet", "nonAttendue", "nonAttendue", "4.00"),
            (alone.Text("situation"),
                alone.GetProperty("partRo").Text("etat"),
                alone.GetProperty("partComplementaire").Text("etat"),
                Total(alone, "valeur")));
        Assert.Equal(
            "Un remboursement est arrivé : 4,00 € (prévoyance) le 18 novembre 2025. Le montant total de vos remboursements est de 4,00 €.",
            Plain(alone.Text("message")));

        var transfer = (await instance.ReadAsync("/v1/virements/VPV-SEULE", Scopes.Support)).Json;
        Assert.Equal("prevoyance", Assert.Single(transfer.Items("elements")).Text("part"));
        Assert.Equal(2, await instance.CountAsync(
            "SELECT coalesce(sum(valeur), 0)::bigint FROM compteur WHERE nom = 'arrivee' AND cle = 'prevoyance'"));
        await NothingDiffersAsync(instance);
    }

    [SkippableFact]
    public async Task A_refused_record_waits_in_quarantine_under_its_part_and_is_accepted_once_corrected()
    {
        await using var instance = await TestInstance.StartAsync(_database, streams: Prevoyance.Streams);
        var id = await instance.RefusedAsync(Prevoyance.Record("REFUS-3").Without("garantie").ToJsonString(), "prevoyance");
        await instance.RefusedAsync(Prevoyance.Record("REFUS-4").WithRaw("montant", "1.234"), "prevoyance");

        var listed = (await instance.ListAsync("?part=prevoyance")).Json.Items("elements").ToList();
        Assert.Equal(["prevoyance", "prevoyance"], listed.Select(m => m.Text("part")));
        Assert.Equal(
            [("montant", Regle.DeuxDecimales), ("garantie", Regle.Requis)],
            listed.Select(m => m.Items("motifs").Single()).Select(r => (r.Text("membre"), r.Text("regle"))));
        Assert.Empty((await instance.ListAsync("?part=ro")).Json.Items("elements"));

        var replayed = await instance.ReplayAsync(id, body: QuarantineCalls.Corrected(Prevoyance.Record("REFUS-3")));
        Assert.True(replayed.Status == 202, replayed.Text);
        Assert.Equal("4.00", Total(Assert.Single(await instance.SoinsAsync("REFUS-3")), "valeur"));
        await NothingDiffersAsync(instance);
    }

    [SkippableTheory]
    [InlineData("prevoyance", 409, 422)]
    [InlineData("inconnue", 422, 400)]
    public async Task Nobody_waits_for_it_so_that_a_decision_to_wait_no_more_has_nothing_to_decide(string part, int byApi, int byConsole)
    {
        await using var instance = await TestInstance.StartAsync(_database, console: true, streams: Prevoyance.Streams);
        await instance.RoAsync(PaymentRecords.Ro("ATTENTE"));
        var vue = Assert.Single(await instance.SoinsAsync("ATTENTE"));
        var body = $$"""{"type":"neRienAttendre","part":"{{part}}","motif":"Garantie terminée."}""";
        Assert.Equal(byApi, (await Deciding.DecideAsync(instance, vue, body)).Status);

        using var agent = await ConsoleSession.SignInAsync(instance, "agent");
        var preview = await agent.PostAsync(
            $"/soins/{vue.Text("soinId")}/apercu", ("type", $"NeRienAttendre/{part}"), ("version", "1"), ("motif", "Garantie terminée."));
        Assert.Equal(byConsole, preview.Status);
    }

    [SkippableFact]
    public async Task Without_the_registration_it_is_unknown()
    {
        await using var instance = await TestInstance.StartAsync(_database);
        var body = Encoding.UTF8.GetBytes(Prevoyance.Record("INCONNU").ToJsonString());
        Assert.Equal(404, (await instance.PostRawAsync("/v1/paiements/prevoyance", body)).Status);
    }

    private static async Task AssertOneCompleteSoinAsync(TestInstance instance, string adherent)
    {
        var vue = Assert.Single(await instance.SoinsAsync(adherent), v => !v.TryGetProperty("remplacePar", out _));
        Assert.Equal(("complet", "30.00", "30.00"), (vue.Text("situation"), Total(vue, "valeur"), Total(vue, "auCompte")));
        Assert.Equal(
            ("21.00", "5.00"),
            (vue.GetProperty("partRo").GetProperty("montant").GetRawText(),
                vue.GetProperty("partComplementaire").GetProperty("montant").GetRawText()));
        Assert.Contains("s'y ajoutent 4,00 € (prévoyance) le 18 novembre 2025", Plain(vue.Text("message")), StringComparison.Ordinal);

        var lignes = (await instance.ReadAsync($"/v1/soins/{vue.Text("soinId")}/lignes", Scopes.Support)).Json.Items("elements").ToList();
        Assert.Equal(["ro", "complementaire", "prevoyance"], lignes.Select(l => l.Text("part")));
        Assert.Equal("4.00", lignes[2].GetProperty("montant").GetRawText());
    }

    private static async Task NothingDiffersAsync(TestInstance instance)
    {
        var control = new Rebuilder(
            instance.Database, instance.Services.GetRequiredService<Jugement>(), instance.Clock, VueFormats.Product, Prevoyance.Streams);
        Assert.Empty((await control.VerifyAsync(_ => { }, default)).Differences);
    }

    private static string Total(JsonElement vue, string member) => vue.GetProperty("montantTotal").GetProperty(member).GetRawText();

    // Amounts hold no-break spaces.
    private static string Plain(string? text) => text!.Replace('\u00a0', ' ').Replace('\u202f', ' ');
}
