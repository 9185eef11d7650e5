using Npgsql;
using Reconciliation.Contracts;
using Reconciliation.Storage;

namespace Reconciliation.Core;

/// <summary>A décision that an agent wishes to take on a soin that they saw.</summary>
/// <param name="SoinId">The soin.</param>
/// <param name="Saw">The version that they saw; null: they named none that can exist.</param>
/// <param name="Content">The content of the décision and its reason.</param>
/// <param name="IsPreview">Whether only a preview of the outcome is asked for.</param>
public sealed record DecisionWish(Guid SoinId, VersionTag? Saw, DecisionDemandee Content, bool IsPreview = false)
{
    /// <summary>
    /// The lines that it names, by the ranks in which they were received, where a form names them so; null: the content names them.
    /// </summary>
    public IReadOnlyList<long>? Positions { get; init; }
}

/// <summary>The outcome of the wish, and the data that the agent is shown beside it.</summary>
/// <param name="Outcome">The outcome.</param>
public sealed record DecisionAnswer(DecisionOutcome Outcome)
{
    /// <summary>The soin as it was when it was asked; null: there is none, or not for this caller.</summary>
    public StoredVue? Before { get; init; }

    /// <summary>The lines that a form named by their ranks.</summary>
    public IReadOnlyList<LigneFacts> Lignes { get; init; } = [];

    /// <summary>The view that the agent saw; null unless it is stale and can still be found.</summary>
    public StoredVersion? Seen { get; init; }

    /// <summary>The changes since the version that the agent saw, as JSON, the latest first; empty unless it is stale.</summary>
    public IReadOnlyList<string> Since { get; init; } = [];
}

/// <summary>
/// Takes a décision of an agent, or previews its outcome: finds the soin, asks for the right to it and the reason, lets the one transaction
/// decide, and hands out the outcome as the data of everybody whom it names. Where the call brought no reason, the décision's own reason
/// stands.
/// </summary>
/// <param name="reconciler">The one transaction.</param>
/// <param name="queries">Reads views.</param>
/// <param name="history">Reads versions.</param>
/// <param name="source">The database.</param>
/// <param name="disclosure">The door.</param>
/// <param name="streams">The streams.</param>
public sealed class TakeDecision(
    Reconciler reconciler, VueQueries queries, SoinHistory history, NpgsqlDataSource source, Disclosure disclosure, PaymentStreams streams)
{
    /// <summary>The most changes shown to an agent whose version is stale.</summary>
    public const int ChangesMax = 20;

    private const string Action = AccessActions.DecideSoin;

    /// <param name="caller">The agent.</param>
    /// <param name="wish">The décision that they wish to take.</param>
    /// <param name="cancellationToken">Gives up; what was decided by then may be sent again without harm.</param>
    public async Task<Disclosed<DecisionAnswer>> TakeAsync(Caller caller, DecisionWish wish, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        if (await queries.SoinAsync(wish.SoinId, cancellationToken) is not { } soin)
        {
            return DisclosureOutcome.Unknown;
        }

        // The reason is asked before anything is decided: nobody is asked for it afterwards.
        var reasoned = Reasoned(caller, wish.Content.Motif);
        var (asked, _) = await disclosure.AskAsync(reasoned, soin.AdherentIds, wish.SoinId, cancellationToken);
        if (asked != DisclosureOutcome.Granted)
        {
            return asked;
        }

        var lignes = await NamedAsync(wish, soin, cancellationToken);
        var outcome = await DecideAsync(caller, wish, soin, lignes, cancellationToken);
        var answer = new DecisionAnswer(outcome) { Before = soin, Lignes = lignes };
        if (outcome is DecisionOutcome.StaleVersion stale)
        {
            answer = answer with
            {
                Seen = await SeenAsync(wish, cancellationToken),
                Since = wish.Saw is { } saw
                    ? await queries.ChangesAsync(stale.Current.SoinId, saw.Version, ChangesMax, cancellationToken)
                    : [],
            };
        }

        // A caller who names lines by their ranks is shown the soin again, whatever the outcome; any other refusal tells nothing of
        // anybody.
        return outcome is DecisionOutcome.Taken or DecisionOutcome.StaleVersion || wish.Positions is not null
            ? await disclosure.HandOutAsync(reasoned, Action, MembersOf(soin, answer), wish.SoinId, answer, cancellationToken)
            : Disclosure.OfNobody(new DecisionAnswer(outcome));
    }

    // The member of the soin first, then all whom the lines, the views of other soins and the version that was seen name.
    private static IReadOnlyList<string> MembersOf(StoredVue soin, DecisionAnswer answer)
    {
        IEnumerable<ResultingVue> vues = answer.Outcome switch
        {
            DecisionOutcome.Taken taken => taken.Others.Prepend(taken.Soin),
            DecisionOutcome.StaleVersion stale => [stale.Current],
            DecisionOutcome.UnknownSoin or DecisionOutcome.ReplacedSoin or DecisionOutcome.Refused or DecisionOutcome.NothingToDecide => [],
            var other => throw new InvalidOperationException($"A décision has no outcome {other.GetType().Name}."),
        };
        return [.. Members.Of(soin, answer.Lignes), .. vues.SelectMany(v => v.AdherentIds), .. answer.Seen?.AdherentIds ?? []];
    }

    private Task<DecisionOutcome> DecideAsync(
        Caller caller, DecisionWish wish, StoredVue soin, IReadOnlyList<LigneFacts> lignes, CancellationToken cancellationToken) =>
        reconciler.DecideAsync(
            new()
            {
                SoinId = wish.SoinId,
                Journee = soin.Journee,
                Seen = wish.Saw,
                Author = caller.Name,
                Content = wish.Positions is null ? wish.Content : wish.Content with { Lignes = [.. lignes.Select(Targeted)] },
                IsPreview = wish.IsPreview,
            },
            cancellationToken);

    // A reason that may not be kept with the décision does not count for the access either: the caller must have given one before.
    private static Caller Reasoned(Caller caller, string motif) =>
        caller.MustGiveMotif && caller.Motif is null && DecisionMotif.BrokenRule(motif) is null ? caller with { Motif = motif } : caller;

    private async Task<IReadOnlyList<LigneFacts>> NamedAsync(DecisionWish wish, StoredVue soin, CancellationToken cancellationToken)
    {
        if (wish.Positions is not { } positions)
        {
            return [];
        }

        var facts = await SoinFacts.ReadAsync(source, [soin.Journee], streams, cancellationToken);
        return [.. positions.Select(facts.Ligne).OfType<LigneFacts>()];
    }

    // A version of another history, or of a soin before it was erased, is not to be found, whatever its number.
    private async Task<StoredVersion?> SeenAsync(DecisionWish wish, CancellationToken cancellationToken) =>
        wish.Saw is { } saw
            ? (await history.VersionsAsync(wish.SoinId, saw.Version - 1, null, 1, cancellationToken))
                .FirstOrDefault(v => v.Version == saw.Version && (saw.Mark is null || VersionTag.Of(v.Version, v.Vue).Mark == saw.Mark))
            : null;

    private static LigneVisee Targeted(LigneFacts ligne)
    {
        var id = ligne.Stored.Ligne.Id;
        return new(new(id.Part.Code), id.Source, LigneMapper.ToReference(id.Reference));
    }
}
