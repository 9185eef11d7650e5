using System.Text.Json.Serialization;

namespace Reconciliation.Contracts;

/// <summary>
/// Announces a new history of the database: another server was promoted, or a backup restored, and the last versions handed out before may
/// never have happened. A reader that keeps views drops those of every other history whose misAJourLe is not before
/// <paramref name="Depuis"/>, and asks for each of these soins again by its id: the service publishes again the views that still hold, but
/// not those that were last written before that instant.
/// </summary>
/// <param name="Epoque">The history that begins. Its text is opaque: later histories are those that were announced later.</param>
/// <param name="Precedente">The history that it follows; null: it is not known.</param>
/// <param name="Depuis">The instant from which the writes of other histories may be unknown here, UTC.</param>
public sealed record EpoqueCommencee(
    string Epoque, string? Precedente, [property: JsonConverter(typeof(InstantUtcConverter))] DateTimeOffset Depuis)
{
    /// <summary>
    /// Whether a version that is held may never have happened in this history: it is of another one, and is not older than this one counts.
    /// Another one is not always <see cref="Precedente"/>: a history may itself be lost, with the server that announced it. A version of a
    /// later history is in doubt too for a reader that reads an old announcement again: it comes again, after the announcement of its own.
    /// </summary>
    /// <param name="epoque">The history of the version that is held; null: from before histories were told apart.</param>
    /// <param name="misAJourLe">Its <c>misAJourLe</c>.</param>
    public bool RendDouteuse(string? epoque, DateTimeOffset misAJourLe) => misAJourLe >= Depuis && epoque != Epoque;
}

/// <summary>The place from which a reader goes on whose cursor is one of another history: the members of <c>curseur-perime</c>.</summary>
/// <param name="Epoque">The history of this server; null: nothing was written in it yet.</param>
/// <param name="Precedente">The history that it follows; null: none is known.</param>
/// <param name="Depuis">
/// The instant from which to drop the views of every other history, UTC. It is the earliest of all histories that began since that of the
/// cursor. Null: this server does not know that of the cursor, so drop all views but those of <paramref name="Epoque"/>.
/// </param>
/// <param name="Reprise">The cursor after which to read then, overwriting; null: from the beginning.</param>
public sealed record RepriseDeFlux(
    string? Epoque,
    string? Precedente,
    [property: JsonConverter(typeof(InstantUtcNullableConverter))] DateTimeOffset? Depuis,
    string? Reprise);
