using Reconciliation.Contracts;
using Reconciliation.Core;
using Reconciliation.Engine;
using Reconciliation.Hosting;
using Reconciliation.Recon;
using Reconciliation.Storage;

namespace Reconciliation.Dev;

/// <summary>
/// The crowd: some three hundred families and a month of their care, in proportions that the field shows. Pharmacies and laboratories
/// are paid directly, most second parts come within the 48 to 72 hours, some in the other order, a few late or never.
/// </summary>
/// <param name="redaction">Writes their payments.</param>
/// <param name="calendrier">The month.</param>
/// <param name="hasard">The seeded source of all that is random.</param>
/// <param name="melange">In what proportions the unusual occurs.</param>
/// <param name="serie">Follows the first letter of every member's number, so that two series share no member.</param>
internal sealed class Foule(Redaction redaction, Calendrier calendrier, Random hasard, Melange melange, string serie = "")
{
    /// <summary>How many families one month of care is made up for at a time.</summary>
    public const int Adherents = 300;

    /// <summary>The number of the demo's first family; the members worth looking at have lower ones.</summary>
    public const int PremierAdherent = 1_000;

    private const int Professionnels = 120;
    private static readonly int PoidsTotal = Nomenclature.Courants.Sum(a => a.Poids);

    /// <summary>Writes the payments of some families.</summary>
    /// <param name="premier">The number of the first.</param>
    /// <param name="nombre">How many.</param>
    public void Ecrire(long premier, int nombre)
    {
        for (var rang = 0; rang < nombre; rang++)
        {
            var foyer = Fonder(FormattableString.Invariant($"A{serie}{premier + rang:0000000}"));
            var visites = hasard.Next(3, 12);
            for (var visite = 0; visite < visites; visite++)
            {
                Soigner(foyer);
            }
        }
    }

    private Foyer Fonder(string adherentId) => new(
        adherentId,
        Personnes: hasard.Next(1, 5),
        Complementaire: Sur(1000) switch { < 880 => Complementaire.Mgen, < 950 => Complementaire.Autre, _ => Complementaire.Aucune },
        RegimeObligatoire: Pour(4) ? RegimeObligatoire.Autre : RegimeObligatoire.Mgen,
        Releve: Pour(4) ? Releve.Courrier : Releve.Ameli,
        EnAld: Pour(7),
        Surcomplementaire: Pour(3));

    private void Soigner(Foyer foyer)
    {
        var acte = Tirer();
        var jour = calendrier.PremierSoin.AddDays(hasard.Next(Calendrier.Jours - 1));
        var tiersPayant = Pour(acte.TiersPayant);
        var papier = !tiersPayant && Pour(6);
        var soin = new SoinFictif
        {
            AdherentId = foyer.AdherentId,
            BeneficiaireId = FormattableString.Invariant($"{foyer.AdherentId}-{hasard.Next(foyer.Personnes) + 1:00}"),
            DateSoin = jour,
            ProfessionnelId = FormattableString.Invariant($"{10_400_000_000 + (acte.Code[0] * 1_000) + hasard.Next(Professionnels):00000000000}"),
            Acte = foyer.EnAld && acte.Base == acte.Depense ? acte with { Taux = 100 } : acte,
            Destinataire = tiersPayant ? Destinataire.Professionnel : Destinataire.Assure,
            Canal = papier ? Canal.FeuilleDeSoins : Canal.CarteVitale,
            Releve = foyer.Releve,
            Complementaire = foyer.Complementaire,
            RegimeObligatoire = foyer.RegimeObligatoire,
            TransmisLe = papier ? null : Calendrier.Transmission(jour, hasard.Next(120)),
            VersementUnique = jour < calendrier.Reforme && foyer is { Complementaire: Complementaire.Mgen, RegimeObligatoire: RegimeObligatoire.Mgen },
            DeclareLeRo = acte.Base == 0 || acte.EstUneBoite || !Pour(7),
        };
        Payer(soin, foyer);
        if (acte.EstUneBoite)
        {
            Ordonnance(soin, foyer);
        }
    }

    // A prescription holds several medicines, and sometimes two boxes of one.
    private void Ordonnance(SoinFictif premiere, Foyer foyer)
    {
        var autres = hasard.Next(4);
        for (var boite = 0; boite < autres; boite++)
        {
            var prix = Pour(15) ? premiere.Acte.Depense : premiere.Acte.Depense + hasard.Next(1, 1500) / 100m;
            Payer(premiere with { Acte = premiere.Acte with { Depense = prix, Base = prix } }, foyer);
        }
    }

