using System.Data;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Npgsql;

namespace Reconciliation.Storage;

/// <summary>
/// Everything that is kept of one member, for that member: facts, views, published versions, décisions, accesses, and messages in
/// quarantine. Agents are not named: their names are not the member's data.
/// </summary>
/// <param name="source">The database.</param>
public sealed class AdherentExport(NpgsqlDataSource source)
{
    private static readonly JsonWriterOptions Lisible = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    // Of each row a JSON text, or one that wants a record in its last member; then the record, plain and packed, and the cause of a version
    // likewise, of which the kind is told. $1 is the member.
    private static readonly (string Name, string Sql)[] Sections =
    [
        ("soins", """
            SELECT NULL, NULL, vue, vue_octets FROM soin WHERE adherent_id = $1 OR autres_adherents @> ARRAY[$1] ORDER BY date_soin, soin_id
            """),
        ("lignes", """
            SELECT json_build_object('part', CASE part WHEN 0 THEN 'ro' ELSE 'complementaire' END, 'recuLe', recu_le)::text, 'paiement',
                contenu, contenu_octets
            FROM ligne WHERE adherent_id = $1 ORDER BY position
            """),
        ("lignesNonRattachees", """
            SELECT json_build_object('beneficiaireId', beneficiaire_id, 'dateSoin', date_soin, 'montantCentimes', montant, 'payeLe',
                paye_le)::text
            FROM ligne_non_rattachee WHERE adherent_id = $1 ORDER BY beneficiaire_id, date_soin, ligne
            """),
        ("versions", """
            SELECT json_build_object('version', version, 'ecritLe', ecrit_le)::text, 'vue', vue, vue_octets, cause, cause_octets
            FROM journal WHERE adherent_id = $1 OR autres_adherents @> ARRAY[$1] ORDER BY transaction, position
            """),
        ("decisions", """
            SELECT (contenu::jsonb #- '{decision,auteur}')::text
            FROM decision WHERE (beneficiaire_id, date_soin) IN (SELECT beneficiaire_id, date_soin FROM ligne WHERE adherent_id = $1)
            ORDER BY prise_le
            """),
        ("consultations", """
            SELECT json_build_object('le', le, 'action', action, 'application', client, 'soinId', soin_id, 'motif', motif)::text
            FROM acces WHERE adherent_id = $1 ORDER BY acces_id
            """),
    ];

    /// <summary>The other members of whom it says something: those who share a soin with this one.</summary>
    /// <param name="adherentId">The member.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<string>> OthersAsync(string adherentId, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand("""
            SELECT DISTINCT a FROM soin, unnest(array_prepend(adherent_id, autres_adherents)) AS a
            WHERE (adherent_id = $1 OR autres_adherents @> ARRAY[$1]) AND a <> $1
            """);
        command.Parameters.Add(new() { Value = adherentId });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAllAsync(r => r.GetString(0), cancellationToken);
    }

    /// <summary>Writes all of it, as one snapshot sees it, as one JSON document.</summary>
    /// <param name="adherentId">The member.</param>
    /// <param name="now">Now; it stands at the head of the document.</param>
    /// <param name="towards">The stream to write to.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The number of rows of each kind.</returns>
    public async Task<IReadOnlyList<(string Section, int Count)>> WriteAsync(
        string adherentId, DateTimeOffset now, Stream towards, CancellationToken cancellationToken)
    {
        // A message that states another member too is not shown to this one.
        var own = (await QuarantaineNames.OfAdherentAsync(source, adherentId, cancellationToken))
            .Where(m => !m.NamesOthers).Select(m => m.QuarantaineId).ToArray();
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
        await using var json = new Utf8JsonWriter(towards, Lisible);
        json.WriteStartObject();
        json.WriteString("adherentId", adherentId);
        json.WriteString("exporteLe", now);
        var counts = new List<(string, int)>();
        foreach (var (name, sql) in Sections)
        {
            counts.Add(
                (name, await SectionAsync(
                    connection, json, name, sql, adherentId, Row, cancellationToken)));
        }

        counts.Add(("quarantaine", await SectionAsync(
            connection,
            json,
            "quarantaine",
            """
            SELECT q.corps, q.recu_le, ARRAY(
                SELECT s.corps_corrige FROM quarantaine_suite AS s
                WHERE s.quarantaine_id = q.quarantaine_id AND s.corps_corrige IS NOT NULL ORDER BY s.suite_id)
            FROM quarantaine AS q
            WHERE q.quarantaine_id = ANY ($1)
            ORDER BY q.quarantaine_id
            """,
            own,
            Message,
            cancellationToken)));
        json.WriteEndObject();
        return counts;
    }

    private static async Task<int> SectionAsync(
        NpgsqlConnection connection,
        Utf8JsonWriter json,
        string name,
        string sql,
        object parameter,
        Action<NpgsqlDataReader, Utf8JsonWriter> write,
        CancellationToken cancellationToken)
    {
        json.WriteStartArray(name);
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = JourneeWalk.TotalsTimeoutSeconds };
        command.Parameters.Add(new() { Value = parameter });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var count = 0;
        for (; await reader.ReadAsync(cancellationToken); count++)
        {
            write(reader, json);
        }

        json.WriteEndArray();
        return count;
    }

    private static void Row(NpgsqlDataReader r, Utf8JsonWriter json)
    {
        if (r.FieldCount == 1)
        {
            json.WriteRawValue(r.GetString(0));
            return;
        }

        var record = RowReaders.RecordText(r, 2);
        var cause = r.FieldCount == 4 ? "" : $",\"cause\":{KindOf(RowReaders.Record(r, 4, 5))}";
        json.WriteRawValue(r.IsDBNull(0) ? record : $"{r.GetString(0)[..^1]}{cause},\"{r.GetString(1)}\":{record}}}");
    }

    private static string KindOf(byte[] cause)
    {
        using var read = JsonDocument.Parse(cause);
        return read.RootElement.GetProperty("type").GetRawText();
    }

    private static void Message(NpgsqlDataReader r, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("recuLe", r.GetFieldValue<DateTimeOffset>(1));
        json.WriteString("message", Encoding.UTF8.GetString(r.GetFieldValue<byte[]>(0)));
        json.WriteStartArray("corrections");
        foreach (var correction in r.GetFieldValue<byte[][]>(2))
        {
            json.WriteStringValue(Encoding.UTF8.GetString(correction));
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
