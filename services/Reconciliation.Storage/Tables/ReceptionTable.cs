using Npgsql;
using NpgsqlTypes;

namespace Reconciliation.Storage;

/// <summary>The counts of lines that each batch brought of each source, and of messages that went to quarantine: control totals.</summary>
internal static class ReceptionTable
{
    public static readonly Table<NotedReception> Table = new("reception", t =>
    {
        t.Column("part", NpgsqlDbType.Smallint, r => r.Received.Part.Number);
        t.Column("source", NpgsqlDbType.Text, r => r.Received.Source);
        t.Column("recues", NpgsqlDbType.Integer, r => r.Received.Count);
        t.Column("nouvelles", NpgsqlDbType.Integer, r => r.New);
        t.Column("centimes", NpgsqlDbType.Bigint, r => r.Cents);
        t.Shared("recu_le", NpgsqlDbType.TimestampTz, c => c.Now);
        t.Unwritten("origine", NpgsqlDbType.Text);
        t.Unwritten("reception_id", NpgsqlDbType.Bigint);
    });

    private static readonly Parameters<NotedReception> Rows = new(Table.Written);

    /// <summary>
    /// Notes how many lines came of each source, and how many were new: control totals, beside the lines that they count.
    /// </summary>
    public static readonly string NoteReceptions = $"""
        INSERT INTO reception ({Table.Names})
        SELECT {Rows.Values(Table.Written)}
        """;

    /// <summary>Notes how many messages went to quarantine, by their way in: the text after a colon only says where in it.</summary>
    public const string CountQuarantaine = """
        INSERT INTO reception (part, origine, recues, nouvelles, centimes, recu_le)
        SELECT part, split_part(origine, ':', 1), sum(nombre), 0, 0, $4::timestamptz
        FROM unnest($1::smallint[], $2::text[], $3::int[]) AS n(part, origine, nombre)
        GROUP BY 1, 2
        """;

    /// <summary>Adds the statement that notes the counts of lines.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="receptions">The counts of each source; none: no statement.</param>
    /// <param name="recuLe">When they came.</param>
    public static void Note(NpgsqlBatch batch, IReadOnlyList<NotedReception> receptions, DateTimeOffset recuLe)
    {
        if (receptions.Count > 0)
        {
            Rows.Bind(batch.Add(NoteReceptions), receptions, new(recuLe));
        }
    }

    /// <summary>Adds the statement that counts messages that went to quarantine.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="messages">The messages.</param>
    /// <param name="recuLe">When they came.</param>
    public static void Count(NpgsqlBatch batch, IReadOnlyList<QuarantaineDeposit> messages, DateTimeOffset recuLe) => batch
        .Add(CountQuarantaine)
        .With(NpgsqlDbType.Smallint, [.. messages.Select(m => m.Refusal.Part.Number)])
        .With(NpgsqlDbType.Text, [.. messages.Select(m => m.Refusal.Origin)])
        .With(NpgsqlDbType.Integer, [.. messages.Select(m => m.Count)])
        .With(recuLe);
}
