using Xunit;
using static Reconciliation.Domain.Certitude;
using static Reconciliation.Domain.Situation;
using static Reconciliation.Domain.Tests.Scenarios.Lignes;
using static Reconciliation.Domain.Tests.Scenarios.Scenario;

namespace Reconciliation.Domain.Tests.Scenarios.Appariement;

/// <summary>One name of a line, several beneficiaries: a line that moved, or a counter that started over.</summary>
public sealed class NomsDeLignes
{
    private const string Autre = "A0001234-03";
    private const string Tiers = "A0009999-01";

    public static TheoryData<Scenario> Cas =>
    [
        Quand("une ligne de même nom et de même révision chez deux bénéficiaires : chacun garde la sienne", Ro(21), Ro(15)
            .Beneficiaire(Autre))
            .Donne(EnAttenteComplementaire, total: 30, Estime).Donne(EnAttenteComplementaire, total: 30, Estime),
        Quand("un compteur recommence l'année suivante : chacun garde son soin complet",
                Ro(21), Rc(9), Ro(21).Beneficiaire(Tiers).Soin("14/11/2026"), Rc(9).Beneficiaire(Tiers).Soin("14/11/2026"))
            .Donne(Complet, total: 30, inchange: true).Donne(Complet, total: 30, inchange: true),
        Quand("une révision plus haute chez un autre bénéficiaire : la ligne a changé de bénéficiaire", Ro(21), Ro(15).Revision(2)
            .Beneficiaire(Autre))
            .Donne(EnAttenteComplementaire, total: 30, Estime, andAlso: v => Assert.Equal(Autre, v.Journee.BeneficiaireId)),
        Quand("elle en revient", Ro(21), Ro(15).Revision(2).Beneficiaire(Autre), Ro(20).Revision(3))
            .Donne(EnAttenteComplementaire, total: 30, Estime, andAlso: v => Assert.Equal(Enfant, v.Journee.BeneficiaireId)),
        Quand("entre deux qui tiennent le nom, la révision d'un troisième n'en prend aucun", Ro(21), Ro(15).Beneficiaire(Autre), Ro(14)
            .Revision(2).Beneficiaire(Tiers))
            .DonneEnTout(3),
        Quand("une révision remplace la ligne de son bénéficiaire, quel que soit le jour", Ro(21), Ro(15).Beneficiaire(Autre), Ro(20)
            .Revision(2).Soin("15/11"))
            .Donne(EnAttenteComplementaire, total: 30, Estime, andAlso: v => Assert.Equal((20m, Jour("15/11")),
                (v.PartRo.Montant!.Value.Euros, v.Journee.DateSoin)))
            .Donne(EnAttenteComplementaire, total: 30, Estime),
        Quand("une correction vise la ligne de son bénéficiaire", Ro(21), Ro(15).Beneficiaire(Autre), RegularisationRo(-1)
            .Beneficiaire(Autre).De("ro"))
            .Donne(EnAttenteComplementaire, total: 30, Estime, andAlso: v => Assert.Equal(21m, v.PartRo.Montant!.Value.Euros))
            .Donne(EnAttenteComplementaire, total: 30, Estime, andAlso: v => Assert.Equal(14m, v.PartRo.Montant!.Value.Euros)),
        Quand("une correction ne vise pas la ligne d'un autre", Ro(21), RegularisationRo(-1).Beneficiaire(Autre).De("ro"))
            .Donne(EnAttenteComplementaire, total: 30, Estime).NonRattachees("ro-regularisation"),
        Quand("deux contenus d'un bénéficiaire se contredisent, celui de l'autre n'y est pour rien", Ro(21), Ro(20), Ro(15)
            .Beneficiaire(Autre))
            .Donne(Conteste, total: 30, Estime).Donne(EnAttenteComplementaire, total: 30, Estime),
    ];

    [Theory]
    [MemberData(nameof(Cas))]
    public void Est_juge_ainsi(Scenario cases) => cases.Verifier();
}
