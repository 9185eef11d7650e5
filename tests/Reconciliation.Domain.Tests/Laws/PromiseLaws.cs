using Xunit;

namespace Reconciliation.Domain.Tests.Laws;

/// <summary>The promise (« le montant total de vos remboursements reste inchangé ») is claimed when, and only when, it is kept.</summary>
public sealed class PromiseLaws
{
    [Fact]
    public void Inchange_is_true_exactly_when_ro_paid_what_was_declared_and_nothing_was_taken_back_unreplaced() =>
        LawSettings.Holds(cases =>
    {
        foreach (var soin in cases.Rapprochement.Soins.Where(IsSimple))
        {
            var vue = cases.Jugement.Judge(soin, cases.Now);
            Assert.Equal(Expected(soin, vue), vue.Total.Inchange);
        }
    });

    [Fact]
    public void A_complete_soin_holds_its_promise_or_never_made_one() => LawSettings.Holds(cases =>
    {
        foreach (var vue in cases.Rapprochement.Soins.Where(s => !EcartAcceptance.IsAccepted(s)).Select(s => cases.Jugement.Judge(s,
            cases.Now)))
        {
            if (vue.Situation == Situation.Complet)
            {
                Assert.NotEqual(false, vue.Total.Inchange);
                Assert.Equal(Certitude.Ferme, vue.Total.Certitude);
                Assert.True(vue.Total.Valeur <= vue.Depense || vue.Depense == Montant.Zero);
            }
        }
    });

    [Fact]
    public void The_figures_of_a_view_add_up() => LawSettings.Holds(cases =>
    {
        foreach (var vue in cases.Rapprochement.Soins.Select(s => cases.Jugement.Judge(s, cases.Now)))
        {
            var raw = Whole(vue.PartRo) + Whole(vue.PartComplementaire);
            Assert.Equal(vue.Total.Valeur - vue.Total.Retenues, vue.Total.Net);
            Assert.Equal(raw - vue.Total.Retenues, vue.LignesTotal);
            Assert.Equal(vue.Total.Retenues.Cents, vue.Retenues.Sum(r => r.Montant.Cents));
            Assert.True(vue.ResteACharge is not { } rest || rest == Montant.Max(Montant.Zero, vue.Depense - vue.Total.Net));
            if (vue.Total.Certitude == Certitude.Ferme)
            {
                Assert.Equal(raw, vue.Total.Valeur);
                Assert.DoesNotContain(EtatPart.Attendue, new[] { vue.PartRo.Etat, vue.PartComplementaire.Etat });
            }
        }
    });

    [Fact]
    public void Nothing_is_expected_below_zero_or_beyond_what_the_care_cost() => LawSettings.Holds(cases =>
    {
        foreach (var vue in cases.Rapprochement.Soins.Select(s => cases.Jugement.Judge(s, cases.Now)))
        {
            Assert.False(vue.ResteACharge < Montant.Zero);
            Assert.False(vue.PartRo.MontantAttendu < Montant.Zero && vue.Situation != Situation.Ecart);
            if (vue.PartComplementaire is { Etat: EtatPart.Attendue or EtatPart.EnRetard, PayeLe: null, MontantAttendu: { } expected })
            {
                Assert.InRange(expected.Cents, 1, Math.Max(1, vue.Depense.Cents));
                Assert.NotNull(vue.PartRo.Base);
            }
        }
    });

    private static Montant Whole(PartVue part) =>
        (part is { Etat: EtatPart.Attendue, PayeLe: not null } ? part.MontantAttendu : part.Montant) ?? Montant.Zero;

    // One payment a part: the declared amount needs no adding up, and nothing takes the place of another.
    private static bool IsSimple(Soin soin) =>
        soin.Ro.Count(l => l.Nature == Nature.Paiement) <= 1 && soin.Complementaire.Count(l => l.Nature == Nature.Paiement) <= 1;

    private static bool? Expected(Soin soin, Vue vue)
    {
        var both = soin.Ro.Any(l => l.Nature == Nature.Paiement) && soin.Complementaire.Any(l => l.Nature == Nature.Paiement);
        var isAwaitedAgain = vue.PartRo is { Expectation: not null, Etat: EtatPart.Annulee }
            || vue.PartComplementaire is { Expectation: not null, Etat: EtatPart.Annulee };
        if (soin.IsAmbiguous || !both || isAwaitedAgain || IsAnnule(soin))
        {
            return null;
        }

        var gross = soin.Lignes.Where(l => l.Nature != Nature.Retenue && !CorrectsARetenue(soin, l)).ToList();
        if (gross.Where(l => l.Nature != Nature.Paiement).Sum(l => l.Montant.Cents) < 0)
        {
            return false;
        }

        var last = soin.Complementaire
            .Where(l => l.MontantRoDeclare is not null && (l.Nature is Nature.Regularisation or Nature.Annulation)
                && !CorrectsARetenue(soin, l))
            .OrderBy(l => l.PayeLe).ThenBy(l => l.Id, LigneId.Ordre)
            .LastOrDefault() ?? soin.Complementaire.Single(l => l.Nature == Nature.Paiement);
        return last.MontantRoDeclare is { } declared ? declared.Cents == gross.OfType<LigneRo>().Sum(l => l.Montant.Cents) : null;
    }

    private static bool IsAnnule(Soin soin)
    {
        var gross = soin.Lignes.Where(l => l.Nature != Nature.Retenue && !CorrectsARetenue(soin, l)).ToList();
        return gross.OfType<LigneRo>().Sum(l => l.Montant.Cents) == 0
            && gross.OfType<LigneComplementaire>().Sum(l => l.Montant.Cents) == 0
            && gross.Exists(l => l.Nature == Nature.Annulation || l.Montant < Montant.Zero);
    }

    // Giving back a participation forfaitaire is no more a gross amount than holding it back was.
    private static bool CorrectsARetenue(Soin soin, Ligne ligne, int depth = 0) =>
        depth < 13
        && ligne.Nature is Nature.Regularisation or Nature.Annulation
        && Origine(soin, ligne) is { } origine
        && (origine.Nature == Nature.Retenue || CorrectsARetenue(soin, origine, depth + 1));

    private static Ligne? Origine(Soin soin, Ligne ligne) =>
        soin.Lignes.FirstOrDefault(l => ligne.Origine is { } r && l.Id == ligne.Id with { Reference = r })
        ?? soin.Lignes.FirstOrDefault(l => l.Id.Part == ligne.Id.Part && l.Id.Reference == ligne.Origine);
}
