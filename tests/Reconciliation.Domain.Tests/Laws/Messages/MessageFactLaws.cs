using System.Text.RegularExpressions;
using Xunit;
using static Reconciliation.Domain.MessagePartieType;

namespace Reconciliation.Domain.Tests.Laws;

/// <summary>The sentence is true word by word: it states the facts under it and nothing else, and these are facts of the soin.</summary>
public sealed partial class MessageFactLaws
{
    private static readonly MessagePartieType[] Movements = [Versement, VersementUnique, VersementAVenir, Reprise, RepriseAVenir];

    private static readonly MessagePartieType[] Reasons =
        [Depassement, DepassementAnnonce, RoVerse, RoVerseAVenir, RepriseNonRemplacee, RepriseExcessive];

    [Fact]
    public void A_message_is_its_facts_put_into_words() => LawSettings.Holds(cases =>
    {
        foreach (var (_, vue) in Judged(cases))
        {
            Assert.Equal(vue.Message, MemberMessage.Write(vue.MessageParties, new()));
            var montants = vue.MessageParties.Select(p => p.Montant?.ToString()).ToHashSet();
            Assert.All(Montants().Matches(vue.Message), m => Assert.Contains(m.Value, montants));
            var days = vue.MessageParties.Where(p => p.Jour is not null).Select(p => Paris.InFull(p.Jour!.Value)).ToHashSet();
            Assert.All(Days().Matches(vue.Message), m => Assert.Contains(m.Value, days));
            Assert.All(vue.MessageParties, p => Assert.False(p.Montant < Montant.Zero, $"{p}"));
            Assert.DoesNotContain("−", vue.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("au moins 0,00", vue.Message.Replace('\u00a0', ' '), StringComparison.Ordinal);
        }
    });

    [Fact]
    public void What_moves_on_a_day_ahead_is_not_told_as_done() => LawSettings.Holds(cases =>
    {
        foreach (var (soin, vue) in Judged(cases))
        {
            var ahead = soin.Lignes.Where(l => !soin.Retenues.Contains(l.Id) && Paris.StartOfDay(l.PayeLe) > cases.Now).ToList();
            if (Montant.Somme(ahead.Select(l => l.Montant)) != Montant.Zero)
            {
                Assert.DoesNotContain(vue.MessageParties, p => p is { Type: Annule, Jour: null } or { Type: Total or Depassement });
            }

            if (Montant.Somme(ahead.OfType<LigneRo>().Select(l => l.Montant)) != Montant.Zero)
            {
                Assert.DoesNotContain(vue.MessageParties, p => p.Type is RoVerse);
            }
        }
    });

    [Fact]
    public void A_total_that_fell_is_not_told_as_unchanged() => LawSettings.Holds(cases =>
    {
        foreach (var (soin, vue) in Judged(cases)
            .Where(j => j.Vue.MessageParties.Any(p => p is { Type: TotalInchange, Montant: not null })))
        {
            // Nothing was added since the first reprise: then the whole is less than it was.
            var reprises = soin.Lignes.Where(l => l.Montant < Montant.Zero && !soin.Retenues.Contains(l.Id)).ToList();
            var first = soin.Paiements.Min(l => l.PayeLe);
            Assert.False(
                vue.Situation == Situation.Complet && reprises.Count > 0
                    && soin.Lignes.All(l => l.Montant <= Montant.Zero || (l.Nature == Nature.Paiement && l.PayeLe == first))
                    && reprises.All(l => l.PayeLe > first),
                vue.Message);
        }
    });

    [Fact]
    public void Every_movement_of_money_is_told_once_with_its_own_day_sum_recipient_and_place() => LawSettings.Holds(cases =>
    {
        foreach (var (soin, vue) in Judged(cases))
        {
            var expected = soin.Lignes
                .Where(l => l.Montant != Montant.Zero && !soin.Retenues.Contains(l.Id))
                .Select(l => (
                    Math.Abs(l.Montant.Cents),
                    l.PayeLe,
                    l is LigneComplementaire ? VisibleSur.EspacePersonnel : l.Releve == Releve.Courrier ? VisibleSur.Courrier
                        : VisibleSur.Ameli,
                    l.Destinataire,
                    l.Montant < Montant.Zero,
                    Paris.StartOfDay(l.PayeLe) <= cases.Now))
                .Order();
            var told = vue.MessageParties
                .Where(p => Movements.Contains(p.Type))
                .Select(p => (
                    p.Montant!.Value.Cents,
                    p.Jour!.Value,
                    p.Lieu!.Value,
                    p.Destinataire!.Value,
                    p.Type is Reprise or RepriseAVenir,
                    p.Type is Versement or VersementUnique or Reprise))
                .Order();
            Assert.Equal(expected, told);
        }
    });

    [Fact]
    public void What_follows_are_figures_and_days_of_the_view() => LawSettings.Holds(cases =>
    {
        foreach (var (_, vue) in Judged(cases))
        {
            foreach (var p in vue.MessageParties)
            {
                var part = p.Lieu == VisibleSur.EspacePersonnel ? vue.PartComplementaire : vue.PartRo;
                switch (p.Type)
                {
                    case Attendue or AttendueAvant or EnRetard:
                        Assert.Equal(
                            (part.MontantAttendu, part.Expectation!.LastDay, part.VisibleSur),
                            (p.Montant, p.Jour!.Value, p.Lieu));
                        Assert.Equal(p.Type == EnRetard, vue.Situation == Situation.EnRetard);
                        break;
                    case TotalInchange or TotalInchangeAuMoins or Total or TotalAVenir or Depassement or DepassementAnnonce:
                        Assert.Equal(vue.Total.Valeur, p.Montant ?? vue.Total.Valeur);
                        break;
                    case Net:
                        Assert.Equal(vue.Total.Net, p.Montant);
                        break;
                    case Depense:
                        Assert.Equal(vue.Depense, p.Montant);
                        break;
                    case RoVerse:
                        Assert.Equal(vue.PartRo.Montant, p.Montant);
                        break;
                }
            }

            var held = vue.MessageParties.Sum(p => p.Type is Retenue or RetenueAVenir ? p.Montant!.Value.Cents : 0);
            var givenBack = vue.MessageParties.Sum(p => p.Type is RetenueRendue or RetenueRendueAVenir ? p.Montant!.Value.Cents : 0);
            Assert.Equal(vue.Total.Retenues.Cents, held - givenBack);
        }
    });

    [Fact]
    public void No_two_sentences_contradict_each_other() => LawSettings.Holds(cases =>
    {
        foreach (var (_, vue) in Judged(cases))
        {
            var parties = vue.MessageParties;
            foreach (var lieu in parties.Where(p => p.Type is Attendue or AttendueAvant or EnRetard).Select(p =>
                p.Lieu == VisibleSur.EspacePersonnel))
            {
                Assert.DoesNotContain(parties, p => p.Type == RienDu && (p.Lieu == VisibleSur.EspacePersonnel) == lieu);
                Assert.DoesNotContain(parties, p => p.Type is ComplementaireAilleurs or ComplementaireNonAttendue or RienARembourser
                    && lieu);
                Assert.DoesNotContain(parties, p => p.Type is RoAilleurs or RoNonAttendu && !lieu);
            }

            foreach (var none in parties.Where(p => p.Type == RienDu))
            {
                Assert.DoesNotContain(parties, p => Movements.Contains(p.Type)
                    && (p.Lieu == VisibleSur.EspacePersonnel) == (none.Lieu == VisibleSur.EspacePersonnel));
            }

            Assert.True(parties.Count(p =>
                p.Type is TotalInchange or TotalInchangeAuMoins or Total or TotalAVenir or MessagePartieType.Annule) <= 1);
            Assert.Equal(vue.Situation == Situation.Ecart, parties.Any(p => Reasons.Contains(p.Type)));
            Assert.Equal(vue.Situation is Situation.Conteste or Situation.ARapprocher, parties.Any(p => p.Type == RienAFaire));
            Assert.True(vue.Total.Inchange != false || parties.All(p => p.Type is not (TotalInchange or TotalInchangeAuMoins)));
        }
    });

    [Fact]
    public void Each_member_is_told_their_own_lines_and_together_they_are_told_all() => LawSettings.Holds(cases =>
    {
        foreach (var (soin, vue) in Judged(cases).Where(j => j.Vue.AutresAdherents.Count > 0))
        {
            var shares = vue.AutresAdherents.Prepend(vue.AdherentId).Select(a => cases.Jugement.ShareOf(soin, a, cases.Now)).ToList();
            Assert.Equal(Told(vue.MessageParties), shares.SelectMany(s => Told(s.MessageParties)).Order());
            Assert.All(shares, s => Assert.DoesNotContain("montant total", s.Message, StringComparison.Ordinal));
            Assert.All(shares, s => Assert.Equal(s.Message, MemberMessage.Write(s.MessageParties, new())));
            Assert.True(vue.Retenues.Count > 0 || vue.Total.AuCompte == Montant.Somme(shares.Select(s => s.AuCompte)));
        }

        static IEnumerable<string> Told(IEnumerable<MessagePartie> parties) => parties
            .Where(p => Movements.Contains(p.Type))
            .Select(p => $"{(p.Type == VersementUnique ? Versement : p.Type)} {p.Montant} {p.Jour:O} {p.Lieu} {p.Destinataire}")
            .Order();
    });

    private static IEnumerable<(Soin Soin, Vue Vue)> Judged(Case cases) =>
        cases.Rapprochement.Soins.Select(s => (s, cases.Jugement.Judge(s, cases.Now)));

    [GeneratedRegex(@"−?\d[\d\s]*,\d\d\s€")]
    private static partial Regex Montants();

    [GeneratedRegex(@"\d+(er)? \p{L}+ 20\d\d")]
    private static partial Regex Days();
}
