using Reconciliation.Domain;
using Reconciliation.Storage;

namespace Reconciliation.Core;

/// <summary>In what the stored differs from what the facts give.</summary>
public enum FindingKind
{
    /// <summary>The stored view is not the one that the facts give.</summary>
    Vue,

    /// <summary>
    /// The stored view is of a former format, and the rules of now judge its facts otherwise: nobody touched what is stored.
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

    /// <summary>The versions in the journal do not count from one without a gap.</summary>
    Versions,

    /// <summary>The amounts of the stored view are not the sum of the soin's lines.</summary>
    Montants,

    /// <summary>What is noted as unattached is not what the facts leave so.</summary>
    NonRattachees,

    /// <summary>A line ties the journée to another one, and that is not noted: what comes next would be folded without it.</summary>
    Liens,

    /// <summary>The lines do not add up to what is in views, unattached and superseded.</summary>
    Totaux,

    /// <summary>What batches noted is not what is stored.</summary>
    Reception,

    /// <summary>What was noted as refused is not what quarantine holds.</summary>
    Quarantaine,

    /// <summary>The relay has published more than the journal holds.</summary>
    Relais,

    /// <summary>The chain of accesses is broken.</summary>
    Acces,

    /// <summary>What is stored cannot be read.</summary>
    Illisible,
}

/// <summary>A difference. It names no member.</summary>
/// <param name="Nature">In what.</param>
/// <param name="SoinId">The soin; null where it is not one soin's.</param>
/// <param name="Precision">Which of several, where there is no soin: the source and day of a total, for instance.</param>
public sealed record Finding(FindingKind Nature, Guid? SoinId, string? Precision = null);

/// <summary>The lines of one stream, source and day of reception, by where the facts put them; amounts in cents.</summary>
/// <param name="Lignes">How many lines.</param>
/// <param name="Centimes">Their sum.</param>
/// <param name="InVues">Of that, what stored views state.</param>
/// <param name="NonRattachees">What is in no soin.</param>
/// <param name="Replaced">What a later revision, or another content of the same one, has replaced.</param>
public readonly record struct ControlTotal(long Lignes, long Centimes, long InVues, long NonRattachees, long Replaced)
{
    /// <summary>What is nowhere; zero where totals are right.</summary>
    public long Ecart => Centimes - InVues - NonRattachees - Replaced;

    public static ControlTotal operator +(ControlTotal a, ControlTotal b) => new(
        a.Lignes + b.Lignes, a.Centimes + b.Centimes, a.InVues + b.InVues, a.NonRattachees + b.NonRattachees, a.Replaced + b.Replaced);
}

/// <summary>What came of checking some journées.</summary>
/// <param name="Journees">How many.</param>
/// <param name="Lignes">How many lines they hold.</param>
/// <param name="Soins">How many soins.</param>
/// <param name="Due">How many of them have a deadline that has passed and that nobody has judged yet: no difference.</param>
/// <param name="Totals">The control totals.</param>
/// <param name="Differences">What differs, each with the journée in which.</param>
internal sealed record FoundDifference(
    long Journees,
    long Lignes,
    long Soins,
    long Due,
    IReadOnlyDictionary<TotalKey, ControlTotal> Totals,
    IReadOnlyList<(Finding Difference, Journee Journee)> Differences);
