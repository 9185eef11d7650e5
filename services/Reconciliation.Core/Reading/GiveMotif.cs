using Reconciliation.Storage;

namespace Reconciliation.Core;

/// <summary>The subject that an agent wants to see; it leads to the member whom the reason is about.</summary>
public abstract record MotifSubject
{
    private MotifSubject()
    {
    }

    /// <summary>A member.</summary>
    /// <param name="AdherentId">The member.</param>
    public sealed record OfAdherent(string AdherentId) : MotifSubject;

    /// <summary>A soin.</summary>
    /// <param name="SoinId">The soin.</param>
    public sealed record OfSoin(Guid SoinId) : MotifSubject;

    /// <summary>A transfer.</summary>
    /// <param name="Reference">The reference of the transfer.</param>
    public sealed record OfVirement(string Reference) : MotifSubject;
}

/// <summary>The outcome of giving a reason.</summary>
public enum GiveMotifOutcome
{
    /// <summary>The reason is recorded.</summary>
    Given,

    /// <summary>There is nothing by that name.</summary>
    Unknown,

    /// <summary>The text may not be recorded.</summary>
    Invalid,
}

/// <summary>
/// Takes the reason of a call, before the first page that shows a member's data. The record of accesses remembers the reason, so that any
/// console knows it.
/// </summary>
/// <param name="queries">Reads views.</param>
/// <param name="virements">Reads transfers.</param>
/// <param name="disclosure">The door.</param>
public sealed class GiveMotif(VueQueries queries, VirementQueries virements, Disclosure disclosure)
{
    private const string Action = AccessActions.GiveMotif;

    /// <param name="caller">The caller.</param>
    /// <param name="subject">The subject that they want to see.</param>
    /// <param name="motif">The reason.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<GiveMotifOutcome> GiveAsync(Caller caller, MotifSubject subject, string motif, CancellationToken cancellationToken)
    {
        if (await AdherentOfAsync(subject, cancellationToken) is not { } adherentId)
        {
            return GiveMotifOutcome.Unknown;
        }

        if (!MotifAcces.IsValid(motif))
        {
            return GiveMotifOutcome.Invalid;
        }

        var outcome = await disclosure.RequestAsync(caller with { Motif = motif }, Action, [adherentId], null, cancellationToken);
        return outcome == DisclosureOutcome.Granted ? GiveMotifOutcome.Given : GiveMotifOutcome.Unknown;
    }

    private async Task<string?> AdherentOfAsync(MotifSubject subject, CancellationToken cancellationToken) => subject switch
    {
        MotifSubject.OfAdherent adherent => adherent.AdherentId,
        MotifSubject.OfSoin soin => (await queries.SoinAsync(soin.SoinId, cancellationToken))?.AdherentIds[0],
        MotifSubject.OfVirement virement => await virements.LignesAsync(virement.Reference, 0, 1, cancellationToken) is [var ligne, ..]
            ? ligne.Stored.Ligne.AdherentId
            : null,
        _ => throw new InvalidOperationException($"No member is known of a {subject.GetType().Name}."),
    };
}
