using System.Text;
using Reconciliation.Contracts;

namespace Reconciliation.Client;

/// <summary>
/// Tells a consumer of <c>SoinMisAJour</c> from RabbitMQ which messages it leaves out. Versions are ordered by their histories in the order
/// in which these were announced, then by <c>version</c>: a publisher that was stopped in the middle of its work may wake when another has
/// taken over, and still send versions that were followed by others, or that never happened in the history that goes on.
/// </summary>
/// <remarks>
/// It keeps one entry a soin in memory, erased ones too, and is not safe for several threads. A consumer with a store of its own keeps the
/// epochs in their order beside its soins, and asks
/// <see cref="EstPerime(IReadOnlyList{string}, ValueTuple{string, int}, ValueTuple{string, int}?)"/>; of a soin that was erased it keeps
/// the instant, and leaves out versions whose <c>misAJourLe</c> is before it.
/// </remarks>
public sealed class GardeDesVersions
{
    /// <summary>The header of a message that holds the number of the lease, a 64-bit integer: it rises within one history.</summary>
    public const string EnteteBail = "reconciliation-bail";

    /// <summary>The header of a message that holds the history of the database of which it is.</summary>
    public const string EnteteEpoque = "reconciliation-epoque";

    private const int Inconnue = -1;

    private readonly Dictionary<Guid, Tenue> _tenues = [];
    private readonly Dictionary<Guid, Effacement> _effacements = [];
    private readonly List<string> _epoques = [];
    private readonly Dictionary<string, DateTimeOffset> _depuis = new(StringComparer.Ordinal);

    /// <summary>The histories that are known, in the order in which they were announced; the last one goes on.</summary>
    public IReadOnlyList<string> Epoques => _epoques;

    /// <summary>The number of the lease in the headers of a message; null: it comes from a version of the service that has none.</summary>
    /// <param name="entetes">The headers, as RabbitMQ's client gives them.</param>
    public static long? LireBail(IEnumerable<KeyValuePair<string, object?>>? entetes) => Lire(entetes, EnteteBail) as long?;

    /// <summary>The history in the headers of a message; null: it is of before histories were told apart.</summary>
    /// <param name="entetes">The headers, as RabbitMQ's client gives them.</param>
    public static string? LireEpoque(IEnumerable<KeyValuePair<string, object?>>? entetes) =>
        Lire(entetes, EnteteEpoque) is byte[] octets ? Encoding.UTF8.GetString(octets) : null;

    /// <summary>Whether a version is older than one that is held of the same soin.</summary>
    /// <param name="epoques">The histories in the order in which they were announced; one that is not there is older than all.</param>
    /// <param name="recue">The history and number of the version.</param>
    /// <param name="tenue">Those of the one that is held; null: none is.</param>
    public static bool EstPerime(
        IReadOnlyList<string> epoques, (string? Epoque, int Version) recue, (string? Epoque, int Version)? tenue)
    {
        ArgumentNullException.ThrowIfNull(epoques);
        return tenue is { } t && (Rang(epoques, recue.Epoque), recue.Version).CompareTo((Rang(epoques, t.Epoque), t.Version)) < 0;
    }

    /// <summary>
    /// Takes note of a new history. Versions that are held of those before it, and are not older than it counts, may never have happened,
    /// and are held no more; nor may erasures have happened. An announcement that comes again changes nothing.
    /// </summary>
    /// <param name="annonce">The announcement.</param>
    /// <returns>
    /// The soins of which nothing is held any more: drop them, ask for each again by its id, and hand the answer to
    /// <see cref="Tenir(Vue)"/>.
    /// </returns>
    public IReadOnlyList<Guid> Annoncer(EpoqueCommencee annonce)
    {
        ArgumentNullException.ThrowIfNull(annonce);
        if (!_epoques.Contains(annonce.Epoque))
        {
            _epoques.Add(annonce.Epoque);
        }

        if (annonce.Precedente is { } precedente && !_epoques.Contains(precedente))
        {
            _epoques.Insert(_epoques.IndexOf(annonce.Epoque), precedente);
        }

        _depuis[annonce.Epoque] = annonce.Depuis;
        var rang = Rang(_epoques, annonce.Epoque);
        Guid[] douteux =
            [.. _tenues.Where(t => Rang(_epoques, t.Value.Epoque) < rang && t.Value.MisAJourLe >= annonce.Depuis).Select(t => t.Key)];
        foreach (var soinId in douteux)
        {
            _tenues.Remove(soinId);
        }

        return [.. douteux.Union(RevoirLesEffacements(annonce, rang))];
    }

    /// <summary>Takes note of a message.</summary>
    /// <param name="vue">The view that it brings.</param>
    /// <returns>Whether to apply it; false: leave it out, and acknowledge it.</returns>
    public bool Prendre(Vue vue)
    {
        ArgumentNullException.ThrowIfNull(vue);
        return Prendre(vue.SoinId, vue.Epoque, vue.Version, vue.MisAJourLe);
    }

    /// <summary>Takes note of a message.</summary>
    /// <param name="soinId">Its soin.</param>
    /// <param name="epoque">Its history; null: it is of before histories were told apart.</param>
    /// <param name="version">Its version.</param>
    /// <param name="misAJourLe">Its <c>misAJourLe</c>.</param>
    /// <returns>Whether to apply it; false: leave it out, and acknowledge it.</returns>
    public bool Prendre(Guid soinId, string? epoque, int version, DateTimeOffset misAJourLe)
    {
        Reconnaitre(epoque);
        (string?, int)? tenue = _tenues.TryGetValue(soinId, out var connue) ? (connue.Epoque, connue.Version) : null;
        if (EstDouteuse(epoque, misAJourLe) || EstDAvantEffacement(soinId, epoque, misAJourLe)
            || EstPerime(_epoques, (epoque, version), tenue))
        {
            return false;
        }

        _tenues[soinId] = new(epoque, version, misAJourLe);
        return true;
    }

