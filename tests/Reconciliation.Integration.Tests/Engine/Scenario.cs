using System.Globalization;
using System.Text;
using Reconciliation.Contracts;
using Reconciliation.Core;
using Reconciliation.Domain;
using Reconciliation.Storage;

namespace Reconciliation.Integration.Tests.Engine;

/// <summary>Single lines with sensible defaults: a consultation at 30,00 € of which RO pays 21,00 €.</summary>
internal static class Scenario
{
    /// <summary>An RO line of a beneficiary of its own, named after the origin of the line or the line itself.</summary>
    public static ReceivedLigne Ro(
        string decompte,
        decimal montant = 21m,
        Contracts.Nature nature = Contracts.Nature.Paiement,
        string? origine = null,
        string dateSoin = "2026-01-05",
        int revision = 1,
        string payeLe = "2026-01-08",
        string? beneficiaire = null)
    {
        var paiement = new PaiementRoEmis
        {
            EvenementId = "e",
            Source = "ameli",
            Ligne = Reference(decompte),
            Revision = revision,
            Nature = nature,
            LigneOrigine = origine is null ? null : Reference(origine),
            AdherentId = "A-" + (beneficiaire ?? origine ?? decompte),
            BeneficiaireId = "B-" + (beneficiaire ?? origine ?? decompte),
            DateSoin = DateOnly.Parse(dateSoin, CultureInfo.InvariantCulture),
            ProfessionnelId = "10003456789",
            CodeActe = "G",
            Depense = 30m,
            Base = 30m,
            Taux = 70,
            Montant = montant,
            Destinataire = Contracts.Destinataire.Assure,
            Canal = Contracts.Canal.CarteVitale,
            PayeLe = DateOnly.Parse(payeLe, CultureInfo.InvariantCulture),
            Virement = "V1",
            Complementaire = Contracts.Complementaire.Mgen,
        };
        return PaymentReader.Read(
            Part.Ro, Encoding.UTF8.GetBytes(StoredJson.Write(paiement)), new DateOnly(2026, 1, 31), PaymentStreams.Product).Ligne!;
    }

    private static ReferenceLigne Reference(string decompte) => new() { Organisme = "010000506", Decompte = decompte, Ordre = 1 };
}
