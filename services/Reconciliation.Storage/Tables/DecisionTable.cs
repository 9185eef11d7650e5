using Npgsql;
using NpgsqlTypes;
using Reconciliation.Domain;

namespace Reconciliation.Storage;

/// <summary>The décisions of agents: the columns, and the statements of the hot path.</summary>
internal static class DecisionTable
{
    public static readonly Table<DecisionToWrite> Table = new("decision", t =>
    {
        t.Key("decision_id", NpgsqlDbType.Uuid, d => d.Decision.Id);
        t.Key("date_soin", NpgsqlDbType.Date, d => d.Journee.DateSoin);
        t.Column("prise_le", NpgsqlDbType.TimestampTz, d => d.Decision.PriseLe.UtcDateTime);
    });

    private static readonly Column<DecisionToWrite> BeneficiaireId =
        Table.Key("beneficiaire_id", NpgsqlDbType.Text, d => d.Journee.BeneficiaireId);

    private static readonly Column<DecisionToWrite> Contenu =
        Table.Column("contenu", NpgsqlDbType.Json, d => StoredDecisions.Write(d.Decision));

    private static readonly Parameters<DecisionToWrite> Rows = new(Table.Written);

    private static readonly Selection Stored = new(Contenu, BeneficiaireId);

    /// <summary>Adds a décision.</summary>
    public static readonly string InsertDecision = $"""
        INSERT INTO decision ({Table.Names})
        SELECT {Rows.Values(Table.Written)}
        """;

    /// <summary>All décisions of some journées.</summary>
    public static readonly string ReadDecisions = $"""
        SELECT {Stored.Of("d")}
        FROM unnest($1::text[], $2::date[]) AS j(b, d)
        JOIN decision AS d ON {JourneeSql.IsOf("d", "j.b", "j.d")}
        """;

    /// <summary>Adds the statements that add a décision and note its ties.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="decision">The décision; null: no statement.</param>
    public static void Insert(NpgsqlBatch batch, DecisionToWrite? decision)
    {
        if (decision is not null)
        {
            Rows.Bind(batch.Add(InsertDecision), [decision]);
            TieSql.Note(batch, decision.Journee);
        }
    }

    /// <summary>A row of <see cref="ReadDecisions"/>.</summary>
    /// <param name="r">The row.</param>
    /// <param name="streams">The streams: they read back the lines that it names.</param>
    public static Decision Read(NpgsqlDataReader r, PaymentStreams streams) =>
        streams.Decisions.Read(Stored.Get<string>(r, Contenu), Stored.Get<string>(r, BeneficiaireId));
}
