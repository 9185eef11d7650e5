using System.Globalization;
using Reconciliation.Contracts;
using Reconciliation.Core;
using Reconciliation.Engine;
using Reconciliation.Hosting;
using Reconciliation.Recon;
using Reconciliation.Storage;

namespace Reconciliation.Dev;

/// <summary>
/// Writes payment records as the two systems would: numbers statements and transfers, one of each a day and payee, and keeps with each
/// record the instant at which it is emitted. What would be paid after today is left out: it has not happened yet.
/// </summary>
/// <param name="hasard">The seeded source of all that is random.</param>
/// <param name="aujourdHui">The day in Europe/Paris.</param>
/// <param name="serie">Begins the number of every statement and transfer, so that two series never name two lines alike.</param>
internal sealed class Redaction(Random hasard, DateOnly aujourdHui, string serie = "")
{
    public const string OrganismeRo = "999000506";
    public const string OrganismeRc = "999000507";

    private readonly Dictionary<string, int> _ordres = [];
    private readonly Dictionary<string, string> _numeros = [];
    private readonly List<(DateTimeOffset Le, PaiementEmis Paiement)> _emissions = [];
    private int _rang;

    public IReadOnlyList<(DateTimeOffset Le, PaiementEmis Paiement)> Emissions => _emissions;

    /// <summary>Hands out what was written, in the order in which it is emitted, some of it twice, and begins anew.</summary>
    /// <param name="doublonsPourCent">How many records come again later, per cent.</param>
    public IReadOnlyList<PaiementEmis> Livrer(int doublonsPourCent)
    {
        var doublons = _emissions
            .Where(_ => hasard.Next(100) < doublonsPourCent)
            .Select(e => e with { Le = e.Le.AddMinutes(hasard.Next(1, 600)) })
            .ToList();
        IReadOnlyList<PaiementEmis> paiements = [.. _emissions.Concat(doublons).OrderBy(e => e.Le).Select(e => e.Paiement)];
        _emissions.Clear();
        _ordres.Clear();
        _numeros.Clear();
        return paiements;
    }

