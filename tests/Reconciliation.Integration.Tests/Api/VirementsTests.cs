using System.Text.Json;
using Reconciliation.Hosting;
using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Storage;
using Xunit;

namespace Reconciliation.Integration.Tests.Api;

/// <summary>One transfer: its lines in pages, and the totals of all of them.</summary>
public sealed class VirementsTests(SharedInstance shared) : IClassFixture<SharedInstance>
{
    [SkippableFact]
    public async Task The_lines_of_a_transfer_add_up_to_the_account_and_to_professionals()
    {
        var instance = await shared.StartAsync();
        await instance.RoAsync(
            PaymentRecords.Ro("VIR-A").With("virement", "VIR-1"),
            PaymentRecords.Ro("VIR-B").With("virement", "VIR-1").With("montant", 12.50m).With("destinataire", "professionnel"),
            PaymentRecords.Ro("VIR-A", 2).With("virement", "VIR-1").With("nature", "retenue").With("montant", -2.00m),
            PaymentRecords.Ro("VIR-C").With("virement", "VIR-2"));

        var virement = (await instance.ReadAsync("/v1/virements/VIR-1", Scopes.Support)).Json;

        Assert.Equal("VIR-1", virement.GetProperty("virement").GetString());
        Assert.Equal(
            ("3", "31.50", "19.00", "12.50"),
            (Raw(virement, "nombre"), Raw(virement, "somme"), Raw(virement, "auCompte"), Raw(virement, "auProfessionnel")));
        Assert.Equal(["-2.00", "12.50", "21.00"], Elements(virement).Select(l => Raw(l, "montant")).Order(StringComparer.Ordinal));
        var soinDeA = Assert.Single(await instance.SoinsAsync("VIR-A")).GetProperty("soinId").GetString();
        Assert.Equal(
            [soinDeA, soinDeA],
            Elements(virement).Where(l => l.GetProperty("adherentId").GetString() == "VIR-A")
                .Select(l => l.GetProperty("soinId").GetString()));
        Assert.Equal(JsonValueKind.Null, virement.GetProperty("curseurSuivant").ValueKind);
    }

    [SkippableFact]
    public async Task A_line_counts_by_its_highest_revision_and_only_if_that_is_still_in_the_transfer()
    {
        var instance = await shared.StartAsync();
        await instance.RoAsync(
            PaymentRecords.Ro("VIR-D").With("virement", "VIR-3"),
            PaymentRecords.Ro("VIR-D").With("virement", "VIR-3").With("revision", 2).With("montant", 20.00m),
            PaymentRecords.Ro("VIR-E").With("virement", "VIR-3"),
            PaymentRecords.Ro("VIR-E").With("virement", "VIR-4").With("revision", 2),
            PaymentRecords.Ro("VIR-F").With("virement", "VIR-3").With("montant", 5.00m),
            PaymentRecords.Ro("VIR-F").With("virement", "VIR-3").With("montant", 4.00m));

        var virement = (await instance.ReadAsync("/v1/virements/VIR-3", Scopes.Support)).Json;

        Assert.Equal(("2", "24.00"), (Raw(virement, "nombre"), Raw(virement, "somme")));
        var counted = Elements(virement).Where(l => l.GetProperty("actuelle").GetBoolean()).Sum(l => l.GetProperty("montant").GetDecimal());
        Assert.Equal(24.00m, counted);
        Assert.Equal(5, Elements(virement).Count);
    }

    [SkippableFact]
    public async Task Pages_give_every_line_once_and_the_same_sum_also_when_lines_come_in_between()
    {
        var instance = await shared.StartAsync();
        await instance.RoAsync(
            [.. Enumerable.Range(1, 7)
                .Select(n => PaymentRecords.Ro("VIR-G", n).With("virement", "VIR-5").With("professionnelId", $"PS-{n}"))]);
        var seenOnes = new List<string>();
        var next = (string?)"";
        while (next is not null && seenOnes.Count < 50)
        {
            var page = (await instance.ReadAsync($"/v1/virements/VIR-5?limite=3{next}", Scopes.Support)).Json;
            seenOnes.AddRange(Elements(page).Select(l => Raw(l.GetProperty("ligne"), "ordre")));
            next = page.GetProperty("curseurSuivant").GetString() is { } cursor ? $"&curseur={cursor}" : null;
            if (seenOnes.Count == 3)
            {
                await instance.RoAsync(PaymentRecords.Ro("VIR-G", 8).With("virement", "VIR-5"));
            }
        }

        Assert.Equal(["1", "2", "3", "4", "5", "6", "7", "8"], seenOnes.Order(StringComparer.Ordinal));
    }

    [SkippableTheory]
    [InlineData("AUCUN-VIREMENT", 404, "virement-inconnu")]
    [InlineData("VIR-1?limite=0", 400, "parametre-invalide")]
    [InlineData("VIR-1?curseur=x", 400, "parametre-invalide")]
    [InlineData("VIR-1?du=2025-11-14", 400, "parametre-inconnu")]
    [InlineData("185057800608491", 400, "parametre-invalide")]
    public async Task What_is_wrong_is_named(string path, int status, string code)
    {
        var instance = await shared.StartAsync();
        var answer = await instance.ReadAsync($"/v1/virements/{path}", Scopes.Support);
        Assert.Equal(code, answer.Problem(status));
        Assert.DoesNotContain("185057800608491", answer.Text, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Every_member_that_an_agent_saw_is_written_down()
    {
        var instance = await shared.StartAsync();
        await instance.RoAsync(PaymentRecords.Ro("VIR-H").With("virement", "VIR-6"), PaymentRecords.Ro("VIR-I").With("virement", "VIR-6"));
        Assert.Equal("portee-insuffisante", (await instance.ReadAsync("/v1/virements/VIR-6", Scopes.Espace)).Problem(403));
        await instance.ReadAsync("/v1/virements/VIR-6", Scopes.Support);
        var seenOnes = await instance.RowsAsync(
            "SELECT adherent_id FROM acces WHERE action = 'lireVirement' AND adherent_id IN ('VIR-H', 'VIR-I') ORDER BY 1");
        Assert.Equal(["VIR-H", "VIR-I"], seenOnes.Select(r => (string)r[0]!));
    }

    private static List<JsonElement> Elements(JsonElement page) => [.. page.GetProperty("elements").EnumerateArray()];

    private static string Raw(JsonElement subject, string member) => subject.GetProperty(member).GetRawText();
}
