using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Reconciliation.Contracts;
using Reconciliation.Integration.Tests.Hosts;
using Xunit;

namespace Reconciliation.Integration.Tests.Api;

/// <summary>
/// Each limit and rule of the contract: a record that breaks it, sent between two good ones, is named with the reason, kept in
/// quarantine as it came, and leaves its neighbours alone.
/// </summary>
public sealed class RefusedRecordsTests(SharedInstance shared) : IClassFixture<SharedInstance>
{
    private static int _rangs;

    private static string Long(int n) => $"\"{new string('x', n)}\"";

    /// <summary>Member, what is written in its place (null: it is left out), the rule.</summary>
    public static TheoryData<string, string?, string> DesDeuxParts()
    {
        var cas = new TheoryData<string, string?, string>();
        foreach (var membre in new[]
        {
            "evenementId", "source", "ligne", "ligne.organisme", "ligne.decompte", "ligne.ordre", "nature", "adherentId", "beneficiaireId",
            "dateSoin", "professionnelId", "codeActe", "depense", "montant", "destinataire", "canal", "payeLe", "virement",
        })
        {
            cas.Add(membre, null, Regle.Requis);
            cas.Add(membre, "null", Regle.Requis);
            cas.Add(membre, "[]", Regle.TypeJson);
        }

        foreach (var membre in new[]
        {
            "evenementId", "source", "ligne.organisme", "ligne.decompte", "adherentId", "beneficiaireId", "professionnelId", "codeActe",
            "virement", "referenceSoin",
        })
        {
            cas.Add(membre, "\"\"", Regle.Identifiant);
            cas.Add(membre, Long(65), Regle.Identifiant);
            cas.Add(membre, """ "a\u0000b" """, Regle.Identifiant);
        }

        foreach (var (membre, brut, regle) in Valeurs())
        {
            cas.Add(membre, brut, regle);
        }

        return cas;
    }

    [SkippableTheory]
    [MemberData(nameof(DesDeuxParts))]
    public Task Of_either_part(string membre, string? brut, string regle) => VerifierAsync(Paiements.Ro, "ro", membre, brut, regle);

    [SkippableTheory]
    [InlineData("base", null, Regle.Requis)]
    [InlineData("base", "30.001", Regle.DeuxDecimales)]
    [InlineData("taux", null, Regle.Requis)]
    [InlineData("taux", "100.01", Regle.Taux)]
    [InlineData("taux", "-1", Regle.Taux)]
    [InlineData("complementaire", null, Regle.Requis)]
    [InlineData("complementaire", "\"MGEN\"", Regle.ValeurConnue)]
    public Task Of_the_regime_obligatoire(string membre, string? brut, string regle) => VerifierAsync(Paiements.Ro, "ro", membre, brut, regle);

    [SkippableTheory]
    [InlineData("contrat", null, Regle.Requis)]
    [InlineData("contrat", "\"\"", Regle.Identifiant)]
    [InlineData("regimeObligatoire", null, Regle.Requis)]
    [InlineData("regimeObligatoire", "\"aucune\"", Regle.ValeurConnue)]
    [InlineData("montantRoDeclare", "21.001", Regle.DeuxDecimales)]
    [InlineData("montantRoDeclare", "\"21.00\"", Regle.TypeJson)]
    [InlineData("montantRoDeclare", "10000000.01", Regle.MontantMax)]
    [InlineData("referenceRo", "\"010000506\"", Regle.TypeJson)]
    [InlineData("referenceRo", "{\"decompte\":\"1\",\"ordre\":1}", Regle.Requis, "referenceRo.organisme")]
    [InlineData("montant", "9.999", Regle.DeuxDecimales)]
    public Task Of_the_complementary_part(string membre, string? brut, string regle, string? chemin = null) =>
        VerifierAsync(Paiements.Complementaire, "complementaires", membre, brut, regle, chemin);

    [SkippableTheory]
    [InlineData("paiement", "-0.01", false)]
    [InlineData("paiement", "0", true)]
    [InlineData("annulation", "0.01", false)]
    [InlineData("annulation", "-21.00", true)]
    [InlineData("retenue", "2.00", false)]
    [InlineData("retenue", "0.00", true)]
    [InlineData("regularisation", "-5", true)]
    [InlineData("regularisation", "5", true)]
    public async Task The_sign_of_an_amount_follows_the_nature(string nature, string montant, bool accepte)
    {
        var instance = await shared.StartAsync();
        var ligne = Paiements.Ro($"SIGNE-{nature}-{montant}").Avec("nature", nature).AvecBrut("montant", montant);
        var answer = await instance.PostRawAsync("/v1/paiements/ro", Encoding.UTF8.GetBytes(ligne));
        Assert.Equal(accepte ? 202 : 422, answer.Status);
        Assert.All(answer.Json.GetProperty("rejetes").EnumerateArray(), r => Assert.Equal(Regle.Signe, r.GetProperty("regle").GetString()));
    }

