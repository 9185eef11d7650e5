using Xunit;
using static Reconciliation.Domain.Situation;
using static Reconciliation.Domain.Tests.Scenarios.Decisions;
using static Reconciliation.Domain.Tests.Scenarios.Lignes;
using static Reconciliation.Domain.Tests.Scenarios.Scenario;

namespace Reconciliation.Domain.Tests.Scenarios;

/// <summary>
/// After something was taken back the member reads that the total is unchanged only if as much came since, or a payment of the same amount.
/// </summary>
public sealed class TotauxApresReprise
{
    private const string Inchange = "reste inchangé";
    private const string Autre = "Le montant total de vos remboursements est de";

    public static TheoryData<Scenario> Cas =>
    [
        Quand("annulé, puis versé de nouveau",
                Ro(21), AnnulationRo(-21).De("ro").Paye("20/11"), Ro(21).Nommee("ro2").Paye("22/11"), Rc(9).Visant("ro2"))
            .Le("30/11").Donne(Annule, total: 0).Donne(Complet, total: 30, inchange: true, message: Inchange),
        Quand("une part annulée, puis versée de nouveau",
                Ro(21), Rc(9).Visant("ro"), AnnulationRc(-9).De("rc").Paye("20/11"), Rc(9).Nommee("rc2").Visant("ro").Paye("22/11"))
            .Le("30/11").Donne(Complet, total: 30, inchange: true, message: Inchange),
        Quand("versée de nouveau avant d'être annulée",
                Ro(21), Rc(9).Visant("ro"), AnnulationRc(-9).De("rc").Paye("22/11"), Rc(9).Nommee("rc2").Visant("ro").Paye("20/11"))
            .Le("30/11").Donne(Complet, total: 30, inchange: true, message: Inchange),
        Quand("annulée, puis versée en deux fois",
                Ro(21), Rc(9).Visant("ro"), AnnulationRc(-9).De("rc").Paye("20/11"), Rc(5).Nommee("rc2").Visant("ro").Paye("20/11"),
                Rc(4).Nommee("rc3").Visant("ro").Paye("23/11"))
            .Le("30/11").Donne(Complet, total: 30, inchange: true, message: Inchange),
        Quand("annulée, puis versée plus bas",
                Ro(21), Rc(9).Visant("ro"), AnnulationRc(-9).De("rc").Paye("20/11"), Rc(5).Nommee("rc2").Visant("ro").Paye("22/11"))
            .Le("30/11").Donne(Complet, total: 26, inchange: true, message: Autre),
        Quand("versée plus bas, et complétée",
                Ro(21), Rc(9).Visant("ro"), AnnulationRc(-9).De("rc").Paye("20/11"), Rc(5).Nommee("rc2").Visant("ro").Paye("22/11"),
                RegularisationRc(4).De("rc2").Paye("23/11"))
            .Le("30/11").Donne(Complet, total: 30, inchange: true, message: Inchange),
        Quand("d'un autre montant avant d'être annulée, elle ne la remplace pas",
                Ro(21), Rc(3).Visant("ro"), AnnulationRc(-3).De("rc").Paye("22/11"), Rc(6).Nommee("rc2").Visant("ro").Paye("20/11"))
            .Le("30/11").Donne(Complet, total: 27, inchange: true, message: Autre),
        Quand("d'un autre montant le jour même, elle ne la remplace pas",
                Ro(21), Rc(3).Visant("ro"), AnnulationRc(-3).De("rc"), Rc(6).Nommee("rc2").Visant("ro"))
            .Le("30/11").Donne(Complet, total: 27, inchange: true, message: Autre),
        Quand("de deux parts égales du même jour, l'une est annulée plus tard",
                Ro(21), Rc(4).Nommee("rc1"), Rc(4).Nommee("rc2").Contrat("SURCO"), AnnulationRc(-4).De("rc2").Paye("22/11"))
            .Le("30/11").Donne(Complet, total: 25, inchange: true, message: Autre),
        Quand("de deux parts égales, l'une est annulée le jour même",
                Ro(21), Rc(4).Nommee("rc1"), Rc(4).Nommee("rc2").Contrat("SURCO"), AnnulationRc(-4).De("rc2"))
            .Le("30/11").Donne(Complet, total: 25, inchange: true, message: Inchange),
        Quand("annulée en deux fois, la première plus tard",
                Ro(21), Rc(4).Nommee("rc1"), Rc(4).Nommee("rc2").Contrat("SURCO"), AnnulationRc(-2).De("rc2").Paye("22/11"),
                AnnulationRc(-2).Nommee("rc-annulation2").De("rc2"))
            .Le("30/11").Donne(Complet, total: 25, inchange: true, message: Autre),
        Quand("annulée en deux fois, la seconde plus tard",
                Ro(21), Rc(4).Nommee("rc1"), Rc(4).Nommee("rc2").Contrat("SURCO"), AnnulationRc(-2).De("rc2"),
                AnnulationRc(-2).Nommee("rc-annulation2").De("rc2").Paye("22/11"))
            .Le("30/11").Donne(Complet, total: 25, inchange: true, message: Autre),
        Quand("de deux annulées, une seule est versée de nouveau",
                Ro(21), Rc(4).Nommee("rc1").Visant("ro"), Rc(4).Nommee("rc2").Visant("ro"), AnnulationRc(-4).De("rc1").Paye("22/11"),
                AnnulationRc(-4).Nommee("rc-annulation2").De("rc2").Paye("22/11"), Rc(4).Nommee("rc3").Visant("ro").Paye("23/11"))
            .Le("30/11").Donne(Complet, total: 25, inchange: true, message: Autre),
        Quand("un RO refait plus bas, la part attendue fait le reste",
                Ro(21), AnnulationRo(-21).De("ro").Paye("18/11"), Ro(20).Nommee("ro2").Paye("19/11"))
            .Decide(Lier("ro", "ro2"))
            .Le("20/11").Donne(EnAttenteComplementaire, total: 30, Certitude.Estime,
                message: "au moins 30,00 €, reste inchangé"),
        Quand("une part refaite plus bas n'est pas dite inchangée en attendant le RO",
                Rc(9), AnnulationRc(-9).De("rc").Paye("20/11"), Rc(5).Nommee("rc2").Paye("20/11"))
            .Decide(Lier("rc", "rc2"))
            .Le("20/11").Donne(EnAttenteRo, total: 26, Certitude.Annonce,
                andAlso: v => Assert.DoesNotContain(Inchange, v.Message, StringComparison.Ordinal)),
        Quand("un trop-repris n'attend pas ce qui sera rendu",
                Ro(21), AnnulationRo(-25).De("ro"), RegularisationRo(2).De("ro").Paye("25/11"), Rc(9))
            .Le("20/11").Donne(Ecart, total: 7, inchange: false, andAlso: v => Assert.Equal(EtatPart.Payee, v.PartRo.Etat)),
    ];

    [Theory]
    [MemberData(nameof(Cas))]
    public void Est_juge_ainsi(Scenario cases) => cases.Verifier();
}
