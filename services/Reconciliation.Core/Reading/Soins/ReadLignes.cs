using Npgsql;
using Reconciliation.Contracts;
using Reconciliation.Storage;

namespace Reconciliation.Core;

/// <summary>The facts behind a soin.</summary>
/// <param name="ReplacedBy">The soin that took its lines; null: it still has them.</param>
/// <param name="Lignes">Its lines, every revision; all of them, since those of a soin are a handful.</param>
public sealed record LignesOfSoin(Guid? ReplacedBy, IReadOnlyList<LigneDePaiement> Lignes);

/// <summary>Reads the lines of a soin as they were received.</summary>
/// <param name="queries">Reads views.</param>
/// <param name="source">The database.</param>
/// <param name="disclosure">The door.</param>
/// <param name="streams">The streams.</param>
public sealed class ReadLignes(VueQueries queries, NpgsqlDataSource source, Disclosure disclosure, PaymentStreams streams)
{
    private const string Action = AccessActions.ReadLignes;

    /// <param name="caller">The caller.</param>
    /// <param name="soinId">The soin.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<Disclosed<LignesOfSoin>> ReadAsync(Caller caller, Guid soinId, CancellationToken cancellationToken)
    {
        if (await queries.SoinAsync(soinId, cancellationToken) is not { } vue)
        {
            return DisclosureOutcome.Unknown;
        }

        var lignes = vue.RemplacePar is null
            ? (await SoinFacts.ReadAsync(source, [vue.Journee], streams, cancellationToken)).LignesOf(soinId)
            : [];
        return await disclosure.HandOutAsync<LignesOfSoin>(
            caller,
            Action,
            Members.Of(vue, lignes),
            soinId,
            new(vue.RemplacePar, [.. lignes.Select(LignePublication.From)]),
            cancellationToken);
    }
}
