using System.Reflection;
using Reconciliation.Domain;
using Reconciliation.Storage;
using Xunit;

namespace Reconciliation.Contracts.Tests;

public sealed class RuleTests
{
    private const string OtherOrigine = """{"organisme":"010000506","decompte":"20251010000001","ordre":3}""";

    public static TheoryData<RefusedCase> Refused => [.. RefusedCases.All];

    [Theory]
    [MemberData(nameof(Refused), DisableDiscoveryEnumeration = true)]
    public void A_wrong_member_is_refused_with_its_path_its_rule_and_a_french_reason(RefusedCase cases)
    {
        ArgumentNullException.ThrowIfNull(cases);
        var example = Complete(ExampleFile.From(cases.Part), cases.Membre);
        Reading.Refuses(
            (cases.Value is null ? example.Without(cases.Membre) : example.With(cases.Membre, cases.Value)).Read(), cases.Membre,
            cases.Rule);
    }

    [Fact]
    public void Every_rule_has_a_reason_and_a_test()
    {
        // Of these the test is below, by name; no record breaks the next three by itself; those of décisions are tested
        // on real facts.
        string[] elsewhere =
        [
            Regle.Json, Regle.Objet, Regle.NirInterdit, Regle.Enveloppe, Regle.Taille, Regle.Stockage, Regle.Traitement,
            Regle.LivraisonsEpuisees, Regle.Colonnes,
            Regle.Motif, Regle.Uuid, Regle.DeuxLignes, Regle.LigneInconnue, Regle.AutreJournee, Regle.PaiementSeul, Regle.AutreSoin,
            Regle.DecisionInconnue, Regle.Emetteur, Regle.AutreLigne, Regle.Essais,
        ];
        var constants = typeof(Regle).GetFields(BindingFlags.Public | BindingFlags.Static)
            .Where(f => f.IsLiteral)
            .Select(f => (string)f.GetRawConstantValue()!)
            .ToList();
        Assert.Equal(constants.Order(StringComparer.Ordinal), Regle.Motifs.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(constants.Order(StringComparer.Ordinal), Reading.Motifs.Keys.Order(StringComparer.Ordinal));
        foreach (var part in PaymentStreams.Product.Parts.All)
        {
            var tested = RefusedCases.All.Where(c => c.Part == part || c.Rule == Regle.Taux).Select(c => c.Rule).Distinct();
            Assert.Equal(constants.Order(StringComparer.Ordinal), tested.Concat(elsewhere).Order(StringComparer.Ordinal));
        }

        Assert.All(constants, rule => Assert.Equal(new Rejet("m", rule, Reading.Motifs[rule]), Regle.Refuse(rule, "m")));
    }

    [Theory]
    [InlineData("ligne.ordre", "0")]
    [InlineData("ligne.ordre", "2147483647")]
    [InlineData("revision", "1000000")]
    [InlineData("ligne.ordre", "-0")]
    [InlineData("ligne.ordre", "1.0")]
    [InlineData("ligne.ordre", "10e-1")]
    [InlineData("revision", "1.00e0")]
    [InlineData("revision", "1.0E6")]
    [InlineData("montant", "0")]
    [InlineData("montant", "2.1e1")]
    [InlineData("montant", "210000E-4")]
    [InlineData("montant", "0e99999999999999999999")]
    [InlineData("montant", "1e7")]
    [InlineData("montant", "-0")]
    [InlineData("montant", "10000000.00")]
    [InlineData("montant", "21.000000000000000000000000000000")]
    [InlineData("depense", "10000000")]
    [InlineData("depense", "0.01")]
    [InlineData("depense", "-10000000.00")]
    [InlineData("dateSoin", "\"2000-01-01\"")]
    [InlineData("dateSoin", "\"2025-11-21\"")]
    [InlineData("dateSoin", "\"2024-02-29\"")]
    [InlineData("payeLe", "\"2000-01-01\"")]
    [InlineData("payeLe", "\"2025-12-21\"")]
    [InlineData("transmisLe", "\"2000-01-01T00:00:00Z\"")]
    [InlineData("transmisLe", "\"2025-12-21T23:59:59.9999999Z\"")]
    [InlineData("transmisLe", "\"2025-11-14t17:02:11z\"")]
    [InlineData("transmisLe", "\"2025-11-14T17:02:11.123456789+01:00\"")]
    [InlineData("transmisLe", "\"2025-11-14T17:02:11.12345678901234567890-23:59\"")]
    [InlineData("transmisLe", "\"2016-12-31T23:59:60Z\"")]
    [InlineData("transmisLe", "\"2017-01-01T00:59:60.5+01:00\"")]
    [InlineData("virement", "\"V/1\"")]
    [InlineData("virement", "\"50% + é~\"")]
    [InlineData("libelle", "\"\"")]
    [InlineData("libelle", "\"Éléphant 🐘 œuf\"")]
    [InlineData("codeActe", "\"a b\"")]
    public void A_value_just_inside_the_limits_is_accepted_by_both_streams(string member, string value)
    {
        foreach (var part in PaymentStreams.Product.Parts.All)
        {
            Reading.Accepts(ExampleFile.From(part).With(member, value).Read());
        }
    }

    [Theory]
    [InlineData("taux", "0")]
    [InlineData("taux", "100")]
    [InlineData("taux", "100.00")]
    [InlineData("taux", "66.67")]
    [InlineData("base", "10000000.00")]
    public void A_value_just_inside_the_limits_is_accepted_by_RO(string member, string value) =>
        Reading.Accepts(ExampleFile.Ro().With(member, value).Read());

    [Fact]
    public void Identifiers_of_64_characters_and_labels_of_200_are_accepted()
    {
        foreach (var member in RefusedCases.Identifiers.Append("referenceSoin"))
        {
            Reading.Accepts(ExampleFile.Ro().With(member, RefusedCases.Texte('x', 64)).Read());
            Reading.Accepts(ExampleFile.Complementaire().With(member, RefusedCases.Texte('é', 64)).Read());
        }

        Reading.Accepts(ExampleFile.Complementaire().With("contrat", RefusedCases.Texte('x', 64)).Read());
        Reading.Accepts(ExampleFile.Ro().With("libelle", RefusedCases.Texte('é', 200)).Read());
    }

    [Fact]
    public void Characters_are_counted_not_their_encoding()
    {
        static string Keys(int howMany) => $"\"{string.Concat(Enumerable.Repeat("🗝", howMany))}\"";

        Reading.Accepts(ExampleFile.Ro().With("virement", Keys(64)).Read());
        Reading.Refuses(ExampleFile.Ro().With("virement", Keys(65)).Read(), "virement", Regle.Identifiant);
        Reading.Accepts(ExampleFile.Ro().With("libelle", Keys(200)).Read());
        Reading.Refuses(ExampleFile.Ro().With("libelle", Keys(201)).Read(), "libelle", Regle.Texte);
    }

    [Theory]
    [InlineData("paiement", "0.01", true)]
    [InlineData("paiement", "0", true)]
    [InlineData("paiement", "-0.01", false)]
    [InlineData("annulation", "-10000000.00", true)]
    [InlineData("annulation", "0.00", true)]
    [InlineData("annulation", "0.01", false)]
    [InlineData("retenue", "-2.00", true)]
    [InlineData("retenue", "0", true)]
    [InlineData("retenue", "0.01", false)]
    [InlineData("regularisation", "-12.00", true)]
    [InlineData("regularisation", "12.00", true)]
    public void The_sign_fits_the_nature(string nature, string montant, bool fits)
    {
        foreach (var part in PaymentStreams.Product.Parts.All)
        {
            var received =
                ExampleFile.From(part).With("nature", $"\"{nature}\"").With("ligneOrigine", OtherOrigine).With("montant", montant).Read();
            if (fits)
            {
                Reading.Accepts(received);
            }
            else
            {
                Reading.Refuses(received, "montant", Regle.Signe);
            }
        }
    }

    [Theory]
    [InlineData("\"remise\"")]
    [InlineData("\"Retenue\"")]
    [InlineData("7")]
    [InlineData(null)]
    public void Of_a_record_whose_nature_is_unknown_nothing_is_refused_that_depends_on_it(string? nature)
    {
        foreach (var montant in new[] { "-2.00", "2.00" })
        {
            var record = ExampleFile.Ro().With("montant", montant).Without("base").Without("taux");
            var read = (nature is null ? record.Without("nature") : record.With("nature", nature)).Read();
            Assert.Equal("nature", Assert.Single(read.Rejections).Membre);
        }
    }

    [Fact]
    public void An_amount_too_negative_is_refused() =>
        Reading.Refuses(
            ExampleFile.Ro().With("nature", "\"annulation\"").With("montant", "-10000000.01").Read(), "montant", Regle.MontantMax);

    [Theory]
    [InlineData("regularisation", "3.00")]
    [InlineData("annulation", "-21.00")]
    [InlineData("retenue", "-2.00")]
    public void Base_and_rate_are_required_of_a_payment_only(string nature, string montant) =>
        Reading.Accepts(
            ExampleFile.Ro().With("nature", $"\"{nature}\"").With("montant", montant).Without("base").Without("taux").Read());

    [Fact]
    public void Every_fault_of_a_record_is_named_in_the_order_of_the_contract()
    {
        var received =
            ExampleFile.Ro().Without("virement").With("montant", "1.001").With("ligne.ordre", "-1").With("evenementId", "7").Read();
        Assert.Null(received.Ligne);
        Assert.Equal(
            [("evenementId", Regle.TypeJson), ("ligne.ordre", Regle.Entier), ("montant", Regle.DeuxDecimales), ("virement", Regle.Requis)],
            received.Rejections.Select(r => (r.Membre, r.Regle)));
    }

    [Fact]
    public void Optional_members_may_be_absent_or_null()
    {
        string[] shared = ["revision", "ligneOrigine", "libelle", "transmisLe", "referenceSoin", "releve"];
        foreach (var (part, members) in new[] { (Part.Ro, shared), (Part.Complementaire, [.. shared, "montantRoDeclare", "referenceRo"]) })
        {
            var absents = Reading.Accepts(members.Aggregate(ExampleFile.From(part), (e, m) => e.Without(m)).Read());
            var nulls = Reading.Accepts(members.Aggregate(ExampleFile.From(part), (e, m) => e.With(m, "null")).Read());
            Assert.Equal(absents.Ligne, nulls.Ligne);
            Assert.Equal(absents.Empreinte, nulls.Empreinte);
            Assert.Equal((1, Domain.Releve.Ameli), (absents.Ligne.Revision, absents.Ligne.Releve));
        }
    }

    [Fact]
    public void Unknown_members_are_ignored()
    {
        var ordinary = Reading.Accepts(ExampleFile.Ro().Read());
        var enriched = Reading.Accepts(
            ExampleFile.Ro().With("inconnu", """{"a":[1,{"b":null}]}""").With("Montant", "\"x\"").With("é", "\"\\u0000\"").Read());
        Assert.Equal(ordinary.Empreinte, enriched.Empreinte);
        Assert.Equal(ordinary.Content, enriched.Content);
    }

    // A nested path needs its siblings: `ligneOrigine` and `referenceRo` are optional and null in the plain example.
    private static ExampleFile Complete(ExampleFile example, string member)
    {
        var parent = member.Split('.')[0];
        return member.Contains('.', StringComparison.Ordinal) && parent == "ligneOrigine"
            ? example.Without(parent).With(parent + ".organisme", "\"010000506\"").With(parent + ".decompte", "\"20251010000001\"")
                .With(parent + ".ordre", "3")
            : example;
    }
}
