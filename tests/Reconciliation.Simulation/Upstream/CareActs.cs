using System.Globalization;
using Reconciliation.Contracts;
using Reconciliation.Domain;
using Canal = Reconciliation.Contracts.Canal;
using Complementaire = Reconciliation.Contracts.Complementaire;
using Destinataire = Reconciliation.Contracts.Destinataire;
using Nature = Reconciliation.Contracts.Nature;
using RegimeObligatoire = Reconciliation.Contracts.RegimeObligatoire;

namespace Reconciliation.Simulation.Upstream;

/// <summary>
/// Acts of care and their payments: mostly as in the field, and far more often than there in the ways that are hard to pair.
/// Retenues are lines of the régime obligatoire only, as in the field: so the totals of each part can be checked by themselves.
/// </summary>
/// <param name="random">The seeded source.</param>
/// <param name="ledger">Writes the lines.</param>
/// <param name="today">The day on which the stream begins.</param>
/// <param name="families">The number of members: the fewer, the more acts meet in one journée.</param>
internal sealed class CareActs(Random random, Ledger ledger, DateOnly today, int families)
{
    /// <summary>Makes one act up and has it paid.</summary>
    /// <param name="when">Its place in the stream.</param>
    public void Write(double when)
    {
        var act = Act();
        switch (random.Next(100))
        {
            case < 28: Pair(act, when); break;
            case < 34: ledger.Ro(act, when); break;
            case < 40: ledger.Rc(act, when, rc => rc with { MontantRoDeclare = Maybe(act.MontantRo) }); break;
            case < 45: OnePart(act, when); break;
            case < 51: TwoContracts(act, when); break;
            case < 57: Twins(act, when); break;
            case < 62: Ambiguous(act, when); break;
            case < 67: Gap(act, when); break;
            case < 73: Cancelled(act, when); break;
            case < 81: Retained(act, when); break;
            case < 85: Orphans(act, when); break;
            case < 92: Revised(act, when); break;
            case < 96: Contested(act, when); break;
            default: Moved(act, when); break;
        }
    }

    private CareAct Act()
    {
        var adherent = string.Create(CultureInfo.InvariantCulture, $"A{random.Next(families):0000000}");
        var date = today.AddDays(random.Next(-9, 1));
        var canal = random.Next(12) == 0 ? Canal.FeuilleDeSoins : Canal.CarteVitale;
        return new()
        {
            Adherent = adherent,
            Beneficiaire = string.Create(CultureInfo.InvariantCulture, $"{adherent}-{random.Next(3):00}"),
            Date = date,
            Professionnel = Pick("10100000001", "10100000002", "10100000003"),
            Code = Pick("G", "AMI", "PH7"),
            Depense = random.Next(900, 15_000) / 100m,
            Taux = Pick(70m, 70m, 65m, 60m, 30m),
            Destinataire = random.Next(3) == 0 ? Destinataire.Professionnel : Destinataire.Assure,
            Canal = canal,

            // By day: no window ends in the small hours, when the simulation ends.
            TransmisLe = random.Next(2) == 0 ? null : Paris.StartOfDay(date).AddMinutes(random.Next(8 * 60, 19 * 60)),
        };
    }

    private (PaiementRoEmis Ro, PaiementComplementaireEmis Rc) Pair(CareAct act, double when)
    {
        var shared = random.Next(6) == 0 ? $"S-{act.Adherent}-{random.Next(1_000_000)}" : null;
        var ro = ledger.Ro(act, Around(when), r => r with { ReferenceSoin = shared });
        var rc = ledger.Rc(act, Around(when), r => r with
        {
            ReferenceSoin = shared,
            ReferenceRo = random.Next(3) == 0 ? ro.Ligne : null,
            MontantRoDeclare = Maybe(act.MontantRo),
        });
        return (ro, rc);
    }

    private void OnePart(CareAct act, double when)
    {
        switch (random.Next(4))
        {
            case 0: ledger.Ro(act with { Taux = 100 }, when); break;
            case 1: ledger.Ro(act, when, ro => ro with { Complementaire = Pick(Complementaire.Autre, Complementaire.Aucune) }); break;
            case 2: ledger.Rc(act, when, rc => rc with { RegimeObligatoire = RegimeObligatoire.Autre }); break;
            default:
                ledger.Rc(act, Around(when), rc => rc with { MontantRoDeclare = 0 });
                ledger.Ro(act, Around(when), ro => ro with { Montant = 0, Taux = 0 });
                break;
        }
    }

    private void TwoContracts(CareAct act, double when)
    {
        ledger.Ro(act, Around(when));
        var second = decimal.Truncate(act.MontantRc * 40) / 100m;
        ledger.Rc(act, Around(when), rc => rc with { Montant = act.MontantRc - second });
        ledger.Rc(
            act, Around(when), rc => rc with { Montant = second, Contrat = "MGEN-SURCOMPLEMENTAIRE", Source = "mgen-surcomplementaire" });
    }

    // Two identical boxes: legitimate, and told apart by the names of their lines alone.
    private void Twins(CareAct act, double when)
    {
        for (var box = 0; box < 2; box++)
        {
            ledger.Ro(act, Around(when));
            ledger.Rc(act, Around(when));
        }
    }

