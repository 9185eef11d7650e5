using System.Text.RegularExpressions;
using Xunit;
using static Reconciliation.Domain.MessagePartieType;

namespace Reconciliation.Domain.Tests.Laws;

/// <summary>An agent's answer is true word by word, promises no day, and sends nobody who has called to the telephone.</summary>
public sealed partial class AgentAnswerLaws
{
    private static readonly MessagePartieType[] Arrivals = [Versement, AutreVersement];

    [Fact]
    public void Amounts_and_days_are_facts_of_the_soin_and_no_other_figure_is_said() => LawSettings.Holds(cases =>
    {
        foreach (var (_, _, answer) in Answered(cases))
        {
            var montants = answer.Parties.Select(p => p.Montant?.ToString()).ToHashSet();
            Assert.All(Montants().Matches(answer.Text), m => Assert.Contains(m.Value, montants));
            var rest = Montants().Replace(answer.Text, "");
            var days = answer.Parties.Where(p => p.Jour is not null).Select(p => p.Jour!.Value).ToHashSet();
            var spoken = days.SelectMany(d => new[] { Paris.InFull(d), Paris.WithoutYear(d) }).OrderByDescending(d => d.Length);
            rest = spoken.Aggregate(rest, (text, day) => text.Replace(day, "", StringComparison.Ordinal));
            Assert.DoesNotMatch(Digit(), rest);
            Assert.All(answer.Parties, p => Assert.False(p.Montant < Montant.Zero, $"{p}"));
        }
    });

    [Fact]
    public void Nobody_who_has_called_is_told_to_call() => LawSettings.Holds(cases =>
    {
        foreach (var (_, vue, answer) in Answered(cases))
        {
            Assert.DoesNotContain("appel", answer.Text, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain(new MemberTexts().Telephone, answer.Text, StringComparison.Ordinal);
            Assert.DoesNotContain(answer.Parties, p => p.Type == Contact);
            Assert.Equal(
                vue.MessageParties.Any(p => p.Type == Contact) && vue.Situation != Situation.Annule,
                answer.Step is NextStep.HaveItChecked or NextStep.BeingChecked);
            Assert.Equal(answer.Step == NextStep.HaveItChecked, answer.Text.Contains("je le fais vérifier", StringComparison.Ordinal));
        }
    });

    [Fact]
    public void An_answer_is_one_or_two_well_formed_sentences() => LawSettings.Holds(cases =>
    {
        foreach (var (_, _, answer) in Answered(cases))
        {
            Assert.InRange(EndOfSentence().Count(answer.Text), 1, 2);
            Assert.EndsWith(".", answer.Text, StringComparison.Ordinal);
            Assert.DoesNotMatch(Default(), answer.Text);
            Assert.True(char.IsUpper(answer.Text[0]) || char.IsDigit(answer.Text[0]));
        }
    });

    // The bank shows one movement for each transfer, day and recipient, less what the same transfer held back.
    [Fact]
    public void What_is_told_adds_up_to_what_each_transfer_brought() => LawSettings.Holds(cases =>
    {
        foreach (var (soin, _, answer) in Answered(cases))
        {
            var told = answer.Parties.Sum(p => p.Type switch
            {
                Versement or AutreVersement or VersementAVenir => p.Montant!.Value.Cents,
                Reprise or RepriseAVenir => -p.Montant!.Value.Cents,
                Retenue or RetenueAVenir when p.Jour is not null => -p.Montant!.Value.Cents,
                RetenueRendue or RetenueRendueAVenir when p.Jour is not null => p.Montant!.Value.Cents,
                _ => 0,
            });
            Assert.Equal(soin.Lignes.Sum(l => l.Montant.Cents), told);
            foreach (var arrival in answer.Parties.Where(p => Arrivals.Contains(p.Type)))
            {
                Assert.Contains(
                    soin.Lignes.Where(l => l.PayeLe == arrival.Jour && l.Destinataire == arrival.Destinataire).GroupBy(l => l.Virement),
                    transfer => Montant.Somme(transfer.Select(l => l.Montant)) == arrival.Montant);
            }
        }
    });

    [Fact]
    public void No_two_sentences_contradict_each_other_nor_what_the_member_reads() => LawSettings.Holds(cases =>
    {
        foreach (var (_, vue, answer) in Answered(cases))
        {
            var follows = (MessagePartie p) => p.Type is Attendue or AttendueAvant or EnRetard or TotalInchange or TotalInchangeAuMoins
                or Total or TotalAVenir or Net or RoAnnonce or Depense or ComplementaireAilleurs or ComplementaireNonAttendue or RienDu;
            Assert.Equal(vue.MessageParties.Where(follows), answer.Parties.Where(follows));
            var isUnsure = vue.Situation is Situation.Conteste or Situation.ARapprocher;
            Assert.Equal(isUnsure, answer.Text.Contains("pas encore vous donner de total sûr", StringComparison.Ordinal));
            Assert.False(isUnsure && answer.Text.Contains("montant total", StringComparison.Ordinal));
            Assert.False(
                answer.Text.Contains("n'apparaît sur votre compte", StringComparison.Ordinal)
                && answer.Parties.Any(p => Arrivals.Contains(p.Type)));
        }
    });

    [Fact]
    public void What_is_still_to_come_is_said_with_its_weekday_and_a_year_once() => LawSettings.Holds(cases =>
    {
        foreach (var (_, _, answer) in Answered(cases))
        {
            foreach (var day in answer.Parties.Where(p => p.Type is Attendue or AttendueAvant or EnRetard or VersementAVenir))
            {
                var (weekday, date) = (Paris.JoursDeSemaine[(int)day.Jour!.Value.DayOfWeek], Paris.WithoutYear(day.Jour.Value));
                Assert.Contains($"{weekday} {date}", answer.Text, StringComparison.Ordinal);
            }

            var years = Years().Matches(answer.Text).Select(m => m.Value).ToList();
            Assert.All(years.Zip(years.Skip(1)), pair => Assert.NotEqual(pair.First, pair.Second));
        }
    });

    private static IEnumerable<(Soin Soin, Vue Vue, AgentAnswer Answer)> Answered(Case cases) => cases.Rapprochement.Soins
        .Select(s => (s, cases.Jugement.Judge(s, cases.Now), cases.Jugement.AnswerOf(s, null, cases.Now)));

    [GeneratedRegex(@"−?\d[\d\s]*,\d\d\s€")]
    private static partial Regex Montants();

    [GeneratedRegex(@"\d")]
    private static partial Regex Digit();

    [GeneratedRegex(@"20\d\d")]
    private static partial Regex Years();

    [GeneratedRegex(@"\.(\s|$)")]
    private static partial Regex EndOfSentence();

    // Two spaces, an empty place, a name of the program, punctuation that stumbles.
    [GeneratedRegex(@"\s\s|null|[{}_<>]|\(\)|\s[,.)]|,\s*[.;:,]|;\s*[.;:]|:\s*[.;:]|\.\.|Reconciliation|Montant|0001")]
    private static partial Regex Default();
}