    private void Payer(SoinFictif soin, Foyer foyer)
    {
        var premier = Calendrier.Ouvre(soin.DateSoin.AddDays(soin.Canal == Canal.FeuilleDeSoins ? hasard.Next(7, 14) : hasard.Next(2, 4)));
        var rcAttendue = soin.Complementaire == Complementaire.Mgen && soin.Acte.Taux < 100;
        if (soin.Acte.Base == 0 || soin.RegimeObligatoire == RegimeObligatoire.Autre)
        {
            Complementer(soin, premier, foyer, null);
        }
        else if (!rcAttendue)
        {
            Suivre(soin, redaction.Ro(soin, premier));
        }
        else
        {
            DeuxParts(soin, premier, foyer);
        }
    }

    private void DeuxParts(SoinFictif soin, DateOnly premier, Foyer foyer)
    {
        var rcDAbord = !soin.VersementUnique && Pour(melange.RcDAbord);
        premier = rcDAbord && soin.Canal == Canal.CarteVitale ? Calendrier.Ouvre(soin.DateSoin.AddDays(1)) : premier;
        var second = soin.VersementUnique ? premier : Calendrier.OuvreEntre(premier, premier.AddDays(Ecart(soin)));
        var (ro, rc) = rcDAbord ? (second, premier) : (premier, second);
        var sort = soin.VersementUnique ? 1000 : Sur(1000);
        if (sort < 6 && ro > rc)
        {
            Complementer(soin, rc, foyer, null);
            return;
        }

        var reduit = sort is >= 6 and < 50 && soin.Acte.Taux >= 60 && !soin.Acte.EstUneBoite;
        var paiement = redaction.Ro(soin, ro, p => reduit ? p with { Taux = 30, Montant = Reduire(soin) } : p);
        Suivre(soin, paiement);
        if (sort < 6)
        {
            return;
        }

        var complement = Complementer(soin, rc, foyer, Pour(40) ? paiement.Ligne : null);
        if (reduit && Pour(50))
        {
            redaction.Corriger(paiement, Nature.Regularisation, soin.MontantRo - paiement.Montant, Plus(ro, 6), avantSonOrigine: Pour(20));
        }
        else if (sort is >= 50 and < 57)
        {
            redaction.Corriger(paiement, Nature.Annulation, -paiement.Montant, Plus(ro, 5), avantSonOrigine: Pour(30));
            redaction.Corriger(complement, Nature.Annulation, -complement.Montant, Plus(ro, 5));
        }
    }

    private PaiementComplementaireEmis Complementer(SoinFictif soin, DateOnly payeLe, Foyer foyer, ReferenceLigne? ligneRo)
    {
        if (foyer.Surcomplementaire && soin.Acte.Depense > soin.MontantRo + soin.MontantRc)
        {
            redaction.Rc(
                soin with { Contrat = "MGEN-SURCOMPLEMENTAIRE" },
                payeLe,
                rc => rc with { Montant = Math.Min(10.00m, soin.Acte.Depense - soin.MontantRo - soin.MontantRc), ReferenceRo = ligneRo });
        }

        var transmisLe = Pour(50) ? soin.TransmisLe : null;
        return redaction.Rc(soin, payeLe, rc => rc with { ReferenceRo = ligneRo, TransmisLe = transmisLe });
    }

    // What is held back: at once from the member's own payment, later where the professional was paid.
    private void Suivre(SoinFictif soin, PaiementRoEmis ro)
    {
        if (soin.Acte.Retenue > 0 && ro.Montant >= soin.Acte.Retenue && Pour(70))
        {
            var tiersPayant = soin.Destinataire == Destinataire.Professionnel;
            redaction.Corriger(ro, Nature.Retenue, -soin.Acte.Retenue, tiersPayant ? Plus(ro.PayeLe, hasard.Next(3, 12)) : ro.PayeLe, avantSonOrigine: Pour(3));
        }
    }

    // Days from the first part to the second.
    private int Ecart(SoinFictif soin) => soin.Canal == Canal.FeuilleDeSoins
        ? hasard.Next(5, 20)
        : Sur(100) switch { < 6 => 0, < 20 => 1, < 65 => 2, < 95 => 3, _ => hasard.Next(5, 10) };

    private Acte Tirer()
    {
        var tirage = hasard.Next(PoidsTotal);
        return Nomenclature.Courants.First(acte => (tirage -= acte.Poids) < 0);
    }

    private static decimal Reduire(SoinFictif soin) => (soin with { Acte = soin.Acte with { Taux = 30 } }).MontantRo;

    private static DateOnly Plus(DateOnly jour, int jours) => Calendrier.Ouvre(jour.AddDays(jours));

    private bool Pour(int pourCent) => hasard.Next(100) < pourCent;

    private int Sur(int total) => hasard.Next(total);

    private sealed record Foyer(
        string AdherentId,
        int Personnes,
        Complementaire Complementaire,
        RegimeObligatoire RegimeObligatoire,
        Releve Releve,
        bool EnAld,
        bool Surcomplementaire);
}
