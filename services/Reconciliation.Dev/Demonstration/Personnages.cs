using Reconciliation.Contracts;
using Reconciliation.Core;
using Reconciliation.Domain;
using Reconciliation.Engine;
using Reconciliation.Hosting;
using Reconciliation.Recon;
using Reconciliation.Storage;
using Canal = Reconciliation.Contracts.Canal;
using Complementaire = Reconciliation.Contracts.Complementaire;
using Destinataire = Reconciliation.Contracts.Destinataire;
using Nature = Reconciliation.Contracts.Nature;
using RegimeObligatoire = Reconciliation.Contracts.RegimeObligatoire;
using Releve = Reconciliation.Contracts.Releve;
using Situation = Reconciliation.Domain.Situation;

namespace Reconciliation.Dev;

/// <summary>A member worth looking at.</summary>
/// <param name="Titre">The case in a few words, in French.</param>
/// <param name="Explication">What there is to see, in French.</param>
/// <param name="AdherentId">The member.</param>
/// <param name="Situation">The situation of at least one soin of theirs.</param>
internal sealed record CasNotable(string Titre, string Explication, string AdherentId, Situation Situation);

/// <summary>The members worth looking at: each stands for one case, whatever the day on which the demo is played.</summary>
/// <param name="redaction">Writes their payments.</param>
/// <param name="calendrier">The month.</param>
internal sealed class Personnages(Redaction redaction, Calendrier calendrier)
{
    private const string Professionnel = "10100000001";
    private const string Pharmacie = "10200000002";
    private const string Hopital = "10300000003";

    private readonly List<CasNotable> _cas = [];

    /// <summary>Writes the payments of all of them.</summary>
    /// <returns>The cases, in the order of the members.</returns>
    public IReadOnlyList<CasNotable> Ecrire()
    {
        DeuxVersements();
        Attentes();
        AVerifier();
        Corrections();
        UneSeulePart();
        CasDeFamille();
        return _cas;
    }

    private void DeuxVersements()
    {
        var a = Presenter("Complet : l'assurance maladie d'abord", Situation.Complet,
            "21,00 € puis 9,00 € pour une consultation à 30,00 €, et 2,00 € de participation forfaitaire retenus : le total reste inchangé.");
        var ro = redaction.Ro(Consultation(a, 11), Jour(9));
        redaction.Corriger(ro, Nature.Retenue, -2.00m, ro.PayeLe);
        redaction.Rc(Consultation(a, 11), Suite(ro));

        var b = Presenter("Complet : la complémentaire d'abord", Situation.Complet,
            "L'ordre inverse est normal : 9,00 € d'abord, les 21,00 € annoncés ensuite.");
        var rc = redaction.Rc(Consultation(b, 11), Jour(9));
        redaction.Ro(Consultation(b, 11), Suite(rc));

        var c = Presenter("Complet : un seul versement, avant la réforme", Situation.Complet,
            "Soin antérieur à la réforme : un seul virement porte les deux parts.");
        var ancien = Consultation(c, (Calendrier.Jours / 2) + 6) with { VersementUnique = true };
        redaction.Ro(ancien, Jour((Calendrier.Jours / 2) + 3));
        redaction.Rc(ancien, Jour((Calendrier.Jours / 2) + 3));

        var d = Presenter("Complet : tiers payant, deux boîtes identiques", Situation.Complet,
            "Deux lignes identiques d'un même décompte font deux soins, payés à la pharmacie ; 1,00 € de franchise par boîte.");
        var boite = Soin(d, 10, Nomenclature.Medicament) with { ProfessionnelId = Pharmacie, Destinataire = Destinataire.Professionnel };
        var boites = new[] { redaction.Ro(boite, Jour(8)), redaction.Ro(boite, Jour(8)) };
        foreach (var payee in boites)
        {
            redaction.Rc(boite, Suite(payee));
            redaction.Corriger(payee, Nature.Retenue, -1.00m, Suite(payee));
        }
    }

