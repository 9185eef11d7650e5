using Reconciliation.Contracts;
using Canal = Reconciliation.Contracts.Canal;
using Complementaire = Reconciliation.Contracts.Complementaire;
using Destinataire = Reconciliation.Contracts.Destinataire;
using Nature = Reconciliation.Contracts.Nature;
using RegimeObligatoire = Reconciliation.Contracts.RegimeObligatoire;
using Releve = Reconciliation.Contracts.Releve;
using Situation = Reconciliation.Domain.Situation;

namespace Reconciliation.Dev;

/// <summary>A member worth looking at.</summary>
/// <param name="Title">The case in a few words, in French.</param>
/// <param name="Explanation">The explanation of the case, in French.</param>
/// <param name="AdherentId">The member.</param>
/// <param name="Situation">The situation of at least one soin of theirs.</param>
internal sealed record NotableCase(string Title, string Explanation, string AdherentId, Situation Situation);

/// <summary>The members worth looking at: each stands for one case, whatever the day on which the demo is played.</summary>
/// <param name="writing">Writes their payments.</param>
/// <param name="calendar">The month.</param>
internal sealed class Characters(DemoWriting writing, DemoCalendar calendar)
{
    private const string Professionnel = "10100000001";
    private const string Pharmacie = "10200000002";
    private const string Hopital = "10300000003";

    private readonly List<NotableCase> _cases = [];

    /// <summary>Writes the payments of all of them.</summary>
    /// <returns>The cases, in the order of the members.</returns>
    public IReadOnlyList<NotableCase> Write()
    {
        TwoPayments();
        Waiting();
        ToCheck();
        Corrections();
        OnePartOnly();
        FamilyCases();
        return _cases;
    }

    private void TwoPayments()
    {
        var a = Present("Complet : l'assurance maladie d'abord", Situation.Complet,
            "21,00 € puis 9,00 € pour une consultation à 30,00 €, et 2,00 € de participation forfaitaire retenus : "
                + "le total reste inchangé.");
        var ro = writing.Ro(Consultation(a, 11), Day(9));
        writing.Correct(ro, Nature.Retenue, -2.00m, ro.PayeLe);
        writing.Rc(Consultation(a, 11), Continuation(ro));

        var b = Present("Complet : la complémentaire d'abord", Situation.Complet,
            "L'ordre inverse est normal : 9,00 € d'abord, les 21,00 € annoncés ensuite.");
        var rc = writing.Rc(Consultation(b, 11), Day(9));
        writing.Ro(Consultation(b, 11), Continuation(rc));

        var c = Present("Complet : un seul versement, avant la réforme", Situation.Complet,
            "Soin antérieur à la réforme : un seul virement porte les deux parts.");
        var former = Consultation(c, (DemoCalendar.CareDays / 2) + 6) with { VersementUnique = true };
        writing.Ro(former, Day((DemoCalendar.CareDays / 2) + 3));
        writing.Rc(former, Day((DemoCalendar.CareDays / 2) + 3));

        var d = Present("Complet : tiers payant, deux boîtes identiques", Situation.Complet,
            "Deux lignes identiques d'un même décompte font deux soins, payés à la pharmacie ; 1,00 € de franchise par boîte.");
        var box = Soin(d, 10, ActCatalogue.Medicament) with { ProfessionnelId = Pharmacie, Destinataire = Destinataire.Professionnel };
        var boxes = new[] { writing.Ro(box, Day(8)), writing.Ro(box, Day(8)) };
        foreach (var payee in boxes)
        {
            writing.Rc(box, Continuation(payee));
            writing.Correct(payee, Nature.Retenue, -1.00m, Continuation(payee));
        }
    }

