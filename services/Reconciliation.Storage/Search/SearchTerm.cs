using Reconciliation.Contracts;
using Reconciliation.Domain;

namespace Reconciliation.Storage;

/// <summary>The kind of thing that a text is looked for as.</summary>
public enum ReadingKind
{
    /// <summary>The id of a soin.</summary>
    Soin,

    /// <summary>A member.</summary>
    Adherent,

    /// <summary>A beneficiary.</summary>
    Beneficiaire,

    /// <summary>The décompte of a line.</summary>
    Decompte,

    /// <summary>The transfer of a line.</summary>
    Virement,

    /// <summary>The professional of a line.</summary>
    Professionnel,

    /// <summary>The day of care.</summary>
    DateSoin,

    /// <summary>The day of payment of a line.</summary>
    PayeLe,

    /// <summary>The amount of a line.</summary>
    Montant,

    /// <summary>The amount that a soin has been paid, net.</summary>
    Paid,

    /// <summary>A figure of a soin that no index has: its total, its net total, its cost, what one transfer brought for it.</summary>
    Figure,

    /// <summary>The sum that a transfer brought to a member in all, for several soins.</summary>
    Transfer,
}

/// <summary>One thing that a text may mean, such as the décompte of that number.</summary>
/// <param name="Kind">The kind of thing, by which soins would be found.</param>
public sealed record TermReading(ReadingKind Kind)
{
    /// <summary>The identifier, where it is one.</summary>
    public string Text { get; init; } = "";

    /// <summary>The id, where it is one of a soin.</summary>
    public Guid SoinId { get; init; }

    /// <summary>The day, where it is one.</summary>
    public DateOnly Day { get; init; }

    /// <summary>The amount, where it is one.</summary>
    public Montant Montant { get; init; }

    /// <summary>The lines of the transfers that brought the amount, where it is the sum of some.</summary>
    public IReadOnlyList<Candidate> Lignes { get; init; } = [];

    /// <summary>By what it is said to be found.</summary>
    public TrouvePar Type => Kind switch
    {
        ReadingKind.Soin => TrouvePar.Soin,
        ReadingKind.Adherent => TrouvePar.Adherent,
        ReadingKind.Beneficiaire => TrouvePar.Beneficiaire,
        ReadingKind.Decompte => TrouvePar.Decompte,
        ReadingKind.Virement => TrouvePar.Virement,
        ReadingKind.Professionnel => TrouvePar.Professionnel,
        ReadingKind.DateSoin or ReadingKind.PayeLe => TrouvePar.Date,
        ReadingKind.Montant or ReadingKind.Paid or ReadingKind.Figure or ReadingKind.Transfer => TrouvePar.Montant,
    };

    /// <summary>Whether it is a day.</summary>
    public bool IsDay => Kind is ReadingKind.DateSoin or ReadingKind.PayeLe;

    /// <summary>Whether it is an amount.</summary>
    public bool IsMontant => Type == TrouvePar.Montant;

    /// <summary>Whether it is of a soin as a whole, and of none of its lines.</summary>
    public bool IsOfSoin =>
        Kind is ReadingKind.Soin or ReadingKind.Adherent or ReadingKind.Beneficiaire or ReadingKind.Paid or ReadingKind.Figure;

    /// <summary>Whether a received line is of this sense; a soin's own senses are never of a line.</summary>
    /// <param name="stored">The line.</param>
    public bool IsOf(StoredLigne stored) => Kind switch
    {
        ReadingKind.Decompte => stored.Ligne.Id.Reference.Decompte == Text,
        ReadingKind.Virement => stored.Ligne.Virement == Text,
        ReadingKind.Professionnel => stored.Ligne.ProfessionnelId == Text,
        ReadingKind.DateSoin => stored.Ligne.DateSoin == Day,
        ReadingKind.PayeLe => stored.Ligne.PayeLe == Day,
        ReadingKind.Montant => stored.Ligne.Montant == Montant,
        ReadingKind.Transfer => Lignes.Any(l => l.Keyset.Position == stored.Position),
        ReadingKind.Soin or ReadingKind.Adherent or ReadingKind.Beneficiaire or ReadingKind.Paid or ReadingKind.Figure => false,
    };

    /// <summary>Whether a line that is in no soin is of this sense: there its persons are its own.</summary>
    /// <param name="stored">The line.</param>
    public bool IsOfUnattached(StoredLigne stored) => Kind switch
    {
        ReadingKind.Adherent => stored.Ligne.AdherentId == Text,
        ReadingKind.Beneficiaire => stored.Ligne.BeneficiaireId == Text,
        ReadingKind.Soin or ReadingKind.Decompte or ReadingKind.Virement or ReadingKind.Professionnel or ReadingKind.DateSoin
            or ReadingKind.PayeLe or ReadingKind.Montant or ReadingKind.Paid or ReadingKind.Figure or ReadingKind.Transfer => IsOf(stored),
    };
}

/// <summary>One term of a search: a soin has it if it is of one of its senses.</summary>
/// <param name="Reading">The senses that it may have, in the order in which they are looked for.</param>
public sealed record SearchTerm(IReadOnlyList<TermReading> Reading)
{
    /// <summary>The words, as they were said.</summary>
    public required SpokenTerm Said { get; init; }

    /// <summary>Whether it may mean an amount.</summary>
    public bool MayBeMontant => Reading.Any(r => r.IsMontant);

    /// <summary>Whether it means a day and nothing else.</summary>
    public bool IsDay => Reading.All(r => r.IsDay);

    /// <summary>Whether it means an amount and nothing else.</summary>
    public bool IsMontant => Reading.All(r => r.IsMontant);

    /// <summary>
    /// How much a term is thought to narrow a search, before anything is counted: identifiers most, then numbers that may be amounts or
    /// days too, amounts, days.
    /// </summary>
    public int Rank =>
        Reading.All(r => !r.IsDay && !r.IsMontant) ? 0
        : Reading.Any(r => !r.IsDay && !r.IsMontant) ? 1
        : MayBeMontant ? 2
        : 3;
}
