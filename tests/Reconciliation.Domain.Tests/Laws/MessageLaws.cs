using System.Text.RegularExpressions;
using Xunit;

namespace Reconciliation.Domain.Tests.Laws;

/// <summary>Whatever the facts, the member reads one plain French sentence or two.</summary>
public sealed partial class MessageLaws
{
    [Fact]
    public void Every_message_is_one_or_two_well_formed_sentences() => Lois.Tient(cas =>
    {
        foreach (var message in Vues(cas).Select(v => v.Message))
        {
            Assert.InRange(FinDePhrase().Count(message), 1, 2);
            Assert.EndsWith(".", message, StringComparison.Ordinal);
            Assert.True(char.IsUpper(message[0]) || char.IsDigit(message[0]), "A message begins with a capital.");
            Assert.All(SuiteDePhrase().Matches(message), m => Assert.True(char.IsUpper(m.Groups[1].Value[0]), "So does its second sentence."));
            Assert.DoesNotMatch(Defaut(), message);
            Assert.Equal(message.Trim(), message);
        }
    });

    [Fact]
    public void Every_paid_amount_is_named_once_both_parts_are_there() => Lois.Tient(cas =>
    {
        foreach (var vue in Vues(cas).Where(v => v.OrdreVersements is not null && NommeLesMontants(v.Situation)))
        {
            foreach (var montant in new[] { vue.PartRo.Montant!.Value, vue.PartComplementaire.Montant!.Value })
            {
                Assert.True(montant == Montant.Zero || vue.Message.Contains(montant.ToString(), StringComparison.Ordinal), $"{montant}: {vue.Message}");
            }
        }
    });

    [Fact]
    public void The_promise_is_repeated_only_where_it_is_kept_or_pending() => Lois.Tient(cas =>
    {
        foreach (var vue in Vues(cas).Where(v => v.Message.Contains("reste inchangé", StringComparison.Ordinal)))
        {
            Assert.True(vue.Total.Inchange == true || vue.Situation is Situation.EnAttenteRo or Situation.EnAttenteComplementaire);
            Assert.NotEqual(false, vue.Total.Inchange);
        }
    });

    [Fact]
    public void Money_paid_to_the_professional_is_not_called_a_refund_of_the_member() => Lois.Tient(cas =>
    {
        foreach (var vue in Vues(cas).Where(v => v.PartRo.Destinataire == Destinataire.Professionnel && v.PartComplementaire.Destinataire == Destinataire.Professionnel))
        {
            Assert.DoesNotContain("Vos deux remboursements sont arrivés", vue.Message, StringComparison.Ordinal);
        }
    });

    private static IEnumerable<Vue> Vues(Cas cas) => cas.Rapprochement.Soins.Select(s => cas.Jugement.Juger(s, cas.Maintenant));

    private static bool NommeLesMontants(Situation situation) =>
        situation is Situation.Complet or Situation.EnAttenteRo or Situation.EnAttenteComplementaire or Situation.EnRetard;

    [GeneratedRegex(@"\.(\s|$)")]
    private static partial Regex FinDePhrase();

    [GeneratedRegex(@"\.\s+(\S)")]
    private static partial Regex SuiteDePhrase();

    // Two spaces, an empty place, a name of the program, punctuation that stumbles.
    [GeneratedRegex(@"\s\s|null|[{}_<>]|\(\)|\s[,.)]|,\s*[.;:,]|;\s*[.;:]|\.\.|Reconciliation|Montant|0001")]
    private static partial Regex Defaut();
}
