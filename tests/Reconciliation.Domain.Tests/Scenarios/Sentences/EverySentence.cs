using System.Text;
using Xunit;
using static Reconciliation.Domain.Tests.Parts.AutresLignes;
using static Reconciliation.Domain.Tests.Scenarios.Decisions;
using static Reconciliation.Domain.Tests.Scenarios.Lignes;

namespace Reconciliation.Domain.Tests.Scenarios;

/// <summary>
/// Every clause of both voices, in whole sentences: the message to the member and the answer of the agent. They stand in EverySentence.txt
/// under the name of the case.
/// </summary>
public sealed class EverySentence
{
    private static SaidCase[] Paiements =>
    [
        new("Un centime de chaque part", "20/11", [Ro(1.99m), Rc(1).Declare(1.99m)]),
        new("Rien du RO, un euro promis", "18/11", [Rc(1).Declare(1)]),
        new("Une part à venir", "20/11", [Ro(21), Rc(9).Paye("24/11")]),
        new("Une part à venir, un euro", "20/11", [Ro(29).Base(30, taux: 97), Rc(1).Declare(29).Paye("01/12")]),
        new("Une part à venir en tiers payant", "20/11", [Ro(21).EnTiersPayant(), Rc(9).EnTiersPayant().Paye("24/11")]),
        new("Les deux à venir", "15/11", [Ro(21), Rc(9)]),
    ];

    private static SaidCase[] ReprisesEtRetenues =>
    [
        new("Une reprise d'un euro", "25/11", [Ro(22), RegularisationRo(-1).De("ro").Paye("20/11").Par("VRO-2"), Rc(9)]),
        new("Une reprise à un professionnel", "25/11",
            [Ro(26).EnTiersPayant(), RegularisationRo(-5).De("ro").Paye("20/11").Par("VRO-2").EnTiersPayant(), Rc(9)]),
        new("Une reprise à venir", "20/11", [Ro(26), RegularisationRo(-5).De("ro").Paye("26/11").Par("VRO-2"), Rc(9)]),
        new("Une reprise d'un euro à venir, à un professionnel", "20/11",
            [Ro(22).EnTiersPayant(), RegularisationRo(-1).De("ro").Paye("26/11").Par("VRO-2").EnTiersPayant(), Rc(9)]),
        new("Tout repris bientôt", "19/11",
            [Ro(21), AnnulationRo(-21).De("ro").Paye("25/11").Par("VRO-2"), Rc(9), AnnulationRc(-9).De("rc").Paye("25/11")]),
        new("Plus repris que versé, bientôt", "19/11", [Ro(21), AnnulationRo(-25).De("ro").Paye("25/11").Par("VRO-2"), Rc(9)]),
        new("Le RO ne sera plus celui de l'annonce", "19/11", [Ro(21), Rc(9), RegularisationRo(-2).De("ro").Paye("25/11").Par("VRO-2")]),
        new("Un complément à venir, qui dépasse", "19/11", [Ro(21), Rc(9), RegularisationRc(5).De("rc").Paye("25/11").Par("VRC-2")]),
        new("Un complément à venir", "19/11", [Ro(16.50m), Rc(9), RegularisationRo(4.50m).De("ro").Paye("25/11").Par("VRO-2")]),
        new("Un complément à venir d'une part seule", "19/11",
            [Ro(30).Base(30, 100).Depense(40), RegularisationRo(5).De("ro").Paye("25/11").Par("VRO-2")]),
        new("Un dépassement repris en partie, bientôt", "19/11",
            [Ro(21), Rc(12), RegularisationRc(-1).De("rc").Paye("25/11").Par("VRC-2")]),
        new("Une part d'un second contrat reprise", "25/11",
            [Ro(21), Rc(6).Nommee("rc1"), Rc(3).Nommee("rc2").Contrat("SURCO"), AnnulationRc(-3).De("rc2").Paye("22/11").Par("VRC-2")]),
        new("Une retenue à venir", "20/11", [Ro(21), RetenueRo(-2).De("ro").Paye("05/12").Par("VRO-2"), Rc(9)]),
        new("Un euro retenu sur un autre versement", "25/11", [Ro(21), RetenueRo(-1).De("ro").Paye("22/11").Par("VRO-2"), Rc(9)]),
        new("Un euro retenu sur le même", "25/11", [Ro(21), RetenueRo(-1).De("ro"), Rc(9)]),
        new("Une retenue rendue", "25/11",
            [Ro(21), RetenueRo(-2).De("ro").Paye("18/11").Par("VRO-2"),
                RetenueRo(4).Nommee("ro-rendue").De("ro").Paye("22/11").Par("VRO-3"), Rc(9)]),
        new("Une retenue rendue avec le paiement", "25/11", [Ro(21), RetenueRo(1).De("ro"), Rc(9)]),
        new("Une retenue rendue bientôt", "20/11", [Ro(21), RetenueRo(1).De("ro").Paye("26/11").Par("VRO-3"), Rc(9)]),
        new("Deux euros rendus avec le paiement", "25/11", [Ro(21), RetenueRo(2).De("ro"), Rc(9)]),
        new("Deux euros rendus bientôt", "20/11", [Ro(21), RetenueRo(2).De("ro").Paye("26/11").Par("VRO-3"), Rc(9)]),
        new("Un euro retenu bientôt", "20/11", [Ro(21), RetenueRo(-1).De("ro").Paye("05/12").Par("VRO-2"), Rc(9)]),
        new("Un versement retenu tout entier", "25/11", [Ro(2).Complementaire(Complementaire.Aucune), RetenueRo(-2).De("ro")]),
        new("Les deux parts reprises par un seul virement", "25/11",
            [Ro(21), AnnulationRo(-21).De("ro").Paye("20/11").Par("V-2"), Rc(9), AnnulationRc(-9).De("rc").Paye("20/11").Par("V-2")]),
        new("Une part de 0,00 €", "20/11", [Ro(30).Base(30, taux: 100), Rc(0).Declare(30)]),
        new("Un RO de 0,00 €", "20/11", [Ro(0).Base(30, taux: 0), Rc(9).Declare(0)]),
    ];

