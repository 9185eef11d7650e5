using Xunit;

namespace Reconciliation.Domain.Tests.Laws;

/// <summary>Nothing is lost, nothing is counted twice, and décisions and explicit references are kept.</summary>
public sealed class ConservationLaws
{
    [Fact]
    public void Every_current_line_is_in_exactly_one_soin_or_unattached() => Lois.Tient(cas =>
    {
        var rapprochement = cas.Rapprochement;
        var rangees = rapprochement.Soins.SelectMany(s => s.Lignes).Concat(rapprochement.NonRattachees).Select(l => (l.Id, l.Revision));
        Assert.Equal(
            cas.LignesActuelles.Select(l => (l.Id, l.Revision)).OrderBy(x => x.Id, LigneId.Ordre),
            rangees.OrderBy(x => x.Id, LigneId.Ordre));
    });

    [Fact]
    public void Paid_amounts_and_unattached_lines_add_up_to_the_lines() => Lois.Tient(cas =>
    {
        var rapprochement = cas.Rapprochement;
        var vues = rapprochement.Soins.Select(s => cas.Jugement.Juger(s, cas.Maintenant)).ToList();
        var verse = vues.Sum(v => v.Total.AuCompte.Cents + v.Total.AuProfessionnel.Cents);
        Assert.Equal(cas.LignesActuelles.Sum(l => l.Montant.Cents), verse + rapprochement.NonRattachees.Sum(l => l.Montant.Cents));
    });

    [Fact]
    public void Only_corrections_are_unattached_and_every_soin_has_a_payment() => Lois.Tient(cas =>
    {
        Assert.DoesNotContain(cas.Rapprochement.NonRattachees, l => l.Nature == Nature.Paiement);
        Assert.All(cas.Rapprochement.Soins, s => Assert.NotEmpty(s.Paiements));
        Assert.All(cas.Rapprochement.Soins, s => Assert.All(s.Paiements, l => Assert.Equal(s.Journee, l.Journee)));
    });

    [Fact]
    public void A_correction_is_in_the_soin_of_its_origin() => Lois.Tient(cas =>
    {
        var soins = cas.Rapprochement.Soins.SelectMany((s, rang) => s.Lignes.Select(l => (l.Id, rang))).ToDictionary(x => x.Id, x => (int?)x.rang);
        var actuelles = cas.Rapprochement.Soins.SelectMany(s => s.Lignes).Concat(cas.Rapprochement.NonRattachees);
        foreach (var correction in actuelles.Where(l => l.Nature != Nature.Paiement && l.Origine is not null))
        {
            var origine = correction.Id with { Reference = correction.Origine!.Value };
            if (soins.TryGetValue(origine, out var rang) && origine != correction.Id)
            {
                Assert.Equal(rang, soins.GetValueOrDefault(correction.Id));
            }
        }
    });

    [Fact]
    public void A_soin_is_ambiguous_only_with_a_choice_and_otherwise_has_one_payment_a_contract_and_one_ro_payment() => Lois.Tient(cas =>
    {
        foreach (var soin in cas.Rapprochement.Soins.Where(_ => !cas.Decisions.OfType<Lier>().Any()))
        {
            var ro = soin.Paiements.Count(l => l is LigneRo);
            var contrats = soin.Paiements.OfType<LigneComplementaire>().Select(l => l.Contrat).ToList();
            Assert.Equal(soin.EstAmbigu, ro > 1 || contrats.Distinct().Count() < contrats.Count);
        }
    });

    [Fact]
    public void A_complementary_line_that_alone_names_an_ro_line_shares_its_soin() => Lois.Tient(cas =>
    {
        var soins = cas.Rapprochement.Soins;
        var paiements = soins.SelectMany(s => s.Paiements).ToList();
        foreach (var ro in paiements.OfType<LigneRo>().Where(_ => cas.Decisions.Count == 0))
        {
            var nommantes = paiements.OfType<LigneComplementaire>().Where(l => l.ReferenceRo == ro.Id.Reference && l.Journee == ro.Journee).ToList();
            var homonymes = paiements.OfType<LigneRo>().Count(l => l.Id.Reference == ro.Id.Reference && l.Journee == ro.Journee);
            if (nommantes.Count == 1 && homonymes == 1)
            {
                var soin = Assert.Single(soins, s => s.Lignes.Contains(ro));
                Assert.Contains(nommantes[0], soin.Lignes);
            }
        }
    });

    [Fact]
    public void A_link_brings_at_most_one_line_more_of_ro_and_of_each_contract() => Lois.Tient(cas =>
    {
        foreach (var soin in cas.Rapprochement.Soins.Where(s => cas.Decisions.Count == 1 && cas.Decisions[0] is Lier && !s.EstAmbigu))
        {
            var lies = ((Lier)cas.Decisions[0]).Lignes;
            Assert.All(
                soin.Paiements.GroupBy(l => (l as LigneComplementaire)?.Contrat),
                g => Assert.InRange(g.Count(), 1, Math.Max(1, g.Count(l => lies.Contains(l.Id)))));
        }
    });

    [Fact]
    public void A_link_holds_and_a_separation_holds() => Lois.Tient(cas =>
    {
        foreach (var lier in cas.Decisions.OfType<Lier>().Where(_ => cas.Decisions.Count == 1))
        {
            var reunis = cas.Rapprochement.Soins.Where(s => s.Paiements.Any(l => lier.Lignes.Contains(l.Id))).ToList();
            Assert.Equal(reunis.Select(s => s.Journee).Distinct().Count(), reunis.Count);
        }

        foreach (var delier in cas.Decisions.OfType<Delier>().Where(_ => cas.Decisions.Count == 1))
        {
            Assert.All(
                cas.Rapprochement.Soins.Where(s => !s.EstAmbigu),
                s => Assert.True(s.Paiements.Count(l => delier.Lignes.Contains(l.Id)) <= 1, "Two lines that an agent set apart share a soin."));
        }
    });
}
