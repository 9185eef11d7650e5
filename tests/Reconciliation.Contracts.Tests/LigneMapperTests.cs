using System.Text;
using Reconciliation.Storage;
using Xunit;

namespace Reconciliation.Contracts.Tests;

/// <summary>Contracts and domain state the same thing twice, on purpose; here is what keeps them together.</summary>
public sealed class LigneMapperTests
{
    // Those that say something of the API itself have no counterpart.
    public static TheoryData<string> CommonEnumerations =>
    [
        .. typeof(PaiementEmis).Assembly.GetExportedTypes().Where(t => t.IsEnum).Select(t => t.Name)
            .Except([nameof(TrouvePar), nameof(TypeDeDecision), nameof(EtatQuarantaine), nameof(IssueDeSuite), nameof(EncodageDeCorps)]),
    ];

    // The mapping casts one to the other.
    [Theory]
    [MemberData(nameof(CommonEnumerations))]
    public void Enumerations_have_the_same_members_in_the_same_order(string name)
    {
        var contrat = typeof(PaiementEmis).Assembly.GetType($"Reconciliation.Contracts.{name}", throwOnError: true)!;
        var domain = typeof(Domain.Ligne).Assembly.GetType(
            $"Reconciliation.Domain.{name}", throwOnError: true)!;
        Assert.Equal(Members(domain), Members(contrat));

        static IEnumerable<(string, int)> Members(Type type) => Enum.GetNames(type).Zip(Enum.GetValues(type).Cast<int>());
    }

    [Fact]
    public void Every_member_of_a_record_reaches_the_line()
    {
        foreach (var part in PaymentStreams.Product.Parts.All)
        {
            // Each change of one member, the event apart, is another fact.
            var ordinary = Reading.Accepts(ExampleFile.From(part).Read()).Empreinte;
            foreach (var (member, value) in Changes(part))
            {
                var change = Reading.Accepts(ExampleFile.From(part).With(member, value).Read());
                Assert.True(ordinary != change.Empreinte, member);
                var stream = PaymentStreams.Product.Of(part);
                Assert.Equal(change.Ligne, stream.ToLigne(stream.Restore(change.Content)));
            }

            Assert.Equal(ordinary, Reading.Accepts(ExampleFile.From(part).With("evenementId", "\"autre\"").Read()).Empreinte);
        }
    }

    [Fact]
    public void Amounts_count_by_value_and_instants_by_the_moment_they_name()
    {
        var ordinary = Reading.Accepts(ExampleFile.Ro().Read()).Empreinte;
        foreach (var (member, value) in new[] { ("montant", "21"), ("montant", "21.0"), ("taux", "70.00"), (
            "transmisLe", "\"2025-11-14T16:02:11Z\"") })
        {
            Assert.Equal(ordinary, Reading.Accepts(ExampleFile.Ro().With(member, value).Read()).Empreinte);
        }
    }

    [Fact]
    public void What_is_kept_of_a_line_is_readable_and_complete()
    {
        var content = Encoding.UTF8.GetString(Reading.Accepts(ExampleFile.Ro().With("inconnu", "1").Read()).Content);
        Assert.Contains("\"libelle\":\"Consultation généraliste\"", content, StringComparison.Ordinal);
        Assert.DoesNotContain("inconnu", content, StringComparison.Ordinal);
        Assert.Equal(
            Reading.Accepts(ExampleFile.Ro().Read()).Ligne,
            Reading.Accepts(ExampleFile.Read(Domain.Part.Ro, content)).Ligne);
    }

    private static IEnumerable<(string, string)> Changes(Domain.Part part)
    {
        const string Reference = """{"organisme":"o","decompte":"d","ordre":7}""";
        IEnumerable<(string, string)> shared =
        [
            ("source", "\"autre\""), ("ligne.organisme", "\"autre\""), ("ligne.decompte", "\"autre\""), ("ligne.ordre", "2"),
            ("revision", "2"),
            ("nature", "\"regularisation\""), ("ligneOrigine", Reference), ("adherentId", "\"A0009999\""),
            ("beneficiaireId", "\"A0009999-01\""),
            ("dateSoin", "\"2025-11-13\""), ("professionnelId", "\"autre\""), ("codeActe", "\"GS\""), ("libelle", "null"),
            ("depense", "31.00"),
            ("montant", "20.99"), ("destinataire", "\"professionnel\""), ("canal", "\"feuilleDeSoins\""), ("transmisLe", "null"),
            ("payeLe", "\"2025-11-18\""), ("virement", "\"autre\""), ("referenceSoin", "\"S-1\""), ("releve", "\"courrier\""),
        ];
        return part == Domain.Part.Ro
            ? [.. shared, ("base", "29.99"), ("taux", "69.99"), ("complementaire", "\"autre\"")]
            : [.. shared, ("contrat", "\"autre\""), ("regimeObligatoire", "\"autre\""), ("montantRoDeclare", "null"), (
                "referenceRo", Reference)];
    }
}
