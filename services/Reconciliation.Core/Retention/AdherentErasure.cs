using System.Security.Cryptography;
using System.Text;
using Reconciliation.Contracts;
using Reconciliation.Domain;
using Reconciliation.Storage;

namespace Reconciliation.Core;

/// <summary>The outcome of erasing a member.</summary>
public sealed record ErasureOutcome
{
    /// <summary>The rows that went, or would, counted.</summary>
    public ErasedCounts Erased { get; init; }

    /// <summary>The soins that went: readers of the feed have copies of them.</summary>
    public IReadOnlyList<Guid> Soins { get; init; } = [];

    /// <summary>Messages of quarantine that went, or would.</summary>
    public int Quarantaine { get; init; }

    /// <summary>Messages of quarantine that state another member too: they are that member's as well, and stay for their time.</summary>
    public int SharedMessages { get; init; }

    /// <summary>Journées that another member shares: they are that member's too, and stay for their time.</summary>
    public long Shared { get; init; }

    /// <summary>
    /// Journées of which it cannot be told whether they may go, since something of them cannot be read, or more journées are tied to them
    /// than are read together: they stay until it can.
    /// </summary>
    public long Unjudged { get; init; }

    /// <summary>Accesses to the member's data: they say who looked, and stay for their time.</summary>
    public long Acces { get; init; }

    /// <summary>The day until which something must be kept; null: nothing must.</summary>
    public DateOnly? ToKeepUntil { get; init; }

    /// <summary>Whether nothing was removed, since something must be kept.</summary>
    public bool IsRefused { get; init; }
}

/// <summary>
/// Erases a member (RGPD, article 17): the journées that name nobody else, and the messages in quarantine. The erasure is recorded in the
/// chain of accesses, under a fingerprint that only a person who knows the number can find again.
/// </summary>
/// <param name="erasure">Removes journées.</param>
/// <param name="expired">Finds journées and messages.</param>
/// <param name="acces">The record.</param>
/// <param name="durations">The retention periods.</param>
/// <param name="clock">The clock.</param>
public sealed class AdherentErasure(
    Erasure erasure, ExpiredRows expired, AccessLog acces, RetentionPeriods durations, TimeProvider clock)
{
    /// <summary>The most journées that are locked together.</summary>
    public const int JourneesPerSliceMax = 100;

    /// <summary>
    /// The number of times that the fingerprint of a number is hashed: numbers are few, and must not be guessed one by one.
    /// </summary>
    public const int HashRoundCount = 600_000;

    /// <summary>Erases a member.</summary>
    /// <param name="adherentId">The member.</param>
    /// <param name="agent">The agent who asks.</param>
    /// <param name="motif">The reason; it must not name the member.</param>
    /// <param name="allTheSame">Whether to erase also what must still be kept.</param>
    /// <param name="isDryRun">Whether only to count.</param>
    /// <param name="announceAsync">Is told the soins before they go: their ids are nowhere afterwards.</param>
    /// <param name="cancellationToken">Gives up; the same call goes on.</param>
    public async Task<ErasureOutcome> EraseAsync(
        string adherentId,
        string agent,
        string motif,
        bool allTheSame,
        bool isDryRun,
        Func<IReadOnlyList<Guid>, Task> announceAsync,
        CancellationToken cancellationToken)
    {
        var journees = await expired.JourneesOfAdherentAsync(adherentId, cancellationToken);
        var naming = await expired.QuarantaineOfAdherentAsync(adherentId, cancellationToken);
        var messages = naming.Where(m => !m.NamesOthers).ToList();
        var sharedMessages = naming.Count - messages.Count;
        var planned = await BySlicesAsync(journees, adherentId, isDryRun: true, cancellationToken) with
        {
            Quarantaine = messages.Count,
            SharedMessages = sharedMessages,
            Acces = await expired.CountAccessesAsync(adherentId, cancellationToken),
        };
        var toKeep = planned.ToKeepUntil is not null || messages.Exists(m => m.IsOpen);
        if (isDryRun || (toKeep && !allTheSame) || (planned.Erased.Journees == 0 && messages.Count == 0))
        {
            return planned with { IsRefused = toKeep && !allTheSame };
        }

        await announceAsync(planned.Soins);
        var empreinte = Empreinte(adherentId, RandomNumberGenerator.GetBytes(16));
        await acces.RecordAsync(
            new(agent, "recon", AccessActions.EraseAdherent, [], Motif: $"{empreinte} {Nir.Redact(motif, aussiSansCle: true)}"),
            clock.GetUtcNow(),
            cancellationToken);
        var done = await BySlicesAsync(journees, adherentId, isDryRun: false, cancellationToken);
        await expired.EraseQuarantaineAsync([.. messages.Select(m => m.QuarantaineId)], cancellationToken);
        return done with { Quarantaine = messages.Count, SharedMessages = sharedMessages, Acces = planned.Acces };
    }

    /// <summary>Those of some soins that are still there.</summary>
    /// <param name="soins">Their ids.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<IReadOnlyList<Guid>> StillThereAsync(IReadOnlyCollection<Guid> soins, CancellationToken cancellationToken) =>
        expired.StillThereAsync(soins, cancellationToken);

    /// <summary>Whether a reason that was recorded is of an erasure of a member.</summary>
    /// <param name="motif">The recorded reason.</param>
    /// <param name="adherentId">The member.</param>
    public static bool IsOf(string motif, string adherentId) =>
        motif.Split(' ')[0] is var empreinte && empreinte.Split(':') is [var sel, _]
        && Empreinte(adherentId, Convert.FromHexString(sel)) == empreinte;

    private static string Empreinte(string adherentId, byte[] sel)
    {
        var condensed = Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(adherentId), sel, HashRoundCount, HashAlgorithmName.SHA256, 32);
        return $"{Convert.ToHexStringLower(sel)}:{Convert.ToHexStringLower(condensed)}";
    }

    private async Task<ErasureOutcome> BySlicesAsync(
        List<Journee> journees, string adherentId, bool isDryRun, CancellationToken cancellationToken)
    {
        var (total, shared) = (new ErasedJournees(default, [], []), new HashSet<Journee>());
        var last = DateOnly.MinValue;
        foreach (var slice in journees.Chunk(JourneesPerSliceMax))
        {
            total += await erasure.EraseAsync(slice, Single, isDryRun, clock, cancellationToken);
        }

        var until = last.AddMonths(durations.SoinsMois);
        return new()
        {
            Erased = total.Counts,
            Soins = total.Soins,
            Shared = shared.Count,
            Unjudged = total.Unjudged.Count,
            ToKeepUntil = last >= durations.FirstDay(clock.GetUtcNow()) ? until : null,
        };

        bool Single(TiedJournees tied)
        {
            if (tied.Lignes.Any(l => l.Ligne.AdherentId != adherentId))
            {
                shared.UnionWith(tied.Journees);
                return false;
            }

            var done = RetentionRule.LastFact(tied);
            last = done > last ? done : last;
            return true;
        }
    }
}
