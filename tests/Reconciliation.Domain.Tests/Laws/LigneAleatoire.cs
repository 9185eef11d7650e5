namespace Reconciliation.Domain.Tests.Laws;

/// <summary>One generated line, in view of the lines before it.</summary>
internal static class LigneAleatoire
{
    private static readonly DateOnly Soin = new(2025, 11, 14);

    public static Ligne De(Tirage t, IReadOnlyList<Ligne> avant, int combien)
    {
        var revisee = avant.Count > 0 && t.SurCent(15) ? avant[t.Moins(avant.Count)] : null;
        var part = revisee?.Id.Part ?? t.Parmi(Part.Ro, Part.Complementaire);
        var source = t.Parmi("S", "S", "S", "S", "S", "S", "S", "S", "S", "T");
        var id = revisee?.Id ?? new(part, source, Nom(t.SurCent(90) ? avant.Count : t.Moins(combien)));
        var nature = t.Parmi(
            Nature.Paiement, Nature.Paiement, Nature.Paiement, Nature.Paiement, Nature.Paiement, Nature.Regularisation, Nature.Annulation, Nature.Retenue);
        var origine = nature == Nature.Paiement ? null : Origine(t, combien);
        var montant = Montant(t, part, nature, avant.FirstOrDefault(l => l.Id.Part == part && l.Id.Reference == origine));
        var commun = Commune(t, revisee);
        return part == Part.Ro
            ? Ro(t, commun with { Id = id, Nature = nature, Origine = origine, Montant = montant })
            : Complementaire(t, commun with { Id = id, Nature = nature, Origine = origine, Montant = montant }, combien);
    }

    private static Reference Nom(int rang) => new("O", "D", rang);

    // None, one that never comes, or any line of the case: before, after, itself, of the other part.
    private static Reference? Origine(Tirage t, int combien) => t.Moins(8) switch
    {
        1 => null,
        2 => Nom(99),
        _ => Nom(t.Moins(combien)),
    };

    private static Montant Montant(Tirage t, Part part, Nature nature, Ligne? origine) => Domain.Montant.DeEuros((nature, part) switch
    {
        (Nature.Paiement, Part.Ro) => t.Parmi(21m, 21m, 17.50m, 0m, 30m),
        (Nature.Paiement, _) => t.Parmi(9m, 9m, 7.50m, 0m, 12.50m),
        (Nature.Annulation, _) => origine is { Montant.Cents: > 0 } o && t.SurCent(70) ? -o.Montant.Euros : t.Parmi(-21m, -9m, -5m, 0m),
        (Nature.Retenue, _) => t.Parmi(-2m, -1m, 0m),
        _ => t.Parmi(-3.50m, 2m, -21m, 9m),
    });

    private static LigneRo Commune(Tirage t, Ligne? revisee) => new()
    {
        Id = default,
        Revision = revisee is null ? 1 : t.Parmi(2, revisee.Revision, 1, 3),
        Nature = default,
        Origine = null,
        AdherentId = t.SurCent(10) ? "A2" : "A1",
        BeneficiaireId = t.SurCent(12) ? "B2" : "B1",
        DateSoin = t.SurCent(12) ? Soin.AddDays(1) : Soin,
        ProfessionnelId = t.SurCent(20) ? "P2" : "P1",
        CodeActe = t.SurCent(20) ? "C" : "G",
        Libelle = t.SurCent(30) ? "Consultation généraliste" : null,
        Depense = Domain.Montant.DeEuros(t.Parmi(30m, 30m, 30m, 25m, 50m)),
        Montant = default,
        Destinataire = t.SurCent(25) ? Destinataire.Professionnel : Destinataire.Assure,
        Canal = t.SurCent(20) ? Canal.FeuilleDeSoins : Canal.CarteVitale,
        TransmisLe = t.SurCent(30) ? new DateTimeOffset(2025, 11, 14, 17, 2, 11, TimeSpan.FromHours(1)).AddHours(t.Moins(100)) : null,
        PayeLe = Soin.AddDays(t.Parmi(3, 3, 5, 1, 2, 10, 40)),
        Virement = t.Parmi("V1", "V2", "V3", "V4"),
        ReferenceSoin = t.Parmi(null, null, null, null, null, null, "X", "Y"),
        Releve = t.SurCent(20) ? Releve.Courrier : Releve.Ameli,
        Base = Domain.Montant.DeEuros(t.Parmi(30m, 30m, 25m)),
        Taux = 70,
        Complementaire = default,
    };

    private static LigneRo Ro(Tirage t, LigneRo commun) => commun with
    {
        Base = commun.Nature == Nature.Paiement ? commun.Base : null,
        Taux = commun.Nature == Nature.Paiement ? commun.Taux : null,
        Complementaire = t.Parmi(
            Domain.Complementaire.Mgen, Domain.Complementaire.Mgen, Domain.Complementaire.Mgen, Domain.Complementaire.Autre, Domain.Complementaire.Aucune),
    };

    private static LigneComplementaire Complementaire(Tirage t, LigneRo commun, int combien) => new()
    {
        Id = commun.Id,
        Revision = commun.Revision,
        Nature = commun.Nature,
        Origine = commun.Origine,
        AdherentId = commun.AdherentId,
        BeneficiaireId = commun.BeneficiaireId,
        DateSoin = commun.DateSoin,
        ProfessionnelId = commun.ProfessionnelId,
        CodeActe = commun.CodeActe,
        Libelle = commun.Libelle,
        Depense = commun.Depense,
        Montant = commun.Montant,
        Destinataire = commun.Destinataire,
        Canal = commun.Canal,
        TransmisLe = commun.TransmisLe,
        PayeLe = commun.PayeLe,
        Virement = commun.Virement,
        ReferenceSoin = commun.ReferenceSoin,
        Releve = commun.Releve,
        Contrat = t.Parmi("INTEGRALE", "INTEGRALE", "SURCO", "TIERS"),
        RegimeObligatoire = t.SurCent(15) ? RegimeObligatoire.Autre : RegimeObligatoire.Mgen,
        MontantRoDeclare = t.Parmi<decimal?>(21m, 21m, 21m, 17.50m, null, 0m) is { } declare ? Domain.Montant.DeEuros(declare) : null,
        ReferenceRo = t.SurCent(15) ? Nom(t.Moins(combien)) : null,
    };
}
