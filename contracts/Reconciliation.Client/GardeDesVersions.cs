namespace Reconciliation.Client;

/// <summary>
/// Tells a consumer of <c>SoinMisAJour</c> from RabbitMQ which messages it leaves out. A publisher that was stopped in the middle of its
/// work, and wakes when another has taken over, may still send versions that have been followed by others. Every message names the lease
/// under which it was published; each publisher's number is higher than those before it.
/// </summary>
/// <remarks>
/// It keeps one entry a soin in memory, and is not safe for several threads. A consumer with a store of its own keeps the highest lease
/// beside its soins and asks <see cref="EstPerime(long?, long, int, int?)"/>.
/// </remarks>
public sealed class GardeDesVersions
{
    /// <summary>The header of a message that holds the number of the lease, a 64-bit integer.</summary>
    public const string EnteteBail = "reconciliation-bail";

    private readonly Dictionary<Guid, int> _versions = [];
    private long _bail;

    /// <summary>The number of the lease in the headers of a message; null: it comes from a version of the service that has none.</summary>
    /// <param name="entetes">The headers, as RabbitMQ's client gives them.</param>
    public static long? LireBail(IEnumerable<KeyValuePair<string, object?>>? entetes) =>
        entetes?.FirstOrDefault(e => e.Key == EnteteBail).Value is long bail ? bail : null;

    /// <summary>Whether a message is of an older lease and brings nothing newer.</summary>
    /// <param name="bail">Its lease; null: it has none.</param>
    /// <param name="dernierBail">The highest lease seen; 0: none.</param>
    /// <param name="version">Its version.</param>
    /// <param name="versionTenue">The highest version of this soin that is held; null: none.</param>
    public static bool EstPerime(long? bail, long dernierBail, int version, int? versionTenue) =>
        (bail ?? 0) < dernierBail && version <= versionTenue;

    /// <summary>Takes note of a message.</summary>
    /// <param name="soinId">Its soin.</param>
    /// <param name="version">Its version.</param>
    /// <param name="bail">Its lease; null: it has none.</param>
    /// <returns>Whether to apply it; false: leave it out, and acknowledge it.</returns>
    public bool Prendre(Guid soinId, int version, long? bail)
    {
        int? tenue = _versions.TryGetValue(soinId, out var connue) ? connue : null;
        if (EstPerime(bail, _bail, version, tenue))
        {
            return false;
        }

        _bail = Math.Max(_bail, bail ?? 0);
        _versions[soinId] = Math.Max(version, tenue ?? version);
        return true;
    }
}
