using Reconciliation.Domain;

namespace Reconciliation.Storage;

/// <summary>
/// Closes a set of journées over their ties: the journées tied to them can only be known by reading them, and have to be read with them.
/// The one transaction, reads and verification all grow their set here.
/// </summary>
public static class TiedClosure
{
    /// <summary>The most times that a set may grow, before it is taken as it is.</summary>
    public const int PassesMax = 16;

    /// <summary>Reads, and reads again with the journées that turned out to be tied, until there are no more.</summary>
    /// <param name="first">The journées to begin with.</param>
    /// <param name="read">
    /// Reads some journées, in the order of their keys; told whether it is the last time. Returns the journées to which they are tied,
    /// those that were read included or not, and the result.
    /// </param>
    /// <returns>The result of the last reading.</returns>
    public static async Task<T> GrowAsync<T>(
        IEnumerable<Journee> first, Func<IReadOnlySet<Journee>, bool, Task<(IEnumerable<Journee> Tied, T Result)>> read)
    {
        var all = new SortedSet<Journee>(first, Journee.Ordre);
        for (var pass = 0; ; pass++)
        {
            var (tied, result) = await read(all, pass == PassesMax);
            var fresh = tied.Where(j => !all.Contains(j)).ToList();
            if (fresh.Count == 0 || pass == PassesMax)
            {
                return result;
            }

            all.UnionWith(fresh);
        }
    }
}
