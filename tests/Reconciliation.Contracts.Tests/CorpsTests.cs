using System.Text;
using CsCheck;
using Reconciliation.Core;
using Reconciliation.Domain;
using Reconciliation.Storage;
using Xunit;

namespace Reconciliation.Contracts.Tests;

/// <summary>Bodies that are no record: none may throw, whatever the bytes.</summary>
public sealed class CorpsTests
{
    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("{")]
    [InlineData("{}{}")]
    [InlineData("{\"a\":1,}")]
    [InlineData("{'a':1}")]
    [InlineData("// c\n{}")]
    [InlineData("NaN")]
    [InlineData("{\"montant\":NaN}")]
    [InlineData("{\"montant\":01}")]
    [InlineData("{\"montant\":+1}")]
    [InlineData("{\"a\":\"\\x\"}")]
    [InlineData("{\"a\":\"a\tb\"}")]
    [InlineData("\0")]
    [InlineData("{}\0")]
    [InlineData("<xml/>")]
    public void What_is_not_JSON_is_refused(string corps) => ChaquePart(corps, Regle.Json);

    [Theory]
    [InlineData("null")]
    [InlineData("true")]
    [InlineData("42")]
    [InlineData("\"texte\"")]
    [InlineData("[]")]
    [InlineData("[{}]")]
    public void A_record_is_an_object(string corps) => ChaquePart(corps, Regle.Objet);

    [Fact]
    public void Nesting_beyond_reason_is_refused_and_reasonable_nesting_is_ignored()
    {
        foreach (var part in Enum.GetValues<Part>())
        {
            Attendu.Refuse(Exemple.De(part).Avec("profond", Imbrique(100_000)).Lire(), "", Regle.Json);
            Attendu.Accepte(Exemple.De(part).Avec("profond", Imbrique(50)).Lire());
        }

        static string Imbrique(int niveaux) => new string('[', niveaux) + new string(']', niveaux);
    }

    [Fact]
    public void A_byte_order_mark_is_passed_over_and_UTF_16_is_refused()
    {
        var texte = Exemple.Ro().Texte();
        var avecMarque = Attendu.Accepte(Reception.Lire(Part.Ro, (byte[])[.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(texte)], Exemple.Aujourdhui));
        Assert.Equal(Attendu.Accepte(Exemple.Ro().Lire()).Empreinte, avecMarque.Empreinte);
        Attendu.Refuse(Reception.Lire(Part.Ro, Encoding.Unicode.GetBytes(texte), Exemple.Aujourdhui), "", Regle.Json);
    }

    [Theory]
    [InlineData("virement")]
    [InlineData("libelle")]
    [InlineData("nature")]
    [InlineData("dateSoin")]
    [InlineData("inconnu")]
    public void Text_that_is_not_UTF_8_is_refused_wherever_it_stands(string membre)
    {
        var octets = Encoding.Latin1.GetBytes(Exemple.Ro().Avec("libelle", "\"Consultation\"").Avec(membre, "\"remboursé\"").Texte());
        Attendu.Refuse(Reception.Lire(Part.Ro, octets, Exemple.Aujourdhui), "", Regle.Json);
    }

    [Theory]
    [InlineData("\\ud800")]
    [InlineData("n\\ud800")]
    [InlineData("\\udc00\\ud800 avec une fin très longue, plus longue que tout nom de membre")]
    public void Half_a_surrogate_pair_in_the_name_of_a_member_does_not_throw(string nom)
    {
        foreach (var part in Enum.GetValues<Part>())
        {
            Attendu.Refuse(Exemple.De(part).Avec(nom, "1").Lire(), "", Regle.Json);
            Attendu.Refuse(Exemple.Lire(part, $"{{\"messageType\":[],\"message\":{{\"{nom}\":1}}}}"), "", Regle.Json);
            Attendu.Refuse(Exemple.Lire(part, $"{{\"specversion\":\"1.0\",\"data\":{{\"{nom}\":1}}}}"), "", Regle.Json);
        }
    }

    // The parser only reads a name to its end where it begins like the one looked for: this one is an unknown member like another.
    [Fact]
    public void A_name_that_begins_like_the_mark_of_an_envelope_does_not_throw() =>
        Attendu.Accepte(Exemple.Ro().Avec("specversio\\udc00", "1").Lire());

    [Fact]
    public void Half_a_surrogate_pair_in_the_value_of_an_unknown_member_is_ignored() =>
        Attendu.Accepte(Exemple.Ro().Avec("inconnu", "\"\\ud800\"").Lire());

    [Fact]
    public void Of_a_member_written_twice_the_last_counts()
    {
        var texte = Exemple.Ro().Texte();
        var doublon = Attendu.Accepte(Exemple.Lire(Part.Ro, texte[..^1] + ",\"montant\":20.00}"));
        Assert.Equal(2000, doublon.Ligne.Montant.Cents);
        Attendu.Refuse(Exemple.Lire(Part.Ro, texte[..^1] + ",\"montant\":null}"), "montant", Regle.Requis);
    }

    [Fact]
    public void A_message_is_at_most_8_MiB()
    {
        var texte = Exemple.Ro().Texte();
        var juste = texte + new string(' ', Limites.CorpsMax - Encoding.UTF8.GetByteCount(texte));
        Attendu.Accepte(Exemple.Lire(Part.Ro, juste));
        Attendu.Refuse(Exemple.Lire(Part.Ro, juste + " "), "", Regle.Taille);
    }

    [Fact]
    public void A_number_of_a_million_digits_is_read_in_no_time_and_refused()
    {
        Attendu.Refuse(Exemple.Ro().Avec("montant", new string('9', 1_000_000)).Lire(), "montant", Regle.MontantMax);
        Attendu.Refuse(Exemple.Ro().Avec("montant", "0." + new string('0', 1_000_000) + "1").Lire(), "montant", Regle.DeuxDecimales);
    }

    [Fact]
    public void No_bytes_make_it_throw()
    {
        var aleatoires = Gen.Byte.Array[0, 300];
        aleatoires.Sample(octets => Reception.Lire(Part.Ro, octets, Exemple.Aujourdhui).Ligne is null, iter: 2_000);

        // A valid record with a few bytes changed comes much further than noise does.
        var valide = Encoding.UTF8.GetBytes(Exemple.Complementaire().Texte());
        Gen.Select(Gen.Int[0, valide.Length - 1], Gen.Byte).Array[1, 5].Sample(
            changements =>
            {
                var octets = (byte[])valide.Clone();
                foreach (var (ou, quoi) in changements)
                {
                    octets[ou] = quoi;
                }

                var recu = Reception.Lire(Part.Complementaire, octets, Exemple.Aujourdhui);
                return recu.Ligne is null != (recu.Rejets.Count == 0);
            },
            iter: 10_000);
    }

    [Fact]
    public void Any_value_in_any_member_is_read_or_refused_without_repeating_it()
    {
        string[] valeurs = ["\"S3CR3T\"", "\"S3CR3T\\ud800\"", "[\"S3CR3T\"]", "{\"S3CR3T\":1}", "987654321.987", "-987654321", "null", "true", "\"S3CR3T\\u0000\""];
        foreach (var part in Enum.GetValues<Part>())
        {
            foreach (var membre in Membres(part))
            {
                foreach (var valeur in valeurs)
                {
                    var recu = Exemple.De(part).Avec(membre, valeur).Lire();
                    Assert.DoesNotContain(recu.Rejets, r => r.ToString().Contains("S3CR3T", StringComparison.Ordinal) || r.ToString().Contains("987654321", StringComparison.Ordinal));
                }
            }
        }
    }

    private static IEnumerable<string> Membres(Part part) => CasRefuses.Tous.Where(c => c.Part == part).Select(c => c.Membre).Distinct();

    private static void ChaquePart(string corps, string regle)
    {
        foreach (var part in Enum.GetValues<Part>())
        {
            Attendu.Refuse(Exemple.Lire(part, corps), "", regle);
        }
    }
}
