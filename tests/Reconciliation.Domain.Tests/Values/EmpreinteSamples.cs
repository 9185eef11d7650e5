namespace Reconciliation.Domain.Tests.Values;

/// <summary>Two lines of which every member has a value.</summary>
internal static class EmpreinteSamples
{
    public static LigneRo Ro { get; } = new()
    {
        Id = new(Part.Ro, "ameli", new("751", "D-17", 3), "B1"),
        Revision = 2,
        Nature = Nature.Regularisation,
        Origine = new("751", "D-16", 1),
        AdherentId = "A1",
        DateSoin = new(2025, 11, 14),
        ProfessionnelId = "P1",
        CodeActe = "G",
        Libelle = "Consultation généraliste",
        Depense = Montant.FromEuros(30m),
        Montant = Montant.FromEuros(21m),
        Destinataire = Destinataire.Assure,
        Canal = Canal.CarteVitale,
        TransmisLe = new(2025, 11, 14, 17, 2, 11, TimeSpan.FromHours(1)),
        PayeLe = new(2025, 11, 17),
        Virement = "V1",
        ReferenceSoin = "X",
        Releve = Releve.Ameli,
        Base = Montant.FromEuros(30m),
        Taux = 70m,
        Complementaire = Domain.Complementaire.Mgen,
    };

    public static LigneComplementaire Complementaire { get; } = new()
    {
        Id = new(Part.Complementaire, "rc", new("MGEN", "C-9", 1), "B1"),
        Revision = 1,
        Nature = Nature.Paiement,
        Origine = null,
        AdherentId = "A1",
        DateSoin = new(2025, 11, 14),
        ProfessionnelId = "P1",
        CodeActe = "G",
        Libelle = null,
        Depense = Montant.FromEuros(30m),
        Montant = Montant.FromEuros(9m),
        Destinataire = Destinataire.Professionnel,
        Canal = Canal.FeuilleDeSoins,
        TransmisLe = null,
        PayeLe = new(2025, 11, 20),
        Virement = "V2",
        ReferenceSoin = null,
        Releve = Releve.Courrier,
        Contrat = "INTEGRALE",
        RegimeObligatoire = RegimeObligatoire.Mgen,
        MontantRoDeclare = Montant.FromEuros(21m),
        ReferenceRo = new("751", "D-17", 3),
    };
}