    private void Waiting()
    {
        var last = calendar.LastPayment();
        var a = Present("En attente de la complémentaire", Situation.EnAttenteComplementaire,
            "Les 21,00 € viennent d'arriver : au moins 9,00 € sont attendus de la complémentaire sous "
                + $"{Domain.DelaiPolicy.Initial.CarteVitale}.");
        writing.Ro(Consultation(a, 5), last);

        var b = Present("En attente de l'assurance maladie", Situation.EnAttenteRo,
            "La complémentaire a payé d'abord et annonce les 21,00 € que l'assurance maladie doit encore verser.");
        writing.Rc(Consultation(b, 5) with { TransmisLe = null }, last);

        var c = Present("En retard", Situation.EnRetard,
            "La part complémentaire aurait dû suivre la part de l'assurance maladie dans les "
                + $"{Domain.DelaiPolicy.Initial.CarteVitale.End} : le délai est dépassé.");
        writing.Ro(Consultation(c, 14), Day(12));

        var d = Present("En attente : feuille de soins papier, relevé par courrier", Situation.EnAttenteComplementaire,
            $"Sans carte Vitale le délai varie, de {Domain.DelaiPolicy.Initial.FeuilleDeSoins} ; "
                + "sans compte ameli le relevé arrive par courrier.");
        writing.Ro(Consultation(d, 14) with { Canal = Canal.FeuilleDeSoins, Releve = Releve.Courrier, TransmisLe = null }, Day(11));
    }

    private void ToCheck()
    {
        var a = Present("Écart : l'assurance maladie a versé moins qu'annoncé", Situation.Ecart,
            "Hors parcours de soins, l'assurance maladie a payé 30 % au lieu de 70 % : 9,00 € alors que 21,00 € étaient annoncés.");
        var rc = writing.Rc(Consultation(a, 12), Day(10));
        writing.Ro(Consultation(a, 12), Continuation(rc), ro => ro with { Taux = 30, Montant = 9.00m });

        var b = Present("À rapprocher : deux appariements possibles", Situation.ARapprocher,
            "Deux actes de même prix chez le même praticien, sans référence commune : rien n'est deviné, un agent décide.");
        foreach (var acte in new[] { ActCatalogue.Generaliste with { Depense = 40.00m }, ActCatalogue.Specialiste with { Depense =
            40.00m, Guarantee = 100 } })
        {
            var soin = Soin(b, 12, acte) with { DeclaresRo = false };
            writing.Ro(soin, Day(10));
            writing.Rc(soin, Day(7));
        }

        var c = Present("Contesté : une ligne, deux contenus", Situation.Conteste,
            "La même ligne est arrivée deux fois, à la même révision, avec 21,00 € puis 20,10 € : le soin est mis de côté.");
        var ligne = writing.Ro(Consultation(c, 12), Day(10));
        writing.Emit(ligne with { Montant = 20.10m });
        writing.Rc(Consultation(c, 12), Continuation(ligne));
    }

    private void Corrections()
    {
        var a = Present("Annulé : les deux parts reprises", Situation.Annule,
            "Les deux paiements ont été annulés ; l'annulation de la part de l'assurance maladie est arrivée "
                + "avant le paiement qu'elle annule.");
        var ro = writing.Ro(Consultation(a, 13), Day(11));
        var rc = writing.Rc(Consultation(a, 13), Continuation(ro));
        writing.Correct(ro, Nature.Annulation, -ro.Montant, Continuation(rc), beforeItsOrigine: true);
        writing.Correct(rc, Nature.Annulation, -rc.Montant, Continuation(rc));

        var b = Present("Complet : après une régularisation", Situation.Complet,
            "Payé d'abord au taux de 30 %, puis régularisé de 12,00 € : les 21,00 € annoncés y sont, l'écart a disparu.");
        var reduced = writing.Ro(Consultation(b, 14), Day(12), p => p with { Taux = 30, Montant = 9.00m });
        var complement = writing.Rc(Consultation(b, 14), Continuation(reduced));
        writing.Correct(reduced, Nature.Regularisation, 12.00m, Continuation(complement));
    }

