using Npgsql;
using NpgsqlTypes;
using Reconciliation.Domain;

namespace Reconciliation.Storage;

/// <summary>The lines that are in no soin: its columns, and the statements of the hot path about it.</summary>
internal static class NonRattacheesTable
{
    public static readonly Table<Ligne> Table = new("ligne_non_rattachee", t =>
    {
        t.Key("beneficiaire_id", NpgsqlDbType.Text, l => l.BeneficiaireId);
        t.Key("date_soin", NpgsqlDbType.Date, l => l.DateSoin);
        t.Key("ligne", NpgsqlDbType.Text, l => l.Id.Canonical());
        t.Column("adherent_id", NpgsqlDbType.Text, l => l.AdherentId);
        t.Column("nature", NpgsqlDbType.Smallint, l => (short)l.Nature);
        t.Column("montant", NpgsqlDbType.Bigint, l => l.Montant.Cents);
        t.Column("paye_le", NpgsqlDbType.Date, l => l.PayeLe);
    });

    private static readonly Parameters<Ligne> Rows = new(Table.Written);

    /// <summary>Forgets which lines of some journées were unattached, and takes them off the control totals.</summary>
    public const string EraseNonRattachees = $"""
        WITH effacees AS (
            DELETE FROM ligne_non_rattachee AS n USING unnest($1::text[], $2::date[]) AS j(b, d)
            WHERE n.beneficiaire_id = j.b AND n.date_soin = j.d
            RETURNING montant)
        INSERT INTO compteur (nom, cle, valeur)
        SELECT '{Counters.Control}', '{Counters.NonRattachees}', -sum(montant) FROM effacees HAVING sum(montant) <> 0
        """;

    /// <summary>Notes which lines are unattached, and adds them to the control totals.</summary>
    public static readonly string WriteNonRattachees = $"""
        WITH notees AS (
            INSERT INTO ligne_non_rattachee ({Table.Names})
            SELECT * FROM unnest({Rows.Arrays})
            RETURNING montant)
        INSERT INTO compteur (nom, cle, valeur)
        SELECT '{Counters.Control}', '{Counters.NonRattachees}', sum(montant) FROM notees HAVING sum(montant) <> 0
        """;

    /// <summary>Adds the statements that put the unattached lines of journées in place of those noted before.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="journees">The journées, in the order of their keys.</param>
    /// <param name="lignes">The lines; null: there were none and are none.</param>
    public static void Replace(NpgsqlBatch batch, IEnumerable<Journee> journees, IReadOnlyList<Ligne>? lignes)
    {
        if (lignes is not null)
        {
            var all = journees.ToList();
            batch.Add(EraseNonRattachees).With(all);
            Rows.Bind(batch.Add(WriteNonRattachees), lignes);
        }
    }
}
