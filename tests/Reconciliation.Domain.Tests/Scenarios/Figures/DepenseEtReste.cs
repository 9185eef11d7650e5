using Xunit;
using static Reconciliation.Domain.Certitude;
using static Reconciliation.Domain.Situation;
using static Reconciliation.Domain.Tests.Scenarios.Decisions;
using static Reconciliation.Domain.Tests.Scenarios.Lignes;
using static Reconciliation.Domain.Tests.Scenarios.Scenario;

namespace Reconciliation.Domain.Tests.Scenarios;

/// <summary>The cost of the care as the payments that stand say it, the rest to pay of it, and the amounts shown of each part.</summary>
public sealed class DepenseEtReste
{
    private static readonly LigneRo G = Ro(21).Nommee("ro1");
    private static readonly LigneRo Mcg = Ro(3.50m).Nommee("ro2").Acte("MCG").Depense(5).Base(5);

    public static TheoryData<Scenario> Cas =>
    [
        Quand("une ligne de 0,00 € sans dépense n'ajoute pas un soin",
                Ro(18).Nommee("ro1"), Ro(3).Nommee("ro2"), Ro(0).Nommee("ro3").Depense(0), Rc(9))
            .Decide(Decisions.Lier("ro1", "ro2", "ro3", "rc"))
            .Donne(Complet, total: 30, inchange: true, andAlso: v => Assert.Equal(Montant.FromEuros(30), v.Depense)),
        Quand("une dépense sous 0,00 € est inconnue", Ro(21).Depense(-5), Rc(9).Depense(-5))
            .Donne(Complet, total: 30, inchange: true,
                andAlso: v => Assert.Equal((Montant.Zero, null), (v.Depense, v.ResteACharge))),
        Quand("0,00 sur une ligne qui paie veut dire inconnu", Ro(21).Depense(0).Complementaire(Complementaire.Aucune))
            .Donne(Complet, total: 21, andAlso: v => Assert.Equal((0m, null), (v.Depense.Euros, v.ResteACharge))),
        Quand("ce que l'autre part sait compte", Ro(21), Rc(9).Depense(0).Visant("ro"))
            .Donne(Complet, total: 30, inchange: true, andAlso: v => Assert.Equal((30m, 0m), (v.Depense.Euros, v.ResteACharge?.Euros))),
        Quand("une majoration liée à sa consultation : les dépenses s'ajoutent, et les bases", G, Mcg).Decide(Lier("ro1", "ro2"))
            .Donne(EnAttenteComplementaire, total: 35, Estime, message: "au moins 10,50 €",
                andAlso: v => Assert.Equal((35m, 35m, 70m), (v.Depense.Euros, v.PartRo.Base!.Value.Euros, v.PartRo.Taux))),
        Quand("le régime local : deux lignes RO qui disent une même dépense, et la part complémentaire la même",
                G, Ro(6).Nommee("ro2").Base(30, taux: 20), Rc(3).Declare(27)).Decide(Lier("ro1", "ro2", "rc"))
            .Donne(Complet, total: 30, inchange: true, andAlso: v => Assert.Equal((30m, 30m), (v.Depense.Euros,
                v.PartRo.Base!.Value.Euros))),
        Quand("une ligne annulée n'y compte plus", Ro(21), Rc(9), Rc(9).Nommee("rc2").Depense(60), AnnulationRc(-9).De("rc2"))
            .Decide(Lier("ro", "rc", "rc2"))
            .Donne(Complet, total: 30, inchange: true, andAlso: v => Assert.Equal((30m, "rc"), (v.Depense.Euros,
                v.PartComplementaire.Ligne?.Decompte))),
        Quand("l'annonce et le payé dépassent la dépense avant que le RO vienne", Rc(12).Declare(25))
            .Donne(Ecart, total: 37, Annonce, message: "Le total versé et annoncé, 37,00 €, dépasse le montant du soin, 30,00 €"),
        Quand("les deux raisons d'un écart sont dites", Ro(25), Rc(12))
            .Donne(Ecart, total: 37, inchange: false,
                message: "Le total versé, 37,00 €, dépasse le montant du soin, 30,00 € ; "
                + "l'assurance maladie a versé 25,00 € alors que 21,00 € étaient annoncés : vous"),
        Quand("ce que paie un autre assureur n'est pas un reste à charge", Ro(21).Complementaire(Complementaire.Autre))
            .Donne(Complet, total: 21, andAlso: v => Assert.Null(v.ResteACharge)),
        Quand("une retenue sur un tiers payant ne met pas le compte au-dessous de zéro",
                Ro(21).EnTiersPayant(), Rc(9).EnTiersPayant(), RetenueRo(-2).De("ro"))
            .Donne(Complet, total: 30, inchange: true,
                andAlso: v => Assert.Equal((0m, 30m, 28m), (v.Total.AuCompte.Euros, v.Total.AuProfessionnel.Euros, v.LignesTotal.Euros))),
        Quand("le virement montre ce que la banque montre", Ro(21), Rc(9), RetenueRo(-2).De("ro"))
            .Donne(Complet, total: 30, inchange: true, andAlso: v =>
            {
                Assert.Equal((19m, 9m), (v.PartRo.MontantVirement!.Value.Euros, v.PartComplementaire.MontantVirement!.Value.Euros));
                Assert.Equal((30m, 70m, "ro"), (v.PartRo.Base!.Value.Euros, v.PartRo.Taux, v.PartRo.Ligne?.Decompte));
                Assert.Equal([new(Nature.Retenue, "G", Montant.FromEuros(2), Jour("17/11"), "VRO-1")], v.Retenues);
            }),
        Quand("un RO redéclaré par ce qui corrige cette ligne, quel que soit le contrat que la correction nomme",
                Ro(17.50m), Rc(9), RegularisationRc(3.50m).De("rc").Declare(17.50m).Contrat("AUTRE"))
            .Donne(Complet, total: 30, inchange: true),
        Quand("deux déclarations inégales d'un contrat s'ajoutent", Ro(21), Rc(6).Nommee("rc1").Declare(14), Rc(3).Nommee("rc2").Declare(7))
            .Decide(Lier("ro", "rc1", "rc2"))
            .Donne(Complet, total: 30, inchange: true),
        Quand("deux déclarations égales d'un contrat se répètent", Ro(21), Rc(6).Nommee("rc1"), Rc(3).Nommee("rc2"))
            .Decide(Lier("ro", "rc1", "rc2"))
            .Donne(Complet, total: 30, inchange: true),
        Quand("ou s'ajoutent, si c'est ce que le RO a payé", Ro(42).Depense(60).Base(60), Rc(9).Nommee("rc1"), Rc(9).Nommee("rc2"))
            .Decide(Lier("ro", "rc1", "rc2"))
            .Donne(Complet, total: 60, inchange: true),
    ];

