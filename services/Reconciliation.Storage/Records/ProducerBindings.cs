using Reconciliation.Contracts;
using Reconciliation.Domain;

namespace Reconciliation.Storage;

/// <summary>The parts and sources that a sender may write.</summary>
/// <param name="Client">The sender: the <c>client_id</c> (else the subject) of a token, a user of the broker, or a command; or any.</param>
/// <param name="Parts">The codes of the parts; or any.</param>
/// <param name="Sources">The sources; or any.</param>
/// <param name="Relays">
/// Whether it hands on messages of others and names their senders, as the API does: those messages were judged where they came in.
/// </param>
public sealed record ProducerBinding(
    string Client, IReadOnlyCollection<string> Parts, IReadOnlyCollection<string> Sources, bool Relays = false)
{
    /// <summary>Stands for any client, part or source.</summary>
    public const string Any = "*";

    internal bool IsOf(string? sender) => Client == Any || Client == sender;

    internal bool Covers(Part part, string source) =>
        (Parts.Contains(Any) || Parts.Contains(part.Code)) && (Sources.Contains(Any) || Sources.Contains(source));
}

/// <summary>The sender of a message, and whether it was judged where it came in.</summary>
/// <param name="Name">The name; null: nobody knows.</param>
/// <param name="IsJudged">Whether the way in by which it came has asked what they may write.</param>
public readonly record struct Sender(string? Name, bool IsJudged)
{
    /// <summary>The name without a NIR: an authority or a producer chooses it, and it goes into tables.</summary>
    public string? Name { get; init; } = WithoutNir(Name);

    /// <summary>Whether the name is what a message says and no binding lets its user say: nobody answers for it.</summary>
    public bool IsClaimed { get; init; }

    /// <summary>The user of the broker who claims the name; null: nobody knows.</summary>
    public string? ClaimedBy { get; init; }

    /// <summary>A name as it may be kept.</summary>
    /// <param name="name">The name.</param>
    public static string? WithoutNir(string? name) => name is null ? null : Nir.Redact(name, aussiSansCle: false);
}

/// <summary>
/// The producers and the parts and sources that each may write: one rule for every way in. Without a binding anybody may write everything,
/// as on a machine of one's own; with one, nobody may write anything but what a binding says.
/// </summary>
/// <param name="bindings">The bindings.</param>
public sealed class ProducerBindings(IReadOnlyList<ProducerBinding> bindings)
{
    /// <summary>Nobody is bound: anybody may write everything.</summary>
    public static ProducerBindings None { get; } = new([]);

    /// <summary>Whether nobody is bound.</summary>
    public bool AreNone => bindings.Count == 0;

    /// <summary>The sender of a message of a queue. A sender that the message names counts only if its user may name senders.</summary>
    /// <param name="user">The user of the broker, as the broker checked it; null: the message names none.</param>
    /// <param name="onBehalfOf">The sender on whose behalf it came, as that user says; null: nobody.</param>
    /// <param name="isOfThisProcess">Whether it never left this process.</param>
    public Sender Identify(string? user, string? onBehalfOf, bool isOfThisProcess) =>
        isOfThisProcess ? new(onBehalfOf, IsJudged: true)
        : onBehalfOf is not null && AreNone ? new(onBehalfOf, IsJudged: true) { IsClaimed = true, ClaimedBy = Sender.WithoutNir(user) }
        : onBehalfOf is not null && bindings.Any(b => b.Relays && b.Client == user) ? new(onBehalfOf, IsJudged: true)
        : new(user, IsJudged: false);

    /// <summary>
    /// The reasons why a sender may not write a line without a second person; none: they may. The highest revisions are nobody's: a sender
    /// that took them would have the last word on a line for ever.
    /// </summary>
    /// <param name="sender">The sender; null: nobody knows.</param>
    /// <param name="ligne">The line.</param>
    public IReadOnlyList<Rejet> Refusals(string? sender, Ligne ligne)
    {
        ArgumentNullException.ThrowIfNull(ligne);
        var refusals = new List<Rejet>();
        if (!AreNone && !bindings.Any(b => b.IsOf(sender) && b.Covers(ligne.Id.Part, ligne.Id.Source)))
        {
            refusals.Add(Regle.Refuse(Regle.Emetteur, "source"));
        }

        if (ligne.Revision > Limites.RevisionDeSourceMax)
        {
            refusals.Add(Regle.Refuse(Regle.Entier, "revision"));
        }

        return refusals;
    }
}
