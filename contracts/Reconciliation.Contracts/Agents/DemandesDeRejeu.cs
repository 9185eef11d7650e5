using System.Text.Json;
using System.Text.Json.Serialization;

namespace Reconciliation.Contracts;

// A member that is not known is refused: a filter with a misspelt member would find everything.

/// <summary>The body of a replay of one message, or of setting it aside; all of it is optional.</summary>
/// <param name="Corps">The corrected record, or the message that encloses it; absent: the original is replayed.</param>
/// <param name="Motif">The reason, in the agent's words, at most 500 characters.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record DemandeDeRejeu(JsonElement? Corps = null, string? Motif = null);

/// <summary>The body of a replay of several messages: either these, or those that a filter finds.</summary>
/// <param name="Messages">The messages and the versions that the agent saw, 1 to 200.</param>
/// <param name="Filtre">The filter that finds the open messages to replay.</param>
/// <param name="Motif">The reason, in the agent's words, at most 500 characters.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record DemandeDeRejeux(IReadOnlyList<MessageDesigne>? Messages = null, FiltreDeRejeux? Filtre = null, string? Motif = null);

/// <summary>A message and the version that the agent saw.</summary>
/// <param name="QuarantaineId">The message.</param>
/// <param name="Version">The version.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record MessageDesigne(long QuarantaineId = 0, int Version = 0);

/// <summary>A filter of the open messages to replay.</summary>
/// <param name="Part">The stream.</param>
/// <param name="Regle">A rule that is among the reasons.</param>
/// <param name="Origine">The way in.</param>
/// <param name="Du">The first day of first coming, in Paris.</param>
/// <param name="Au">The last day of first coming.</param>
/// <param name="AvantId">Only messages with a smaller number: to go on after those that were refused again.</param>
/// <param name="Limite">The most messages, 1 to 200.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record FiltreDeRejeux(
    PartDeLigne? Part = null, string? Regle = null, string? Origine = null, DateOnly? Du = null, DateOnly? Au = null, long? AvantId = null,
    int? Limite = null);

/// <summary>The reasons for which a message was refused again.</summary>
/// <param name="Motifs">Every reason.</param>
public sealed record MotifsDeRefus(IReadOnlyList<Rejet> Motifs);

/// <summary>The reasons for which a décision cannot be taken.</summary>
/// <param name="Rejets">Every rule that it breaks.</param>
public sealed record RejetsDeDecision(IReadOnlyList<Rejet> Rejets);
