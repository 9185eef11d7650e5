namespace Reconciliation.Dev;

/// <summary>An act: its public code, its cost, and the base and rate at which the régime obligatoire reimburses it.</summary>
/// <param name="Code">The code of the nomenclature.</param>
/// <param name="Libelle">The act in words.</param>
/// <param name="Depense">The cost, in euros.</param>
/// <param name="Base">The base of reimbursement, in euros.</param>
/// <param name="Taux">The rate of reimbursement, per cent.</param>
internal sealed record Act(string Code, string Libelle, decimal Depense, decimal Base, decimal Taux)
{
    /// <summary>The share that the complémentaire takes into account, per cent of the base: 100 pays the ticket modérateur.</summary>
    public decimal Guarantee { get; init; } = 100;

    /// <summary>The complémentaire's payment for an act that the régime obligatoire does not cover, in euros.</summary>
    public decimal Forfait { get; init; }

    /// <summary>The share of cases in which the professional is paid directly, per cent.</summary>
    public int TiersPayant { get; init; }

    /// <summary>The member's deduction for it, in euros: participation forfaitaire or franchise.</summary>
    public decimal Retenue { get; init; }

    /// <summary>The frequency of the act in the crowd, against the others.</summary>
    public int Weight { get; init; }

    public bool IsABox => Code.StartsWith("PH", StringComparison.Ordinal);
}

/// <summary>
/// Some acts of the nomenclatures (NGAP, CCAM), at the tariffs and rates of November 2025; prices of medicines are plausible.
/// </summary>
internal static class ActCatalogue
{
    public static readonly Act Generaliste =
        new("G", "Consultation généraliste", 30.00m, 30.00m, 70) { TiersPayant = 30, Retenue = 2, Weight = 20 };

    public static readonly Act Osteopathie = new("OSTEO", "Ostéopathie", 60.00m, 0m, 0) { Forfait = 25.00m, Weight = 5 };

    public static readonly Act Hospitalisation = new("GHS", "Séjour hospitalier", 2_412.36m, 2_412.36m, 80) { TiersPayant = 100 };

    public static readonly Act ForfaitJournalier =
        new("FJ", "Forfait journalier hospitalier, 4 jours", 80.00m, 0m, 0) { Forfait = 80.00m, TiersPayant = 100 };

    public static readonly Act Medicament =
        new("PH7", "Médicament remboursé à 65 %", 8.14m, 8.14m, 65) { TiersPayant = 95, Retenue = 1, Weight = 30 };

    public static readonly Act Kinesitherapie =
        new("AMK", "Séance de masso-kinésithérapie", 17.68m, 17.68m, 60) { TiersPayant = 65, Retenue = 1, Weight = 9 };

    public static readonly Act Prothese =
        new("HBLD138", "Prothèse dentaire amovible", 139.75m, 139.75m, 60) { TiersPayant = 60, Weight = 1 };

    public static readonly Act Specialiste =
        new("CS", "Consultation spécialiste", 60.00m, 23.00m, 70) { Guarantee = 150, TiersPayant = 5, Retenue = 2, Weight = 7 };

    /// <summary>The acts that the crowd has.</summary>
    public static readonly IReadOnlyList<Act> Common =
    [
        Generaliste,
        new("GS", "Consultation spécialiste en médecine générale", 30.00m, 30.00m, 70) { TiersPayant = 30, Retenue = 2, Weight = 8 },
        Specialiste,
        new("APC", "Avis ponctuel de consultant", 60.00m, 60.00m, 70) { TiersPayant = 10, Retenue = 2, Weight = 3 },
        new("DEQP003", "Électrocardiogramme", 14.26m, 14.26m, 70) { TiersPayant = 20, Retenue = 2, Weight = 2 },
        new("AMI", "Soins infirmiers", 9.45m, 9.45m, 60) { TiersPayant = 95, Retenue = 1, Weight = 12 },
        Kinesitherapie,
        Medicament,
        new("PH7", "Médicament remboursé à 65 %", 23.79m, 23.79m, 65) { TiersPayant = 95, Retenue = 1, Weight = 14 },
        new("PH4", "Médicament remboursé à 30 %", 5.46m, 5.46m, 30) { TiersPayant = 95, Retenue = 1, Weight = 12 },
        new("PH2", "Médicament remboursé à 15 %", 6.61m, 6.61m, 15) { TiersPayant = 95, Retenue = 1, Weight = 6 },
        new("B", "Analyses de biologie", 37.25m, 37.25m, 60) { TiersPayant = 90, Retenue = 2, Weight = 9 },
        new("HBJD001", "Détartrage", 28.92m, 28.92m, 60) { TiersPayant = 25, Weight = 4 },
        Prothese,
        Osteopathie,
    ];
}
