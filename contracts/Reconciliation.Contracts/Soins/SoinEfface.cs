using System.Text.Json.Serialization;

namespace Reconciliation.Contracts;

/// <summary>
/// Says that a soin was erased, since its time of retention is over or its member asked for it. A reader that keeps views removes that of
/// this soin. It stands in the feed and among the messages where a version would, and has no data of the soin.
/// </summary>
/// <param name="SoinId">The soin.</param>
/// <param name="Efface">Always true: what tells it from a version.</param>
/// <param name="MisAJourLe">When it was erased, UTC.</param>
/// <param name="Epoque">The history of the database in which it was; absent from before histories were told apart.</param>
public sealed record SoinEfface(
    Guid SoinId,
    bool Efface,
    [property: JsonConverter(typeof(InstantUtcConverter))] DateTimeOffset MisAJourLe,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Epoque = null);