    /// <summary>Pays the RO part.</summary>
    /// <param name="soin">The soin.</param>
    /// <param name="payeLe">The day of payment.</param>
    /// <param name="regler">What differs from the ordinary.</param>
    /// <returns>The record, also where it is still to come.</returns>
    public PaiementRoEmis Ro(SoinFictif soin, DateOnly payeLe, Func<PaiementRoEmis, PaiementRoEmis>? regler = null)
    {
        var paiement = new PaiementRoEmis
        {
            EvenementId = Evenement(),
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
        return Emettre(regler?.Invoke(paiement) ?? paiement);
    }

    /// <summary>Pays the complementary part.</summary>
    /// <param name="soin">The soin.</param>
    /// <param name="payeLe">The day of payment.</param>
    /// <param name="regler">What differs from the ordinary.</param>
    /// <returns>The record, also where it is still to come.</returns>
    public PaiementComplementaireEmis Rc(
        SoinFictif soin, DateOnly payeLe, Func<PaiementComplementaireEmis, PaiementComplementaireEmis>? regler = null)
    {
        var paiement = new PaiementComplementaireEmis
        {
            EvenementId = Evenement(),
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
            MontantRoDeclare = soin.DeclareLeRo ? soin.MontantRo : null,
            Releve = soin.Releve,
        };
        return Emettre(regler?.Invoke(paiement) ?? paiement);
    }

    /// <summary>Adds a line that corrects, cancels or holds back something of another.</summary>
    /// <param name="origine">The line it concerns.</param>
    /// <param name="nature">What it does.</param>
    /// <param name="montant">Its signed amount, in euros.</param>
    /// <param name="payeLe">The day on which it counts.</param>
    /// <param name="avantSonOrigine">Whether it is emitted before the line it concerns.</param>
    public void Corriger(PaiementEmis origine, Nature nature, decimal montant, DateOnly payeLe, bool avantSonOrigine = false)
    {
        var organisme = origine.Ligne.Organisme;
        var destinataire = nature == Nature.Retenue ? Destinataire.Assure : origine.Destinataire;
        var memeVirement = payeLe == origine.PayeLe && destinataire == origine.Destinataire;
        var correction = origine with
        {
            EvenementId = Evenement(),
            Ligne = Ligne(organisme, origine.AdherentId, payeLe),
            Nature = nature,
            LigneOrigine = origine.Ligne,
            Montant = montant,
            PayeLe = payeLe,
            Destinataire = destinataire,
            Virement = memeVirement ? origine.Virement : Numero($"C-{organisme}-{origine.AdherentId}", organisme == OrganismeRo ? "VRO" : "VRC", payeLe),
        };
        if (payeLe <= aujourdHui && origine.PayeLe <= aujourdHui)
        {
            var le = avantSonOrigine ? Matin(origine.PayeLe, 0).AddHours(-1) : Matin(payeLe, 300);
            _emissions.Add((le, Retenir(correction)));
        }
    }

    /// <summary>Emits a record once more, as it is or changed.</summary>
    /// <param name="paiement">The record.</param>
    public T Emettre<T>(T paiement)
        where T : PaiementEmis
    {
        if (paiement.PayeLe <= aujourdHui)
        {
            _emissions.Add((Matin(paiement.PayeLe, 240), paiement));
        }

        return paiement;
    }

    private static PaiementEmis Retenir(PaiementEmis correction) => (correction, correction.Nature) switch
    {
        (PaiementRoEmis ro, Nature.Retenue) => ro with
        {
            Base = null,
            Taux = null,
            CodeActe = ro.CodeActe.StartsWith("PH", StringComparison.Ordinal) || ro.CodeActe.StartsWith("AM", StringComparison.Ordinal) ? "FR" : "PF",
            Libelle = ro.Montant == -2 ? "Participation forfaitaire" : "Franchise médicale",
        },
        (PaiementRoEmis ro, _) => ro with { Base = null, Taux = null },
        _ => correction,
    };

    // Files of payments leave in the morning, in no order that would hold across members.
    private DateTimeOffset Matin(DateOnly jour, int minutes) => Domain.Paris.Debut(jour).AddHours(5).AddMinutes(minutes == 0 ? 0 : hasard.Next(minutes));

    private string Evenement()
    {
        Span<byte> octets = stackalloc byte[16];
        hasard.NextBytes(octets);
        return new Guid(octets).ToString();
    }

    private ReferenceLigne Ligne(string organisme, SoinFictif soin, DateOnly payeLe) => Ligne(organisme, soin.AdherentId, payeLe);

    private ReferenceLigne Ligne(string organisme, string adherentId, DateOnly payeLe)
    {
        var decompte = Numero($"D-{organisme}-{adherentId}", "", payeLe);
        var ordre = _ordres[organisme + decompte] = _ordres.GetValueOrDefault(organisme + decompte) + 1;
        return new() { Organisme = organisme, Decompte = decompte, Ordre = ordre };
    }

    private string Virement(string prefixe, SoinFictif soin, DateOnly payeLe)
    {
        var payee = soin.Destinataire == Destinataire.Assure ? soin.AdherentId : soin.ProfessionnelId;
        return soin.VersementUnique ? Numero($"V-{payee}", "V", payeLe) : Numero($"{prefixe}-{payee}", prefixe, payeLe);
    }

    private string Numero(string quoi, string prefixe, DateOnly jour)
    {
        var cle = string.Create(CultureInfo.InvariantCulture, $"{quoi}-{jour:yyyyMMdd}");
        if (!_numeros.TryGetValue(cle, out var numero))
        {
            _rang++;
            _numeros[cle] = numero = prefixe.Length == 0
                ? string.Create(CultureInfo.InvariantCulture, $"{serie}{jour:yyyyMMdd}{_rang:000000}")
                : string.Create(CultureInfo.InvariantCulture, $"{prefixe}-{serie}{jour:yyyyMMdd}-{_rang:000000}");
        }

        return numero;
    }
}
