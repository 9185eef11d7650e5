using Reconciliation.Domain;
using Reconciliation.Storage;
using Wire = Reconciliation.Contracts;

namespace Reconciliation.Core;

/// <summary>From a judged view to the record that is stored, published and served.</summary>
public static class VueMapper
{
    /// <param name="vue">The view.</param>
    /// <param name="soinId">The id of the soin.</param>
    /// <param name="version">The version.</param>
    /// <param name="misAJourLe">When it was judged.</param>
    /// <param name="epoque">The epoch in which the version is written.</param>
    public static Wire.Vue From(Vue vue, Guid soinId, int version, DateTimeOffset misAJourLe, string? epoque = null) => new()
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
        Situation = (Wire.Situation)vue.Situation,
        Niveau = (Wire.Niveau)vue.Niveau,
        MontantTotal = Total(vue.Total),
        PartRo = PartRo(vue.PartRo),
        PartComplementaire = Part(vue.PartComplementaire),
        ResteACharge = vue.ResteACharge?.Euros,
        VersementUnique = vue.VersementUnique,
        OrdreVersements = (Wire.OrdreVersements?)vue.OrdreVersements,
        EcartJours = vue.EcartJours,
        Message = vue.Message,
        MisAJourLe = misAJourLe,
        Retenues = [.. vue.Retenues.Select(r => new Wire.RetenueVue((Wire.Nature)r.Nature, r.CodeActe, r.Montant.Euros, r.PayeLe,
            r.Virement))],
        MessageParties = Parties(vue.MessageParties),
        Epoque = epoque,
    };

    /// <summary>The view that a member is shown of a soin that also concerns another.</summary>
    /// <param name="vue">The view of all its lines.</param>
    /// <param name="own">That member's own share.</param>
    public static Wire.Vue Share(Wire.Vue vue, OwnShare own)
    {
        ArgumentNullException.ThrowIfNull(vue);
        ArgumentNullException.ThrowIfNull(own);
        return vue with
        {
            MontantTotal = vue.MontantTotal with { AuCompte = own.AuCompte.Euros },
            Message = own.Message,
            MessageParties = Parties(own.MessageParties),
        };
    }

    /// <summary>
    /// The sum of all lines of a soin, as its view states it, in euros: the total net of money held back, without the part of it that is
    /// only awaited. A part whose payments are all of a day ahead counts as a whole.
    /// </summary>
    /// <param name="vue">The view.</param>
    public static decimal LignesTotal(Wire.Vue vue)
    {
        ArgumentNullException.ThrowIfNull(vue);
        return vue.MontantTotal.Net - Missing(vue.PartRo) - Missing(vue.PartComplementaire);
    }

    /// <summary>The gross amount of a part, payments of a day ahead included, in euros.</summary>
    /// <param name="part">The part.</param>
    public static decimal Whole(Wire.PartVue part)
    {
        ArgumentNullException.ThrowIfNull(part);
        return (part is { Etat: Wire.EtatPart.Attendue, PayeLe: not null } ? part.MontantAttendu : part.Montant) ?? 0;
    }

    // The amount that the total counts of a part that is only awaited. Such a part has a window, unless it awaits only the day of its own
    // payments.
    private static decimal Missing(Wire.PartVue part) =>
        part.AttenduAu is null || part is { Etat: Wire.EtatPart.Attendue, PayeLe: not null } ? 0 : part.MontantAttendu ?? 0;

    /// <summary>The last view of a soin that has no line of its own any more: merged into another, or emptied by a correction.</summary>
    /// <param name="last">The view before.</param>
    /// <param name="remplacePar">The soin that took its lines, if one did.</param>
    /// <param name="version">The version.</param>
    /// <param name="misAJourLe">When that was found.</param>
    public static Wire.Vue Emptied(Wire.Vue last, Guid? remplacePar, int version, DateTimeOffset misAJourLe) => last with
    {
        Version = version,
        Depense = Montant.Zero.Euros,
        Situation = Wire.Situation.Annule,
        Niveau = Wire.Niveau.Normal,
        MontantTotal = Total(new(Montant.Zero, Montant.Zero, Montant.Zero, Montant.Zero, Certitude.Ferme, null)),
        PartRo = PartRo(NotApplicable),
        PartComplementaire = Part(NotApplicable),
        ResteACharge = Montant.Zero.Euros,
        VersementUnique = false,
        OrdreVersements = null,
        EcartJours = null,
        Message = MemberMessage.OfEmptySoin(remplacePar is not null),
        MisAJourLe = misAJourLe,
        RemplacePar = remplacePar,
        Retenues = [],
        MessageParties = [],
    };

    private static readonly PartVue NotApplicable = new(EtatPart.NonAttendue, null, null, null, null, null, null, null, null);

    private static Wire.MontantTotal Total(MontantTotal total) => new()
    {
        Valeur = total.Valeur.Euros,
        Retenues = total.Retenues.Euros,
        Net = total.Net.Euros,
        AuCompte = total.AuCompte.Euros,
        AuProfessionnel = total.AuProfessionnel.Euros,
        Certitude = (Wire.Certitude)total.Certitude,
        Inchange = total.Inchange,
    };

    private static Wire.MessagePartie[] Parties(IReadOnlyList<MessagePartie> parties)
    {
        var written = new Wire.MessagePartie[parties.Count];
        for (var rank = 0; rank < written.Length; rank++)
        {
            var p = parties[rank];
            written[rank] = new(
                (Wire.MessagePartieType)p.Type,
                p.Montant?.Euros,
                p.Jour,
                (Wire.VisibleSur?)p.Lieu,
                (Wire.Destinataire?)p.Destinataire)
            {
                AutrePart = p.AutrePart?.Code,
            };
        }

        return written;
    }

    private static Wire.PartRoVue PartRo(PartVue part) => new(Part(part)) { Base = part.Base?.Euros, Taux = part.Taux };

    private static Wire.PartVue Part(PartVue part) => new()
    {
        Etat = (Wire.EtatPart)part.Etat,
        Montant = part.Montant?.Euros,
        MontantAttendu = part.MontantAttendu?.Euros,
        Destinataire = (Wire.Destinataire?)part.Destinataire,
        PayeLe = part.PayeLe,
        Virement = part.Virement,
        VisibleSur = (Wire.VisibleSur?)part.VisibleSur,
        AttenduDu = part.Expectation?.From,
        AttenduAu = part.Expectation?.Until,
        DansLesDelais = part.DansLesDelais,
        Ligne = part.Ligne is { } name ? LigneMapper.ToReference(name) : null,
        MontantVirement = part.MontantVirement?.Euros,
    };
}
