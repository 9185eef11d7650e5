using Npgsql;
using Reconciliation.Domain;

namespace Reconciliation.Storage;

/// <summary>A line of a transfer that a member received.</summary>
/// <param name="Virement">The reference of the transfer.</param>
/// <param name="Part">Who paid.</param>
/// <param name="PayeLe">The day of payment.</param>
/// <param name="Montant">The amount, signed.</param>
/// <param name="BeneficiaireId">The beneficiary of the care.</param>
/// <param name="DateSoin">The day of care.</param>
/// <param name="Acte">The act in words, else its code.</param>
/// <param name="Nature">What the line does.</param>
public sealed record VirementReceived(
    string Virement, Part Part, DateOnly PayeLe, Montant Montant, string BeneficiaireId, DateOnly DateSoin, string Acte, Nature Nature);

/// <summary>The transfers that landed on a member's account: what stands on the statement of the bank, and what it is made of.</summary>
/// <param name="source">The database.</param>
public sealed class AdherentVirements(NpgsqlDataSource source, PaymentStreams? streams = null)
{
    /// <summary>The most journées of care whose lines are read, newest first.</summary>
    public const int JourneesMax = 300;

    // By the journées of the member's soins: no index of lines by member is needed. Of each line the content that counts.
    private const string Lignes = """
        WITH journees AS (
            SELECT DISTINCT beneficiaire_id, date_soin FROM soin
            WHERE adherent_id = $1 AND remplace_par IS NULL AND date_soin BETWEEN $2 AND $3
            ORDER BY date_soin DESC
            LIMIT $4)
        SELECT l.virement, l.part, l.paye_le, l.montant, l.beneficiaire_id, l.date_soin,
               coalesce(l.contenu ->> 'libelle', l.contenu ->> 'codeActe'), l.nature
        FROM journees AS j JOIN ligne AS l ON l.beneficiaire_id = j.beneficiaire_id AND l.date_soin = j.date_soin
        WHERE l.adherent_id = $1 AND l.contenu ->> 'destinataire' = 'assure' AND NOT EXISTS (
            SELECT FROM ligne AS p
            WHERE p.decompte = l.decompte AND p.organisme = l.organisme AND p.ordre = l.ordre AND p.part = l.part AND p.source = l.source
              AND (p.revision > l.revision OR (p.revision = l.revision AND (p.montant, p.empreinte) < (l.montant, l.empreinte))))
        ORDER BY l.paye_le DESC, l.virement, l.date_soin DESC, l.position
        """;

    /// <summary>The lines that went to a member's account for care of a period, the latest payment first, transfer by transfer.</summary>
    /// <param name="adherentId">The member.</param>
    /// <param name="fromDay">The first day of care.</param>
    /// <param name="toDay">The last day of care.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<VirementReceived>> ReadAsync(
        string adherentId, DateOnly fromDay, DateOnly toDay, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(Lignes);
        command.Parameters.Add(new() { Value = adherentId });
        command.Parameters.Add(new() { Value = fromDay });
        command.Parameters.Add(new() { Value = toDay });
        command.Parameters.Add(new() { Value = JourneesMax });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAllAsync(
            r => new VirementReceived(
                r.GetString(0), (streams ?? PaymentStreams.Product).Parts[r.GetInt16(1)],
                r.GetFieldValue<DateOnly>(2), new(r.GetInt64(3)), r.GetString(4),
                r.GetFieldValue<DateOnly>(5), r.GetString(6), (Nature)r.GetInt16(7)),
            cancellationToken);
    }
}
