using Xunit;

namespace Reconciliation.Domain.Tests.Laws;

/// <summary>Nothing is lost, nothing is counted twice, and décisions and explicit references are kept.</summary>
public sealed class ConservationLaws
{
    [Fact]
    public void Every_current_line_is_in_exactly_one_soin_or_unattached() => LawSettings.Holds(cases =>
    {
        var paired = cases.Rapprochement;
        var rows = paired.Soins.SelectMany(s => s.Lignes).Concat(paired.NonRattachees).Select(l => (l.Id, l.Revision));
        Assert.Equal(
            cases.CurrentLignes.Select(l => (l.Id, l.Revision)).OrderBy(x => x.Id, LigneId.Ordre),
            rows.OrderBy(x => x.Id, LigneId.Ordre));
    });

    [Fact]
    public void Paid_amounts_and_unattached_lines_add_up_to_the_lines() => LawSettings.Holds(cases =>
    {
        var folded = JourneeFold.Run(cases.Facts, cases.Jugement, cases.Now);
        var stated = folded.Soins.Sum(s => s.Vue.LignesTotal.Cents);
        Assert.Equal(cases.CurrentLignes.Sum(l => l.Montant.Cents), stated + folded.NonRattachees.Sum(l => l.Montant.Cents));
    });

    [Fact]
    public void What_was_paid_is_the_lines_whose_day_has_begun_and_no_retenue_takes_an_account_below_zero() => LawSettings.Holds(cases =>
    {
        foreach (var soin in cases.Rapprochement.Soins)
        {
            var vue = cases.Jugement.Judge(soin, cases.Now);
            var begun = soin.Lignes.Where(l => Paris.StartOfDay(l.PayeLe) <= cases.Now).ToList();
            var account = begun.Where(l => l.Destinataire == Destinataire.Assure).ToList();
            var gross = account.Where(l => !soin.Retenues.Contains(l.Id)).Sum(l => l.Montant.Cents);
            var net = account.Sum(l => l.Montant.Cents);
            Assert.Equal(begun.Where(l => l.Destinataire == Destinataire.Professionnel).Sum(l => l.Montant.Cents),
                vue.Total.AuProfessionnel.Cents);
            Assert.Equal(net < 0 && net < gross ? Math.Min(0, gross) : net, vue.Total.AuCompte.Cents);
            Assert.True(vue.Total.AuCompte.Cents >= 0 || gross < 0 || net >= gross);
        }
    });

    [Fact]
    public void Only_corrections_are_unattached_and_every_soin_has_a_payment() => LawSettings.Holds(cases =>
    {
        Assert.DoesNotContain(cases.Rapprochement.NonRattachees, l => l.Nature == Nature.Paiement);
        Assert.All(cases.Rapprochement.Soins, s => Assert.NotEmpty(s.Paiements));
        Assert.All(cases.Rapprochement.Soins, s => Assert.Single(s.Lignes.Select(l => l.BeneficiaireId).Distinct()));
        Assert.All(cases.Rapprochement.Soins, s => Assert.Equal(s.Journee, s.Paiements.First().Journee));
        Assert.All(
            cases.Rapprochement.Soins.Where(_ => !cases.Decisions.OfType<Lier>().Any()),
            s => Assert.All(s.Paiements, l => Assert.True(l.Journee == s.Journee
                || s.Ro.Any(ro => ro.Id.Reference == ((LigneComplementaire)l).ReferenceRo
                    || IsReplacement(cases, ro, ((LigneComplementaire)l).ReferenceRo)))));
    });

    // Whether an RO line that is named was taken back, and this one is of its act.
    private static bool IsReplacement(Case cases, LigneRo ro, Reference? named) => cases.CurrentLignes.OfType<LigneRo>().Any(
        l => l.Id.Reference == named
        && (l.Journee, l.ProfessionnelId, l.CodeActe, l.Depense) == (ro.Journee, ro.ProfessionnelId, ro.CodeActe, ro.Depense)
        && cases.CurrentLignes.Any(c => c is LigneRo && c.Nature != Nature.Paiement && c.Origine == named && c.Montant.Cents < 0));

    [Fact]
    public void A_correction_is_in_the_soin_of_its_origin() => LawSettings.Holds(cases =>
    {
        var soins = cases.Rapprochement.Soins.SelectMany((s, rank) => s.Lignes.Select(l => (l.Id, rank)))
            .ToDictionary(x => x.Id, x => (int?)x.rank);
        var current = cases.Rapprochement.Soins.SelectMany(s => s.Lignes).Concat(cases.Rapprochement.NonRattachees);
        foreach (var correction in current.Where(l => l.Nature != Nature.Paiement && l.Origine is not null))
        {
            var origine = correction.Id with { Reference = correction.Origine!.Value };
            if (soins.TryGetValue(origine, out var rank) && origine != correction.Id)
            {
                Assert.Equal(rank, soins.GetValueOrDefault(correction.Id));
            }
        }
    });

