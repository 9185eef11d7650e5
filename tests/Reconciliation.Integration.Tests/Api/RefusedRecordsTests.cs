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
    private static int _ranks;

    private static string Long(int n) => $"\"{new string('x', n)}\"";

    /// <summary>The member, the text written in its place (null: it is left out), the rule.</summary>
    public static TheoryData<string, string?, string> OfBothParts()
    {
        var cases = new TheoryData<string, string?, string>();
        foreach (var member in new[]
        {
            "evenementId", "source", "ligne", "ligne.organisme", "ligne.decompte", "ligne.ordre", "nature", "adherentId", "beneficiaireId",
            "dateSoin", "professionnelId", "codeActe", "depense", "montant", "destinataire", "canal", "payeLe", "virement",
        })
        {
            cases.Add(member, null, Regle.Requis);
            cases.Add(member, "null", Regle.Requis);
            cases.Add(member, "[]", Regle.TypeJson);
        }

        foreach (var member in new[]
        {
            "evenementId", "source", "ligne.organisme", "ligne.decompte", "adherentId", "beneficiaireId", "professionnelId", "codeActe",
            "virement", "referenceSoin",
        })
        {
            cases.Add(member, "\"\"", Regle.Identifiant);
            cases.Add(member, Long(65), Regle.Identifiant);
            cases.Add(member, """ "a\u0000b" """, Regle.Identifiant);
        }

        foreach (var (member, raw, rule) in Values())
        {
            cases.Add(member, raw, rule);
        }

        return cases;
    }

    [SkippableTheory]
    [MemberData(nameof(OfBothParts))]
    public Task Of_either_part(string member, string? raw, string rule) => VerifyAsync(PaymentRecords.Ro, "ro", member, raw, rule);

    [SkippableTheory]
    [InlineData("base", null, Regle.Requis)]
    [InlineData("base", "30.001", Regle.DeuxDecimales)]
    [InlineData("taux", null, Regle.Requis)]
    [InlineData("taux", "100.01", Regle.Taux)]
    [InlineData("taux", "-1", Regle.Taux)]
    [InlineData("complementaire", null, Regle.Requis)]
    [InlineData("complementaire", "\"MGEN\"", Regle.ValeurConnue)]
    public Task Of_the_regime_obligatoire(string member, string? raw, string rule) =>
        VerifyAsync(PaymentRecords.Ro, "ro", member, raw, rule);

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
    public Task Of_the_complementary_part(string member, string? raw, string rule, string? path = null) =>
        VerifyAsync(PaymentRecords.Complementaire, "complementaires", member, raw, rule, path);

    [SkippableTheory]
    [InlineData("paiement", "-0.01", false)]
    [InlineData("paiement", "0", true)]
    [InlineData("annulation", "0.01", false)]
    [InlineData("annulation", "-21.00", true)]
    [InlineData("retenue", "2.00", false)]
    [InlineData("retenue", "0.00", true)]
    [InlineData("regularisation", "-5", true)]
    [InlineData("regularisation", "5", true)]
    public async Task The_sign_of_an_amount_follows_the_nature(string nature, string montant, bool accepted)
    {
        var instance = await shared.StartAsync();
        var ligne = PaymentRecords.Ro($"SIGNE-{nature}-{montant}").With("nature", nature).WithRaw("montant", montant);
        var answer = await instance.PostRawAsync("/v1/paiements/ro", Encoding.UTF8.GetBytes(ligne));
        Assert.Equal(accepted ? 202 : 422, answer.Status);
        Assert.All(answer.Json.GetProperty("rejetes").EnumerateArray(), r => Assert.Equal(Regle.Signe, r.GetProperty("regle").GetString()));
    }

    private static IEnumerable<(string Membre, string Raw, string Rule)> Values() =>
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
        ("montant", "1e400", Regle.MontantMax),
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

    private async Task VerifyAsync(
        Func<string, int, JsonObject> paiement, string stream, string member, string? raw, string rule, string? path = null)
    {
        var instance = await shared.StartAsync();
        var adherent = $"REFUS-{Interlocked.Increment(ref _ranks)}";
        var bad = paiement(adherent, 2);
        var original = raw is null ? bad.Without(member).ToJsonString() : bad.WithRaw(member, raw);

        var answer = await instance.PostRawAsync(
            $"/v1/paiements/{stream}",
            Encoding.UTF8.GetBytes($"[{paiement(adherent, 1).ToJsonString()},{original},{paiement(adherent, 3).ToJsonString()}]"));

        Assert.True(answer.Status == 202, answer.Text);
        Assert.Equal(2, answer.Json.GetProperty("acceptes").GetInt32());
        var rejection = Assert.Single(answer.Json.GetProperty("rejetes").EnumerateArray());
        Assert.Equal((1, rule), (rejection.GetProperty("index").GetInt32(), rejection.GetProperty("regle").GetString()));
        Assert.StartsWith(path ?? member, rejection.GetProperty("membre").GetString(), StringComparison.Ordinal);
        Assert.Equal(Regle.Motifs[rule], rejection.GetProperty("motif").GetString());
        Assert.Equal(2, (await instance.SoinsAsync(adherent)).Count);

        var (origine, motifs) = Assert.Single(await QuarantaineAsync(instance, original));
        Assert.Equal("http", origine);
        Assert.Equal(rule, JsonDocument.Parse(motifs).RootElement[0].GetProperty("regle").GetString());
    }

    private static async Task<IEnumerable<(string Origine, string Motifs)>> QuarantaineAsync(TestInstance instance, string original) =>
        (await instance.RowsAsync("SELECT origine, motifs FROM quarantaine WHERE corps = $1", Encoding.UTF8.GetBytes(original)))
        .Select(r => ((string)r[0]!, (string)r[1]!));
}
