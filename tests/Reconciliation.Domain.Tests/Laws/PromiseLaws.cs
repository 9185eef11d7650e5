using Xunit;

namespace Reconciliation.Domain.Tests.Laws;

/// <summary>The promise (« le montant total de vos remboursements reste inchangé ») is claimed when, and only when, it is kept.</summary>
public sealed class PromiseLaws
{
    [Fact]
    public void Inchange_is_true_exactly_when_ro_paid_equals_ro_declared() => LawSettings.Holds(cases =>
    {
        foreach (var soin in cases.Rapprochement.Soins.Where(IsSimple))
        {
            Assert.Equal(Expected(soin), cases.Jugement.Judge(soin, cases.Now).Total.Inchange);
        }
    });

    [Fact]
    public void A_complete_soin_holds_its_promise_or_never_made_one() => LawSettings.Holds(cases =>
    {
        foreach (var vue in cases.Rapprochement.Soins.Where(s => !s.IsEcartAccepted).Select(s => cases.Jugement.Judge(s, cases.Now)))
        {
            if (vue.Situation == Situation.Complet)
            {
                Assert.NotEqual(false, vue.Total.Inchange);
                Assert.Equal(Certitude.Ferme, vue.Total.Certitude);
                Assert.True(vue.Total.Valeur <= vue.Depense);
            }
        }
    });

    [Fact]
    public void The_figures_of_a_view_add_up() => LawSettings.Holds(cases =>
    {
        foreach (var vue in cases.Rapprochement.Soins.Select(s => cases.Jugement.Judge(s, cases.Now)))
        {
            var raw = (vue.PartRo.Montant ?? Montant.Zero) + (vue.PartComplementaire.Montant ?? Montant.Zero);
            Assert.Equal(vue.Total.Valeur - vue.Total.Retenues, vue.Total.Net);
            Assert.Equal(raw - vue.Total.Retenues, vue.Total.AuCompte + vue.Total.AuProfessionnel);
            Assert.Equal(vue.Depense - vue.Total.Net, vue.ResteACharge);
            if (vue.Total.Certitude == Certitude.Ferme)
            {
                Assert.Equal(raw, vue.Total.Valeur);
            }
        }
    });

    // One RO payment, at most one payment a contract: what was declared needs no adding up.
    private static bool IsSimple(Soin soin) =>
        soin.Ro.Count(l => l.Nature == Nature.Paiement) <= 1
        && soin.Complementaire.Where(l => l.Nature == Nature.Paiement).GroupBy(l => l.Contrat).All(c => c.Count() == 1);

    private static bool? Expected(Soin soin)
    {
        var both = soin.Ro.Any(l => l.Nature == Nature.Paiement) && soin.Complementaire.Any(l => l.Nature == Nature.Paiement);
        var declared = soin.Complementaire.Select(l => l.Contrat).Distinct().Select(c => Declare(soin, c)).Where(d => d is not null).ToList();
        if (soin.IsAmbiguous || !both || declared.Count == 0)
        {
            return null;
        }

        var paye = soin.Ro.Where(l => l.Nature is not Nature.Retenue && !CorrectsARetenue(soin, l)).Sum(l => l.Montant.Cents);
        return declared.TrueForAll(d => d == paye);
    }

    // What a contract says RO pays: its last régularisation that says so, else its payment.
    private static long? Declare(Soin soin, string contrat)
    {
        var lignes = soin.Complementaire.Where(l => l.Contrat == contrat && l.MontantRoDeclare is not null).ToList();
        var last = lignes.Where(l => l.Nature == Nature.Regularisation).OrderBy(l => l.PayeLe).ThenBy(l => l.Id, LigneId.Ordre).LastOrDefault();
        return (last ?? lignes.Find(l => l.Nature == Nature.Paiement))?.MontantRoDeclare?.Cents;
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
