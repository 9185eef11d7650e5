using System.Text;
using Npgsql;
using Reconciliation.Domain;
using Reconciliation.Storage;

namespace Reconciliation.Core;

/// <summary>
/// Shows a member, in their list, their own share of a soin that also concerns another member: what reached their account and what they are
/// told. Such soins are rare, so that share is found again from the facts and not stored.
/// </summary>
/// <param name="source">The database.</param>
/// <param name="judgement">The policy.</param>
/// <param name="clock">The clock.</param>
/// <param name="streams">The streams.</param>
public sealed class OwnShares(NpgsqlDataSource source, Jugement judgement, TimeProvider clock, PaymentStreams streams)
{
    /// <summary>The same views, each shared one as this member is shown it.</summary>
    /// <param name="adherentId">The member.</param>
    /// <param name="vues">Views of the member's list.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<Slice<StoredVue>> ShowAsync(string adherentId, Slice<StoredVue> vues, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(vues);
        var shared = vues.Elements.Where(IsShared).Select(v => v.Journee).Distinct().ToList();
        if (shared.Count == 0)
        {
            return vues;
        }

        var facts = await SoinFacts.ReadAsync(source, shared, streams, cancellationToken);
        return vues with { Elements = [.. vues.Elements.Select(v => ShowOne(adherentId, v, facts))] };
    }

    /// <summary>A view as one member is shown it.</summary>
    /// <param name="adherentId">The member.</param>
    /// <param name="vue">The view.</param>
    /// <param name="facts">The facts of its journée.</param>
    internal StoredVue ShowOne(string adherentId, StoredVue vue, SoinFacts facts) => IsShared(vue) ? Show(adherentId, vue, facts) : vue;

    private static bool IsShared(StoredVue vue) => vue.AdherentIds.Count > 1 && vue.RemplacePar is null;

    // The row and the facts are of one instant; a soin whose deadline has passed unjudged is shown as at its deadline, like the row.
    private StoredVue Show(string adherentId, StoredVue vue, SoinFacts facts)
    {
        var identified = facts.Identities.Soins.FirstOrDefault(s => s.Id == vue.SoinId);
        if (identified is null || facts.Soin(vue.SoinId) is not { } stored)
        {
            return vue;
        }

        var own = judgement.ShareOf(identified.Soin, adherentId, SoinAnswers.InstantOf(stored, clock.GetUtcNow()));
        var share = VueMapper.Share(StoredJson.ReadVue(stored.Vue), own);
        return vue with { Version = stored.Version, Vue = Encoding.UTF8.GetString(StoredJson.ToBytes(share)) };
    }
}
