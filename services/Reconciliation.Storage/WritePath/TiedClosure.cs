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
    /// <param name="journeesMax">The most journées of the set.</param>
    /// <returns>The result of the last reading.</returns>
    /// <exception cref="TiesInMotionException">The set grew each time.</exception>
    public static async Task<T> GrowAsync<T>(
        IEnumerable<Journee> first,
        Func<IReadOnlySet<Journee>, bool, Task<(IEnumerable<Journee> Tied, T Result)>> read,
        int? passesMax = null,
        int journeesMax = JourneesMax)
    {
        var all = new SortedSet<Journee>(first, Journee.Ordre);
        for (var pass = 1; ; pass++)
        {
            var isFull = all.Count >= journeesMax;
            var (tied, result) = await read(all, isFull);
            var fresh = tied.Where(j => !all.Contains(j)).Take(journeesMax - all.Count).ToList();
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

    /// <summary>
    /// The journées of a full set that lead to some that were left out, be it through others of the set: their fold may lack facts.
    /// </summary>
    /// <param name="ties">The ties of the set's journées.</param>
    /// <param name="set">The set.</param>
    public static IReadOnlySet<Journee> LeadingOut(IEnumerable<(Journee From, Journee To)> ties, IReadOnlySet<Journee> set)
    {
        var all = ties.ToList();
        var from = all.ToLookup(t => t.To, t => t.From);
        var leading = new HashSet<Journee>();
        var towards = new Queue<Journee>(all.Select(t => t.To).Where(j => !set.Contains(j)).Distinct());
        while (towards.TryDequeue(out var journee))
        {
            foreach (var other in from[journee].Where(leading.Add))
            {
                towards.Enqueue(other);
            }
        }

        return leading;
    }
}
