using System.Globalization;
using Reconciliation.Contracts;

namespace Reconciliation.Dev;

/// <summary>
/// Writes payment records as the two systems would: numbers statements and transfers, one of each a day and payee, and keeps with each
/// record the instant at which it is emitted. Payments after today are left out: they have not happened yet.
/// </summary>
/// <param name="random">The seeded source of all that is random.</param>
/// <param name="today">The day in Europe/Paris.</param>
/// <param name="serie">Begins the number of every statement and transfer, so that two series never name two lines alike.</param>
internal sealed class DemoWriting(Random random, DateOnly today, string serie = "")
{
    public const string OrganismeRo = "999000506";
    public const string OrganismeRc = "999000507";

    private readonly Dictionary<string, int> _orders = [];
    private readonly Dictionary<string, string> _numbers = [];
    private readonly List<(DateTimeOffset Le, PaiementEmis Paiement)> _emissions = [];
    private int _rank;

    public IReadOnlyList<(DateTimeOffset Le, PaiementEmis Paiement)> Emissions => _emissions;

    /// <summary>Hands out the records written, in the order in which they are emitted, some of them twice, and begins anew.</summary>
    /// <param name="duplicatesPerCent">The share of records that come again later, per cent.</param>
    public IReadOnlyList<PaiementEmis> Deliver(int duplicatesPerCent)
    {
        var duplicates = _emissions
            .Where(_ => random.Next(100) < duplicatesPerCent)
            .Select(e => e with { Le = e.Le.AddMinutes(random.Next(1, 600)) })
            .ToList();
        IReadOnlyList<PaiementEmis> paiements = [.. _emissions.Concat(duplicates).OrderBy(e => e.Le).Select(e => e.Paiement)];
        _emissions.Clear();
        _orders.Clear();
        _numbers.Clear();
        return paiements;
    }

    /// <summary>Pays the RO part.</summary>
    /// <param name="soin">The soin.</param>
    /// <param name="payeLe">The day of payment.</param>
    /// <param name="settle">Changes the record where it differs from the ordinary.</param>
    /// <returns>The record, also where it is still to come.</returns>
    public PaiementRoEmis Ro(MadeUpSoin soin, DateOnly payeLe, Func<PaiementRoEmis, PaiementRoEmis>? settle = null)
    {
        var paiement = new PaiementRoEmis
        {
            EvenementId = Event(),
            Source = "ameli",
            Ligne = Ligne(OrganismeRo, soin, payeLe),
            Nature = Nature.Paiement,
            AdherentId = soin.AdherentId,
            BeneficiaireId = soin.BeneficiaireId,
            DateSoin = soin.DateSoin,
            ProfessionnelId = soin.ProfessionnelId,
            CodeActe = soin.Acte.Code,
            Libelle = soin.Acte.Libelle,
            Depense = soin.Acte.Depense,
            Base = soin.Acte.Base,
            Taux = soin.Acte.Taux,
            Montant = soin.MontantRo,
            Destinataire = soin.Destinataire,
            Canal = soin.Canal,
            TransmisLe = soin.TransmisLe,
            PayeLe = payeLe,
            Virement = Virement("VRO", soin, payeLe),
            Complementaire = soin.Complementaire,
            Releve = soin.Releve,
        };
        return Emit(settle?.Invoke(paiement) ?? paiement);
    }

    /// <summary>Pays the complementary part.</summary>
    /// <param name="soin">The soin.</param>
    /// <param name="payeLe">The day of payment.</param>
    /// <param name="settle">Changes the record where it differs from the ordinary.</param>
    /// <returns>The record, also where it is still to come.</returns>
    public PaiementComplementaireEmis Rc(
        MadeUpSoin soin, DateOnly payeLe, Func<PaiementComplementaireEmis, PaiementComplementaireEmis>? settle = null)
    {
        var paiement = new PaiementComplementaireEmis
        {
            EvenementId = Event(),
            Source = "mgen-complementaire",
            Ligne = Ligne(OrganismeRc, soin, payeLe),
            Nature = Nature.Paiement,
            AdherentId = soin.AdherentId,
            BeneficiaireId = soin.BeneficiaireId,
            DateSoin = soin.DateSoin,
            ProfessionnelId = soin.ProfessionnelId,
            CodeActe = soin.Acte.Code,
            Libelle = soin.Acte.Libelle,
            Depense = soin.Acte.Depense,
            Montant = soin.MontantRc,
            Destinataire = soin.Destinataire,
            Canal = soin.Canal,
            TransmisLe = soin.TransmisLe,
            PayeLe = payeLe,
            Virement = Virement("VRC", soin, payeLe),
            Contrat = soin.Contrat,
            RegimeObligatoire = soin.RegimeObligatoire,
            MontantRoDeclare = soin.DeclaresRo ? soin.MontantRo : null,
            Releve = soin.Releve,
        };
        return Emit(settle?.Invoke(paiement) ?? paiement);
    }

