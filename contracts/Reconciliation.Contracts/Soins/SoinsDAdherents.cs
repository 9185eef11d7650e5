using System.Text.Json.Serialization;

namespace Reconciliation.Contracts;

/// <summary>The body of a question about several members. A member that is not known is refused.</summary>
/// <param name="Adherents">The members, 1 to 100, each once.</param>
/// <param name="Du">The first day of care.</param>
/// <param name="Au">The last day of care.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record DemandeDeSoins(IReadOnlyList<string>? Adherents = null, DateOnly? Du = null, DateOnly? Au = null);

/// <summary>The first soins of several members.</summary>
/// <param name="Adherents">One element for each member asked for, in the order of the question.</param>
public sealed record SoinsDAdherents(IReadOnlyList<SoinsDAdherent> Adherents);

/// <summary>The first soins of one member.</summary>
/// <param name="AdherentId">The member.</param>
/// <param name="Elements">The soins, the newest care first.</param>
/// <param name="CurseurSuivant">The cursor of this member's next soins; null: there are no more.</param>
public sealed record SoinsDAdherent(string AdherentId, IReadOnlyList<Vue> Elements, string? CurseurSuivant);
