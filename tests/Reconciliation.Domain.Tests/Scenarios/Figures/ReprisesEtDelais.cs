using Xunit;
using static Reconciliation.Domain.Certitude;
using static Reconciliation.Domain.Situation;
using static Reconciliation.Domain.Tests.Scenarios.Decisions;
using static Reconciliation.Domain.Tests.Scenarios.Lignes;
using static Reconciliation.Domain.Tests.Scenarios.Scenario;

namespace Reconciliation.Domain.Tests.Scenarios;

/// <summary>Sums that are restated or taken back, the windows counted from them, and the members of the first payment.</summary>
public sealed class ReprisesEtDelais
{
    private static readonly LigneComplementaire Redit = RegularisationRc(0).Nommee("rc-r1").De("rc");
    private static readonly LigneComplementaire ReditEncore = RegularisationRc(0).Nommee("rc-r2").De("rc");

    public static TheoryData<Scenario> Cas =>
    [
        Quand("de deux annonces corrigées le même jour, celle de la dernière ligne vaut",
                Ro(19), Rc(9), Redit.Declare(20).Paye("20/11"), ReditEncore.Declare(19).Paye("20/11")).Le("25/11")
            .Donne(Complet, total: 28, inchange: true),
        Quand("de deux jours, celle du dernier jour",
                Ro(19), Rc(9), Redit.Declare(19).Paye("22/11"), ReditEncore.Declare(20).Paye("20/11")).Le("25/11")
            .Donne(Complet, total: 28, inchange: true),
        Quand("une annonce corrigée avant le jour de son paiement vaut", Ro(20), Rc(9), Redit.Declare(20).Paye("18/11")).Le("25/11")
            .Donne(Complet, total: 29, inchange: true),
        Quand("une régularisation de 0,00 € ne reprend rien", Ro(30).Base(30, taux: 100), Rc(0).Declare(30), RegularisationRc(0).De("rc"))
            .Donne(Complet, total: 30, inchange: true, andAlso: v => Assert.Equal(EtatPart.Payee, v.PartComplementaire.Etat)),
        Quand("une part reprise est attendue depuis le jour où elle l'a été", Ro(21), Rc(9), AnnulationRc(-9).De("rc").Paye("25/11"))
            .Le("27/11").Donne(EnAttenteComplementaire, total: 30, Estime,
                andAlso: v => Assert.Equal(FinDe("28/11"), v.PartComplementaire.Expectation?.Until)),
        Quand("reprise en deux fois, depuis la seconde", Ro(21), Rc(9), RegularisationRc(-4).Nommee("rc-r1").De("rc").Paye("25/11"),
                RegularisationRc(-5).Nommee("rc-r2").De("rc").Paye("22/11"))
            .Le("27/11").Donne(EnAttenteComplementaire, total: 30, Estime,
                andAlso: v => Assert.Equal(FinDe("28/11"), v.PartComplementaire.Expectation?.Until)),
        Quand("quel que soit l'ordre des lignes", Ro(21), Rc(9), RegularisationRc(-4).Nommee("rc-r1").De("rc").Paye("22/11"),
                RegularisationRc(-5).Nommee("rc-r2").De("rc").Paye("25/11"))
            .Le("27/11").Donne(EnAttenteComplementaire, total: 30, Estime,
                andAlso: v => Assert.Equal(FinDe("28/11"), v.PartComplementaire.Expectation?.Until)),
        Quand("de deux corrections à venir, la première est l'échéance", Ro(20), Rc(9).Declare(22),
                RegularisationRo(1).De("ro").Paye("25/11"), RegularisationRo(1).Nommee("ro-r2").De("ro").Paye("23/11"))
            .Donne(Ecart, total: 31, Annonce, inchange: true, andAlso: v => Assert.Equal(AvantLe("23/11"), v.Echeance)),
        Quand("dans l'autre ordre aussi", Ro(20), Rc(9).Declare(22), RegularisationRo(1).De("ro").Paye("23/11"),
                RegularisationRo(1).Nommee("ro-r2").De("ro").Paye("25/11"))
            .Donne(Ecart, total: 31, Annonce, inchange: true, andAlso: v => Assert.Equal(AvantLe("23/11"), v.Echeance)),
        Quand("une correction de 0,00 € à venir ne change rien ce jour-là", Ro(21), Rc(9), RegularisationRo(0).De("ro").Paye("25/11"))
            .Donne(Complet, total: 30, inchange: true, andAlso: v => Assert.Null(v.Echeance)),
        Quand("un RO versé après la fenêtre n'était pas dans les délais", Ro(21).Paye("30/11"), Rc(9)).Le("05/12")
            .Donne(Complet, total: 30, inchange: true,
                andAlso: v => Assert.Equal((false, true), (v.PartRo.DansLesDelais, v.PartComplementaire.DansLesDelais))),
        Quand("de deux écarts acceptés, celui qui tient suffit", Ro(20), Rc(9), RegularisationRo(-1).De("ro"))
            .Decide(AccepterEcart("ro", "rc"), AccepterEcart("ro", "rc", "ro-regularisation"))
            .Donne(Complet, total: 28, inchange: false),
        Quand("ne rien attendre de chaque part", Ro(21))
            .Decide(NeRienAttendre(Part.Complementaire, "ro"), NeRienAttendre(Part.Ro, "ro"))
            .Donne(Complet, total: 21),
        Quand("le canal est celui du paiement venu le premier", Ro(21).SurFeuille(), Rc(9))
            .Donne(Complet, total: 30, inchange: true, andAlso: v => Assert.Equal(Canal.FeuilleDeSoins, v.Canal)),
        Quand("fût-il de la part complémentaire", Ro(21).SurFeuille(), Rc(9).Paye("15/11"))
            .Donne(Complet, total: 30, inchange: true, andAlso: v => Assert.Equal(Canal.CarteVitale, v.Canal)),
        Quand("et de deux du même jour, celui du RO", Ro(21).SurFeuille().Paye("19/11"), Rc(9))
            .Donne(Complet, total: 30, inchange: true, andAlso: v => Assert.Equal(Canal.FeuilleDeSoins, v.Canal)),
        Quand("le libellé est celui du RO", Ro(21) with { Libelle = "A" }, Rc(9) with { Libelle = "B" })
            .Donne(Complet, total: 30, inchange: true, andAlso: v => Assert.Equal("A", v.Libelle)),
        Quand("sans lui, celui de la part complémentaire", Ro(21) with { Libelle = null }, Rc(9) with { Libelle = "B" })
            .Donne(Complet, total: 30, inchange: true, andAlso: v => Assert.Equal("B", v.Libelle)),
        Quand("les autres adhérents se lisent dans l'ordre", Ro(21).Adherent("A1"), Rc(6).Nommee("rc1").Adherent("A3"),
                Rc(3).Nommee("rc2").Contrat("SURCO").Adherent("A2"))
            .Donne(Complet, total: 30, inchange: true, andAlso: v => Assert.Equal(["A2", "A3"], v.AutresAdherents)),
    ];

    [Theory]
    [MemberData(nameof(Cas))]
    public void Est_juge_ainsi(Scenario cases) => cases.Verifier();

    private static DateTimeOffset FinDe(string day) => Paris.EndOfDay(Jour(day));

    private static DateTimeOffset AvantLe(string day) => Paris.StartOfDay(Jour(day)).AddTicks(-TimeSpan.TicksPerMicrosecond);
}
