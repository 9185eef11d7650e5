using System.Text;
using Reconciliation.Core;
using Reconciliation.Domain;
using Reconciliation.Storage;
using Xunit;

namespace Reconciliation.Contracts.Tests;

/// <summary>
/// Vectors: the public test set of github.com/assurance-maladie-digital/nir-validation at 5c91c97, keys computed again as
/// 97 − (number mod 97) with 2A as 19 and 2B as 18. They belong to nobody.
/// </summary>
public sealed class NirTests
{
    public static TheoryData<string, string> Valides => new()
    {
        { "2550814168025", "38" },
        { "2940375120005", "91" },
        { "1531245007231", "60" },
        { "284052A321025", "52" },
        { "284052B321025", "79" },
        { "2840588321025", "32" },
        { "284202B321025", "28" },
        { "284992B321025", "31" },
    };

    [Theory]
    [MemberData(nameof(Valides))]
    public void A_NIR_is_recognised_however_it_is_written(string nir, string cle)
    {
        Assert.All(Ecritures(nir, cle), texte => Assert.True(Nir.EstPresent(texte), texte));
    }

    [Theory]
    [MemberData(nameof(Valides))]
    public void A_NIR_is_refused_in_the_members_that_name_a_person_and_never_repeated(string nir, string cle)
    {
        foreach (var part in Enum.GetValues<Part>())
        {
            foreach (var membre in new[] { "adherentId", "beneficiaireId", "libelle" })
            {
                foreach (var texte in Ecritures(nir, cle))
                {
                    var recu = Exemple.De(part).Avec(membre, $"\"{texte}\"").Lire();
                    Attendu.Refuse(recu, membre, Regle.NirInterdit);
                    Assert.DoesNotContain(recu.Rejets, r => Chiffres(r.ToString()).Contains(nir, StringComparison.OrdinalIgnoreCase));
                }
            }
        }
    }

    [Theory]
    [InlineData("255081416802500")] // 38 is the key
    [InlineData("25508141680253")] // 14 characters
    [InlineData("284058832102530")] // 32 is the key
    [InlineData("2551314168025")] // no month 13
    [InlineData("2550814168000")] // no birth of rank 000
    [InlineData("9550814168025")] // no sex 9
    [InlineData("255082C168025")] // no département 2C
    [InlineData("A0001234")]
    [InlineData("A0001234-02")]
    [InlineData("10003456789")]
    [InlineData("20251117004512")]
    [InlineData("")]
    public void Other_numbers_are_left_alone(string texte)
    {
        Assert.False(Nir.EstPresent(texte));
        Assert.Equal(texte, Nir.Caviarder(texte, aussiSansCle: true));
        if (texte.Length > 0)
        {
            Attendu.Accepte(Exemple.Ro().Avec("adherentId", $"\"{texte}\"").Lire());
        }
    }

    [Theory]
    [MemberData(nameof(Valides))]
    public void Free_text_is_redacted(string nir, string cle)
    {
        var complet = nir + cle;
        Assert.Equal("Assuré [NIR], décompte 20251117004512.", Nir.Caviarder($"Assuré {complet}, décompte 20251117004512.", aussiSansCle: false));
        Assert.Equal("[NIR]/[NIR]", Nir.Caviarder($"{complet}/{Espace(nir)} {cle}", aussiSansCle: false));
        Assert.Equal($"numéro {nir}", Nir.Caviarder($"numéro {nir}", aussiSansCle: false));
        Assert.Equal("numéro [NIR]", Nir.Caviarder($"numéro {nir}", aussiSansCle: true));
        Assert.Equal("[NIR]", Nir.Caviarder($"{nir}-02", aussiSansCle: true));
        Assert.Equal("ligne [NIR]", Nir.Caviarder($"ligne {complet.ToLowerInvariant()}", aussiSansCle: false));
    }

    [Theory]
    [MemberData(nameof(Valides))]
    public void A_refused_message_keeps_no_NIR(string nir, string cle)
    {
        var echappe = string.Concat(nir.Select(c => $"\\u{(int)c:x4}"));
        string[] valeurs = [$"\"{nir}\"", $"\"{nir}{cle}\"", $"\"{nir}-02\"", $"\"{Espace(nir)} {cle}\"", $"\"{echappe}\""];
        foreach (var valeur in valeurs.Concat(nir.All(char.IsAsciiDigit) ? [nir, nir + cle] : []))
        {
            var corps = Encoding.UTF8.GetBytes(Exemple.Ro().Avec("beneficiaireId", valeur).Texte());
            var garde = Encoding.UTF8.GetString(Originaux.Caviarder(corps));
            Assert.Contains("\"beneficiaireId\":\"[NIR]\"", garde, StringComparison.Ordinal);
            Assert.Contains("\"20251117004512\"", garde, StringComparison.Ordinal);
            var tronque = Encoding.UTF8.GetString(Originaux.Caviarder(corps.AsMemory(0, corps.Length - 1)));
            Assert.DoesNotContain(nir, Chiffres(tronque), StringComparison.OrdinalIgnoreCase);
        }
    }

    [Fact]
    public void The_code_of_a_medicine_in_a_label_is_no_NIR() =>
        Attendu.Accepte(Exemple.Ro().Avec("libelle", "\"Paracétamol 1 g, CIP 3400935955838\"").Lire());

    // As people and systems write it.
    private static IEnumerable<string> Ecritures(string nir, string cle) =>
    [
        nir, nir + cle, nir.ToLowerInvariant(), (nir + cle).ToLowerInvariant(),
        $"{nir}-02", $"{nir}{cle}-02", $"{nir} {cle}", Espace(nir), $"{Espace(nir)} {cle}", $"{Espace(nir)} {cle}-02", $"{Espace(nir)}-02",
        $"{nir[..1]}.{nir[1..3]}.{nir[3..5]}.{nir[5..]}-{cle}", $" {nir} ", $"NIR:{nir}", $"A_{nir}{cle}_B", $"assuré {Espace(nir)} {cle} (rang 1)",
    ];

    private static string Espace(string nir) => $"{nir[..1]} {nir[1..3]} {nir[3..5]} {nir[5..7]} {nir[7..10]} {nir[10..]}";

    private static string Chiffres(string texte) => string.Concat(texte.Where(char.IsAsciiLetterOrDigit));
}
