using Xunit;
using static Reconciliation.Domain.Certitude;
using static Reconciliation.Domain.Situation;
using static Reconciliation.Domain.Tests.Scenarios.Decisions;
using static Reconciliation.Domain.Tests.Scenarios.Lignes;
using static Reconciliation.Domain.Tests.Scenarios.Scenario;

namespace Reconciliation.Domain.Tests.Scenarios;

/// <summary>Two complementary contracts may share a soin, and so may the lines of two members: a child covered by both parents.</summary>
public sealed class DeuxContratsEtDeuxParents
{
    private static readonly LigneComplementaire Premier = Rc(6).Nommee("rc1");
    private static readonly LigneComplementaire Second = Rc(3).Nommee("rc2").Contrat("SURCOMPLEMENTAIRE");

    public static TheoryData<Scenario> Cas =>
    [
        Quand("deux contrats partagent le soin de leur RO", Ro(21), Premier, Second)
            .Donne(Complet, total: 30, inchange: true, andAlso: v => Assert.Equal(9m, v.PartComplementaire.Montant!.Value.Euros)),
        Quand("avant le RO, deux contrats d'accord partagent un soin et le RO annoncé compte une fois", Premier, Second)
            .Donne(EnAttenteRo, total: 30, Annonce),
        Quand("avant le RO, deux contrats qui déclarent autre chose sont deux soins", Premier, Second.Declare(20))
            .Donne(EnAttenteRo, total: 27, Annonce).Donne(EnAttenteRo, total: 23, Annonce),
        Quand("avant le RO, deux contrats d'autre dépense sont deux soins", Premier, Second.Depense(31))
            .Donne(EnAttenteRo, total: 27, Annonce).Donne(EnAttenteRo, total: 24, Annonce),
        Quand("avant le RO, deux contrats chez deux professionnels sont deux soins", Premier, Second.Professionnel("10009999999"))
            .Donne(EnAttenteRo, total: 27, Annonce).Donne(EnAttenteRo, total: 24, Annonce),
        Quand("deux lignes d'un même contrat sont deux soins", Premier, Rc(6).Nommee("rc2"))
            .Donne(EnAttenteRo, total: 27, Annonce).Donne(EnAttenteRo, total: 27, Annonce),
        Quand("deux boîtes, deux contrats, sans RO : rang par rang",
                Premier, Rc(6).Nommee("rc1b"), Second, Rc(3).Nommee("rc2b").Contrat("SURCOMPLEMENTAIRE"))
            .Donne(EnAttenteRo, total: 30, Annonce).Donne(EnAttenteRo, total: 30, Annonce),
        Quand("avant le RO, deux lignes différentes de chaque contrat : on ne devine pas",
                Premier, Rc(5).Nommee("rc1b"), Second, Rc(2).Nommee("rc2b").Contrat("SURCOMPLEMENTAIRE"))
            .Donne(ARapprocher, total: 37, Annonce),
        Quand("avant le RO, deux lignes différentes d'un contrat et deux égales de l'autre : il n'y a pas de choix",
                Premier, Rc(5).Nommee("rc1b"), Second, Rc(3).Nommee("rc2b").Contrat("SURCOMPLEMENTAIRE"))
            .Donne(EnAttenteRo, total: 30, Annonce).Donne(EnAttenteRo, total: 29, Annonce),
        Quand("avant le RO, trois contrats dont un n'a qu'une ligne : les deux autres partagent encore le rang suivant",
                Rc(4).Nommee("rc1"), Second, Rc(3).Nommee("rc2b").Contrat("SURCOMPLEMENTAIRE"),
                Rc(2).Nommee("rc3").Contrat("TIERS"), Rc(2).Nommee("rc3b").Contrat("TIERS"))
            .Donne(EnAttenteRo, total: 30, Annonce).Donne(EnAttenteRo, total: 26, Annonce),
        Quand("deux contrats ensemble versent plus que la dépense", Ro(21), Rc(9), Second)
            .Donne(Ecart, total: 33, inchange: true, message: "Le total versé, 33,00 €, dépasse le montant du soin, 30,00 €"),
        Quand("deux contrats qui ne déclarent pas le même RO : l'un au moins est faux", Ro(21), Premier, Second.Declare(20))
            .Donne(Ecart, total: 30, inchange: false),
        Quand("des lignes qui nomment deux RO différents ne se rejoignent pas", Premier.Visant("ro1"), Second.Visant("ro2"))
            .Donne(EnAttenteRo, total: 27, Annonce).Donne(EnAttenteRo, total: 24, Annonce),
        Quand("deux contrats qui déclarent le même RO ne l'annoncent qu'une fois", Ro(20), Premier, Second)
            .Donne(Ecart, total: 29, inchange: false, message: "alors que 21,00 € étaient annoncés"),
        Quand(
            "le premier paiement de la part est celui qui est montré", Ro(21).Paye("17/11"), Premier.Paye("25/11"),
            Second.Paye("18/11").Par("VRC-2"))
            .Le("26/11").Donne(Complet, total: 30, inchange: true,
                andAlso: v =>
                    Assert.Equal((1, Jour("18/11"), "VRC-2"), (v.EcartJours, v.PartComplementaire.PayeLe, v.PartComplementaire.Virement))),
        Quand(
            "avant le RO, des lignes de deux références de soin ne se rejoignent pas", Premier.ReferenceSoin("S-1"),
            Second.ReferenceSoin("S-2"))
            .Donne(EnAttenteRo, total: 27, Annonce).Donne(EnAttenteRo, total: 24, Annonce),
        Quand(
            "avant le RO, ce qui tient se partage avant ce qui est annulé", Premier, AnnulationRc(-6).De("rc1"), Rc(6).Nommee("rc1b"),
            Second)
            .Donne(Annule, total: 0).Donne(EnAttenteRo, total: 30, Annonce),
        Quand("avant le RO, une part annulée partage le soin de l'autre contrat", Premier, AnnulationRc(-6).De("rc1"), Second)
            .Donne(EnAttenteRo, total: 24, Annonce),
        Quand("un agent sépare deux contrats : le RO commun ne les réunit pas", Ro(21), Premier, Second).Decide(Delier("rc1", "rc2"))
            .Donne(Complet, total: 27, inchange: true).Donne(EnAttenteRo, total: 24, Annonce),
        Quand("un enfant des deux parents est montré aux deux ; l'adhérent est celui du RO",
                Ro(21).Adherent("A-PERE"), Rc(9).Adherent("A-MERE"))
            .Donne(Complet, total: 30, inchange: true, andAlso: v =>
            {
                Assert.Equal("A-PERE", v.AdherentId);
                Assert.Equal(["A-MERE"], v.AutresAdherents);
            }),
        Quand("avant le RO, l'adhérent est celui de la part complémentaire", Rc(9).Adherent("A-MERE"))
            .Donne(EnAttenteRo, total: 30, Annonce, andAlso: v =>
            {
                Assert.Equal("A-MERE", v.AdherentId);
                Assert.Empty(v.AutresAdherents);
            }),
        Quand("deux contrats des deux parents", Ro(21).Adherent("A-PERE"), Premier.Adherent("A-PERE"), Second.Adherent("A-MERE"))
            .Donne(Complet, total: 30, inchange: true, andAlso: v => Assert.Equal(["A-MERE"], v.AutresAdherents)),
    ];

    [Theory]
    [MemberData(nameof(Cas))]
    public void Est_juge_ainsi(Scenario cases) => cases.Verifier();
}
