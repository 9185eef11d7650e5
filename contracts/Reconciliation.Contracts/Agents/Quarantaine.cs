using System.Text.Json.Serialization;

namespace Reconciliation.Contracts;

/// <summary>A message that could not be accepted, without its body.</summary>
public record MessageEnQuarantaine
{
    /// <summary>The number of the message in the quarantine; it rises in the order in which messages first came.</summary>
    public required long QuarantaineId { get; init; }

    /// <summary>The state of the message.</summary>
    public required EtatQuarantaine Etat { get; init; }

    /// <summary>The stream it came by.</summary>
    public required PartDeLigne Part { get; init; }

    /// <summary>The way in: the name of a queue, or <c>http</c>.</summary>
    public required string Origine { get; init; }

    /// <summary>The reasons for which it could not be accepted: every one that was found.</summary>
    public required IReadOnlyList<Rejet> Motifs { get; init; }

    /// <summary>The number of times that the message came.</summary>
    public required int Nombre { get; init; }

    /// <summary>When it first came, UTC.</summary>
    [JsonConverter(typeof(InstantUtcConverter))]
    public required DateTimeOffset RecuLe { get; init; }

    /// <summary>When it last came, UTC.</summary>
    [JsonConverter(typeof(InstantUtcConverter))]
    public required DateTimeOffset DernierLe { get; init; }

    /// <summary>The version to name in <c>If-Match</c>; it rises when the message comes again, is replayed or set aside.</summary>
    public required int Version { get; init; }

    /// <summary>The size of the body, in bytes.</summary>
    public required int Taille { get; init; }
}

/// <summary>A message in quarantine with its body and the actions of agents on it.</summary>
public sealed record MessageEnQuarantaineComplet : MessageEnQuarantaine
{
    /// <summary>The original, but for any NIR in it: text, or base64 where it is no text in UTF-8.</summary>
    public required CorpsDeMessage Corps { get; init; }

    /// <summary>The actions of agents on the message, the oldest first. No recorded action is ever changed.</summary>
    public required IReadOnlyList<SuiteDeQuarantaine> Suites { get; init; }
}

/// <summary>The bytes of a message as JSON can hold them.</summary>
/// <param name="Encodage">The encoding of <paramref name="Contenu"/>.</param>
/// <param name="Contenu">The text, or base64.</param>
public sealed record CorpsDeMessage(EncodageDeCorps Encodage, string Contenu);

/// <summary>One thing that an agent did about a message in quarantine.</summary>
/// <param name="Le">When, UTC.</param>
/// <param name="Agent">The agent.</param>
/// <param name="Issue">The result of the action.</param>
/// <param name="Motif">The reason, in the agent's words, or null.</param>
/// <param name="CorpsCorrige">The body that was sent instead of the original, or null.</param>
/// <param name="Motifs">The reasons for which it was refused again; empty otherwise.</param>
public sealed record SuiteDeQuarantaine(
    [property: JsonConverter(typeof(InstantUtcConverter))] DateTimeOffset Le,
    string Agent,
    IssueDeSuite Issue,
    string? Motif,
    CorpsDeMessage? CorpsCorrige,
    IReadOnlyList<Rejet> Motifs);

/// <summary>The answer to a replay of several messages.</summary>
/// <param name="Rejoues">The number of messages that were accepted.</param>
/// <param name="Resultats">The result of each message, in the order in which they were tried.</param>
/// <param name="Reste">Whether the filter finds more messages than one call replays.</param>
public sealed record ReponseRejeux(int Rejoues, IReadOnlyList<ResultatDeRejeu> Resultats, bool Reste);

/// <summary>The result of the replay of one message.</summary>
/// <param name="QuarantaineId">The message.</param>
/// <param name="Statut">The status that a call for this message alone would have had: 202, 404, 409, 412 or 422.</param>
/// <param name="Motifs">The reasons for which it was refused again; empty otherwise.</param>
public sealed record ResultatDeRejeu(long QuarantaineId, int Statut, IReadOnlyList<Rejet> Motifs);

/// <summary>The state of a message in quarantine.</summary>
/// <remarks>Its numbers are stored and never renumbered.</remarks>
[JsonConverter(typeof(CamelCaseEnumConverter<EtatQuarantaine>))]
public enum EtatQuarantaine
{
    /// <summary>Nothing yet, or a replay that was refused again.</summary>
    Ouverte = 0,

    /// <summary>It was replayed, as it is or corrected, and accepted.</summary>
    Rejouee = 1,

    /// <summary>An agent set it aside: it will not be accepted.</summary>
    Ecartee = 2,
}

/// <summary>The result of an agent's action.</summary>
/// <remarks>Its numbers are stored and never renumbered.</remarks>
[JsonConverter(typeof(CamelCaseEnumConverter<IssueDeSuite>))]
public enum IssueDeSuite
{
    /// <summary>The replay was accepted.</summary>
    Accepte = 0,

    /// <summary>The replay was refused again.</summary>
    Refuse = 1,

    /// <summary>The message was set aside.</summary>
    Ecarte = 2,
}

/// <summary>The encoding of the bytes of a message.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<EncodageDeCorps>))]
public enum EncodageDeCorps
{
    /// <summary>As text: the bytes are UTF-8.</summary>
    Utf8,

    /// <summary>In base64.</summary>
    Base64,
}
