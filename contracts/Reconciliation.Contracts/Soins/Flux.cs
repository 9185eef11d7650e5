using System.Text.Json.Serialization;

namespace Reconciliation.Contracts;

/// <summary>
/// An element of the feed: the message published at a new version, and the place after it. In its place a page may hold an element with
/// other members: <c>SoinEfface</c>, which has <c>efface</c>, and <c>EpoqueCommencee</c>, which has no <c>soinId</c>; each has
/// <c>curseur</c> too. A reader looks for these two before it reads an element by this schema.
/// </summary>
public sealed record ElementDeFlux : SoinMisAJour
{
    /// <summary>
    /// The place after this element, opaque: the next reading starts there. In the live feed it is the <c>id</c> of the event.
    /// </summary>
    public required string Curseur { get; init; }
}

/// <summary>A version of a soin in its history.</summary>
/// <param name="Version">The version, from 1.</param>
/// <param name="EcritLe">When it was written, UTC.</param>
/// <param name="SituationPrecedente">The situation of the version before; null at the first.</param>
/// <param name="Cause">The cause of the version.</param>
/// <param name="Vue">The view.</param>
public sealed record VersionDeSoin(
    int Version,
    [property: JsonConverter(typeof(InstantUtcConverter))] DateTimeOffset EcritLe,
    Situation? SituationPrecedente,
    CauseDeVersion Cause,
    Vue Vue);

/// <summary>The cause of a version.</summary>
/// <param name="Type">
/// <c>lignes</c>, <c>echeance</c> (time alone), <c>regroupement</c> (lines moved between soins of the journée), <c>decision</c> (of an
/// agent) or <c>reconstruction</c> (the view was computed again from the facts).
/// </param>
/// <param name="Lignes">The new lines of the soin, where lines are the cause; else none.</param>
public sealed record CauseDeVersion(string Type, IReadOnlyList<LigneEnCause> Lignes)
{
    /// <summary>The décision, where one is the cause; absent otherwise.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DecisionEnCause? Decision { get; init; }
}

/// <summary>A décision that caused a version.</summary>
/// <param name="DecisionId">Its id.</param>
/// <param name="Type">The kind of décision, such as <c>lier</c>.</param>
/// <param name="Auteur">The agent who took it; callers who are no agents read <c>MGEN</c>.</param>
/// <param name="Motif">The agent's reason; callers who are no agents read that it is reserved to agents.</param>
public sealed record DecisionEnCause(Guid DecisionId, string Type, string Auteur, string Motif)
{
    /// <summary>The décision for callers who are no agents: the name of a person and their words are for their colleagues.</summary>
    /// <param name="decision">The décision.</param>
    public static DecisionEnCause SansAgent(DecisionEnCause decision)
    {
        ArgumentNullException.ThrowIfNull(decision);
        return decision with { Auteur = "MGEN", Motif = "Réservé aux agents." };
    }
}

/// <summary>A line that caused a version.</summary>
/// <param name="Part"><c>ro</c> or <c>complementaire</c>.</param>
/// <param name="Source">The system that sent it.</param>
/// <param name="Organisme">The organisation that pays.</param>
/// <param name="Decompte">The statement.</param>
/// <param name="Ordre">The rank on the statement.</param>
/// <param name="Revision">The revision.</param>
public sealed record LigneEnCause(string Part, string Source, string Organisme, string Decompte, int Ordre, int Revision);
