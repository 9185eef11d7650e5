using Reconciliation.Contracts;

namespace Reconciliation.Testing;

/// <summary>States a line anew, as of a day so long ago that every window that begins with it has passed.</summary>
internal static class LongAgo
{
    /// <summary>Longer than the window of a paper claim, non-working days included.</summary>
    public const int BackDays = 90;

    public static PaiementRoEmis Ro(LigneDePaiement line) => new()
    {
        EvenementId = line.EvenementId,
        Source = line.Source,
        Ligne = line.Ligne,
        Revision = line.Revision + 1,
        Nature = line.Nature,
        AdherentId = line.AdherentId,
        BeneficiaireId = line.BeneficiaireId,
        DateSoin = line.DateSoin,
        ProfessionnelId = line.ProfessionnelId,
        CodeActe = line.CodeActe,
        Libelle = line.Libelle,
        Depense = line.Depense,
        Base = line.Base,
        Taux = line.Taux,
        Montant = line.Montant,
        Destinataire = line.Destinataire,
        Canal = line.Canal,
        TransmisLe = line.TransmisLe?.AddDays(-BackDays),
        PayeLe = line.PayeLe.AddDays(-BackDays),
        Virement = line.Virement,
        Complementaire = line.Complementaire!.Value,
        ReferenceSoin = line.ReferenceSoin,
        Releve = line.Releve,
    };

    public static PaiementComplementaireEmis Complementaire(LigneDePaiement line) => new()
    {
        EvenementId = line.EvenementId,
        Source = line.Source,
        Ligne = line.Ligne,
        Revision = line.Revision + 1,
        Nature = line.Nature,
        AdherentId = line.AdherentId,
        BeneficiaireId = line.BeneficiaireId,
        DateSoin = line.DateSoin,
        ProfessionnelId = line.ProfessionnelId,
        CodeActe = line.CodeActe,
        Libelle = line.Libelle,
        Depense = line.Depense,
        Montant = line.Montant,
        Destinataire = line.Destinataire,
        Canal = line.Canal,
        TransmisLe = line.TransmisLe?.AddDays(-BackDays),
        PayeLe = line.PayeLe.AddDays(-BackDays),
        Virement = line.Virement,
        Contrat = line.Contrat!,
        RegimeObligatoire = line.RegimeObligatoire!.Value,
        MontantRoDeclare = line.MontantRoDeclare,
        ReferenceRo = line.ReferenceRo,
        ReferenceSoin = line.ReferenceSoin,
        Releve = line.Releve,
    };
}
