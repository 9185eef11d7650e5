using Xunit;
using static Reconciliation.Domain.Certitude;
using static Reconciliation.Domain.Situation;
using static Reconciliation.Domain.Tests.Scenarios.Lignes;
using static Reconciliation.Domain.Tests.Scenarios.Scenario;

namespace Reconciliation.Domain.Tests.Scenarios;

/// <summary>The highest revision of a line wins; two contents of one revision make its soin conteste.</summary>
public sealed class ContestesEtRevisions
{
    public static TheoryData<Scenario> Cas =>
    [
        Quand("la plus haute révision l'emporte, dans quelque ordre qu'elle vienne",
                Ro(20), Ro(21).Revision(2), Ro(19).Revision(3), Rc(9).Declare(19))
            .Donne(Complet, total: 28, inchange: true),
        Quand("deux contenus d'une révision contestent le soin", Ro(21), Ro(20), Rc(9))
            .Donne(Conteste, total: 29, inchange: false,
                message: "Un paiement de ce soin nous est parvenu avec deux contenus différents et est en cours de vérification ; "
                + "paiements connus à ce jour : 20,00 € de l'assurance maladie le 17 novembre 2025 (visible sur votre compte ameli.fr) et "
                + "9,00 € de votre complémentaire santé le 19 novembre 2025 (visible sur votre Espace personnel MGEN). Vous n'avez rien "
                + "à faire"),
        Quand("une révision plus haute règle la contestation", Ro(21), Ro(20), Ro(21).Revision(2), Rc(9))
            .Donne(Complet, total: 30, inchange: true),
        Quand("une contestation de la plus haute révision demeure", Ro(21), Ro(21).Revision(2), Ro(20).Revision(2), Rc(9))
            .Donne(Conteste, total: 29, inchange: false),
        Quand("le même contenu deux fois n'est pas contesté", Ro(21), Ro(21), Rc(9), Rc(9))
            .Donne(Complet, total: 30, inchange: true),
        Quand("un instant écrit d'un autre décalage est le même contenu",
                Rc(9).Transmise("14/11 17:02"), Rc(9) with { TransmisLe = Instant("14/11 17:02").ToOffset(TimeSpan.FromHours(-4)) })
            .Le("16/11").Donne(EnAttenteRo, total: 30, Annonce),
        Quand("la contestation passe avant l'ambiguïté et l'écart", Ro(40), Ro(39).Acte("C"), Rc(9))
            .Donne(Conteste, total: 48, inchange: false),
        Quand("une correction contestée conteste le soin qu'elle joint",
                Ro(21), Rc(9), RegularisationRo(-1).De("ro"), RegularisationRo(-2).De("ro"))
            .Donne(Conteste, total: 28, inchange: false),
        Quand("une révision qui déplace la ligne la mène à l'autre journée", Ro(21), Ro(21).Revision(2).Soin("15/11"), Rc(9).Soin("15/11"))
            .Donne(Complet, total: 30, inchange: true, andAlso: v => Assert.Equal(Jour("15/11"), v.Journee.DateSoin)),
        Quand("une révision qui change de bénéficiaire quitte le soin", Ro(21), Ro(21).Revision(2).Beneficiaire("A0001234-03"), Rc(9))
            .Donne(EnAttenteComplementaire, total: 30, Estime).Donne(EnAttenteRo, total: 30, Annonce),
        Quand("une révision qui fait d'un paiement une retenue défait le soin", Ro(21), RetenueRo(-2).Nommee("ro").Revision(2))
            .NonRattachees("ro"),
        Quand("les lignes d'une journée contestée n'en contestent pas l'autre soin",
                Ro(21), Ro(20), Rc(9), Ro(12).Nommee("ro2").Depense(12).Acte("AMI"))
            .Donne(Conteste, total: 29, inchange: false).Donne(Complet, total: 12),
    ];

    [Theory]
    [MemberData(nameof(Cas))]
    public void Est_juge_ainsi(Scenario cases) => cases.Verifier();
}
