using System.Reflection;
using System.Text;
using Reconciliation.Core;
using Reconciliation.Domain;
using Reconciliation.Storage;
using Xunit;

namespace Reconciliation.Contracts.Tests;

public sealed class ReglesTests
{
    private const string AutreOrigine = """{"organisme":"010000506","decompte":"20251010000001","ordre":3}""";

    public static TheoryData<CasRefuse> Refuses => [.. CasRefuses.Tous];

    [Theory]
    [MemberData(nameof(Refuses), DisableDiscoveryEnumeration = true)]
    public void A_wrong_member_is_refused_with_its_path_its_rule_and_a_french_reason(CasRefuse cas)
    {
        ArgumentNullException.ThrowIfNull(cas);
        var exemple = Complete(Exemple.De(cas.Part), cas.Membre);
        Attendu.Refuse((cas.Valeur is null ? exemple.Sans(cas.Membre) : exemple.Avec(cas.Membre, cas.Valeur)).Lire(), cas.Membre, cas.Regle);
    }

    [Fact]
    public void Every_rule_has_a_reason_and_a_test()
    {
        // Of these the test is below, by name; no record breaks the next three by itself; those of décisions are tested
        // on real facts.
        string[] ailleurs =
        [
            Regle.Json, Regle.Objet, Regle.NirInterdit, Regle.Enveloppe, Regle.Taille, Regle.Stockage, Regle.Traitement, Regle.LivraisonsEpuisees, Regle.Colonnes,
            Regle.Motif, Regle.Uuid, Regle.DeuxLignes, Regle.LigneInconnue, Regle.AutreJournee, Regle.PaiementSeul, Regle.AutreSoin, Regle.DecisionInconnue,
        ];
        var constantes = typeof(Regle).GetFields(BindingFlags.Public | BindingFlags.Static)
            .Where(f => f.IsLiteral)
            .Select(f => (string)f.GetRawConstantValue()!)
            .ToList();
        Assert.Equal(constantes.Order(StringComparer.Ordinal), Regle.Motifs.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(constantes.Order(StringComparer.Ordinal), Attendu.Motifs.Keys.Order(StringComparer.Ordinal));
        foreach (var part in Enum.GetValues<Part>())
        {
            var testees = CasRefuses.Tous.Where(c => c.Part == part || c.Regle == Regle.Taux).Select(c => c.Regle).Distinct();
            Assert.Equal(constantes.Order(StringComparer.Ordinal), testees.Concat(ailleurs).Order(StringComparer.Ordinal));
        }

        Assert.All(constantes, regle => Assert.Equal(new Rejet("m", regle, Attendu.Motifs[regle]), Regle.Refuse(regle, "m")));
    }

    [Theory]
    [InlineData("ligne.ordre", "0")]
    [InlineData("ligne.ordre", "2147483647")]
    [InlineData("revision", "2147483647")]
    [InlineData("montant", "0")]
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
    [InlineData("libelle", "\"\"")]
    [InlineData("libelle", "\"Éléphant 🐘 œuf\"")]
    [InlineData("codeActe", "\"a b\"")]
    public void A_value_just_inside_the_limits_is_accepted_by_both_streams(string membre, string valeur)
    {
        foreach (var part in Enum.GetValues<Part>())
        {
            Attendu.Accepte(Exemple.De(part).Avec(membre, valeur).Lire());
        }
    }

    [Theory]
    [InlineData("taux", "0")]
    [InlineData("taux", "100")]
    [InlineData("taux", "100.00")]
    [InlineData("taux", "66.67")]
    [InlineData("base", "10000000.00")]
    public void A_value_just_inside_the_limits_is_accepted_by_RO(string membre, string valeur) =>
        Attendu.Accepte(Exemple.Ro().Avec(membre, valeur).Lire());

    [Fact]
    public void Identifiers_of_64_characters_and_labels_of_200_are_accepted()
    {
        foreach (var membre in CasRefuses.Identifiants.Append("referenceSoin"))
        {
            Attendu.Accepte(Exemple.Ro().Avec(membre, CasRefuses.Texte('x', 64)).Lire());
            Attendu.Accepte(Exemple.Complementaire().Avec(membre, CasRefuses.Texte('é', 64)).Lire());
        }

        Attendu.Accepte(Exemple.Complementaire().Avec("contrat", CasRefuses.Texte('x', 64)).Lire());
        Attendu.Accepte(Exemple.Ro().Avec("libelle", CasRefuses.Texte('é', 200)).Lire());
    }

    [Fact]
    public void Characters_are_counted_not_their_encoding()
    {
        static string Clefs(int combien) => $"\"{string.Concat(Enumerable.Repeat("🗝", combien))}\"";

        Attendu.Accepte(Exemple.Ro().Avec("virement", Clefs(64)).Lire());
        Attendu.Refuse(Exemple.Ro().Avec("virement", Clefs(65)).Lire(), "virement", Regle.Identifiant);
        Attendu.Accepte(Exemple.Ro().Avec("libelle", Clefs(200)).Lire());
        Attendu.Refuse(Exemple.Ro().Avec("libelle", Clefs(201)).Lire(), "libelle", Regle.Texte);
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
    public void The_sign_fits_the_nature(string nature, string montant, bool convient)
    {
        foreach (var part in Enum.GetValues<Part>())
        {
            var recu = Exemple.De(part).Avec("nature", $"\"{nature}\"").Avec("ligneOrigine", AutreOrigine).Avec("montant", montant).Lire();
            if (convient)
            {
                Attendu.Accepte(recu);
            }
            else
            {
                Attendu.Refuse(recu, "montant", Regle.Signe);
            }
        }
    }

    [Fact]
    public void An_amount_too_negative_is_refused() =>
        Attendu.Refuse(Exemple.Ro().Avec("nature", "\"annulation\"").Avec("montant", "-10000000.01").Lire(), "montant", Regle.MontantMax);

    [Theory]
    [InlineData("regularisation", "3.00")]
    [InlineData("annulation", "-21.00")]
    [InlineData("retenue", "-2.00")]
    public void Base_and_rate_are_required_of_a_payment_only(string nature, string montant) =>
        Attendu.Accepte(Exemple.Ro().Avec("nature", $"\"{nature}\"").Avec("montant", montant).Sans("base").Sans("taux").Lire());

    [Fact]
    public void Every_fault_of_a_record_is_named_in_the_order_of_the_contract()
    {
        var recu = Exemple.Ro().Sans("virement").Avec("montant", "1.001").Avec("ligne.ordre", "-1").Avec("evenementId", "7").Lire();
        Assert.Null(recu.Ligne);
        Assert.Equal(
            [("evenementId", Regle.TypeJson), ("ligne.ordre", Regle.Entier), ("montant", Regle.DeuxDecimales), ("virement", Regle.Requis)],
            recu.Rejets.Select(r => (r.Membre, r.Regle)));
    }

    [Fact]
    public void Optional_members_may_be_absent_or_null()
    {
        string[] communs = ["revision", "ligneOrigine", "libelle", "transmisLe", "referenceSoin", "releve"];
        foreach (var (part, membres) in new[] { (Part.Ro, communs), (Part.Complementaire, [.. communs, "montantRoDeclare", "referenceRo"]) })
        {
            var absents = Attendu.Accepte(membres.Aggregate(Exemple.De(part), (e, m) => e.Sans(m)).Lire());
            var nuls = Attendu.Accepte(membres.Aggregate(Exemple.De(part), (e, m) => e.Avec(m, "null")).Lire());
            Assert.Equal(absents.Ligne, nuls.Ligne);
            Assert.Equal(absents.Empreinte, nuls.Empreinte);
            Assert.Equal((1, Domain.Releve.Ameli), (absents.Ligne.Revision, absents.Ligne.Releve));
        }
    }

    [Fact]
    public void Unknown_members_are_ignored()
    {
        var ordinaire = Attendu.Accepte(Exemple.Ro().Lire());
        var enrichi = Attendu.Accepte(Exemple.Ro().Avec("inconnu", """{"a":[1,{"b":null}]}""").Avec("Montant", "\"x\"").Avec("é", "\"\\u0000\"").Lire());
        Assert.Equal(ordinaire.Empreinte, enrichi.Empreinte);
        Assert.Equal(ordinaire.Contenu, enrichi.Contenu);
    }

    // A nested path needs its siblings: `ligneOrigine` and `referenceRo` are optional and null in the plain example.
    private static Exemple Complete(Exemple exemple, string membre)
    {
        var parent = membre.Split('.')[0];
        return membre.Contains('.', StringComparison.Ordinal) && parent == "ligneOrigine"
            ? exemple.Sans(parent).Avec(parent + ".organisme", "\"010000506\"").Avec(parent + ".decompte", "\"20251010000001\"").Avec(parent + ".ordre", "3")
            : exemple;
    }
}
