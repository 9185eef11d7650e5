using System.Text;
using Reconciliation.Core;
using Reconciliation.Storage;
using Xunit;

namespace Reconciliation.Contracts.Tests;

/// <summary>Contracts and domain state the same thing twice, on purpose; here is what keeps them together.</summary>
public sealed class CorrespondanceTests
{
    // Those that say something of the API itself have no counterpart.
    public static TheoryData<string> EnumerationsCommunes =>
    [
        .. typeof(PaiementEmis).Assembly.GetExportedTypes().Where(t => t.IsEnum).Select(t => t.Name)
            .Except([nameof(TrouvePar), nameof(TypeDeDecision), nameof(EtatQuarantaine), nameof(IssueDeSuite), nameof(EncodageDeCorps)]),
    ];

    // The mapping casts one to the other.
    [Theory]
    [MemberData(nameof(EnumerationsCommunes))]
    public void Enumerations_have_the_same_members_in_the_same_order(string nom)
    {
        var contrat = typeof(PaiementEmis).Assembly.GetType($"Reconciliation.Contracts.{nom}", throwOnError: true)!;
        var domaine = typeof(Domain.Ligne).Assembly.GetType($"Reconciliation.Domain.{(nom == nameof(PartDeLigne) ? nameof(Domain.Part) : nom)}", throwOnError: true)!;
        Assert.Equal(Membres(domaine), Membres(contrat));

        static IEnumerable<(string, int)> Membres(Type type) => Enum.GetNames(type).Zip(Enum.GetValues(type).Cast<int>());
    }

    [Fact]
    public void Every_member_of_a_record_reaches_the_line()
    {
        foreach (var part in Enum.GetValues<Domain.Part>())
        {
            // Each change of one member, the event apart, is another fact.
            var ordinaire = Attendu.Accepte(Exemple.De(part).Lire()).Empreinte;
            foreach (var (membre, valeur) in Changements(part))
            {
                var change = Attendu.Accepte(Exemple.De(part).Avec(membre, valeur).Lire());
                Assert.True(ordinaire != change.Empreinte, membre);
                Assert.Equal(change.Ligne, Correspondance.Ligne(Contenus.LirePaiement(part, change.Contenu)));
            }

            Assert.Equal(ordinaire, Attendu.Accepte(Exemple.De(part).Avec("evenementId", "\"autre\"").Lire()).Empreinte);
        }
    }

    [Fact]
    public void Amounts_count_by_value_and_instants_by_the_moment_they_name()
    {
        var ordinaire = Attendu.Accepte(Exemple.Ro().Lire()).Empreinte;
        foreach (var (membre, valeur) in new[] { ("montant", "21"), ("montant", "21.0"), ("taux", "70.00"), ("transmisLe", "\"2025-11-14T16:02:11Z\"") })
        {
            Assert.Equal(ordinaire, Attendu.Accepte(Exemple.Ro().Avec(membre, valeur).Lire()).Empreinte);
        }
    }

    [Fact]
    public void What_is_kept_of_a_line_is_readable_and_complete()
    {
        var contenu = Encoding.UTF8.GetString(Attendu.Accepte(Exemple.Ro().Avec("inconnu", "1").Lire()).Contenu);
        Assert.Contains("\"libelle\":\"Consultation généraliste\"", contenu, StringComparison.Ordinal);
        Assert.DoesNotContain("inconnu", contenu, StringComparison.Ordinal);
        Assert.Equal(Attendu.Accepte(Exemple.Ro().Lire()).Ligne, Attendu.Accepte(Reception.Lire(Domain.Part.Ro, Encoding.UTF8.GetBytes(contenu), Exemple.Aujourdhui)).Ligne);
    }

    private static IEnumerable<(string, string)> Changements(Domain.Part part)
    {
        const string Reference = """{"organisme":"o","decompte":"d","ordre":7}""";
        IEnumerable<(string, string)> communs =
        [
            ("source", "\"autre\""), ("ligne.organisme", "\"autre\""), ("ligne.decompte", "\"autre\""), ("ligne.ordre", "2"), ("revision", "2"),
            ("nature", "\"regularisation\""), ("ligneOrigine", Reference), ("adherentId", "\"A0009999\""), ("beneficiaireId", "\"A0009999-01\""),
            ("dateSoin", "\"2025-11-13\""), ("professionnelId", "\"autre\""), ("codeActe", "\"GS\""), ("libelle", "null"), ("depense", "31.00"),
            ("montant", "20.99"), ("destinataire", "\"professionnel\""), ("canal", "\"feuilleDeSoins\""), ("transmisLe", "null"),
            ("payeLe", "\"2025-11-18\""), ("virement", "\"autre\""), ("referenceSoin", "\"S-1\""), ("releve", "\"courrier\""),
        ];
        return part == Domain.Part.Ro
            ? [.. communs, ("base", "29.99"), ("taux", "69.99"), ("complementaire", "\"autre\"")]
            : [.. communs, ("contrat", "\"autre\""), ("regimeObligatoire", "\"autre\""), ("montantRoDeclare", "null"), ("referenceRo", Reference)];
    }
}