    private static IEnumerable<(string Membre, string Brut, string Regle)> Valeurs() =>
    [
        ("ligne.ordre", "-1", Regle.Entier),
        ("ligne.ordre", "1.5", Regle.Entier),
        ("ligne.ordre", "99999999999", Regle.Entier),
        ("revision", "0", Regle.Entier),
        ("revision", "\"1\"", Regle.TypeJson),
        ("libelle", Long(201), Regle.Texte),
        ("libelle", "\"a\\u0007\"", Regle.Texte),
        ("libelle", "\"\\ud800\"", Regle.Texte),
        ("nature", "\"Paiement\"", Regle.ValeurConnue),
        ("nature", "\"avoir\"", Regle.ValeurConnue),
        ("destinataire", "\"tiers\"", Regle.ValeurConnue),
        ("canal", "\"internet\"", Regle.ValeurConnue),
        ("releve", "\"pigeon\"", Regle.ValeurConnue),
        ("montant", "21.001", Regle.DeuxDecimales),
        ("montant", "2.1e1", Regle.DeuxDecimales),
        ("montant", "1e400", Regle.DeuxDecimales),
        ("montant", "1e-30", Regle.DeuxDecimales),
        ("montant", "10000000.01", Regle.MontantMax),
        ("montant", "123456789012345678901234567890123456789", Regle.MontantMax),
        ("montant", "\"21.00\"", Regle.TypeJson),
        ("depense", "30.005", Regle.DeuxDecimales),
        ("depense", "-10000001", Regle.MontantMax),
        ("dateSoin", "\"14/11/2025\"", Regle.Date),
        ("dateSoin", "\"2025-02-30\"", Regle.Date),
        ("dateSoin", "\"2025-11-14T00:00:00Z\"", Regle.Date),
        ("dateSoin", "\"1999-12-31\"", Regle.DateSoin),
        ("dateSoin", "\"2999-01-01\"", Regle.DateSoin),
        ("payeLe", "\"hier\"", Regle.Date),
        ("payeLe", "\"2999-01-01\"", Regle.PayeLe),
        ("transmisLe", "\"2025-11-14T17:02:11\"", Regle.Instant),
        ("transmisLe", "\"2025-11-14T25:02:11Z\"", Regle.Instant),
        ("transmisLe", "\"2999-01-01T00:00:00Z\"", Regle.TransmisLe),
        ("adherentId", "12", Regle.TypeJson),
        ("adherentId", "\"\\ud800\"", Regle.Identifiant),
    ];

    private async Task VerifierAsync(
        Func<string, int, JsonObject> paiement, string flux, string membre, string? brut, string regle, string? chemin = null)
    {
        var instance = await shared.StartAsync();
        var adherent = $"REFUS-{Interlocked.Increment(ref _rangs)}";
        var mauvais = paiement(adherent, 2);
        var original = brut is null ? mauvais.Sans(membre).ToJsonString() : mauvais.AvecBrut(membre, brut);

        var answer = await instance.PostRawAsync(
            $"/v1/paiements/{flux}",
            Encoding.UTF8.GetBytes($"[{paiement(adherent, 1).ToJsonString()},{original},{paiement(adherent, 3).ToJsonString()}]"));

        Assert.True(answer.Status == 202, answer.Text);
        Assert.Equal(2, answer.Json.GetProperty("acceptes").GetInt32());
        var rejet = Assert.Single(answer.Json.GetProperty("rejetes").EnumerateArray());
        Assert.Equal((1, regle), (rejet.GetProperty("index").GetInt32(), rejet.GetProperty("regle").GetString()));
        Assert.StartsWith(chemin ?? membre, rejet.GetProperty("membre").GetString(), StringComparison.Ordinal);
        Assert.Equal(Regle.Motifs[regle], rejet.GetProperty("motif").GetString());
        Assert.Equal(2, (await instance.SoinsAsync(adherent)).Count);

        var (origine, motifs) = Assert.Single(await QuarantaineAsync(instance, original));
        Assert.Equal("http", origine);
        Assert.Equal(regle, JsonDocument.Parse(motifs).RootElement[0].GetProperty("regle").GetString());
    }

    private static async Task<IEnumerable<(string Origine, string Motifs)>> QuarantaineAsync(TestInstance instance, string original) =>
        (await instance.RowsAsync("SELECT origine, motifs FROM quarantaine WHERE corps = $1", Encoding.UTF8.GetBytes(original)))
        .Select(r => ((string)r[0]!, (string)r[1]!));
}
