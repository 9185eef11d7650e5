using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Reconciliation.Bus;
using Reconciliation.Core;
using Reconciliation.Dev;
using Reconciliation.Engine;
using Reconciliation.Hosting;
using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Integration.Tests.Servers;
using Reconciliation.Recon;
using Reconciliation.Storage;
using Xunit;

namespace Reconciliation.Integration.Tests.Nir;

/// <summary>A NIR that is sent by mistake, in whatever clothes, is in no table, no log line and no answer afterwards.</summary>
public sealed partial class NirTests(SharedRabbitInstance shared) : IClassFixture<SharedRabbitInstance>
{
    private static int _ordres;

    public static TheoryData<string> Habits => new(
        "13", "15", "15 en groupes", "corse", "corse minuscule", "corse 15", "nombre", "nombre 15", "echappe", "dans un texte",
        "beneficiaire", "libelle", "membre inconnu", "nombre inconnu", "membre imbrique", "nom de membre", "enveloppe", "evenement",
        "tronque", "tronque echappe", "texte libre", "texte libre corse", "binaire");

    [SkippableTheory]
    [MemberData(nameof(Habits))]
    public async Task Sent_over_http_or_the_bus_it_leaves_no_trace(string habit)
    {
        var instance = await shared.StartAsync();
        await using var broker = await Broker.ConnectAsync(await shared.VirtualHostAsync());
        var marque = $"NIR-{Interlocked.Increment(ref _ordres)}";
        var nir = Nir13(habit.StartsWith("corse", StringComparison.Ordinal) || habit == "texte libre corse" ? "2A" : "78");
        var corps = Habiller(habit, nir, marque);

        var answer = await instance.PostRawAsync("/v1/paiements/ro", corps);
        await broker.PublishAsync(Echanges.PaiementsRo, corps);

        Assert.True(answer.Status is 400 or 422, $"{answer.Status} {answer.Text}");
        Assert.DoesNotContain(nir[1..], Nu(answer.Text), StringComparison.Ordinal);
        await Eventually.HoldsAsync("what came over the bus is in quarantine", async () => await instance.CountAsync(
            "SELECT count(*) FROM quarantaine WHERE origine = $1 AND position($2 IN corps) > 0",
            Echanges.PaiementsRo,
            Encoding.UTF8.GetBytes(marque + ".")) == 1);
        await SansTraceAsync(instance, nir);
    }

    [SkippableFact]
    public async Task Asked_for_by_mistake_it_is_refused_without_being_repeated()
    {
        var instance = await shared.StartAsync();
        var nir = Nir13("78");
        foreach (var chemin in new[]
        {
            $"/v1/adherents/{nir}/soins", $"/v1/adherents/{nir}{Cle(nir)}/soins", $"/v1/adherents/{nir}/soins?{nir}=1",
            $"/v1/adherents/A1/soins?{nir}=1", $"/v1/adherents/A1/soins?curseur={nir}", $"/v1/adherents/A1/soins?du={nir}",
        })
        {
            var answer = await instance.ReadAsync(chemin, Portees.Espace, Portees.Support);
            answer.Problem(400);
            Assert.DoesNotContain(nir[1..], answer.Text, StringComparison.Ordinal);
        }

        Assert.Equal(404, (await instance.ReadAsync($"/v1/soins/{nir}", Portees.Espace)).Status);
        Assert.DoesNotContain(nir[1..], (await instance.AskAsync(HttpMethod.Get, "/metrics", null)).Text, StringComparison.Ordinal);
        await SansTraceAsync(instance, nir);
    }

    [SkippableFact]
    public async Task The_search_for_traces_finds_one()
    {
        var instance = await shared.StartAsync();
        var nir = Nir13("2B");
        await instance.RowsAsync("INSERT INTO relais (nom, transaction, position) VALUES ($1, '0', 0)", $"x {nir.ToLowerInvariant()} y");
        await Assert.ThrowsAnyAsync<Xunit.Sdk.XunitException>(() => SansTraceAsync(instance, nir));
        await instance.RowsAsync("DELETE FROM relais WHERE nom LIKE 'x %'");
    }

