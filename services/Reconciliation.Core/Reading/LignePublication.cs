using Reconciliation.Domain;
using Reconciliation.Storage;
using Contrat = Reconciliation.Contracts;

namespace Reconciliation.Core;

/// <summary>From a line to the record that shows it.</summary>
public static class LignePublication
{
    /// <param name="ligne">The line.</param>
    /// <param name="recuLe">When it was received.</param>
    /// <param name="evenementId">The event that brought it.</param>
    /// <param name="soinId">The soin for which it pays; null while it is unattached.</param>
    /// <param name="current">Whether this revision counts.</param>
    /// <param name="contestee">Whether this revision contradicts itself.</param>
    public static Contrat.LigneDePaiement From(
        Ligne ligne, DateTimeOffset recuLe, string evenementId, Guid? soinId, bool current, bool contestee)
    {
        ArgumentNullException.ThrowIfNull(ligne);
        var (ro, rc) = (ligne as LigneRo, ligne as LigneComplementaire);
        return new()
        {
            Part = (Contrat.PartDeLigne)ligne.Id.Part,
            Source = ligne.Id.Source,
            Ligne = LigneMapper.ToReference(ligne.Id.Reference),
            Revision = ligne.Revision,
            Actuelle = current,
            Contestee = contestee,
            SoinId = soinId,
            RecuLe = recuLe,
            EvenementId = evenementId,
            Nature = (Contrat.Nature)ligne.Nature,
            LigneOrigine = ligne.Origine is { } origine ? LigneMapper.ToReference(origine) : null,
            AdherentId = ligne.AdherentId,
            BeneficiaireId = ligne.BeneficiaireId,
            DateSoin = ligne.DateSoin,
            ProfessionnelId = ligne.ProfessionnelId,
            CodeActe = ligne.CodeActe,
            Libelle = ligne.Libelle,
            Depense = ligne.Depense.Euros,
            Montant = ligne.Montant.Euros,
            Destinataire = (Contrat.Destinataire)ligne.Destinataire,
            Canal = (Contrat.Canal)ligne.Canal,
            TransmisLe = ligne.TransmisLe,
            PayeLe = ligne.PayeLe,
            Virement = ligne.Virement,
            ReferenceSoin = ligne.ReferenceSoin,
            Releve = (Contrat.Releve)ligne.Releve,
            Base = ro?.Base?.Euros,
            Taux = ro?.Taux,
            Complementaire = (Contrat.Complementaire?)ro?.Complementaire,
            Contrat = rc?.Contrat,
            RegimeObligatoire = (Contrat.RegimeObligatoire?)rc?.RegimeObligatoire,
            MontantRoDeclare = rc?.MontantRoDeclare?.Euros,
            ReferenceRo = rc?.ReferenceRo is { } referenceRo ? LigneMapper.ToReference(referenceRo) : null,
        };
    }
}
