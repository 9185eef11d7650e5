using Reconciliation.Domain;
using Reconciliation.Storage;
using Wire = Reconciliation.Contracts;

namespace Reconciliation.Core;

/// <summary>From a line to the record that shows it.</summary>
public static class LignePublication
{
    /// <param name="facts">The line, and what became of it.</param>
    public static Wire.LigneDePaiement From(LigneFacts facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        var (stored, ligne) = (facts.Stored, facts.Stored.Ligne);
        var (ro, rc) = (ligne as LigneRo, ligne as LigneComplementaire);
        return new()
        {
            Part = new(ligne.Id.Part.Code),
            Source = ligne.Id.Source,
            Ligne = LigneMapper.ToReference(ligne.Id.Reference),
            Revision = ligne.Revision,
            Actuelle = facts.IsCurrent,
            Contestee = facts.Contestee,
            SoinId = facts.SoinId,
            RecuLe = stored.RecuLe,
            EvenementId = stored.EvenementId,
            Nature = (Wire.Nature)ligne.Nature,
            LigneOrigine = ligne.Origine is { } origine ? LigneMapper.ToReference(origine) : null,
            AdherentId = ligne.AdherentId,
            BeneficiaireId = ligne.BeneficiaireId,
            DateSoin = ligne.DateSoin,
            ProfessionnelId = ligne.ProfessionnelId,
            CodeActe = ligne.CodeActe,
            Libelle = ligne.Libelle,
            Depense = ligne.Depense.Euros,
            Montant = ligne.Montant.Euros,
            Destinataire = (Wire.Destinataire)ligne.Destinataire,
            Canal = (Wire.Canal)ligne.Canal,
            TransmisLe = ligne.TransmisLe,
            PayeLe = ligne.PayeLe,
            Virement = ligne.Virement,
            ReferenceSoin = ligne.ReferenceSoin,
            Releve = (Wire.Releve)ligne.Releve,
            Base = ro?.Base?.Euros,
            Taux = ro?.Taux,
            Complementaire = (Wire.Complementaire?)ro?.Complementaire,
            Contrat = rc?.Contrat,
            RegimeObligatoire = (Wire.RegimeObligatoire?)rc?.RegimeObligatoire,
            MontantRoDeclare = rc?.MontantRoDeclare?.Euros,
            ReferenceRo = rc?.ReferenceRo is { } referenceRo ? LigneMapper.ToReference(referenceRo) : null,
        };
    }
}
