using System.Text.Json.Serialization;

namespace Reconciliation.Contracts;

/// <summary>A rule that a record breaks, for which it was refused.</summary>
/// <param name="Membre">The path of the member at fault, such as <c>ligne.ordre</c>; empty for the record as a whole.</param>
/// <param name="Regle">The rule it breaks, one of <see cref="Regle"/>.</param>
/// <param name="Motif">The rule in words, in French, without the value.</param>
public sealed record Rejet(string Membre, string Regle, string Motif);

/// <summary>A refused record of a request.</summary>
/// <param name="Index">The position of the record in the request, from 0.</param>
/// <param name="Membre">The path of the first member at fault.</param>
/// <param name="Regle">The rule it breaks.</param>
/// <param name="Motif">The rule in words.</param>
/// <param name="Autres">The other faults of the same record, null where there is none.</param>
public sealed record RejetIndexe(int Index, string Membre, string Regle, string Motif, IReadOnlyList<Rejet>? Autres);

/// <summary>The answer to an ingestion: how many records were accepted durably, and which were refused.</summary>
/// <param name="Acceptes">The number of accepted records.</param>
/// <param name="Rejetes">The refused ones, in the order of the request.</param>
public sealed record ReponseIngestion(int Acceptes, IReadOnlyList<RejetIndexe> Rejetes);

/// <summary>A page of a list.</summary>
/// <typeparam name="T">The elements.</typeparam>
/// <param name="Elements">The elements of the page, in the order of the list.</param>
/// <param name="CurseurSuivant">The cursor of the next page; null on the last page.</param>
public sealed record Page<T>(IReadOnlyList<T> Elements, string? CurseurSuivant);

/// <summary>One reading or one action of an agent, about one member.</summary>
/// <param name="AccesId">Its place in the record, from 1.</param>
/// <param name="Le">When, UTC.</param>
/// <param name="Agent">The agent.</param>
/// <param name="Client">The application, as far as the token said.</param>
/// <param name="Action">The name of the call, such as <c>lireSoin</c>.</param>
/// <param name="AdherentId">The member whose data the agent saw; null where the answer was about no member.</param>
/// <param name="SoinId">The soin; null where the answer was about no soin.</param>
/// <param name="Motif">The reason, where the agent gave one.</param>
public sealed record AccesEnregistre(
    long AccesId,
    [property: JsonConverter(typeof(InstantUtcConverter))] DateTimeOffset Le,
    string Agent,
    string? Client,
    string Action,
    string? AdherentId,
    Guid? SoinId,
    string? Motif);