    /// <summary>Adds a line that corrects, cancels or holds back something of another.</summary>
    /// <param name="origine">The line it concerns.</param>
    /// <param name="nature">The nature of the new line.</param>
    /// <param name="montant">Its signed amount, in euros.</param>
    /// <param name="payeLe">The day on which it counts.</param>
    /// <param name="beforeItsOrigine">Whether it is emitted before the line it concerns.</param>
    public void Correct(PaiementEmis origine, Nature nature, decimal montant, DateOnly payeLe, bool beforeItsOrigine = false)
    {
        var organisme = origine.Ligne.Organisme;
        var destinataire = nature == Nature.Retenue ? Destinataire.Assure : origine.Destinataire;
        var sameVirement = payeLe == origine.PayeLe && destinataire == origine.Destinataire;
        var correction = origine with
        {
            EvenementId = Event(),
            Ligne = Ligne(organisme, origine.AdherentId, payeLe),
            Nature = nature,
            LigneOrigine = origine.Ligne,
            Montant = montant,
            PayeLe = payeLe,
            Destinataire = destinataire,
            Virement = sameVirement
                ? origine.Virement
                : Number($"C-{organisme}-{origine.AdherentId}", organisme == OrganismeRo ? "VRO" : "VRC", payeLe),
        };
        if (payeLe <= today && origine.PayeLe <= today)
        {
            var at = beforeItsOrigine ? Morning(origine.PayeLe, 0).AddHours(-1) : Morning(payeLe, 300);
            _emissions.Add((at, Remember(correction)));
        }
    }

    /// <summary>Emits a record once more, as it is or changed.</summary>
    /// <param name="paiement">The record.</param>
    public T Emit<T>(T paiement)
        where T : PaiementEmis
    {
        if (paiement.PayeLe <= today)
        {
            _emissions.Add((Morning(paiement.PayeLe, 240), paiement));
        }

        return paiement;
    }

    private static PaiementEmis Remember(PaiementEmis correction) => (correction, correction.Nature) switch
    {
        (PaiementRoEmis ro, Nature.Retenue) => ro with
        {
            Base = null,
            Taux = null,
            CodeActe = ro.CodeActe.StartsWith("PH", StringComparison.Ordinal) || ro.CodeActe.StartsWith("AM", StringComparison.Ordinal)
                ? "FR"
                : "PF",
            Libelle = ro.Montant == -2 ? "Participation forfaitaire" : "Franchise médicale",
        },
        (PaiementRoEmis ro, _) => ro with { Base = null, Taux = null },
        _ => correction,
    };

    // Files of payments leave in the morning, in no order that would hold across members.
    private DateTimeOffset Morning(DateOnly day, int minutes) =>
        Domain.Paris.StartOfDay(day).AddHours(5).AddMinutes(minutes == 0 ? 0 : random.Next(minutes));

    private string Event()
    {
        Span<byte> bytes = stackalloc byte[16];
        random.NextBytes(bytes);
        return new Guid(bytes).ToString();
    }

    private ReferenceLigne Ligne(string organisme, MadeUpSoin soin, DateOnly payeLe) => Ligne(organisme, soin.AdherentId, payeLe);

    private ReferenceLigne Ligne(string organisme, string adherentId, DateOnly payeLe)
    {
        var decompte = Number($"D-{organisme}-{adherentId}", "", payeLe);
        var ordre = _orders[organisme + decompte] = _orders.GetValueOrDefault(organisme + decompte) + 1;
        return new() { Organisme = organisme, Decompte = decompte, Ordre = ordre };
    }

    private string Virement(string prefix, MadeUpSoin soin, DateOnly payeLe)
    {
        var payee = soin.Destinataire == Destinataire.Assure ? soin.AdherentId : soin.ProfessionnelId;
        return soin.VersementUnique ? Number($"V-{payee}", "V", payeLe) : Number($"{prefix}-{payee}", prefix, payeLe);
    }

    private string Number(string what, string prefix, DateOnly day)
    {
        var key = string.Create(CultureInfo.InvariantCulture, $"{what}-{day:yyyyMMdd}");
        if (!_numbers.TryGetValue(key, out var number))
        {
            _rank++;
            _numbers[key] = number = prefix.Length == 0
                ? string.Create(CultureInfo.InvariantCulture, $"{serie}{day:yyyyMMdd}{_rank:000000}")
                : string.Create(CultureInfo.InvariantCulture, $"{prefix}-{serie}{day:yyyyMMdd}-{_rank:000000}");
        }

        return number;
    }
}
