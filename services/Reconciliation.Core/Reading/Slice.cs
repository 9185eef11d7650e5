using Reconciliation.Contracts;

namespace Reconciliation.Core;

/// <summary>Some of a list, and whether it goes on.</summary>
/// <param name="Elements">As many as were asked for, at most.</param>
/// <param name="HasOthers">Whether more come after them.</param>
public sealed record Slice<T>(IReadOnlyList<T> Elements, bool HasOthers);

/// <summary>Reads lists a slice at a time. The limit is kept here, so that no edge can ask for all of a list.</summary>
internal static class Slices
{
    /// <summary>Refuses a slice that is too long; an edge says it to its caller before.</summary>
    /// <param name="limit">The most elements.</param>
    public static int Checked(int limit)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, Limites.PageMax);
        return limit;
    }

    /// <summary>Reads one row more than is shown: if there is one, the list goes on.</summary>
    /// <param name="limit">The most elements.</param>
    /// <param name="read">Reads as many rows.</param>
    public static async Task<Slice<T>> ReadAsync<T>(int limit, Func<int, Task<IReadOnlyList<T>>> read)
    {
        var rows = await read(Checked(limit) + 1);
        return rows.Count > limit ? new([.. rows.Take(limit)], true) : new(rows, false);
    }
}
