using Reconciliation.Domain;
using Contrat = Reconciliation.Contracts;

namespace Reconciliation.Core;

/// <summary>From a judged view to the record that is stored, published and served.</summary>
public static class VueMapper
{
    /// <param name="vue">The view.</param>
    /// <param name="soinId">The id of the soin.</param>
    /// <param name="version">The version.</param>
    /// <param name="misAJourLe">When it was judged.</param>
    /// <param name="epoque">The epoch in which the version is written.</param>
    public static Contrat.Vue From(Vue vue, Guid soinId, int version, DateTimeOffset misAJourLe, string? epoque = null) => new()
    {
        SoinId = soinId,
        Version = version,
        AdherentId = vue.AdherentId,
        BeneficiaireId = vue.Journee.BeneficiaireId,
        DateSoin = vue.Journee.DateSoin,
        ProfessionnelId = vue.ProfessionnelId,
        CodeActe = vue.CodeActe,
        Libelle = vue.Libelle,
        Depense = vue.Depense.Euros,
        Situation = (Contrat.Situation)vue.Situation,
        Niveau = (Contrat.Niveau)vue.Niveau,
        MontantTotal = Total(vue.Total),
        PartRo = Part(vue.PartRo),
        PartComplementaire = Part(vue.PartComplementaire),
        ResteACharge = vue.ResteACharge.Euros,
        VersementUnique = vue.VersementUnique,
        OrdreVersements = (Contrat.OrdreVersements?)vue.OrdreVersements,
        EcartJours = vue.EcartJours,
        Message = vue.Message,
        MisAJourLe = misAJourLe,
        Epoque = epoque,
    };

    /// <summary>The last view of a soin that has no line of its own any more: merged into another, or emptied by a correction.</summary>
    /// <param name="last">The view before.</param>
    /// <param name="remplacePar">The soin that took its lines, if one did.</param>
    /// <param name="version">The version.</param>
    /// <param name="misAJourLe">When that was found.</param>
    public static Contrat.Vue Emptied(Contrat.Vue last, Guid? remplacePar, int version, DateTimeOffset misAJourLe) => last with
    {
        Version = version,
        Depense = Montant.Zero.Euros,
        Situation = Contrat.Situation.Annule,
        Niveau = Contrat.Niveau.Normal,
        MontantTotal = Total(new(Montant.Zero, Montant.Zero, Montant.Zero, Montant.Zero, Certitude.Ferme, null)),
        PartRo = Part(NotApplicable),
        PartComplementaire = Part(NotApplicable),
        ResteACharge = Montant.Zero.Euros,
        VersementUnique = false,
        OrdreVersements = null,
        EcartJours = null,
        Message = remplacePar is null
            ? "Les paiements de ce soin ont été corrigés : il n'en reste aucun ici."
            : "Les paiements de ce soin ont été regroupés avec ceux d'un autre soin de la même journée.",
        MisAJourLe = misAJourLe,
        RemplacePar = remplacePar,
    };

    private static readonly PartVue NotApplicable = new(EtatPart.NonAttendue, null, null, null, null, null, null, null, null);

    private static Contrat.MontantTotal Total(MontantTotal total) => new()
    {
        Valeur = total.Valeur.Euros,
        Retenues = total.Retenues.Euros,
        Net = total.Net.Euros,
        AuCompte = total.AuCompte.Euros,
        AuProfessionnel = total.AuProfessionnel.Euros,
        Certitude = (Contrat.Certitude)total.Certitude,
        Inchange = total.Inchange,
    };

    private static Contrat.PartVue Part(PartVue part) => new()
    {
        Etat = (Contrat.EtatPart)part.Etat,
        Montant = part.Montant?.Euros,
        MontantAttendu = part.MontantAttendu?.Euros,
        Destinataire = (Contrat.Destinataire?)part.Destinataire,
        PayeLe = part.PayeLe,
        Virement = part.Virement,
        VisibleSur = (Contrat.VisibleSur?)part.VisibleSur,
        AttenduDu = part.Expectation?.From,
        AttenduAu = part.Expectation?.Until,
        DansLesDelais = part.DansLesDelais,
    };
}