    [Fact]
    public void Each_parent_is_told_their_own_lines_and_their_own_account()
    {
        var facts = JourneeDeSoins.From([Ro(21).Adherent("A-PERE"), Rc(9).Adherent("A-MERE")]);
        var judgement = new Jugement(new(DelaiPolicy.Initial), new());
        var soin = Assert.Single(Pairing.Pair(facts).Soins);
        var (pere, mere) = (judgement.ShareOf(soin, "A-PERE", Instant("20/11")), judgement.ShareOf(soin, "A-MERE", Instant("20/11")));
        Assert.Equal((21m, 9m), (pere.AuCompte.Euros, mere.AuCompte.Euros));
        Assert.Equal(
            "Votre remboursement est arrivé : 9,00 € de votre complémentaire santé le 19 novembre 2025 (visible sur votre Espace "
                + "personnel MGEN) ; "
            + "d'autres paiements de ce soin concernent un autre adhérent.",
            mere.Message.Replace('\u00a0', ' '));
        Assert.DoesNotContain("9,00", pere.Message, StringComparison.Ordinal);
        Assert.Equal(30m, judgement.Judge(soin, Instant("20/11")).Total.AuCompte.Euros);
    }

    [Fact]
    public void Whoever_has_all_the_lines_is_told_what_the_soin_is()
    {
        var judgement = new Jugement(new(DelaiPolicy.Initial), new());
        var soin = Assert.Single(Pairing.Pair(JourneeDeSoins.From([Ro(21), Rc(9)])).Soins);
        var share = judgement.ShareOf(soin, Ro(21).AdherentId, Instant("20/11"));
        Assert.Equal((30m, judgement.Judge(soin, Instant("20/11")).Message), (share.AuCompte.Euros, share.Message));
    }

    [Theory]
    [MemberData(nameof(Cas))]
    public void Est_juge_ainsi(Scenario cases) => cases.Verifier();
}
