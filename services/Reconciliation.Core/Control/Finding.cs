using Reconciliation.Domain;
using Reconciliation.Storage;

namespace Reconciliation.Core;

/// <summary>The kinds of difference between the stored state and the state that the facts give.</summary>
public enum FindingKind
{
    /// <summary>The stored view is not the one that the facts give.</summary>
    Vue,

    /// <summary>
    /// The stored view is of a former format, and today's rules judge its facts otherwise: nobody touched the stored view.
    /// </summary>
    Regles,

    /// <summary>The facts give a soin that is not stored, or was published and is stored no more.</summary>
    Absent,

    /// <summary>The deadline is not the one that the facts give.</summary>
    Echeance,

    /// <summary>A column of the row contradicts its view.</summary>
    Colonnes,

    /// <summary>The last version of the journal is not the stored one.</summary>
    Journal,

    /// <summary>The versions in the journal do not count from one without a gap, or a view or a cause of theirs cannot be read.</summary>
    Versions,

    /// <summary>The amounts of the stored view are not the sum of the soin's lines.</summary>
    Montants,

    /// <summary>The lines noted as unattached are not those that the facts leave unattached.</summary>
    NonRattachees,

    /// <summary>
    /// A line ties the journée to another one, and that is not noted: what comes next would be folded without it. Or a tie is noted that
    /// leads to a journée of which nothing is stored.
    /// </summary>
    Liens,

    /// <summary>The lines do not add up to those in views, unattached and superseded.</summary>
    Totaux,

    /// <summary>The counts that batches noted are not those of the stored lines.</summary>
    Reception,

    /// <summary>The number of messages noted as refused is not the number that quarantine holds.</summary>
    Quarantaine,

    /// <summary>The relay has published more than the journal holds.</summary>
    Relais,

    /// <summary>The chain of accesses is broken.</summary>
    Acces,

    /// <summary>A stored fact or view cannot be read.</summary>
    Illisible,
}

/// <summary>A difference. It names no member.</summary>
/// <param name="Nature">The kind of difference.</param>
/// <param name="SoinId">The soin; null where it is not one soin's.</param>
/// <param name="Precision">The place where there is no soin: the source and day of a total, for instance.</param>
public sealed record Finding(FindingKind Nature, Guid? SoinId, string? Precision = null);

/// <summary>The lines of one stream, source and day of reception, by where the facts put them; amounts in cents.</summary>
/// <param name="Lignes">The number of lines.</param>
/// <param name="Centimes">Their sum.</param>
/// <param name="InVues">The part of that sum that stored views state.</param>
/// <param name="NonRattachees">The part of that sum whose lines are in no soin.</param>
/// <param name="Replaced">The part of that sum whose lines a later revision, or another content of the same one, has replaced.</param>
public readonly record struct ControlTotal(long Lignes, long Centimes, long InVues, long NonRattachees, long Replaced)
{
    /// <summary>The cents that are nowhere; zero where totals are right.</summary>
    public long Ecart => Centimes - InVues - NonRattachees - Replaced;

    public static ControlTotal operator +(ControlTotal a, ControlTotal b) => new(
        a.Lignes + b.Lignes, a.Centimes + b.Centimes, a.InVues + b.InVues, a.NonRattachees + b.NonRattachees, a.Replaced + b.Replaced);
}

/// <summary>The outcome of checking some journées.</summary>
/// <param name="Journees">The number of journées.</param>
/// <param name="Lignes">The number of their lines.</param>
/// <param name="Soins">The number of their soins.</param>
/// <param name="Due">The number of soins whose deadline has passed and that nobody has judged yet; they are no difference.</param>
/// <param name="Totals">The control totals.</param>
/// <param name="Differences">The differences, each with its journée.</param>
internal sealed record FoundDifference(
    long Journees,
    long Lignes,
    long Soins,
    long Due,
    IReadOnlyDictionary<TotalKey, ControlTotal> Totals,
    IReadOnlyList<(Finding Difference, Journee Journee)> Differences);
