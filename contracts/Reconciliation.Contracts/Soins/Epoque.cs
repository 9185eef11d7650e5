using System.Globalization;
using System.Text.Json.Serialization;

namespace Reconciliation.Contracts;

/// <summary>
/// Announces a new history of the database: another server was promoted, or a backup restored, and the last versions handed out before may
/// never have happened. A reader that keeps views drops those of <paramref name="Precedente"/>, and of any history but a later one, whose
/// misAJourLe is not before <paramref name="Depuis"/>. The service publishes again the views that still hold; the reader may also ask for
/// each by its id.
/// </summary>
/// <param name="Epoque">The history that begins.</param>
/// <param name="Precedente">The history that it follows; null: it is not known.</param>
/// <param name="Depuis">The instant from which the writes of <paramref name="Precedente"/> may be unknown here, UTC.</param>
public sealed record EpoqueCommencee(
    string Epoque, string? Precedente, [property: JsonConverter(typeof(InstantUtcConverter))] DateTimeOffset Depuis)
{
    /// <summary>
    /// Whether a version that is held may never have happened in this history: it is of another one that is not a later one, and is not
    /// older than this one counts. Another one is not always <see cref="Precedente"/>: a history may itself be lost, with the server that
    /// announced it. A name begins with a number, which rises from one history to the next.
    /// </summary>
    /// <param name="epoque">The history of the version that is held; null: from before histories were told apart.</param>
    /// <param name="misAJourLe">Its <c>misAJourLe</c>.</param>
    public bool RendDouteuse(string? epoque, DateTimeOffset misAJourLe) =>
        misAJourLe >= Depuis && epoque != Epoque && Numero(epoque) <= Numero(Epoque);

    private static long Numero(string? epoque) =>
        long.TryParse(epoque?.Split('-')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var numero) ? numero : 0;
}

/// <summary>The place from which a reader goes on whose cursor is one of another history: the members of <c>curseur-perime</c>.</summary>
/// <param name="Epoque">The history of this server; null: nothing was written in it yet.</param>
/// <param name="Precedente">The history that it follows; null: it follows none.</param>
/// <param name="Depuis">The instant from which to drop the views of <paramref name="Precedente"/>, UTC; null: drop all of them.</param>
/// <param name="Reprise">The cursor after which to read then, overwriting; null: from the beginning.</param>
public sealed record RepriseDeFlux(
    string? Epoque,
    string? Precedente,
    [property: JsonConverter(typeof(InstantUtcNullableConverter))] DateTimeOffset? Depuis,
    string? Reprise);
