namespace Reconciliation.Contracts;

/// <summary>
/// The totals of a member's soins over a period of care, by month and by situation. Soins of a child covered by two members are included.
/// Amounts are euros with two decimals.
/// </summary>
public sealed record Synthese
{
    /// <summary>The member.</summary>
    public required string AdherentId { get; init; }

    /// <summary>The first day of care that is counted.</summary>
    public required DateOnly Du { get; init; }

    /// <summary>The last day of care that is counted.</summary>
    public required DateOnly Au { get; init; }

    /// <summary>All soins of the period.</summary>
    public required Totaux Total { get; init; }

    /// <summary>The soins by situation; a situation without soins is absent.</summary>
    public required IReadOnlyList<TotauxDeSituation> Situations { get; init; }

    /// <summary>The months of care, newest first; a month without soins is absent.</summary>
    public required IReadOnlyList<TotauxDeMois> Mois { get; init; }

    /// <summary>Lines of the period that are in no soin: retenues and corrections that wait. They are in no total.</summary>
    public required NonRattachees NonRattachees { get; init; }
}

/// <summary>The totals of some soins: the members of <see cref="MontantTotal"/>, added up. Euros with two decimals.</summary>
/// <param name="Nombre">The number of soins.</param>
/// <param name="Valeur">Gross: both parts, each as paid, else as announced.</param>
/// <param name="Retenues">Participations forfaitaires and franchises held back, as a positive amount.</param>
/// <param name="Net"><paramref name="Valeur"/> less <paramref name="Retenues"/>.</param>
/// <param name="AuCompte">Paid so far to the account, net.</param>
/// <param name="AuProfessionnel">Paid so far to professionals, net.</param>
public sealed record Totaux(int Nombre, decimal Valeur, decimal Retenues, decimal Net, decimal AuCompte, decimal AuProfessionnel);

/// <summary>The soins of one situation.</summary>
/// <param name="Situation">The situation.</param>
/// <param name="Total">The totals of these soins.</param>
public sealed record TotauxDeSituation(Situation Situation, Totaux Total);

/// <summary>The soins of one month of care.</summary>
/// <param name="Mois">The month, <c>yyyy-MM</c>.</param>
/// <param name="Total">The totals of these soins.</param>
/// <param name="Situations">The totals of each situation in the month.</param>
public sealed record TotauxDeMois(string Mois, Totaux Total, IReadOnlyList<TotauxDeSituation> Situations);

/// <summary>Lines that are in no soin.</summary>
/// <param name="Nombre">The number of lines.</param>
/// <param name="Montant">The sum of the lines, in euros, signed.</param>
/// <param name="Lignes">The lines, newest care first; at most 200 of them.</param>
public sealed record NonRattachees(int Nombre, decimal Montant, IReadOnlyList<LigneNonRattachee> Lignes);

/// <summary>A line that is in no soin.</summary>
/// <param name="Part">The part that it concerns.</param>
/// <param name="Source">The system that states it.</param>
/// <param name="Ligne">Its identity within the source.</param>
/// <param name="Nature">The effect of the line on the account.</param>
/// <param name="BeneficiaireId">The beneficiary.</param>
/// <param name="DateSoin">The day of care.</param>
/// <param name="Montant">The amount, in euros, signed.</param>
/// <param name="PayeLe">The day of payment.</param>
public sealed record LigneNonRattachee(
    PartDeLigne Part, string Source, ReferenceLigne Ligne, Nature Nature, string BeneficiaireId, DateOnly DateSoin, decimal Montant,
    DateOnly PayeLe);
