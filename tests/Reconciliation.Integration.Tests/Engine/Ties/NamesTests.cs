using System.Text;
using Reconciliation.Contracts;
using Reconciliation.Core;
using Reconciliation.Domain;
using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Integration.Tests.Servers;
using Reconciliation.Storage;
using Xunit;

namespace Reconciliation.Integration.Tests.Engine;

/// <summary>One name of a line and two beneficiaries; and lines of one beneficiary that name each other across days.</summary>
public sealed class NamesTests
{
    [SkippableFact]
    public async Task A_name_that_two_beneficiaries_have_gives_each_a_soin_and_the_first_keeps_its_id()
    {
        await using var database = await TestDatabase.CreateAsync(TestInstance.PlainSchema);
        await using var instance = await TestInstance.StartAsync(database);
        await Engines.ReceiveAsync(instance, Scenario.Ro("D", 21m, beneficiaire: "1"));
        var before = Assert.Single(await instance.SoinsAsync("A-1")).GetProperty("soinId").GetGuid();
        await Engines.ReceiveAsync(instance, Scenario.Ro("D", 15m, beneficiaire: "2"));

        Assert.Equal(before, Assert.Single(await instance.SoinsAsync("A-1")).GetProperty("soinId").GetGuid());
        Assert.NotEqual(before, Assert.Single(await instance.SoinsAsync("A-2")).GetProperty("soinId").GetGuid());
    }

    [SkippableFact]
    public async Task A_line_that_moves_to_another_beneficiary_leaves_its_soin_id_behind_without_an_amount()
    {
        await using var database = await TestDatabase.CreateAsync(TestInstance.PlainSchema);
        await using var instance = await TestInstance.StartAsync(database);
        await Engines.ReceiveAsync(instance, Scenario.Ro("D", 21m, beneficiaire: "1"));
        var before = Assert.Single(await instance.SoinsAsync("A-1")).GetProperty("soinId").GetGuid();
        await Engines.ReceiveAsync(instance, Scenario.Ro("D", 21m, revision: 2, beneficiaire: "2"));

        Assert.NotEqual(before, Assert.Single(await instance.SoinsAsync("A-2")).GetProperty("soinId").GetGuid());
        Assert.Equal("B-1", await ScalarAsync<string>(instance, "SELECT beneficiaire_id FROM soin WHERE vue ->> 'situation' = 'annule'"));
        Assert.Empty((await instance.GetAsync("/v1/adherents/A-1/virements")).GetProperty("elements").EnumerateArray());
        Assert.Equal(200, (await instance.ReadAsync($"/v1/soins/{before}/lignes", Hosting.Scopes.Support)).Status);
    }

    [SkippableTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_complementary_line_that_names_an_ro_line_of_another_day_joins_it_in_either_order(bool roFirst)
    {
        await using var database = await TestDatabase.CreateAsync(TestInstance.PlainSchema);
        await using var instance = await TestInstance.StartAsync(database);
        ReceivedLigne[] lignes = [Scenario.Ro("D", 21m, beneficiaire: "1"), Rc()];
        foreach (var ligne in roFirst ? lignes : lignes.Reverse())
        {
            await Engines.ReceiveAsync(instance, ligne);
        }

        var soin = Assert.Single(await instance.SoinsAsync("A-1"), s => s.GetProperty("situation").GetString() != "annule");
        Assert.Equal("2026-01-05", soin.GetProperty("dateSoin").GetString());
        Assert.Equal(30m, soin.GetProperty("montantTotal").GetProperty("valeur").GetDecimal());
    }

    private static ReceivedLigne Rc() => Read(Part.Complementaire, new PaiementComplementaireEmis
    {
        EvenementId = "e",
        Source = "mgen",
        Ligne = new() { Organisme = "MGEN", Decompte = "RC", Ordre = 1 },
        Revision = 1,
        Nature = Contracts.Nature.Paiement,
        AdherentId = "A-1",
        BeneficiaireId = "B-1",
        DateSoin = new(2026, 1, 6),
        ProfessionnelId = "10003456789",
        CodeActe = "G",
        Depense = 30m,
        Montant = 9m,
        Destinataire = Contracts.Destinataire.Assure,
        Canal = Contracts.Canal.CarteVitale,
        PayeLe = new(2026, 1, 9),
        Virement = "V2",
        Contrat = "INTEGRALE",
        RegimeObligatoire = Contracts.RegimeObligatoire.Mgen,
        MontantRoDeclare = 21m,
        ReferenceRo = new() { Organisme = "010000506", Decompte = "D", Ordre = 1 },
    });

    private static ReceivedLigne Read(Part part, PaiementEmis paiement) =>
        PaymentReader.Read(
            part, Encoding.UTF8.GetBytes(StoredJson.Write(paiement)), new DateOnly(2026, 1, 31), PaymentStreams.Product).Ligne!;

    private static async Task<T> ScalarAsync<T>(TestInstance instance, string sql)
    {
        await using var command = instance.Database.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }
}
