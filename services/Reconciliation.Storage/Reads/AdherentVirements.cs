using Npgsql;
using Reconciliation.Domain;

namespace Reconciliation.Storage;

/// <summary>A transfer that landed on a member's account: one line on the statement of the bank.</summary>
/// <param name="Virement">Its reference.</param>
/// <param name="PayeLe">The day of payment: a reference that is used again on another day is another transfer.</param>
/// <param name="Lignes">The lines that it pays to this member, the newest care first.</param>
public sealed record ReceivedTransfer(string Virement, DateOnly PayeLe, IReadOnlyList<LigneFacts> Lignes)
{
    /// <summary>The sum that it brought, signed.</summary>
    public Montant Montant => Montant.Somme(Lignes.Select(l => l.Stored.Ligne.Montant));

    /// <summary>The parts that it pays: one transfer may pay both.</summary>
    public IReadOnlyList<Part> Parts => [.. Lignes.Select(l => l.Stored.Ligne.Id.Part).Distinct()];
}

/// <summary>The transfers that landed on a member's account.</summary>
/// <param name="source">The database.</param>
/// <param name="streams">The streams: they read lines back.</param>
public sealed class AdherentVirements(NpgsqlDataSource source, PaymentStreams streams)
{
    /// <summary>The most journées of care whose lines are read, newest first.</summary>
    public const int JourneesMax = 1_000;

    // By the journées of the member's soins and of lines that are in none: no index of lines by member is needed.
    private const string Journees = """
        SELECT beneficiaire_id, date_soin FROM (
            SELECT beneficiaire_id, date_soin FROM soin
            WHERE adherent_id = $1 AND remplace_par IS NULL AND date_soin BETWEEN $2 AND $3
            UNION
            SELECT beneficiaire_id, date_soin FROM soin WHERE autres_adherents @> ARRAY[$1] AND date_soin BETWEEN $2 AND $3
            UNION
            SELECT beneficiaire_id, date_soin FROM ligne_non_rattachee WHERE adherent_id = $1 AND date_soin BETWEEN $2 AND $3) AS j
        ORDER BY date_soin DESC, beneficiaire_id
        LIMIT $4
        """;

    /// <summary>The transfers that brought something for care of a period, the latest first: of their lines those that count.</summary>
    /// <param name="adherentId">The member.</param>
    /// <param name="fromDay">The first day of care.</param>
    /// <param name="toDay">The last day of care.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<ReceivedTransfer>> ReadAsync(
        string adherentId, DateOnly fromDay, DateOnly toDay, CancellationToken cancellationToken)
    {
        var journees = await JourneesAsync(adherentId, fromDay, toDay, cancellationToken);
        if (journees.Count == 0)
        {
            return [];
        }

        var facts = await SoinFacts.ReadAsync(source, journees, streams, cancellationToken);
        var asked = journees.ToHashSet();
        return
        [
            .. facts.Lignes.Where(l => l.IsCurrent && asked.Contains(l.Stored.Ligne.Journee)
                && l.Stored.Ligne.AdherentId == adherentId && l.Stored.Ligne.Destinataire == Destinataire.Assure)
                .GroupBy(l => (l.Stored.Ligne.Virement, l.Stored.Ligne.PayeLe))
                .Select(t => new ReceivedTransfer(
                    t.Key.Virement, t.Key.PayeLe, [.. t.OrderByDescending(l => l.Stored.Ligne.DateSoin)]))
                .OrderByDescending(t => t.PayeLe).ThenBy(t => t.Virement, StringComparer.Ordinal),
        ];
    }

    private async Task<IReadOnlyList<Journee>> JourneesAsync(
        string adherentId, DateOnly fromDay, DateOnly toDay, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(Journees);
        command.Parameters.Add(new() { Value = adherentId });
        command.Parameters.Add(new() { Value = fromDay });
        command.Parameters.Add(new() { Value = toDay });
        command.Parameters.Add(new() { Value = JourneesMax });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAllAsync(RowReaders.Journee, cancellationToken);
    }
}
