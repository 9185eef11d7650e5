using Npgsql;
using Reconciliation.Domain;
using Reconciliation.Storage;
using Vue = Reconciliation.Contracts.Vue;

namespace Reconciliation.Core;

/// <summary>All that an agent sees of a soin at once.</summary>
public sealed record SoinSheet
{
    /// <summary>The soin that took its lines; null: it still has them. Nothing else is read of a soin that has none.</summary>
    public Guid? ReplacedBy { get; init; }

    public required StoredVue Stored { get; init; }

    public required Vue Vue { get; init; }

    /// <summary>The answer to give about it on the phone; null: its facts are not known.</summary>
    public AgentAnswer? Answer { get; init; }

    /// <summary>The agent who works on it; null: nobody.</summary>
    public string? TakenBy { get; init; }

    /// <summary>The view at the instant that was asked for; null: none was asked for, or there was no such soin.</summary>
    public Vue? Then { get; init; }

    /// <summary>The facts behind it, every revision.</summary>
    public IReadOnlyList<LigneFacts> Lignes { get; init; } = [];

    /// <summary>The payments of the journée that count: they can be linked or set apart.</summary>
    public IReadOnlyList<LigneFacts> Paiements { get; init; } = [];

    public IReadOnlyList<Decision> Decisions { get; init; } = [];

    /// <summary>The ids of the décisions that hold.</summary>
    public IReadOnlySet<Guid> InForce { get; init; } = new HashSet<Guid>();

    /// <summary>The last versions, the oldest first.</summary>
    public IReadOnlyList<StoredVersion> Versions { get; init; } = [];
}

/// <summary>Reads the sheet of a soin: one access, however many tables it is read from.</summary>
/// <param name="queries">Reads views.</param>
/// <param name="history">Reads versions.</param>
/// <param name="source">The database.</param>
/// <param name="disclosure">The door.</param>
/// <param name="streams">The streams.</param>
/// <param name="shares">Shows each member their own share.</param>
/// <param name="answers">Makes what an agent says.</param>
/// <param name="assignments">Tells who works on it.</param>
public sealed class ReadSoinSheet(
    VueQueries queries,
    SoinHistory history,
    NpgsqlDataSource source,
    Disclosure disclosure,
    PaymentStreams streams,
    OwnShares shares,
    SoinAnswers answers,
    Assignments assignments)
{
    /// <summary>The most versions that a sheet shows.</summary>
    public const int VersionsMax = 50;

    private const string Action = AccessActions.ReadSoin;

    /// <param name="caller">The caller.</param>
    /// <param name="soinId">The soin.</param>
    /// <param name="at">An instant at which to show it as well; null: none.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <param name="adherentId">The member who calls; null, or one whom it does not concern: the member whose soin it is.</param>
    public async Task<Disclosed<SoinSheet>> ReadAsync(
        Caller caller, Guid soinId, DateTimeOffset? at, CancellationToken cancellationToken, string? adherentId = null)
    {
        if (await queries.SoinAsync(soinId, cancellationToken) is not { } stored)
        {
            return DisclosureOutcome.Unknown;
        }

        if (stored.RemplacePar is { } other)
        {
            var replaced = new SoinSheet { ReplacedBy = other, Stored = stored, Vue = StoredJson.ReadVue(stored.Vue) };
            return await disclosure.HandOutAsync(caller, Action, stored.AdherentIds, soinId, replaced, cancellationToken);
        }

        var member = adherentId is not null && stored.AdherentIds.Contains(adherentId) ? adherentId : stored.AdherentIds[0];
        return await disclosure.ReadAndHandOutAsync<SoinSheet>(
            caller,
            Action,
            [.. stored.AdherentIds.Prepend(member).Distinct()],
            soinId,
            async () =>
            {
                var sheet = await ComposeAsync(stored, member, at, cancellationToken);
                return (sheet, [
                    .. Members.Of(stored, [.. sheet.Lignes, .. sheet.Paiements]), .. sheet.Versions.SelectMany(v => v.AdherentIds)]);
            },
            cancellationToken);
    }

    private async Task<SoinSheet> ComposeAsync(
        StoredVue stored, string adherentId, DateTimeOffset? at, CancellationToken cancellationToken)
    {
        var facts = await SoinFacts.ReadAsync(source, [stored.Journee], streams, cancellationToken);
        var after = Math.Max(0, stored.Version - VersionsMax);
        var takenBy = await assignments.ReadAsync(Assignments.Soin, [stored.SoinId.ToString()], cancellationToken);
        var then = at is { } instant ? await queries.SoinAsync(stored.SoinId, instant, cancellationToken) : null;
        return new()
        {
            Stored = stored,
            Vue = StoredJson.ReadVue(shares.ShowOne(adherentId, stored, facts).Vue),
            Answer = answers.Answer(facts, stored, adherentId),
            TakenBy = takenBy.Values.FirstOrDefault(),
            Then = then is null ? null : StoredJson.ReadVue(then.Vue),
            Lignes = facts.LignesOf(stored.SoinId),
            Paiements = Paiements(facts, stored.Journee),
            Decisions = facts.DecisionsOf(stored.SoinId),
            InForce = HeldDecisions.Of(facts.State.Facts),
            Versions = await history.VersionsAsync(stored.SoinId, after, null, VersionsMax, cancellationToken),
        };
    }

    private static IReadOnlyList<LigneFacts> Paiements(SoinFacts facts, Journee journee) =>
    [
        .. facts.State.Lignes
            .Where(l => l.Ligne.Nature == Nature.Paiement && l.Ligne.Journee == journee)
            .Select(l => facts.Ligne(l.Position))
            .OfType<LigneFacts>()
            .Where(l => l.IsCurrent)
            .OrderBy(l => l.Stored.Ligne.Id, LigneId.Ordre),
    ];
}