    private static SaidCase[] PartsQuiManquent =>
    [
        new("La complémentaire ailleurs", "20/11", [Ro(21).Complementaire(Complementaire.Autre)]),
        new("Sans complémentaire", "20/11", [Ro(21).Complementaire(Complementaire.Aucune)]),
        new("Sans complémentaire pour l'un, ailleurs pour l'autre", "20/11",
            [Ro(21).Complementaire(Complementaire.Aucune),
                Ro(6).Nommee("ro2").Complementaire(Complementaire.Autre)]) { Decisions = [Lier("ro", "ro2")] },
        new("Rien à rembourser", "20/11", [Ro(30).Base(30, taux: 100)]),
        new("Le RO ailleurs", "20/11", [Rc(9).RoAilleurs()]),
        new("Le RO ne viendra pas", "20/11", [Rc(9)]) { Decisions = [NeRienAttendre(Part.Ro, "rc")] },
        new("Un trop-versé, vu d'un des deux adhérents", "20/11", [Ro(21), Rc(12).Adherent("A0009999")]) { Adherent = "A0009999" },
        new("Un autre RO que celui de l'annonce, vu d'un des deux adhérents", "20/11", [Ro(20), Rc(9).Adherent("A0009999")])
        {
            Adherent = "A0009999",
        },
        new("Une part qui manque, annoncée par les lignes des deux adhérents", "20/11",
            [Rc(6), Rc(3).Nommee("rc2").Contrat("SURCO").Adherent("A0009999")]) { Adherent = "A0009999" },
        new("Une part qui manque, annoncée par ses seules lignes", "20/11",
            [Rc(6), Rc(3).Nommee("rc2").Contrat("SURCO"), AnnulationRo(-21).Nommee("ro-annulation").De("ro").Adherent("A0009999"),
                Ro(21).Adherent("A0009999")]) { Adherent = "A0001234" },
        new("Une part en retard, vue d'un des deux adhérents", "25/11",
            [Ro(7).Nommee("ro1"), Ro(14).Nommee("ro2").Adherent("A0009999")]) { Decisions = [Lier("ro1", "ro2")], Adherent = "A0009999" },
        new("Vu d'un des deux adhérents", "20/11", [Ro(21), Rc(9).Adherent("A0009999")]) { Adherent = "A0009999" },
        new("Vu d'un des deux adhérents, une part attendue", "18/11",
            [Ro(21), Ro(21).Nommee("ro2").Adherent("A0009999")]) { Decisions = [Lier("ro", "ro2")], Adherent = "A0001234" },
    ];