    /// <summary>
    /// Takes note of an erasure: nothing is held of the soin any more. If its payments come again it begins again at version 1, which is
    /// taken; a version that was written before the erasure and comes late is not, however high its number.
    /// </summary>
    /// <param name="efface">The message: it has <c>efface</c>, and no version.</param>
    /// <returns>Whether to remove the soin; false: it began again since, so leave the message out, and acknowledge it.</returns>
    public bool Oublier(SoinEfface efface)
    {
        ArgumentNullException.ThrowIfNull(efface);
        return Oublier(efface.SoinId, efface.Epoque, efface.MisAJourLe);
    }

    /// <summary>Takes note of an erasure.</summary>
    /// <param name="soinId">The soin.</param>
    /// <param name="epoque">Its history; null: it is of before histories were told apart.</param>
    /// <param name="effaceLe">The instant of the erasure: <c>misAJourLe</c> of the message.</param>
    /// <returns>Whether to remove the soin; false: it began again since, so leave the message out, and acknowledge it.</returns>
    public bool Oublier(Guid soinId, string? epoque, DateTimeOffset effaceLe)
    {
        Reconnaitre(epoque);
        if (!EstDAvantEffacement(soinId, epoque, effaceLe))
        {
            _effacements[soinId] = new(epoque, effaceLe);
        }

        if (_tenues.TryGetValue(soinId, out var tenue) && !EstAvant(tenue.Epoque, tenue.MisAJourLe, new(epoque, effaceLe)))
        {
            return false;
        }

        _tenues.Remove(soinId);
        return true;
    }

    /// <summary>
    /// Takes note of an answer to a question by id: it is what the service has now, and may be of a history that is not announced here yet.
    /// It is held whatever was held before; should that history be lost too, the next announcement drops it again.
    /// </summary>
    /// <param name="vue">The view.</param>
    public void Tenir(Vue vue)
    {
        ArgumentNullException.ThrowIfNull(vue);
        Tenir(vue.SoinId, vue.Epoque, vue.Version, vue.MisAJourLe);
    }

    /// <summary>Takes note of an answer to a question by id.</summary>
    /// <param name="soinId">Its soin.</param>
    /// <param name="epoque">Its history; null: it is of before histories were told apart.</param>
    /// <param name="version">Its version.</param>
    /// <param name="misAJourLe">Its <c>misAJourLe</c>.</param>
    public void Tenir(Guid soinId, string? epoque, int version, DateTimeOffset misAJourLe)
    {
        // An erasure of which the service knows nothing was lost with its history.
        if (EstDAvantEffacement(soinId, epoque, misAJourLe))
        {
            _effacements.Remove(soinId);
        }

        _tenues[soinId] = new(epoque, version, misAJourLe);
    }

    // Before anything is announced histories come in their order. After that, one that nobody announced is a lost one.
    private void Reconnaitre(string? epoque)
    {
        if (epoque is not null && _depuis.Count == 0 && !_epoques.Contains(epoque))
        {
            _epoques.Add(epoque);
        }
    }

    // Of an erasure in doubt the service is asked. Until it answers, and where it has none, what was written before stays away.
    private List<Guid> RevoirLesEffacements(EpoqueCommencee annonce, int rang)
    {
        var douteux = _effacements.Where(e => Rang(_epoques, e.Value.Epoque) < rang && e.Value.Instant >= annonce.Depuis)
            .Select(e => e.Key).ToList();
        foreach (var soinId in douteux)
        {
            _effacements[soinId] = new(annonce.Epoque, annonce.Depuis);
        }

        return [.. douteux.Where(soinId => !_tenues.ContainsKey(soinId))];
    }

    private bool EstDAvantEffacement(Guid soinId, string? epoque, DateTimeOffset misAJourLe) =>
        _effacements.TryGetValue(soinId, out var effacement) && EstAvant(epoque, misAJourLe, effacement);

    // By history and then by time. An answer to a question may be of a history that is not announced yet: of that time alone tells.
    private bool EstAvant(string? epoque, DateTimeOffset misAJourLe, Effacement effacement)
    {
        var (rang, autre) = (Rang(_epoques, epoque), Rang(_epoques, effacement.Epoque));
        var sontConnues = (rang != Inconnue || epoque is null) && (autre != Inconnue || effacement.Epoque is null);
        return sontConnues && rang != autre ? rang < autre : misAJourLe < effacement.Instant;
    }

    // A later history counts from before it was written: if it happened there too, it comes again as one of that history.
    private bool EstDouteuse(string? epoque, DateTimeOffset misAJourLe)
    {
        var rang = Rang(_epoques, epoque);
        return _depuis.Any(d => Rang(_epoques, d.Key) > rang && misAJourLe >= d.Value);
    }

    private static int Rang(IReadOnlyList<string> epoques, string? epoque)
    {
        for (var rang = epoques.Count - 1; rang >= 0; rang--)
        {
            if (epoques[rang] == epoque)
            {
                return rang;
            }
        }

        return Inconnue;
    }

    private static object? Lire(IEnumerable<KeyValuePair<string, object?>>? entetes, string nom) =>
        entetes?.FirstOrDefault(e => e.Key == nom).Value;

    private sealed record Tenue(string? Epoque, int Version, DateTimeOffset MisAJourLe);

    private sealed record Effacement(string? Epoque, DateTimeOffset Instant);
}
