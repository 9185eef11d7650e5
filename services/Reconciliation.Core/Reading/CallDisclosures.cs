using Reconciliation.Storage;

namespace Reconciliation.Core;

/// <summary>An access that its caller has to explain first.</summary>
/// <param name="AdherentId">The member whom the reason is about.</param>
/// <param name="SoinId">The soin, if it is about one.</param>
public sealed record UnexplainedAccess(string AdherentId, Guid? SoinId);

/// <summary>
/// The accesses to members' data in one call, each with the members concerned. The edge that made the call settles them, by
/// <see cref="RecordAccesses"/>, before the first byte of its answer, whatever the answer is.
/// </summary>
public sealed class CallDisclosures
{
    private readonly List<RecordedAccess> _pending = [];
    private readonly HashSet<string> _counted = new(StringComparer.Ordinal);

    /// <summary>The access to explain before anything is shown; null: none.</summary>
    public UnexplainedAccess? Unexplained { get; private set; }

    /// <summary>Whether something was handed out that is not recorded yet.</summary>
    public bool HoldsAny => _pending.Count > 0;

    /// <summary>The reason for which this call was handed a member's data; null: none is known, or it was handed none.</summary>
    /// <param name="adherentId">The member.</param>
    public string? MotifOf(string adherentId) => _pending.LastOrDefault(a => a.AdherentIds.Contains(adherentId))?.Motif;

    internal void Note(RecordedAccess access) => _pending.Add(access);

    /// <summary>Whether a member was not counted for this call before.</summary>
    /// <param name="adherentId">The member.</param>
    internal bool CountOnce(string adherentId) => _counted.Add(adherentId);

    internal void PutBack(IEnumerable<RecordedAccess> accesses) => _pending.InsertRange(0, accesses);

    internal void Miss(UnexplainedAccess access) => Unexplained ??= access;

    /// <summary>Takes the noted accesses that are not recorded yet.</summary>
    internal IReadOnlyList<RecordedAccess> Take()
    {
        RecordedAccess[] taken = [.. _pending];
        _pending.Clear();
        return taken;
    }
}
