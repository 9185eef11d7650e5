using Reconciliation.Contracts;

namespace Reconciliation.Dev;

/// <summary>
/// The crowd: some three hundred families and a month of their care, in proportions that the field shows. Pharmacies and laboratories
/// are paid directly, most second parts come within the 48 to 72 hours, some in the other order, a few late or never.
/// </summary>
/// <param name="writing">Writes their payments.</param>
/// <param name="calendar">The month.</param>
/// <param name="random">The seeded source of all that is random.</param>
/// <param name="shuffle">The proportions of unusual cases.</param>
/// <param name="serie">Follows the first letter of every member's number, so that two series share no member.</param>
internal sealed class Crowd(DemoWriting writing, DemoCalendar calendar, Random random, Shuffle shuffle, string serie = "")
{
    /// <summary>The number of families for which one month of care is made up at a time.</summary>
    public const int AdherentCount = 300;

    /// <summary>The number of the demo's first family; the members worth looking at have lower ones.</summary>
    public const int FirstAdherentNumber = 1_000;

    private const int ProfessionnelCount = 120;
    private static readonly int TotalWeight = ActCatalogue.Common.Sum(a => a.Weight);

    /// <summary>Writes the payments of some families.</summary>
    /// <param name="first">The number of the first family.</param>
    /// <param name="count">The number of families.</param>
    public void Write(long first, int count)
    {
        for (var rank = 0; rank < count; rank++)
        {
            var household = Found(FormattableString.Invariant($"A{serie}{first + rank:0000000}"));
            var visits = random.Next(3, 12);
            for (var visit = 0; visit < visits; visit++)
            {
                Treat(household);
            }
        }
    }

    private Household Found(string adherentId) => new(
        adherentId,
        People: random.Next(1, 5),
        Complementaire: On(1000) switch { < 880 => Complementaire.Mgen, < 950 => Complementaire.Autre, _ => Complementaire.Aucune },
        RegimeObligatoire: For(4) ? RegimeObligatoire.Autre : RegimeObligatoire.Mgen,
        Releve: For(4) ? Releve.Courrier : Releve.Ameli,
        WithAld: For(7),
        Surcomplementaire: For(3));

    private void Treat(Household household)
    {
        var acte = Draw();
        var day = calendar.FirstSoin.AddDays(random.Next(DemoCalendar.CareDays - 1));
        var tiersPayant = For(acte.TiersPayant);
        var paper = !tiersPayant && For(6);
        var soin = new MadeUpSoin
        {
            AdherentId = household.AdherentId,
            BeneficiaireId = FormattableString.Invariant($"{household.AdherentId}-{random.Next(household.People) + 1:00}"),
            DateSoin = day,
            ProfessionnelId =
                FormattableString.Invariant($"{10_400_000_000 + (acte.Code[0] * 1_000) + random.Next(ProfessionnelCount):00000000000}"),
            Acte = household.WithAld && acte.Base == acte.Depense ? acte with { Taux = 100 } : acte,
            Destinataire = tiersPayant ? Destinataire.Professionnel : Destinataire.Assure,
            Canal = paper ? Canal.FeuilleDeSoins : Canal.CarteVitale,
            Releve = household.Releve,
            Complementaire = household.Complementaire,
            RegimeObligatoire = household.RegimeObligatoire,
            TransmisLe = paper ? null : DemoCalendar.Transmission(day, random.Next(120)),
            VersementUnique =
                day < calendar.Reform && household is { Complementaire: Complementaire.Mgen, RegimeObligatoire: RegimeObligatoire.Mgen },
            DeclaresRo = acte.Base == 0 || acte.IsABox || !For(7),
        };
        Pay(soin, household);
        if (acte.IsABox)
        {
            Prescription(soin, household);
        }
    }

    // A prescription holds several medicines, and sometimes two boxes of one.
    private void Prescription(MadeUpSoin first, Household household)
    {
        var others = random.Next(4);
        for (var box = 0; box < others; box++)
        {
            var price = For(15) ? first.Acte.Depense : first.Acte.Depense + random.Next(1, 1500) / 100m;
            Pay(first with { Acte = first.Acte with { Depense = price, Base = price } }, household);
        }
    }

