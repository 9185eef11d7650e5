using Reconciliation.Contracts;
using Reconciliation.Domain;

namespace Reconciliation.Storage;

/// <summary>
/// From a validated wire record to the fact it states. Enumerations of both sides have the same members in the same order.
/// </summary>
public static class LigneMapper
{
    /// <summary>The fact that an RO record states.</summary>
    /// <param name="p">The record.</param>
    public static LigneRo Ro(PaiementRoEmis p) => new()
    {
        Id = new(Part.Ro, p.Source, ToReference(p.Ligne), Beneficiaire(p)),
        Revision = p.Revision,
        Nature = (Domain.Nature)p.Nature,
        Origine = ReferenceOrNull(p.LigneOrigine),
        AdherentId = p.AdherentId,
        DateSoin = p.DateSoin,
        ProfessionnelId = p.ProfessionnelId,
        CodeActe = p.CodeActe,
        Libelle = p.Libelle,
        Depense = Montant.FromEuros(p.Depense),
        Montant = Montant.FromEuros(p.Montant),
        Destinataire = (Domain.Destinataire)p.Destinataire,
        Canal = (Domain.Canal)p.Canal,
        TransmisLe = p.TransmisLe,
        PayeLe = p.PayeLe,
        Virement = p.Virement,
        ReferenceSoin = p.ReferenceSoin,
        Releve = (Domain.Releve)p.Releve,
        Base = MontantOrNull(p.Base),
        Taux = p.Taux,
        Complementaire = (Domain.Complementaire)p.Complementaire,
    };

    /// <summary>The fact that a complementary record states.</summary>
    /// <param name="p">The record.</param>
    public static LigneComplementaire Complementaire(PaiementComplementaireEmis p) => new()
    {
        Id = new(Part.Complementaire, p.Source, ToReference(p.Ligne), Beneficiaire(p)),
        Revision = p.Revision,
        Nature = (Domain.Nature)p.Nature,
        Origine = ReferenceOrNull(p.LigneOrigine),
        AdherentId = p.AdherentId,
        DateSoin = p.DateSoin,
        ProfessionnelId = p.ProfessionnelId,
        CodeActe = p.CodeActe,
        Libelle = p.Libelle,
        Depense = Montant.FromEuros(p.Depense),
        Montant = Montant.FromEuros(p.Montant),
        Destinataire = (Domain.Destinataire)p.Destinataire,
        Canal = (Domain.Canal)p.Canal,
        TransmisLe = p.TransmisLe,
        PayeLe = p.PayeLe,
        Virement = p.Virement,
        ReferenceSoin = p.ReferenceSoin,
        Releve = (Domain.Releve)p.Releve,
        Contrat = p.Contrat,
        RegimeObligatoire = (Domain.RegimeObligatoire)p.RegimeObligatoire,
        MontantRoDeclare = MontantOrNull(p.MontantRoDeclare),
        ReferenceRo = ReferenceOrNull(p.ReferenceRo),
    };

    /// <summary>The fact that a record of a part without rules of its own states.</summary>
    /// <param name="part">The part.</param>
    /// <param name="p">The record.</param>
    /// <param name="ownContent">Its content besides what every record states: <see cref="LigneAutre.OwnContent"/>.</param>
    public static LigneAutre Autre(Part part, PaiementEmis p, string? ownContent = null) => new()
    {
        Id = new(part, p.Source, ToReference(p.Ligne), Beneficiaire(p)),
        Revision = p.Revision,
        Nature = (Domain.Nature)p.Nature,
        Origine = ReferenceOrNull(p.LigneOrigine),
        AdherentId = p.AdherentId,
        DateSoin = p.DateSoin,
        ProfessionnelId = p.ProfessionnelId,
        CodeActe = p.CodeActe,
        Libelle = p.Libelle,
        Depense = Montant.FromEuros(p.Depense),
        Montant = Montant.FromEuros(p.Montant),
        Destinataire = (Domain.Destinataire)p.Destinataire,
        Canal = (Domain.Canal)p.Canal,
        TransmisLe = p.TransmisLe,
        PayeLe = p.PayeLe,
        Virement = p.Virement,
        ReferenceSoin = p.ReferenceSoin,
        Releve = (Domain.Releve)p.Releve,
        OwnContent = ownContent,
    };

    /// <summary>The name of a line, as the wire states it.</summary>
    /// <param name="reference">The name.</param>
    public static ReferenceLigne ToReference(Reference reference) =>
        new() { Organisme = reference.Organisme, Decompte = reference.Decompte, Ordre = reference.Ordre };

    // Most members are their own beneficiary: one text in memory, not two.
    private static string Beneficiaire(PaiementEmis p) => p.BeneficiaireId == p.AdherentId ? p.AdherentId : p.BeneficiaireId;

    private static Reference ToReference(ReferenceLigne r) => new(r.Organisme, r.Decompte, r.Ordre);

    private static Reference? ReferenceOrNull(ReferenceLigne? r) => r is null ? null : ToReference(r);

    private static Montant? MontantOrNull(decimal? euros) => euros is { } e ? Montant.FromEuros(e) : null;
}