    private void Attentes()
    {
        var dernier = calendrier.DernierVersement();
        var a = Presenter("En attente de la complémentaire", Situation.EnAttenteComplementaire,
            "Les 21,00 € viennent d'arriver : au moins 9,00 € sont attendus de la complémentaire sous 48 à 72 heures.");
        redaction.Ro(Consultation(a, 5), dernier);

        var b = Presenter("En attente de l'assurance maladie", Situation.EnAttenteRo,
            "La complémentaire a payé d'abord et annonce les 21,00 € que l'assurance maladie doit encore verser.");
        redaction.Rc(Consultation(b, 5) with { TransmisLe = null }, dernier);

        var c = Presenter("En retard", Situation.EnRetard,
            "La part complémentaire aurait dû suivre la part de l'assurance maladie dans les 72 heures : le délai est dépassé.");
        redaction.Ro(Consultation(c, 14), Jour(12));

        var d = Presenter("En attente : feuille de soins papier, relevé par courrier", Situation.EnAttenteComplementaire,
            "Sans carte Vitale le délai varie, de 5 à 30 jours ; sans compte ameli le relevé arrive par courrier.");
        redaction.Ro(Consultation(d, 14) with { Canal = Canal.FeuilleDeSoins, Releve = Releve.Courrier, TransmisLe = null }, Jour(11));
    }

    private void AVerifier()
    {
        var a = Presenter("Écart : l'assurance maladie a versé moins qu'annoncé", Situation.Ecart,
            "Hors parcours de soins, l'assurance maladie a payé 30 % au lieu de 70 % : 9,00 € alors que 21,00 € étaient annoncés.");
        var rc = redaction.Rc(Consultation(a, 12), Jour(10));
        redaction.Ro(Consultation(a, 12), Suite(rc), ro => ro with { Taux = 30, Montant = 9.00m });

        var b = Presenter("À rapprocher : deux appariements possibles", Situation.ARapprocher,
            "Deux actes de même prix chez le même praticien, sans référence commune : rien n'est deviné, un agent décide.");
        foreach (var acte in new[] { Nomenclature.Generaliste with { Depense = 40.00m }, Nomenclature.Specialiste with { Depense = 40.00m, Garantie = 100 } })
        {
            var soin = Soin(b, 12, acte) with { DeclareLeRo = false };
            redaction.Ro(soin, Jour(10));
            redaction.Rc(soin, Jour(7));
        }

        var c = Presenter("Contesté : une ligne, deux contenus", Situation.Conteste,
            "La même ligne est arrivée deux fois, à la même révision, avec 21,00 € puis 20,10 € : le soin est mis de côté.");
        var ligne = redaction.Ro(Consultation(c, 12), Jour(10));
        redaction.Emettre(ligne with { Montant = 20.10m });
        redaction.Rc(Consultation(c, 12), Suite(ligne));
    }

    private void Corrections()
    {
        var a = Presenter("Annulé : les deux parts reprises", Situation.Annule,
            "Les deux paiements ont été annulés ; l'annulation de la part de l'assurance maladie est arrivée avant le paiement qu'elle annule.");
        var ro = redaction.Ro(Consultation(a, 13), Jour(11));
        var rc = redaction.Rc(Consultation(a, 13), Suite(ro));
        redaction.Corriger(ro, Nature.Annulation, -ro.Montant, Suite(rc), avantSonOrigine: true);
        redaction.Corriger(rc, Nature.Annulation, -rc.Montant, Suite(rc));

        var b = Presenter("Complet : après une régularisation", Situation.Complet,
            "Payé d'abord au taux de 30 %, puis régularisé de 12,00 € : les 21,00 € annoncés y sont, l'écart a disparu.");
        var reduit = redaction.Ro(Consultation(b, 14), Jour(12), p => p with { Taux = 30, Montant = 9.00m });
        var complement = redaction.Rc(Consultation(b, 14), Suite(reduit));
        redaction.Corriger(reduit, Nature.Regularisation, 12.00m, Suite(complement));
    }

