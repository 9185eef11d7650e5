using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Reconciliation.Client;
using Reconciliation.Contracts;
using Reconciliation.Hosting;
using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Integration.Tests.Servers;
using Reconciliation.Storage;
using Xunit;
using static Reconciliation.Integration.Tests.Clients.TestClients;

namespace Reconciliation.Integration.Tests.Clients;

/// <summary>The calls of the typed client besides sending and following: pages, tags, and the calls of agents.</summary>
public sealed class ClientCallsTests(SharedInstance shared) : IClassFixture<SharedInstance>
{
    [SkippableFact]
    public async Task A_page_has_its_elements_the_cursor_of_the_next_and_a_tag_by_which_to_ask_again()
    {
        var (client, services) = await ClientAsync(Scopes.Producer, Scopes.Espace);
        await using var _ = services;
        await client.EnvoyerAsync(
            [.. Enumerable.Range(1, 5).Select(n => Ro("PAGE-A", n) with { DateSoin = new DateOnly(2025, 3, 1).AddDays(n) })]);

        var first = (await client.PageDeSoinsAsync("PAGE-A", page: new(Limite: 2)))!;
        Assert.Equal([6, 5], first.Valeur.Elements.Select(v => v.DateSoin.Day));
        Assert.NotNull(first.ETag);
        Assert.Null(await client.PageDeSoinsAsync("PAGE-A", page: new(Limite: 2, ETag: first.ETag)));

        var second = (await client.PageDeSoinsAsync("PAGE-A", page: new(first.Valeur.CurseurSuivant, 3)))!;
        Assert.Equal([4, 3, 2], second.Valeur.Elements.Select(v => v.DateSoin.Day));
        Assert.Null(second.Valeur.CurseurSuivant);

        // The tag is that of what is there: with another payment it is another.
        await client.EnvoyerAsync([Complementaire("PAGE-A") with { DateSoin = new(2025, 3, 6) }]);
        Assert.NotEqual(first.ETag, (await client.PageDeSoinsAsync("PAGE-A", page: new(Limite: 2, ETag: first.ETag)))!.ETag);
    }

    [SkippableFact]
    public async Task Several_members_are_asked_for_at_once_and_soins_and_transfers_by_day_and_beneficiary()
    {
        var (client, services) = await ClientAsync(Scopes.Producer, Scopes.Espace);
        await using var _ = services;
        await client.EnvoyerAsync([Ro("LOT-A"), Ro("LOT-B")]);
        await client.EnvoyerAsync([Complementaire("LOT-A")]);

        var members = (await client.SoinsDAdherentsAsync(["LOT-B", "LOT-A", "LOT-C"])).Adherents;
        Assert.Equal([("LOT-B", 1), ("LOT-A", 1), ("LOT-C", 0)], members.Select(m => (m.AdherentId, m.Elements.Count)));
        Assert.Empty((await client.SoinsDAdherentsAsync(["LOT-A"], du: new(2025, 11, 15))).Adherents[0].Elements);

        Assert.Single(await AllAsync(client.SoinsAsync("LOT-A", new() { Beneficiaire = "LOT-A-02", PayeDu = new(2025, 11, 17) })));
        Assert.Empty(await AllAsync(client.SoinsAsync("LOT-A", new() { Beneficiaire = "LOT-A-03" })));
        Assert.Empty(await AllAsync(client.SoinsAsync("LOT-A", new() { PayeAu = new(2025, 11, 14) })));

        var transfers = await AllAsync(client.VirementsAsync("LOT-A"));
        Assert.Equal([("VRO-LOT-A", 21.00m), ("VRC-LOT-A", 9.00m)], transfers.Select(t => (t.Virement, t.Montant)));
        Assert.Equal("VRC-LOT-A", Assert.Single(await AllAsync(client.VirementsAsync("LOT-A", au: new(2025, 11, 16)))).Virement);
        var page = (await client.PageDeVirementsAsync("LOT-A", page: new(Limite: 1)))!;
        Assert.Equal("VRO-LOT-A", Assert.Single(page.Valeur.Elements).Virement);
        Assert.NotNull(page.Valeur.CurseurSuivant);
    }