    private static SaidCase[] EcartsEtRetards =>
    [
        new("Contesté", "20/11", [Ro(21), Ro(20), Rc(9)]),
        new("À rapprocher", "20/11", [Ro(21).Nommee("ro1"), Ro(20).Nommee("ro2"), Rc(8).SansDeclarer()]),
        new("À rapprocher, avant tout versement", "15/11", [Ro(21).Nommee("ro1"), Ro(20).Nommee("ro2"), Rc(8).SansDeclarer()]),
        new("Annulé", "25/11",
            [Ro(21), AnnulationRo(-21).De("ro").Paye("20/11").Par("VRO-2"), Rc(9), AnnulationRc(-9).De("rc").Paye("21/11").Par("VRC-2")]),
        new("Trop versé", "20/11", [Ro(21), Rc(12)]),
        new("Trop annoncé", "20/11", [Rc(12).Declare(25)]),
        new("Trop à venir", "18/11", [Ro(21), Rc(12)]),
        new("Un euro de trop peu annoncé", "20/11", [Ro(2), Rc(9).Declare(1)]),
        new("Un autre RO à venir", "20/11", [Ro(20).Paye("24/11"), Rc(9)]),
        new("Deux annonces", "20/11",
            [Ro(19), Rc(6).Nommee("rc1"), Rc(3).Nommee("rc2").Contrat("SURCO").Declare(20)]) { Decisions = [Lier("ro", "rc1", "rc2")] },
        new("Une reprise qui n'est pas remplacée", "25/11",
            [Ro(21), Rc(9).SansDeclarer(), RegularisationRo(-1).De("ro").Paye("20/11").Par("VRO-2")]),
        new("Trop repris au RO", "25/11", [Ro(21), AnnulationRo(-25).De("ro").Paye("20/11").Par("VRO-2")]),
        new("Trop repris, un euro", "25/11", [Ro(21), Rc(9), AnnulationRc(-10).De("rc").Paye("20/11").Par("VRC-2")]),
        new("Un RO en retard sans somme", "30/11", [Rc(9).SansDeclarer()]),
        new("Une part en retard, relevé par courrier", "30/11", [Ro(21).ReleveParCourrier()]),
        new("Un RO en retard, relevé par courrier", "30/11", [Rc(9).ReleveParCourrier()]),
        new("Sur feuille de soins", "20/11", [Ro(21).SurFeuille()]),
        new("Sans figure au taux de 30", "18/11", [Ro(9).Base(30, taux: 30)]),
        new("Un RO attendu sans somme", "20/11", [Rc(9).SansDeclarer()]),
    ];

