using System.Text.RegularExpressions;
using Xunit;

namespace Reconciliation.Domain.Tests.Laws;

/// <summary>The member reads one plain French sentence or two, whatever the facts.</summary>
public sealed partial class MessageLaws
{
    private static readonly MessagePartieType[] ToCome =
    [
        MessagePartieType.VersementAVenir, MessagePartieType.Attendue, MessagePartieType.AttendueAvant, MessagePartieType.EnRetard,
    ];

    [Fact]
    public void Every_message_is_one_or_two_well_formed_sentences() => LawSettings.Holds(cases =>
    {
        foreach (var message in Vues(cases).Select(v => v.Message))
        {
            Assert.InRange(EndOfSentence().Count(message), 1, 2);
            Assert.EndsWith(".", message, StringComparison.Ordinal);
            Assert.True(char.IsUpper(message[0]) || char.IsDigit(message[0]), "A message begins with a capital.");
            Assert.All(
                RestOfSentence().Matches(message),
                m => Assert.True(char.IsUpper(m.Groups[1].Value[0]), "So does its second sentence."));
            Assert.DoesNotMatch(Default(), message);
            Assert.Equal(message.Trim(), message);
        }
    });

    [Fact]
    public void The_promise_is_repeated_only_where_it_is_kept_or_pending() => LawSettings.Holds(cases =>
    {
        foreach (var vue in Vues(cases).Where(v => v.Message.Contains("reste inchangé", StringComparison.Ordinal)))
        {
            Assert.True(vue.Total.Inchange == true || vue.Situation is Situation.EnAttenteRo or Situation.EnAttenteComplementaire);
            Assert.NotEqual(false, vue.Total.Inchange);
        }
    });

    [Fact]
    public void Money_paid_to_the_professional_is_not_called_a_refund_of_the_member() => LawSettings.Holds(cases =>
    {
        foreach (var vue in Vues(cases).Where(v =>
            v.PartRo.Destinataire == Destinataire.Professionnel && v.PartComplementaire.Destinataire == Destinataire.Professionnel))
        {
            Assert.All(
                vue.MessageParties.Where(p => p.Type == MessagePartieType.VersementUnique),
                _ => Assert.Fail("Payments to the professional are told as refunds."));
        }
    });

    [Fact]
    public void Nothing_is_told_as_settled_while_more_is_to_come_or_one_of_two_members_is_told_their_share() => LawSettings.Holds(cases =>
    {
        string[] settled = ["es deux parts de ce soin", "e soin a été réglé en tiers payant"];
        foreach (var soin in cases.Rapprochement.Soins)
        {
            var vue = cases.Jugement.Judge(soin, cases.Now);
            var adherents = vue.AutresAdherents.Count == 0 ? [] : vue.AutresAdherents.Append(vue.AdherentId);
            var shares = adherents.Select(a => cases.Jugement.ShareOf(soin, a, cases.Now).Message);
            string[] incomplete = vue.MessageParties.Any(p => ToCome.Contains(p.Type)) ? [vue.Message, .. shares] : [.. shares];
            Assert.All(incomplete, m => Assert.All(settled, s => Assert.DoesNotContain(s, m, StringComparison.Ordinal)));
        }
    });

    private static IEnumerable<Vue> Vues(Case cases) => cases.Rapprochement.Soins.Select(s => cases.Jugement.Judge(s, cases.Now));

    [GeneratedRegex(@"\.(\s|$)")]
    private static partial Regex EndOfSentence();

    [GeneratedRegex(@"\.\s+(\S)")]
    private static partial Regex RestOfSentence();

    // Two spaces, an empty place, a name of the program, punctuation that stumbles.
    [GeneratedRegex(@"\s\s|null|[{}_<>]|\(\)|\s[,.)]|,\s*[.;:,]|;\s*[.;:]|\.\.|Reconciliation|Montant|0001")]
    private static partial Regex Default();
}
