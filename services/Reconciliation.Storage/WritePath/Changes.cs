using System.Collections.Frozen;
using Reconciliation.Domain;

namespace Reconciliation.Storage;

/// <summary>The part of a soin that was received first.</summary>
public enum FirstReceived
{
    /// <summary>RO.</summary>
    Ro,

    /// <summary>The complementary part.</summary>
    Complementaire,

    /// <summary>Both in one batch.</summary>
    Together,
}

/// <summary>A soin to write: a new version, or only another deadline.</summary>
public sealed record SoinToWrite
{
    public required Guid SoinId { get; init; }

    public required Journee Journee { get; init; }

    public required string AdherentId { get; init; }

    public required IReadOnlyList<string> AutresAdherents { get; init; }

    public required LigneId Fondatrice { get; init; }

    public required int Version { get; init; }

    public required Situation Situation { get; init; }

    public required SoinMeasures Measures { get; init; }

    public required DateTimeOffset? Echeance { get; init; }

    public required byte[] Vue { get; init; }

    /// <summary>The format in which the view was made; that of the stored row, where the view is the stored one.</summary>
    public required short VueFormat { get; init; }

    /// <summary>The epoch in which its version was written; that of the stored row, where the view is the stored one.</summary>
    public string? Epoque { get; init; }

    public required Guid? RemplacePar { get; init; }

    public required DateTimeOffset CreeLe { get; init; }

    public required DateTimeOffset MisAJourLe { get; init; }

    /// <summary>The journal entry; null if the view is the one published last.</summary>
    public required JournalEntryToWrite? Entry { get; init; }

    /// <summary>Whether it is known that no row of it is stored under its beneficiary: none is looked for.</summary>
    public bool IsNew { get; init; }

    /// <summary>The part that came first, if this write brings the second.</summary>
    public FirstReceived? PairedBy { get; init; }

    /// <summary>The deadline that had passed when it was judged; null: none had.</summary>
    public DateTimeOffset? DueSince { get; init; }
}

/// <summary>The content of an entry of the journal besides the view.</summary>
/// <param name="SituationPrecedente">The situation before; null at the first version.</param>
/// <param name="Cause">The cause, as JSON in UTF-8.</param>
public sealed record JournalEntryToWrite(Situation? SituationPrecedente, byte[] Cause);

/// <summary>Everything that one transaction writes after folding.</summary>
/// <param name="Soins">Soins.</param>
/// <param name="NonRattachees">Unattached lines of the journées; null where no line of theirs can be.</param>
/// <param name="Counters">The changes of counters.</param>
/// <param name="Now">The instant of judging.</param>
public sealed record Changes(
    IReadOnlyList<SoinToWrite> Soins, IReadOnlyList<Ligne>? NonRattachees, IReadOnlyList<CounterDelta> Counters, DateTimeOffset Now)
{
    /// <summary>The décision that caused them, if one did.</summary>
    public DecisionToWrite? Decision { get; init; }

    /// <summary>The journées that are removed with all that is stored of them.</summary>
    public IReadOnlyCollection<Journee> Erased { get; init; } = [];

    /// <summary>The journées that stay and of which a tie leads to the removed ones: what they tie is noted anew.</summary>
    public IReadOnlyCollection<Journee> LeadingToErased { get; init; } = [];

    /// <summary>The journées that were read and of which nothing is written: see <see cref="KnownState.Untouched"/>.</summary>
    public IReadOnlySet<Journee> Untouched { get; init; } = FrozenSet<Journee>.Empty;

    /// <summary>Of the new lines those of which the name is that of another beneficiary's line too.</summary>
    public IReadOnlyCollection<LigneId> Homonymes { get; init; } = [];
}

/// <summary>A new décision.</summary>
/// <param name="Decision">The fact.</param>
/// <param name="Journee">The journée with which it is read.</param>
public sealed record DecisionToWrite(Decision Decision, Journee Journee);
