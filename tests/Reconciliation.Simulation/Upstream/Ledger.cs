using System.Globalization;
using Reconciliation.Contracts;

namespace Reconciliation.Simulation.Upstream;

/// <summary>
/// Both paying systems: gives each line its name, and notes when it is emitted. "When" is a place in the stream, from 0 to 1; lines emitted
/// before the stream begins or after it ends come first or last.
/// </summary>
/// <param name="random">The seeded source.</param>
/// <param name="today">The day on which the stream begins: every date stays valid however far the clock moves on.</param>
internal sealed class Ledger(Random random, DateOnly today)
{
    public const string Ameli = "ameli";

    private const string OrganismeRo = "010000506";
    private const string OrganismeRc = "MGEN-COMPLEMENTAIRE";

    private readonly List<(double When, PaiementEmis Record)> _emissions = [];
    private int _lines;

    /// <summary>All records in the order in which they are emitted.</summary>
    public IReadOnlyList<PaiementEmis> Emissions => [.. _emissions.OrderBy(e => e.When).Select(e => e.Record)];

    public PaiementRoEmis Ro(CareAct act, double when, Func<PaiementRoEmis, PaiementRoEmis>? change = null)
    {
        var payeLe = PaymentDay();
        var record = new PaiementRoEmis
        {
            EvenementId = Next("EV"),
            Source = Ameli,
            Ligne = Name(OrganismeRo),
            Nature = Nature.Paiement,
            AdherentId = act.Adherent,
            BeneficiaireId = act.Beneficiaire,
            DateSoin = act.Date,
            ProfessionnelId = act.Professionnel,
            CodeActe = act.Code,
            Libelle = "Acte simulé",
            Depense = act.Depense,
            Base = act.Depense,
            Taux = act.Taux,
            Montant = act.MontantRo,
            Destinataire = act.Destinataire,
            Canal = act.Canal,
            TransmisLe = act.TransmisLe,
            PayeLe = payeLe,
            Virement = Transfer("VRO", act, payeLe),
            Complementaire = Complementaire.Mgen,
        };
        return Emit(when, change is null ? record : change(record));
    }

    public PaiementComplementaireEmis Rc(
        CareAct act, double when, Func<PaiementComplementaireEmis, PaiementComplementaireEmis>? change = null)
    {
        var payeLe = PaymentDay();
        var record = new PaiementComplementaireEmis
        {
            EvenementId = Next("EV"),
            Source = "mgen-complementaire",
            Ligne = Name(OrganismeRc),
            Nature = Nature.Paiement,
            AdherentId = act.Adherent,
            BeneficiaireId = act.Beneficiaire,
            DateSoin = act.Date,
            ProfessionnelId = act.Professionnel,
            CodeActe = act.Code,
            Depense = act.Depense,
            Montant = act.MontantRc,
            Destinataire = act.Destinataire,
            Canal = act.Canal,
            TransmisLe = act.TransmisLe,
            PayeLe = payeLe,
            Virement = Transfer("VRC", act, payeLe),
            Contrat = "MGEN-INTEGRALE",
            RegimeObligatoire = RegimeObligatoire.Mgen,
            MontantRoDeclare = act.MontantRo,
        };
        return Emit(when, change is null ? record : change(record));
    }

    /// <summary>A signed line that names another, which may come before or after it.</summary>
    public T Correct<T>(T origin, Nature nature, decimal amount, double when)
        where T : PaiementEmis
    {
        PaiementEmis record = origin with
        {
            EvenementId = Next("EV"),
            Ligne = Name(origin.Ligne.Organisme),
            Nature = nature,
            LigneOrigine = origin.Ligne,
            Montant = amount,
            PayeLe = CorrectionDay(origin, nature),
            Virement = Next("VC"),
        };
        if (record is PaiementRoEmis ro)
            record = ro with { Base = null, Taux = null };
        return Emit(when, (T)record);
    }

    /// <summary>Emits a record as it is: another revision or another content of a line.</summary>
    public T Emit<T>(double when, T record)
        where T : PaiementEmis
    {
        _emissions.Add((when, record));
        return record;
    }

    /// <summary>The name of a line that never comes.</summary>
    public ReferenceLigne NameOfNothing() => new() { Organisme = OrganismeRo, Decompte = Next("NEVER"), Ordre = 1 };

    // Some payments are made before the stream begins and some up to two weeks later, so that windows end all along the run. Nothing is
    // held back of a payment before its day: then an account has received exactly the lines whose day has begun, to the cent.
    private DateOnly CorrectionDay(PaiementEmis origin, Nature nature)
    {
        var day = PaymentDay();
        return nature == Nature.Retenue && day < origin.PayeLe ? origin.PayeLe : day;
    }

    private DateOnly PaymentDay() => today.AddDays(random.Next(-6, 14));

    // A décompte has several lines, of one or of several acts.
    private ReferenceLigne Name(string organisme)
    {
        var line = _lines++;
        return new()
        {
            Organisme = organisme,
            Decompte = string.Create(CultureInfo.InvariantCulture, $"D{line / 3:000000}"),
            Ordre = (line % 3) + 1,
        };
    }

    private static string Transfer(string prefix, CareAct act, DateOnly payeLe) =>
        string.Create(CultureInfo.InvariantCulture, $"{prefix}-{payeLe:yyyyMMdd}-{act.Adherent}");

    private string Next(string prefix) =>
        string.Create(CultureInfo.InvariantCulture, $"{prefix}-{_lines:000000}-{_emissions.Count:000000}");
}
