using Reconciliation.Contracts;
using Reconciliation.Domain;

namespace Reconciliation.Storage;

/// <summary>One thing that a text may mean, such as the décompte of that number.</summary>
/// <param name="Type">What it would be found by.</param>
public sealed record Sens(TrouvePar Type)
{
    /// <summary>The identifier, where it is one.</summary>
    public string Texte { get; init; } = "";

    /// <summary>The id, where it is one of a soin.</summary>
    public Guid SoinId { get; init; }

    /// <summary>The day, where it is one.</summary>
    public DateOnly Jour { get; init; }

    /// <summary>The amount, where it is one.</summary>
    public Montant Montant { get; init; }

    /// <summary>Whether a received line is of this sense; a soin's own senses are never of a line.</summary>
    /// <param name="ligne">The line.</param>
    public bool EstDe(Ligne ligne) => Type switch
    {
        TrouvePar.Decompte => ligne.Id.Reference.Decompte == Texte,
        TrouvePar.Virement => ligne.Virement == Texte,
        TrouvePar.Professionnel => ligne.ProfessionnelId == Texte,
        TrouvePar.Date => ligne.DateSoin == Jour,
        TrouvePar.Montant => ligne.Montant == Montant,
        _ => false,
    };

    /// <summary>Whether a soin is of this sense: by its own name, or by a line that was received for it.</summary>
    /// <param name="soin">The soin.</param>
    /// <param name="recues">Every line that was received for it, all revisions.</param>
    /// <param name="remplaces">Ids of soins that became this one.</param>
    public bool EstDe(SoinIdentifie soin, IEnumerable<LigneStockee> recues, IEnumerable<Guid> remplaces) => Type switch
    {
        TrouvePar.Soin => soin.Id == SoinId || remplaces.Contains(SoinId),
        TrouvePar.Adherent => soin.Soin.Lignes.Any(l => l.AdherentId == Texte),
        TrouvePar.Beneficiaire => soin.Soin.Journee.BeneficiaireId == Texte,
        _ => recues.Any(l => EstDe(l.Ligne)),
    };
}

/// <summary>One term of a search: a soin has it if it is of one of its senses.</summary>
/// <param name="Sens">What it may mean, in the order in which it is looked for.</param>
public sealed record Terme(IReadOnlyList<Sens> Sens)
{
    /// <summary>How much a term narrows a search: identifiers most, then numbers that may be amounts too, days, amounts.</summary>
    public int Rang =>
        Sens[^1].Type is not (TrouvePar.Date or TrouvePar.Montant) ? 0
        : Sens.Count > 1 ? 1
        : Sens[0].Type == TrouvePar.Montant ? 2
        : 3;
}