    [SkippableFact]
    public async Task An_agent_searches_reads_lines_and_decides_under_a_reason_with_accents()
    {
        var instance = await shared.StartAsync();
        var (producer, sending) = await ClientAsync(Scopes.Producer);
        await using var _ = sending;
        await producer.EnvoyerAsync([Ro("AGENT-A")]);
        var (plain, services) = await ClientAsync(Scopes.Support);
        await using var __ = services;
        var client = plain.AvecMotif("Réclamation : l'adhérente s'inquiète, reçu 21 €");

        var found = Assert.Single(await AllAsync(client.RechercherAsync("AGENT-A")));
        Assert.Equal(TrouvePar.Adherent, found.TrouvePar[0]);
        var page = (await client.PageDeRechercheAsync("AGENT-A", new(Limite: 1)))!;
        Assert.Equal(found.SoinId, Assert.Single(page.Valeur.Elements).SoinId);
        Assert.Equal("DRO-AGENT-A", Assert.Single(await client.LignesAsync(found.SoinId)).Ligne.Decompte);
        var transfer = (await client.VirementAsync("VRO-AGENT-A"))!;
        Assert.Equal((1, 21.00m), (transfer.Valeur.Nombre, transfer.Valeur.Somme));

        var seen = (await client.LireSoinAsync(found.SoinId))!;
        Assert.Null(await client.LireSoinAsync(found.SoinId, seen.ETag));
        var nothingMore = new DecisionDemandee
        {
            Type = TypeDeDecision.NeRienAttendre,
            Motif = "Contrat clos.",
            Part = PartDeLigne.Complementaire,
        };
        Assert.True((await client.DeciderAsync(found.SoinId, nothingMore, seen.ETag!, apercu: true)).Apercu);
        Assert.Empty(await client.DecisionsAsync(found.SoinId));
        Assert.Equal(2, (await client.DeciderAsync(found.SoinId, nothingMore, seen.ETag!)).Version);
        Assert.Equal("Contrat clos.", Assert.Single(await client.DecisionsAsync(found.SoinId)).Motif);
        var late = await Assert.ThrowsAsync<ProblemeException>(
            () => client.DeciderAsync(found.SoinId, nothingMore with { Motif = "Encore." }, seen.ETag!));
        Assert.Equal((HttpStatusCode.PreconditionFailed, "version-perimee"), (late.StatusCode, late.Code));

        // Each of them is recorded with the reason, letter by letter.
        using var supervisor = instance.Client(Scopes.Supervision);
        var record = JsonDocument.Parse(
            await supervisor.GetStringAsync(new Uri("/v1/acces?adherent=AGENT-A&limite=200", UriKind.Relative))).RootElement;
        var reasons = record.GetProperty("elements").EnumerateArray().Select(a => a.GetProperty("motif").GetString()).ToList();
        Assert.True(reasons.Count > 6, $"{reasons.Count} accesses");
        Assert.All(reasons, r => Assert.Equal("Réclamation : l'adhérente s'inquiète, reçu 21 €", r));
    }

    [SkippableFact]
    public async Task Batches_of_the_feed_hold_each_view_as_the_API_has_it_and_go_on_live()
    {
        var instance = await shared.StartAsync();
        var (client, services) = await ClientAsync(Scopes.Producer, Scopes.Espace);
        await using var _ = services;
        await client.EnvoyerAsync([.. Enumerable.Range(1, 450).Select(n => Ro($"FLUX-{n}"))]);

        // A transaction of any database of the server keeps the feed from going past what was written since it began.
        await Eventually.HoldsAsync("the feed has all", async () =>
            (await AllAsync(client.FluxAsync())).Count(e => e.AdherentId.StartsWith("FLUX-", StringComparison.Ordinal)) == 450);
        var entries = (await AllAsync(client.LotsAsync())).SelectMany(l => l).ToList();
        Assert.Equal((await AllAsync(client.FluxAsync())).Select(e => e.Curseur), entries.Select(e => e.Curseur));
        var last = entries[^1];
        Assert.Equal(last.Curseur, last.Element().Curseur);
        Assert.Equal(
            JsonSerializer.Serialize(await instance.GetAsync($"/v1/soins/{last.SoinId}")),
            JsonSerializer.Serialize(JsonDocument.Parse(last.VueJson()).RootElement));
        Assert.Empty(await AllAsync(client.LotsAsync(last.Curseur)));

        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60), TimeProvider.System);
        var told = 0;
        await foreach (var batch in client.SuivreParLotsAsync(entries[99].Curseur, patience.Token))
        {
            told += batch.Count;
            if (told == entries.Count - 100)
            {
                await client.EnvoyerAsync([Complementaire("FLUX-1")]);
            }

            if (batch[^1] is { Version: 2, SortDeLaCopie: false } next && next.Element().AdherentId == "FLUX-1")
            {
                break;
            }
        }

        Assert.Equal(entries.Count - 99, told);
    }

    private async Task<(ReconciliationClient Client, ServiceProvider Services)> ClientAsync(params string[] scopes)
    {
        var services = Services((await shared.StartAsync()).Address, scopes);
        return (services.GetRequiredService<ReconciliationClient>(), services);
    }
}
