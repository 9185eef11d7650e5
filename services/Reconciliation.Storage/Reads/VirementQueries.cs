using Npgsql;
using Reconciliation.Domain;

namespace Reconciliation.Storage;

/// <summary>The totals of a transfer: the highest revision of each line counts, if it is still in this transfer.</summary>
/// <param name="Count">The number of lines.</param>
/// <param name="AuCompte">The sum that went to members.</param>
/// <param name="AuProfessionnel">The sum that went to professionals.</param>
public sealed record VirementTotals(int Count, Montant AuCompte, Montant AuProfessionnel);

/// <summary>Reads the lines of one bank transfer, and their totals, by the reference that the statement of the bank shows.</summary>
/// <param name="source">The database.</param>
/// <param name="streams">The streams.</param>
public sealed class VirementQueries(NpgsqlDataSource source, PaymentStreams streams)
{
    // A line counts where no other content of it prevails: a higher revision, or in one revision the content that promises less.
    private static readonly string Totals = $"""
        SELECT l.part, l.montant, l.contenu, l.contenu_octets
        FROM ligne AS l
        WHERE {ShortKey.TextIs("l.virement", "$1")} AND NOT EXISTS (
            SELECT FROM ligne AS p
            WHERE p.decompte = l.decompte AND p.organisme = l.organisme AND p.ordre = l.ordre AND p.part = l.part AND p.source = l.source
              AND (p.revision > l.revision OR (p.revision = l.revision AND (p.montant, p.empreinte) < (l.montant, l.empreinte))))
        """;

    private static readonly string Lignes = $"""
        SELECT beneficiaire_id, date_soin, position
        FROM ligne
        WHERE {ShortKey.TextIs("virement", "$1")} AND position > $2
        ORDER BY position
        LIMIT $3
        """;

    /// <summary>
    /// The lines of a transfer, all revisions, in the order in which they were received; empty if there is no such transfer.
    /// </summary>
    /// <param name="virement">The reference of the transfer.</param>
    /// <param name="after">The position after which to read; 0: from the start.</param>
    /// <param name="limit">The most lines.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<LigneFacts>> LignesAsync(string virement, long after, int limit, CancellationToken cancellationToken)
    {
        var places = new List<(Journee Journee, long Position)>();
        await using (var command = source.CreateCommand(Lignes))
        {
            command.Parameters.Add(new() { Value = virement });
            command.Parameters.Add(new() { Value = after });
            command.Parameters.Add(new() { Value = limit });
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            places = await reader.ReadAllAsync(r => (RowReaders.Journee(r), r.GetInt64(2)), cancellationToken);
        }

        if (places.Count == 0)
        {
            return [];
        }

        var facts = await SoinFacts.ReadAsync(source, places.Select(p => p.Journee), streams, cancellationToken);
        return [.. places.Select(p => facts.Ligne(p.Position)).OfType<LigneFacts>()];
    }

    /// <summary>Reads the totals of a transfer.</summary>
    /// <param name="virement">The reference of the transfer.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<VirementTotals> TotalsAsync(string virement, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(Totals);
        command.Parameters.Add(new() { Value = virement });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var paid = await reader.ReadAllAsync(
            r => (
                streams.Of(streams.Parts[r.GetInt16(0)]).Restore(RowReaders.Record(r, 2, 3)).Destinataire,
                Montant: new Montant(r.GetInt64(1))),
            cancellationToken);
        Montant Paid(Contracts.Destinataire recipient) =>
            Montant.Somme(paid.Where(p => p.Destinataire == recipient).Select(p => p.Montant));
        return new(paid.Count, Paid(Contracts.Destinataire.Assure), Paid(Contracts.Destinataire.Professionnel));
    }
}