    private void OnePartOnly()
    {
        var a = Present("Complet : ALD à 100 %", Situation.Complet,
            "L'assurance maladie paie tout : rien n'est attendu de la complémentaire.");
        writing.Ro(Soin(a, 9, ActCatalogue.Generaliste with { Taux = 100 }), Day(6));

        var b = Present("Complet : ostéopathie", Situation.Complet,
            "L'assurance maladie ne couvre pas l'acte : le forfait de 25,00 € de la complémentaire est tout ce qui est dû.");
        writing.Rc(Soin(b, 9, ActCatalogue.Osteopathie), Day(6));

        var c = Present("Complet : complémentaire dans un autre organisme", Situation.Complet,
            "MGEN ne verse que la part de l'assurance maladie et n'attend rien d'autre.");
        writing.Ro(Consultation(c, 9) with { Complementaire = Complementaire.Autre }, Day(6));

        var d = Present("Complet : régime obligatoire dans un autre organisme", Situation.Complet,
            "MGEN ne verse que la part complémentaire et n'attend rien d'autre.");
        writing.Rc(Consultation(d, 9) with { RegimeObligatoire = RegimeObligatoire.Autre }, Day(6));
    }

    private void FamilyCases()
    {
        var a = Present("Complet : deux contrats complémentaires", Situation.Complet,
            "Consultation à 60,00 € : un second contrat prend en charge 20,00 € du dépassement.");
        var specialist = Soin(a, 11, ActCatalogue.Specialiste);
        var ro = writing.Ro(specialist, Day(9));
        writing.Rc(specialist, Continuation(ro));
        writing.Rc(specialist with { Contrat = "MGEN-SURCOMPLEMENTAIRE" }, Continuation(ro), rc => rc with { Montant = 20.00m });

        var b = Present("Complet : séjour à l'hôpital", Situation.Complet,
            "Séjour réglé à 80 % à l'hôpital, ticket modérateur par la complémentaire ; le forfait journalier n'a pas de "
                + "part de l'assurance maladie.");
        var stay = Soin(b, 14, ActCatalogue.Hospitalisation) with { ProfessionnelId = Hopital, Destinataire = Destinataire.Professionnel };
        var hospital = writing.Ro(stay, Day(11));
        writing.Rc(stay, Continuation(hospital));
        writing.Rc(stay with { Acte = ActCatalogue.ForfaitJournalier }, Continuation(hospital));

        var c = Present("Complet : enfant sous deux parents", Situation.Complet,
            "Assurance maladie par un parent, complémentaire par l'autre (A0000021) : le soin se voit chez les deux.");
        var child = Consultation(c, 11) with { BeneficiaireId = $"{c}-03" };
        var part = writing.Ro(child, Day(9));
        writing.Rc(child with { AdherentId = "A0000021" }, Continuation(part));
    }

    private string Present(string title, Situation situation, string explanation)
    {
        var adherentId = FormattableString.Invariant($"A{_cases.Count + 1:0000000}");
        _cases.Add(new(title, explanation, adherentId, situation));
        return adherentId;
    }

    private DateOnly Day(int setback) => DemoCalendar.BusinessDay(calendar.Ago(setback));

    // The other part, two days later: within the 48 to 72 hours that members are told.
    private static DateOnly Continuation(PaiementEmis first) => DemoCalendar.BusinessDay(first.PayeLe.AddDays(2));

    private MadeUpSoin Consultation(string adherentId, int setback) => Soin(adherentId, setback, ActCatalogue.Generaliste);

    private MadeUpSoin Soin(string adherentId, int setback, Act acte) => new()
    {
        AdherentId = adherentId,
        BeneficiaireId = $"{adherentId}-01",
        DateSoin = calendar.Ago(setback),
        ProfessionnelId = Professionnel,
        Acte = acte,
        TransmisLe = DemoCalendar.Transmission(calendar.Ago(setback), 2),
    };
}