    private static SaidCase[] PlusieursPaiements =>
    [
        new("Trois paiements", "25/11",
            [Ro(21), Rc(6).Nommee("rc1"), Rc(3).Nommee("rc2").Contrat("SURCO")]) { Decisions = [Lier("ro", "rc1", "rc2")] },
        new("Trois paiements, un professionnel", "25/11",
            [Ro(21), Rc(6).Nommee("rc1"),
                Rc(3).Nommee("rc2").Contrat("SURCO").EnTiersPayant()]) { Decisions = [Lier("ro", "rc1", "rc2")] },
        new("Deux paiements, et une part attendue", "18/11",
            [Ro(21).Nommee("ro1"), Ro(6).Nommee("ro2")]) { Decisions = [Lier("ro1", "ro2")] },
        new("Trois paiements, et une part attendue", "18/11",
            [Ro(21).Nommee("ro1"), Ro(6).Nommee("ro2"), Ro(1).Nommee("ro3")]) { Decisions = [Lier("ro1", "ro2", "ro3")] },
        new("Un tiers payant, et une part attendue", "18/11", [Ro(21).EnTiersPayant()]),
        new("Deux tiers payants du RO", "25/11",
            [Ro(21).Nommee("ro1").EnTiersPayant().Complementaire(Complementaire.Aucune),
                Ro(6).Nommee("ro2").EnTiersPayant().Complementaire(Complementaire.Aucune)]) { Decisions = [Lier("ro1", "ro2")] },
        new("L'une au professionnel", "25/11", [Ro(21).EnTiersPayant(), Rc(9)]),
        new("D'une année à l'autre", "10/01/2026",
            [Ro(21).Soin("30/12").Paye("30/12"), Rc(9).Soin("30/12").Paye("02/01/2026"),
                RetenueRo(-2).De("ro").Soin("30/12").Paye("05/01/2026").Par("VRO-2")]),
        new("Un versement avec une retenue et une reprise", "25/11",
            [Ro(21), RetenueRo(-2).De("ro"), RegularisationRo(1).De("ro").Paye("20/11").Par("VRO-2"), Rc(9).Declare(22)]),
        new("Un écart accepté avec une part attendue", "25/11", [Ro(20), Rc(9)]) { Decisions = [AccepterEcart("ro", "rc")] },
        new("Une part reprise et attendue de nouveau", "20/11", [Ro(21), Rc(9), AnnulationRc(-9).De("rc").Paye("20/11").Par("VRC-2")]),
        new("Un seul versement, et une retenue", "25/11",
            [Ro(21).Par("V"), Rc(9).Par("V").Paye("17/11"), RetenueRo(-2).De("ro").Par("V")]),
        new("Un seul versement de trois paiements", "25/11",
            [Ro(21).Par("V"), Rc(6).Nommee("rc1").Par("V").Paye("17/11"),
                Rc(3).Nommee("rc2").Contrat("SURCO").Par("V").Paye("17/11")]) { Decisions = [Lier("ro", "rc1", "rc2")] },
        new("Un seul versement, et 0,00 € au professionnel", "25/11",
            [Ro(21).Par("V"), Rc(9).Nommee("rc1").Par("V").Paye("17/11"),
                Rc(0).Nommee("rc2").Contrat("SURCO").Par("V").Paye("17/11").EnTiersPayant()]) { Decisions = [Lier("ro", "rc1", "rc2")] },
        new("Un seul versement en tiers payant", "25/11",
            [Ro(21).Par("V").EnTiersPayant(), Rc(9).Par("V").Paye("17/11").EnTiersPayant()]),
        new("Un seul versement de deux jours", "25/11", [Ro(21).Par("V"), Rc(9).Par("V")]),
        new("Un seul versement dont une part est nulle", "25/11",
            [Ro(30).Base(30, taux: 100).Par("V"), Rc(0).Declare(30).Par("V").Paye("17/11")]),
        new("Des retenues plus grandes que le total", "25/11", [Ro(1), RetenueRo(-2).De("ro"), Rc(0).Declare(1)]),
        new("Une autre part", "25/11", [Ro(21), Rc(5), Autre(4)]),
        new("Une autre part au professionnel, un euro", "25/11", [Ro(21), Rc(5), Autre(1).EnTiersPayant()]),
        new("Une autre part seule", "25/11", [Autre(4)]),
        new("Une autre part seule, en deux fois", "25/11", [Autre(4), CorrectionDAutre(3)]),
        new("Une autre part avec une retenue rendue", "25/11",
            [Ro(21), Rc(5), Autre(4), CorrectionDAutre(1) with { Nature = Nature.Retenue }]),
        new("Une autre part à venir", "17/11", [Ro(21), Rc(5), Autre(4)]),
        new("Une autre part de 0,00 €", "25/11", [Ro(21), Rc(9), Autre(0)]),
        new("Une autre part trop reprise", "25/11", [Ro(21), Rc(9), Autre(4), CorrectionDAutre(-5)]),
        new("Une autre part trop reprise d'un euro", "25/11", [Ro(21), Rc(9), Autre(4), CorrectionDAutre(-5.50m)]),
        new("Une autre part trop reprise de deux euros", "25/11", [Ro(21), Rc(9), Autre(4), CorrectionDAutre(-6)]),
        new("Une autre part reprise", "25/11", [Ro(21), Rc(5), Autre(5), CorrectionDAutre(-1)]),
    ];

