using System.Text.Json.Serialization;

namespace Reconciliation.Contracts;

/// <summary>
/// Announces a new history of the database: another server was promoted, or a backup restored, and the last of what was handed out before
/// may never have happened. Whoever keeps views drops those of <see cref="Precedente"/> whose <c>misAJourLe</c> is not before
/// <see cref="Depuis"/>; what is true of them comes again, or is asked for by its id.
/// </summary>
/// <param name="Epoque">The history that begins.</param>
/// <param name="Precedente">The history that it follows; null: it is not known.</param>
/// <param name="Depuis">From when on what <paramref name="Precedente"/> wrote may be unknown here, UTC.</param>
public sealed record EpoqueCommencee(
    string Epoque, string? Precedente, [property: JsonConverter(typeof(InstantUtcConverter))] DateTimeOffset Depuis);

/// <summary>Where a reader of the feed goes on whose cursor is one of another history: the members of <c>curseur-perime</c>.</summary>
/// <param name="Epoque">The history of this server; null: nothing was written in it yet.</param>
/// <param name="Precedente">The history that it follows; null: it follows none.</param>
/// <param name="Depuis">From when on to drop what is held of <paramref name="Precedente"/>, UTC; null: all of it.</param>
/// <param name="Reprise">The cursor after which to read then, overwriting; null: from the beginning.</param>
public sealed record RepriseDeFlux(
    string? Epoque,
    string? Precedente,
    [property: JsonConverter(typeof(InstantUtcNullableConverter))] DateTimeOffset? Depuis,
    string? Reprise);