    private void UneSeulePart()
    {
        var a = Presenter("Complet : ALD à 100 %", Situation.Complet,
            "L'assurance maladie paie tout : rien n'est attendu de la complémentaire.");
        redaction.Ro(Soin(a, 9, Nomenclature.Generaliste with { Taux = 100 }), Jour(6));

        var b = Presenter("Complet : ostéopathie", Situation.Complet,
            "L'assurance maladie ne couvre pas l'acte : le forfait de 25,00 € de la complémentaire est tout ce qui est dû.");
        redaction.Rc(Soin(b, 9, Nomenclature.Osteopathie), Jour(6));

        var c = Presenter("Complet : complémentaire dans un autre organisme", Situation.Complet,
            "MGEN ne verse que la part de l'assurance maladie et n'attend rien d'autre.");
        redaction.Ro(Consultation(c, 9) with { Complementaire = Complementaire.Autre }, Jour(6));

        var d = Presenter("Complet : régime obligatoire dans un autre organisme", Situation.Complet,
            "MGEN ne verse que la part complémentaire et n'attend rien d'autre.");
        redaction.Rc(Consultation(d, 9) with { RegimeObligatoire = RegimeObligatoire.Autre }, Jour(6));
    }

    private void CasDeFamille()
    {
        var a = Presenter("Complet : deux contrats complémentaires", Situation.Complet,
            "Consultation à 60,00 € : un second contrat prend en charge 20,00 € du dépassement.");
        var specialiste = Soin(a, 11, Nomenclature.Specialiste);
        var ro = redaction.Ro(specialiste, Jour(9));
        redaction.Rc(specialiste, Suite(ro));
        redaction.Rc(specialiste with { Contrat = "MGEN-SURCOMPLEMENTAIRE" }, Suite(ro), rc => rc with { Montant = 20.00m });

        var b = Presenter("Complet : séjour à l'hôpital", Situation.Complet,
            "Séjour réglé à 80 % à l'hôpital, ticket modérateur par la complémentaire ; le forfait journalier n'a pas de part de l'assurance maladie.");
        var sejour = Soin(b, 14, Nomenclature.Hospitalisation) with { ProfessionnelId = Hopital, Destinataire = Destinataire.Professionnel };
        var hopital = redaction.Ro(sejour, Jour(11));
        redaction.Rc(sejour, Suite(hopital));
        redaction.Rc(sejour with { Acte = Nomenclature.ForfaitJournalier }, Suite(hopital));

        var c = Presenter("Complet : enfant sous deux parents", Situation.Complet,
            "Assurance maladie par un parent, complémentaire par l'autre (A0000021) : le soin se voit chez les deux.");
        var enfant = Consultation(c, 11) with { BeneficiaireId = $"{c}-03" };
        var part = redaction.Ro(enfant, Jour(9));
        redaction.Rc(enfant with { AdherentId = "A0000021" }, Suite(part));
    }

    private string Presenter(string titre, Situation situation, string explication)
    {
        var adherentId = FormattableString.Invariant($"A{_cas.Count + 1:0000000}");
        _cas.Add(new(titre, explication, adherentId, situation));
        return adherentId;
    }

    private DateOnly Jour(int recul) => Calendrier.Ouvre(calendrier.IlYA(recul));

    // The other part, two days later: within the 48 to 72 hours that members are told.
    private static DateOnly Suite(PaiementEmis premier) => Calendrier.Ouvre(premier.PayeLe.AddDays(2));

    private SoinFictif Consultation(string adherentId, int recul) => Soin(adherentId, recul, Nomenclature.Generaliste);

    private SoinFictif Soin(string adherentId, int recul, Acte acte) => new()
    {
        AdherentId = adherentId,
        BeneficiaireId = $"{adherentId}-01",
        DateSoin = calendrier.IlYA(recul),
        ProfessionnelId = Professionnel,
        Acte = acte,
        TransmisLe = Calendrier.Transmission(calendrier.IlYA(recul), 2),
    };
}