    // Two acts of one price, of which nothing tells which complement belongs to which; sometimes a named line settles it later.
    private void Ambiguous(CareAct act, double when)
    {
        var first = ledger.Ro(act, Around(when));
        ledger.Ro(act with { Taux = act.Taux - 15 }, Around(when));
        var complement = ledger.Rc(act, Around(when), rc => rc with { MontantRoDeclare = null });
        ledger.Rc(act, Around(when), rc => rc with { Montant = act.MontantRc + 0.01m, MontantRoDeclare = null });
        if (random.Next(2) == 0)
            ledger.Emit(Later(when), complement with { Revision = 2, ReferenceRo = first.Ligne });
    }

    // The régime obligatoire pays less than was declared, and sometimes makes up for it.
    private void Gap(CareAct act, double when)
    {
        var missing = random.Next(1, 400) / 100m;
        var ro = ledger.Ro(act, Around(when), r => r with { Montant = r.Montant - Math.Min(missing, r.Montant) });
        ledger.Rc(act, Around(when));
        if (random.Next(2) == 0)
            ledger.Correct(ro, Nature.Regularisation, act.MontantRo - ro.Montant, Anywhere(when));
    }

    private void Cancelled(CareAct act, double when)
    {
        var (ro, rc) = Pair(act, when);
        ledger.Correct(ro, Nature.Annulation, -ro.Montant, Anywhere(when));
        if (random.Next(3) > 0)
            ledger.Correct(rc, Nature.Annulation, -rc.Montant, Anywhere(when));
        if (random.Next(3) == 0)
            Pair(act, Later(when));
    }

    // Participation forfaitaire or franchise: at once, months later, before its line, or without saying for which line.
    private void Retained(CareAct act, double when)
    {
        var (ro, _) = Pair(act, when);
        var retained = ledger.Correct(ro, Nature.Retenue, -Math.Min(2.00m, ro.Montant), Anywhere(when));
        if (random.Next(4) == 0)
            ledger.Correct(retained, Nature.Regularisation, -retained.Montant, Anywhere(when));
        if (random.Next(4) == 0)
            ledger.Emit(
                Anywhere(when), ledger.Correct(ro, Nature.Retenue, -1.00m, Anywhere(when)) with { Revision = 2, LigneOrigine = null });
    }

    // Corrections of corrections, and corrections of lines that never come.
    private void Orphans(CareAct act, double when)
    {
        var (ro, rc) = Pair(act, when);
        var first = ledger.Correct(rc, Nature.Regularisation, -Math.Min(1.13m, rc.Montant), Anywhere(when));
        ledger.Correct(first, Nature.Regularisation, 0.57m, Anywhere(when));
        ledger.Emit(
            Around(when),
            ledger.Correct(ro, Nature.Regularisation, 3.31m, Around(when)) with { Revision = 2, LigneOrigine = ledger.NameOfNothing() });
    }

    private void Revised(CareAct act, double when)
    {
        var (ro, _) = Pair(act, when);
        for (var revision = 2; revision <= random.Next(2, 5); revision++)
            ledger.Emit(
                Anywhere(when),
                ro with { Revision = revision, Montant = ro.Montant + (revision / 100m), EvenementId = $"{ro.EvenementId}-r{revision}" });
    }

    // Two contents of one revision; sometimes a later revision settles it.
    private void Contested(CareAct act, double when)
    {
        var (ro, _) = Pair(act, when);
        ledger.Emit(Anywhere(when), ro with { Montant = ro.Montant + 0.20m, EvenementId = ro.EvenementId + "-x" });
        if (random.Next(2) == 0)
            ledger.Emit(Anywhere(when), ro with { Revision = 2, EvenementId = ro.EvenementId + "-y" });
    }

    // A revision corrects the day of care or the beneficiary: the line leaves its journée.
    private void Moved(CareAct act, double when)
    {
        var (ro, rc) = Pair(act, when);
        var (day, beneficiary) = random.Next(2) == 0
            ? (act.Date.AddDays(-1), act.Beneficiaire)
            : (act.Date, $"{act.Adherent}-09");
        ledger.Emit(Anywhere(when), ro with { Revision = 2, DateSoin = day, BeneficiaireId = beneficiary });
        if (random.Next(2) == 0)
            ledger.Emit(Anywhere(when), rc with { Revision = 2, DateSoin = day, BeneficiaireId = beneficiary });
        if (random.Next(2) == 0)
            ledger.Correct(ro, Nature.Retenue, -Math.Min(1.00m, ro.Montant), Anywhere(when));
    }

    private decimal? Maybe(decimal amount) => random.Next(5) == 0 ? null : amount;

    // Out of order by a little, as two files of one night are.
    private double Around(double when) => when + ((random.NextDouble() - 0.5) * 0.1);

    private double Later(double when) => when + (random.NextDouble() * (1 - when));

    // Anywhere in the stream, long before included; near its subject as often as not.
    private double Anywhere(double when) => random.Next(2) == 0 ? Around(when) : random.NextDouble();

    private T Pick<T>(params ReadOnlySpan<T> items) => items[random.Next(items.Length)];
}
