using Npgsql;
using Reconciliation.Domain;

namespace Reconciliation.Storage;

/// <summary>
/// Each time that some journées were read, other transactions had tied more to them. Nothing was written; it passes when those have ended,
/// so that whoever tries again after a failure of the database does so after this.
/// </summary>
public sealed class TiesInMotionException() : NpgsqlException(
    $"Other transactions tied more journées to these, each of the {TiedClosure.PassesMax} times that they were read.");

/// <summary>
/// Closes a set of journées over their ties: the journées tied to them can only be known by reading them, and have to be read with them.
/// The one transaction, reads and verification all grow their set here.
/// </summary>
public static class TiedClosure
{
    /// <summary>The most times that a transaction reads a set that others make grow, before it gives up.</summary>
    public const int PassesMax = 16;

    /// <summary>The most journées of a set, beyond which those tied to it are left out: the nearest are in it.</summary>
    public const int JourneesMax = 5_000;

    /// <summary>
    /// Reads, and reads again with the journées that turned out to be tied, until there are no more or the set is full. In one snapshot
    /// that comes to an end.
    /// </summary>
    /// <param name="first">The journées to begin with.</param>
    /// <param name="read">
    /// Reads some journées, in the order of their keys; told whether the set is full. Returns the journées to which they are tied, those
    /// that were read included or not, the nearest first, and the result.
    /// </param>
    /// <param name="passesMax">The most times to read; null: any number.</param>
    /// <returns>The result of the last reading.</returns>
    /// <exception cref="TiesInMotionException">The set grew each time.</exception>
    public static async Task<T> GrowAsync<T>(
        IEnumerable<Journee> first,
        Func<IReadOnlySet<Journee>, bool, Task<(IEnumerable<Journee> Tied, T Result)>> read,
        int? passesMax = null)
    {
        var all = new SortedSet<Journee>(first, Journee.Ordre);
        for (var pass = 1; ; pass++)
        {
            var isFull = all.Count >= JourneesMax;
            var (tied, result) = await read(all, isFull);
            var fresh = tied.Where(j => !all.Contains(j)).Take(JourneesMax - all.Count).ToList();
            if (fresh.Count == 0)
            {
                return result;
            }

            if (pass == passesMax)
            {
                throw new TiesInMotionException();
            }

            all.UnionWith(fresh);
        }
    }
}