    private static byte[] Habiller(string habit, string nir, string marque)
    {
        var ro = Paiements.Ro(marque + ".");
        var texte = habit switch
        {
            "13" or "corse" => ro.Avec("adherentId", nir).ToJsonString(),
            "15" or "corse 15" => ro.Avec("adherentId", nir + Cle(nir)).ToJsonString(),
            "15 en groupes" => ro.Avec("adherentId", $"{nir[0]} {nir[1..3]} {nir[3..5]} {nir[5..7]} {nir[7..10]} {nir[10..]} {Cle(nir)}").ToJsonString(),
            "corse minuscule" => ro.Avec("adherentId", nir.ToLowerInvariant()).ToJsonString(),
            "nombre" => ro.AvecBrut("adherentId", nir),
            "nombre 15" => ro.AvecBrut("adherentId", nir + Cle(nir)),
            "echappe" => ro.AvecBrut("adherentId", $"\"{Echapper(nir)}\""),
            "dans un texte" => ro.Avec("adherentId", $"n° {nir}, madame").ToJsonString(),
            "beneficiaire" => ro.Avec("beneficiaireId", nir).ToJsonString(),
            "libelle" => ro.Avec("libelle", $"Consultation {nir}").ToJsonString(),
            "membre inconnu" => ro.Avec("numeroSecuriteSociale", nir).Sans("montant").ToJsonString(),
            "nombre inconnu" => ro.Sans("montant").AvecBrut("nir", nir),
            "membre imbrique" => ro.Sans("montant").AvecBrut("assure", $$"""{"identites":[{"nir":"{{nir}}"},{{nir}}]}"""),
            "nom de membre" => ro.Sans("montant").Avec(nir, "x").ToJsonString(),
            "enveloppe" => $$"""{"messageType":["urn:message:X"],"headers":{"assure":"{{nir}}"},"message":{{ro.Avec("adherentId", nir).ToJsonString()}} }""",
            "evenement" => ro.Avec("evenementId", nir + Cle(nir)).Sans("montant").ToJsonString(),
            "tronque" => ro.Avec("adherentId", nir).ToJsonString()[..^20],
            "tronque echappe" => ro.AvecBrut("adherentId", $"\"{Echapper(nir)}\"")[..^20],
            "binaire" => $"\u0001\u0002 {marque}. {nir} \u0003",
            _ => $"{marque}. Bonjour, voici le numéro : {nir} ; à bientôt",
        };
        return habit == "binaire" ? [0xff, 0xc3, .. Encoding.Latin1.GetBytes(texte), 0x80] : Encoding.UTF8.GetBytes(texte);
    }

    private static string Echapper(string texte) => string.Concat(texte.Select(c => $"\\u{(int)c:x4}"));

    // A number of its own for each test: the year and the order make it so.
    private static string Nir13(string departement) => $"18505{departement}006{100 + Interlocked.Increment(ref _ordres)}";

    private static string Cle(string nir)
    {
        var nombre = long.Parse(nir.Replace("2A", "19", StringComparison.Ordinal).Replace("2B", "18", StringComparison.Ordinal), CultureInfo.InvariantCulture);
        return (97 - (nombre % 97)).ToString("00", CultureInfo.InvariantCulture);
    }

    // Without what people and formats put between or instead of the digits.
    private static string Nu(string texte) => Separateurs().Replace(
        Echappements().Replace(texte, e => ((char)int.Parse(e.ValueSpan[2..], NumberStyles.HexNumber, CultureInfo.InvariantCulture)).ToString()), "").ToUpperInvariant();

    private async Task SansTraceAsync(TestInstance instance, string nir)
    {
        var colonnes = await instance.RowsAsync("""
            SELECT table_name, column_name, data_type FROM information_schema.columns
            WHERE table_schema = 'public' AND data_type IN ('text', 'json', 'jsonb', 'bytea', 'ARRAY', 'character varying', 'uuid')
            """);
        Assert.Contains(colonnes, c => c is ["quarantaine", "corps", "bytea"]);
        foreach (var colonne in colonnes)
        {
            var lisible = colonne[2] is "bytea" ? $"encode(\"{colonne[1]}\", 'escape')" : $"\"{colonne[1]}\"::text";
            var valeurs = await instance.RowsAsync($"SELECT {lisible} FROM \"{colonne[0]}\"");
            Assert.False(valeurs.Exists(v => v[0] is string texte && Nu(texte).Contains(nir[1..], StringComparison.Ordinal)), $"{colonne[0]}.{colonne[1]}");
        }

        Assert.DoesNotContain(shared.Log.Lines, ligne => Nu(ligne).Contains(nir[1..], StringComparison.Ordinal));
    }

    [GeneratedRegex(@"[\s.\-]")]
    private static partial Regex Separateurs();

    [GeneratedRegex(@"\\u[0-9a-fA-F]{4}")]
    private static partial Regex Echappements();
}
