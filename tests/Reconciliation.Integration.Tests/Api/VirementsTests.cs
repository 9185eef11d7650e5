using System.Text.Json;
using Reconciliation.Core;
using Reconciliation.Dev;
using Reconciliation.Engine;
using Reconciliation.Hosting;
using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Recon;
using Reconciliation.Storage;
using Xunit;

namespace Reconciliation.Integration.Tests.Api;

/// <summary>One transfer: its lines in pages, and what all of them come to.</summary>
public sealed class VirementsTests(SharedInstance shared) : IClassFixture<SharedInstance>
{
    [SkippableFact]
    public async Task The_lines_of_a_transfer_add_up_to_the_account_and_to_professionals()
    {
        var instance = await shared.StartAsync();
        await instance.RoAsync(
            Paiements.Ro("VIR-A").Avec("virement", "VIR-1"),
            Paiements.Ro("VIR-B").Avec("virement", "VIR-1").Avec("montant", 12.50m).Avec("destinataire", "professionnel"),
            Paiements.Ro("VIR-A", 2).Avec("virement", "VIR-1").Avec("nature", "retenue").Avec("montant", -2.00m),
            Paiements.Ro("VIR-C").Avec("virement", "VIR-2"));

        var virement = (await instance.ReadAsync("/v1/virements/VIR-1", Portees.Support)).Json;

        Assert.Equal("VIR-1", virement.GetProperty("virement").GetString());
        Assert.Equal(("3", "31.50", "19.00", "12.50"), (Brut(virement, "nombre"), Brut(virement, "somme"), Brut(virement, "auCompte"), Brut(virement, "auProfessionnel")));
        Assert.Equal(["-2.00", "12.50", "21.00"], Elements(virement).Select(l => Brut(l, "montant")).Order(StringComparer.Ordinal));
        var soinDeA = Assert.Single(await instance.SoinsAsync("VIR-A")).GetProperty("soinId").GetString();
        Assert.Equal([soinDeA, soinDeA], Elements(virement).Where(l => l.GetProperty("adherentId").GetString() == "VIR-A").Select(l => l.GetProperty("soinId").GetString()));
        Assert.Equal(JsonValueKind.Null, virement.GetProperty("curseurSuivant").ValueKind);
    }

    [SkippableFact]
    public async Task A_line_counts_by_its_highest_revision_and_only_if_that_is_still_in_the_transfer()
    {
        var instance = await shared.StartAsync();
        await instance.RoAsync(
            Paiements.Ro("VIR-D").Avec("virement", "VIR-3"),
            Paiements.Ro("VIR-D").Avec("virement", "VIR-3").Avec("revision", 2).Avec("montant", 20.00m),
            Paiements.Ro("VIR-E").Avec("virement", "VIR-3"),
            Paiements.Ro("VIR-E").Avec("virement", "VIR-4").Avec("revision", 2),
            Paiements.Ro("VIR-F").Avec("virement", "VIR-3").Avec("montant", 5.00m),
            Paiements.Ro("VIR-F").Avec("virement", "VIR-3").Avec("montant", 4.00m));

        var virement = (await instance.ReadAsync("/v1/virements/VIR-3", Portees.Support)).Json;

        Assert.Equal(("2", "24.00"), (Brut(virement, "nombre"), Brut(virement, "somme")));
        var comptees = Elements(virement).Where(l => l.GetProperty("actuelle").GetBoolean()).Sum(l => l.GetProperty("montant").GetDecimal());
        Assert.Equal(24.00m, comptees);
        Assert.Equal(5, Elements(virement).Count);
    }

    [SkippableFact]
    public async Task Pages_give_every_line_once_and_the_same_sum_also_when_lines_come_in_between()
    {
        var instance = await shared.StartAsync();
        await instance.RoAsync([.. Enumerable.Range(1, 7).Select(n => Paiements.Ro("VIR-G", n).Avec("virement", "VIR-5").Avec("professionnelId", $"PS-{n}"))]);
        var vus = new List<string>();
        var suite = (string?)"";
        while (suite is not null && vus.Count < 50)
        {
            var page = (await instance.ReadAsync($"/v1/virements/VIR-5?limite=3{suite}", Portees.Support)).Json;
            vus.AddRange(Elements(page).Select(l => Brut(l.GetProperty("ligne"), "ordre")));
            suite = page.GetProperty("curseurSuivant").GetString() is { } curseur ? $"&curseur={curseur}" : null;
            if (vus.Count == 3)
            {
                await instance.RoAsync(Paiements.Ro("VIR-G", 8).Avec("virement", "VIR-5"));
            }
        }

        Assert.Equal(["1", "2", "3", "4", "5", "6", "7", "8"], vus.Order(StringComparer.Ordinal));
    }

    [SkippableTheory]
    [InlineData("AUCUN-VIREMENT", 404, "virement-inconnu")]
    [InlineData("VIR-1?limite=0", 400, "parametre-invalide")]
    [InlineData("VIR-1?curseur=x", 400, "parametre-invalide")]
    [InlineData("VIR-1?du=2025-11-14", 400, "parametre-inconnu")]
    [InlineData("185057800608491", 400, "parametre-invalide")]
    public async Task What_is_wrong_is_named(string chemin, int statut, string code)
    {
        var instance = await shared.StartAsync();
        var answer = await instance.ReadAsync($"/v1/virements/{chemin}", Portees.Support);
        Assert.Equal(code, answer.Problem(statut));
        Assert.DoesNotContain("185057800608491", answer.Text, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Every_member_that_an_agent_saw_is_written_down()
    {
        var instance = await shared.StartAsync();
        await instance.RoAsync(Paiements.Ro("VIR-H").Avec("virement", "VIR-6"), Paiements.Ro("VIR-I").Avec("virement", "VIR-6"));
        Assert.Equal("portee-insuffisante", (await instance.ReadAsync("/v1/virements/VIR-6", Portees.Espace)).Problem(403));
        await instance.ReadAsync("/v1/virements/VIR-6", Portees.Support);
        var vus = await instance.RowsAsync("SELECT adherent_id FROM acces WHERE action = 'lireVirement' AND adherent_id IN ('VIR-H', 'VIR-I') ORDER BY 1");
        Assert.Equal(["VIR-H", "VIR-I"], vus.Select(r => (string)r[0]!));
    }

    private static List<JsonElement> Elements(JsonElement page) => [.. page.GetProperty("elements").EnumerateArray()];

    private static string Brut(JsonElement objet, string membre) => objet.GetProperty(membre).GetRawText();
}
