using Reconciliation.Domain;

namespace Reconciliation.Storage;

/// <summary>The orders of a work list. Soins that are alike in it stand in the order of their ids, so that each has one place.</summary>
public enum WorkListOrder
{
    /// <summary>The oldest first.</summary>
    Oldest,

    /// <summary>The latest first.</summary>
    Latest,

    /// <summary>The most at stake first.</summary>
    Most,

    /// <summary>The least at stake first.</summary>
    Least,
}

/// <summary>The place of a soin in a list, which it keeps however many come before it, and after it has left the list.</summary>
/// <param name="Since">Since when it was in the situation of the list.</param>
/// <param name="Enjeu">The amount at stake, in cents.</param>
/// <param name="SoinId">The soin.</param>
public sealed record WorkListPlace(DateTimeOffset Since, long Enjeu, Guid SoinId);

/// <summary>The rows of a list that are asked for: those for which all that is said here holds.</summary>
public sealed record WorkListFilter
{
    /// <summary>All rows of a list.</summary>
    public static WorkListFilter None { get; } = new();

    /// <summary>The bounds of the age, as since when, each the beginning of a day in Europe/Paris; null: any.</summary>
    public (DateTimeOffset? Since, DateTimeOffset? Before) AgeClass { get; init; }

    /// <summary>The missing part; null: any. Only late soins have one.</summary>
    public Part? ExpectedPart { get; init; }

    /// <summary>The channel of claim; null: any.</summary>
    public Canal? Canal { get; init; }

    /// <summary>The least amount at stake; null: any.</summary>
    public Montant? EnjeuMin { get; init; }

    /// <summary>The greatest amount at stake; null: any.</summary>
    public Montant? EnjeuMax { get; init; }

    /// <summary>The first day of care; null: any.</summary>
    public DateOnly? FromDay { get; init; }

    /// <summary>The last day of care; null: any.</summary>
    public DateOnly? ToDay { get; init; }

    /// <summary>The agent who has taken them up; null: any.</summary>
    public string? Agent { get; init; }

    /// <summary>Whether nobody has taken them up.</summary>
    public bool IsFree { get; init; }

    /// <summary>Whether it narrows by nothing but, at most, the class of age.</summary>
    public bool IsAgeOnly => this with { AgeClass = default } == None;
}

/// <summary>The soins of a work list to read.</summary>
/// <param name="List">The list.</param>
/// <param name="Order">The order.</param>
/// <param name="Filter">The rows.</param>
/// <param name="Limit">The most soins.</param>
public sealed record WorkListQuery(WorkList List, WorkListOrder Order, WorkListFilter Filter, int Limit)
{
    /// <summary>The last row of the page before; null: none.</summary>
    public WorkListPlace? After { get; init; }

    /// <summary>The first row of the page after it, where the list is read backwards; null: it is read forwards.</summary>
    public WorkListPlace? Before { get; init; }

    /// <summary>Whether the list is sorted by the amount at stake; else it is by age.</summary>
    internal bool ByEnjeu => Order is WorkListOrder.Most or WorkListOrder.Least;

    /// <summary>Whether it is read from the least value on.</summary>
    internal bool Ascending => (Order is WorkListOrder.Oldest or WorkListOrder.Least) == Before is null;
}

/// <summary>How many rows there are, as far as they were counted.</summary>
/// <param name="Rows">The number.</param>
/// <param name="IsMore">Whether there are more than that.</param>
public readonly record struct RowCount(long Rows, bool IsMore)
{
    /// <summary>A number of which up to one more than the bound was counted.</summary>
    /// <param name="counted">The rows counted.</param>
    /// <param name="bound">The most rows to tell.</param>
    public static RowCount Of(long counted, int bound) => new(Math.Min(counted, bound), counted > bound);
}

/// <summary>A soin of a work list.</summary>
/// <param name="SoinId">The soin.</param>
/// <param name="Version">Its version.</param>
/// <param name="AdherentIds">The members concerned, its own first.</param>
/// <param name="Vue">Its last view, as JSON.</param>
/// <param name="Since">Since when it is in this situation.</param>
/// <param name="Enjeu">The amount at stake.</param>
/// <param name="Agent">The agent who has taken it up; null: nobody.</param>
/// <param name="ExpectedPart">The part that makes it late; null unless it is late.</param>
public sealed record WorkListSoin(
    Guid SoinId, int Version, IReadOnlyList<string> AdherentIds, string Vue, DateTimeOffset Since, Montant Enjeu, string? Agent,
    Part? ExpectedPart)
{
    /// <summary>Its member.</summary>
    public string AdherentId => AdherentIds[0];

    /// <summary>The tag that tells this version from any other.</summary>
    public VersionTag Tag => VersionTag.Of(Version, Vue);

    /// <summary>Its place in the list.</summary>
    public WorkListPlace Place => new(Since, Enjeu.Cents, SoinId);
}