    [Fact]
    public void A_soin_is_ambiguous_only_with_a_choice_and_several_payments_of_a_kind_need_a_reason() => LawSettings.Holds(cases =>
    {
        foreach (var soin in cases.Rapprochement.Soins.Where(_ => !cases.Decisions.OfType<Lier>().Any()))
        {
            Assert.True(soin.IsAmbiguous ? HasSeveralOfAKind(soin) : !HasSeveralOfAKind(soin) || HasAReason(soin), soin.ToString());
        }
    });

    private static bool HasSeveralOfAKind(Soin soin) =>
        soin.Paiements.OfType<LigneRo>().Count() > 1
        || soin.Paiements.OfType<LigneComplementaire>().GroupBy(l => l.Contrat).Any(contrat => contrat.Count() > 1);

    // A reference that two lines share, an exact sum, or lines of one contract that with the RO line stay within the cost of the care.
    private static bool HasAReason(Soin soin)
    {
        var ro = soin.Paiements.OfType<LigneRo>().ToList();
        var rc = soin.Paiements.OfType<LigneComplementaire>().ToList();
        return rc.Exists(l => ro.Exists(r => r.Id.Reference == l.ReferenceRo || (l.ReferenceSoin is not null
            && r.ReferenceSoin == l.ReferenceSoin)))
            || rc.Exists(l => l.MontantRoDeclare?.Cents == ro.Sum(r => r.Montant.Cents))
            || (ro.Count == 1 && rc.GroupBy(l => l.Contrat).Any(c =>
                c.Sum(l => l.MontantRoDeclare?.Cents) == ro[0].Montant.Cents
                    || c.Sum(l => l.Montant.Cents) + ro[0].Montant.Cents <= ro[0].Depense.Cents));
    }

    [Fact]
    public void A_complementary_line_that_alone_names_an_ro_line_shares_its_soin() => LawSettings.Holds(cases =>
    {
        var soins = cases.Rapprochement.Soins;
        var paiements = soins.SelectMany(s => s.Paiements).ToList();
        foreach (var ro in paiements.OfType<LigneRo>().Where(r => cases.Decisions.Count == 0
            && !cases.CurrentLignes.Any(l => l.Origine == r.Id.Reference)))
        {
            var naming =
                paiements.OfType<LigneComplementaire>().Where(l => l.ReferenceRo == ro.Id.Reference && l.Journee == ro.Journee).ToList();
            var namesakes = paiements.OfType<LigneRo>().Count(l => l.Id.Reference == ro.Id.Reference && l.Journee == ro.Journee);
            if (naming.Count == 1 && namesakes == 1 && !cases.CurrentLignes.Any(l => l.Origine == naming[0].Id.Reference))
            {
                var soin = Assert.Single(soins, s => s.Lignes.Contains(ro));
                Assert.Contains(naming[0], soin.Lignes);
            }
        }
    });

    [Fact]
    public void A_link_brings_at_most_one_line_more_of_ro_and_of_each_contract() => LawSettings.Holds(cases =>
    {
        foreach (var soin in cases.Rapprochement.Soins.Where(
            s => cases.Decisions.Count == 1 && cases.Decisions[0] is Lier && !s.IsAmbiguous && !HasAReason(s)))
        {
            var tied = ((Lier)cases.Decisions[0]).Lignes;
            Assert.All(
                soin.Paiements.GroupBy(l => (l as LigneComplementaire)?.Contrat),
                g => Assert.InRange(g.Count(), 1, Math.Max(1, g.Count(l => tied.Contains(l.Id)))));
        }
    });

    [Fact]
    public void A_link_holds_and_a_separation_holds() => LawSettings.Holds(cases =>
    {
        foreach (var tie in cases.Decisions.OfType<Lier>().Where(_ => cases.Decisions.Count == 1))
        {
            var united = cases.Rapprochement.Soins.Where(s => s.Paiements.Any(l => tie.Lignes.Contains(l.Id))).ToList();
            Assert.Equal(united.Select(s => s.Journee.BeneficiaireId).Distinct().Count(), united.Count);
        }

        foreach (var delier in cases.Decisions.OfType<Delier>().Where(_ => cases.Decisions.Count == 1))
        {
            Assert.All(
                cases.Rapprochement.Soins.Where(s => !s.IsAmbiguous),
                s => Assert.True(
                    s.Paiements.Count(l => delier.Lignes.Contains(l.Id)) <= 1, "Two lines that an agent set apart share a soin."));
        }
    });
}