    private void Pay(MadeUpSoin soin, Household household)
    {
        var first =
            DemoCalendar.BusinessDay(soin.DateSoin.AddDays(soin.Canal == Canal.FeuilleDeSoins ? random.Next(7, 14) : random.Next(2, 4)));
        var rcExpected = soin.Complementaire == Complementaire.Mgen && soin.Acte.Taux < 100;
        if (soin.Acte.Base == 0 || soin.RegimeObligatoire == RegimeObligatoire.Autre)
        {
            Complement(soin, first, household, null);
        }
        else if (!rcExpected)
        {
            Follow(soin, writing.Ro(soin, first));
        }
        else
        {
            BothParts(soin, first, household);
        }
    }

    private void BothParts(MadeUpSoin soin, DateOnly first, Household household)
    {
        var rcFirst = !soin.VersementUnique && For(shuffle.RcFirst);
        first = rcFirst && soin.Canal == Canal.CarteVitale ? DemoCalendar.BusinessDay(soin.DateSoin.AddDays(1)) : first;
        var second = soin.VersementUnique ? first : DemoCalendar.BusinessDayBetween(first, first.AddDays(Ecart(soin)));
        var (ro, rc) = rcFirst ? (second, first) : (first, second);
        var sort = soin.VersementUnique ? 1000 : On(1000);
        if (sort < 6 && ro > rc)
        {
            Complement(soin, rc, household, null);
            return;
        }

        var reduced = sort is >= 6 and < 50 && soin.Acte.Taux >= 60 && !soin.Acte.IsABox;
        var paiement = writing.Ro(soin, ro, p => reduced ? p with { Taux = 30, Montant = Reduce(soin) } : p);
        Follow(soin, paiement);
        if (sort < 6)
        {
            return;
        }

        var complement = Complement(soin, rc, household, For(40) ? paiement.Ligne : null);
        if (reduced && For(50))
        {
            writing.Correct(paiement, Nature.Regularisation, soin.MontantRo - paiement.Montant, More(ro, 6), beforeItsOrigine: For(20));
        }
        else if (sort is >= 50 and < 57)
        {
            writing.Correct(paiement, Nature.Annulation, -paiement.Montant, More(ro, 5), beforeItsOrigine: For(30));
            writing.Correct(complement, Nature.Annulation, -complement.Montant, More(ro, 5));
        }
    }

    private PaiementComplementaireEmis Complement(MadeUpSoin soin, DateOnly payeLe, Household household, ReferenceLigne? ligneRo)
    {
        if (household.Surcomplementaire && soin.Acte.Depense > soin.MontantRo + soin.MontantRc)
        {
            writing.Rc(
                soin with { Contrat = "MGEN-SURCOMPLEMENTAIRE" },
                payeLe,
                rc => rc with { Montant = Math.Min(10.00m, soin.Acte.Depense - soin.MontantRo - soin.MontantRc), ReferenceRo = ligneRo });
        }

        var transmisLe = For(50) ? soin.TransmisLe : null;
        return writing.Rc(soin, payeLe, rc => rc with { ReferenceRo = ligneRo, TransmisLe = transmisLe });
    }

    // Deductions: at once from the member's own payment, later where the professional was paid.
    private void Follow(MadeUpSoin soin, PaiementRoEmis ro)
    {
        if (soin.Acte.Retenue > 0 && ro.Montant >= soin.Acte.Retenue && For(70))
        {
            var tiersPayant = soin.Destinataire == Destinataire.Professionnel;
            writing.Correct(
                ro, Nature.Retenue, -soin.Acte.Retenue, tiersPayant ? More(ro.PayeLe, random.Next(3, 12)) : ro.PayeLe,
                beforeItsOrigine: For(3));
        }
    }

    // Days from the first part to the second.
    private int Ecart(MadeUpSoin soin) => soin.Canal == Canal.FeuilleDeSoins
        ? random.Next(5, 20)
        : On(100) switch { < 6 => 0, < 20 => 1, < 65 => 2, < 95 => 3, _ => random.Next(5, 10) };

    private Act Draw()
    {
        var draw = random.Next(TotalWeight);
        return ActCatalogue.Common.First(acte => (draw -= acte.Weight) < 0);
    }

    private static decimal Reduce(MadeUpSoin soin) => (soin with { Acte = soin.Acte with { Taux = 30 } }).MontantRo;

    private static DateOnly More(DateOnly day, int days) => DemoCalendar.BusinessDay(day.AddDays(days));

    private bool For(int perCent) => random.Next(100) < perCent;

    private int On(int total) => random.Next(total);

    private sealed record Household(
        string AdherentId,
        int People,
        Complementaire Complementaire,
        RegimeObligatoire RegimeObligatoire,
        Releve Releve,
        bool WithAld,
        bool Surcomplementaire);
}