    private static SaidCase[] CeQuiNestPasRegle =>
    [
        new("Les deux parts en tiers payant, un complément à venir", "20/11",
            [Ro(21).Depense(40).EnTiersPayant(), Rc(9).Depense(40).EnTiersPayant(),
                RegularisationRc(10).De("rc").Depense(40).Paye("26/11").Par("VRC-2").EnTiersPayant()]),
        new("Les deux parts en tiers payant, l'une reprise et attendue", "20/11",
            [Ro(21).EnTiersPayant(), Rc(9).EnTiersPayant(), AnnulationRc(-9).De("rc").Paye("20/11").Par("VRC-2").EnTiersPayant()]),
        new("L'une au professionnel, l'autre reprise et en retard", "28/11",
            [Ro(21).EnTiersPayant(), Rc(9), AnnulationRc(-9).De("rc").Paye("20/11").Par("VRC-2")]),
        new("Un tiers payant, vu d'un des deux adhérents", "20/11",
            [Ro(21).EnTiersPayant(), Rc(9).Adherent("A0009999").Paye("27/11")]) { Adherent = "A0001234" },
        new("Deux tiers payants, vus d'un des deux adhérents", "25/11",
            [Ro(21).EnTiersPayant(), Rc(6).Nommee("rc1").EnTiersPayant(), Rc(3).Nommee("rc2").Contrat("SURCO").Adherent("A0009999")])
        {
            Decisions = [Lier("ro", "rc1", "rc2")],
            Adherent = "A0001234",
        },
        new("Deux annonces, dont l'une est celle du RO", "25/11",
            [Ro(21), Rc(5).Nommee("rc1"),
                Rc(4).Nommee("rc2").Contrat("SURCO").Declare(14)]) { Decisions = [Lier("ro", "rc1", "rc2")] },
        new("Deux reprises que rien ne remplace", "25/11",
            [Ro(21), RegularisationRo(-2).De("ro").Paye("20/11").Par("VRO-2"), Rc(9).SansDeclarer(),
                RegularisationRc(-3).De("rc").SansDeclarer().Paye("21/11").Par("VRC-2")]),
        new("Un euro bientôt repris que rien ne remplace", "20/11",
            [Ro(21), Rc(9).SansDeclarer(), RegularisationRo(-1).De("ro").Paye("26/11").Par("VRO-2")]),
        new("Deux euros bientôt repris que rien ne remplace", "20/11",
            [Ro(21), Rc(9).SansDeclarer(), RegularisationRo(-2).De("ro").Paye("26/11").Par("VRO-2")]),
        new("Rien de la complémentaire, un jour à venir", "20/11", [Ro(30).Base(30, taux: 100), Rc(0).Declare(30).Paye("25/11")]),
    ];

    [Fact]
    public void Is_said_word_by_word()
    {
        var said = new StringBuilder();
        SaidCase[] all =
            [.. Paiements, .. ReprisesEtRetenues, .. PartsQuiManquent, .. EcartsEtRetards, .. PlusieursPaiements, .. CeQuiNestPasRegle];
        foreach (var told in all)
        {
            var (message, answer) = Say(told);
            said.Append(told.Name).Append("\n  ").Append(message).Append("\n  ").Append(answer).Append('\n');
        }

        Assert.Equal(Expected(), said.ToString());
    }

    private static (string Message, string Answer) Say(SaidCase said)
    {
        var (judgement, now) = (new Jugement(new(DelaiPolicy.Initial), new()), Instant(said.Instant));
        var facts = JourneeDeSoins.From(said.Lignes, said.Decisions.Select((d, rank) => d(rank)));
        var soin = Assert.Single(JourneeFold.Run(facts, judgement, now).Soins);
        var message = said.Adherent is { } adherent ? judgement.ShareOf(soin.Soin, adherent, now).Message : soin.Vue.Message;
        return (message, judgement.AnswerOf(soin.Soin, said.Adherent, now).Text);
    }

    private static string Expected()
    {
        using var reader = new StreamReader(typeof(EverySentence).Assembly.GetManifestResourceStream("EverySentence.txt")!);
        return reader.ReadToEnd();
    }

    private static LigneAutre CorrectionDAutre(decimal montant) => Autre(montant) with
    {
        Id = new(Prevoyance, "prev", new("PREV", "D-2", 1), Enfant),
        Nature = montant < 0 ? Nature.Annulation : Nature.Regularisation,
        Origine = new("PREV", "D-1", 1),
        PayeLe = Jour("20/11"),
        Virement = "VPV-2",
    };

    private sealed record SaidCase(string Name, string Instant, Ligne[] Lignes)
    {
        public Func<int, Decision>[] Decisions { get; init; } = [];

        public string? Adherent { get; init; }
    }
}
