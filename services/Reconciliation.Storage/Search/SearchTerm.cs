using Reconciliation.Contracts;
using Reconciliation.Domain;

namespace Reconciliation.Storage;

/// <summary>One thing that a text may mean, such as the décompte of that number.</summary>
/// <param name="Type">The kind of identifier, day or amount by which it would find a soin.</param>
public sealed record TermReading(TrouvePar Type)
{
    /// <summary>The identifier, where it is one.</summary>
    public string Text { get; init; } = "";

    /// <summary>The id, where it is one of a soin.</summary>
    public Guid SoinId { get; init; }

    /// <summary>The day, where it is one.</summary>
    public DateOnly Day { get; init; }

    /// <summary>The amount, where it is one.</summary>
    public Montant Montant { get; init; }

    /// <summary>Whether a received line is of this sense; a soin's own senses are never of a line.</summary>
    /// <param name="ligne">The line.</param>
    public bool IsOf(Ligne ligne) => Type switch
    {
        TrouvePar.Decompte => ligne.Id.Reference.Decompte == Text,
        TrouvePar.Virement => ligne.Virement == Text,
        TrouvePar.Professionnel => ligne.ProfessionnelId == Text,
        TrouvePar.Date => ligne.DateSoin == Day,
        TrouvePar.Montant => ligne.Montant == Montant,
        _ => false,
    };

    /// <summary>Whether a soin is of this sense: by its own name, or by a line that was received for it.</summary>
    /// <param name="soin">The soin.</param>
    /// <param name="received">Every line that was received for it, all revisions.</param>
    /// <param name="replaced">Ids of soins that became this one.</param>
    public bool IsOf(IdentifiedSoin soin, IEnumerable<StoredLigne> received, IEnumerable<Guid> replaced) => Type switch
    {
        TrouvePar.Soin => soin.Id == SoinId || replaced.Contains(SoinId),
        TrouvePar.Adherent => soin.Soin.Lignes.Any(l => l.AdherentId == Text),
        TrouvePar.Beneficiaire => soin.Soin.Journee.BeneficiaireId == Text,
        _ => received.Any(l => IsOf(l.Ligne)),
    };
}

/// <summary>One term of a search: a soin has it if it is of one of its senses.</summary>
/// <param name="Reading">The senses that it may have, in the order in which they are looked for.</param>
public sealed record SearchTerm(IReadOnlyList<TermReading> Reading)
{
    /// <summary>Whether it may mean an amount.</summary>
    public bool MayBeMontant => Reading[^1].Type == TrouvePar.Montant;

    /// <summary>
    /// The rank of a term by how much it is thought to narrow a search, before anything is counted: identifiers narrow most, then numbers
    /// that may be amounts too, amounts, days.
    /// </summary>
    public int Rank =>
        Reading[^1].Type is not (TrouvePar.Date or TrouvePar.Montant) ? 0
        : Reading.Count > 1 ? 1
        : Reading[0].Type == TrouvePar.Montant ? 2
        : 3;
}
