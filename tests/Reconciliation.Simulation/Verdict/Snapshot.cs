using System.Text.Json;
using System.Text.Json.Nodes;
using Npgsql;
using Reconciliation.Contracts;
using Reconciliation.Simulation.Downstream;
using Reconciliation.Simulation.Readers;
using Reconciliation.Storage;

namespace Reconciliation.Simulation.Verdict;

/// <summary>Reads the state that the service left behind, straight from its tables and from the broker.</summary>
internal static class Snapshot
{
    public static async Task<Observed> TakeAsync(
        NpgsqlDataSource database,
        Listener listener,
        IReadOnlyDictionary<string, int> waiting,
        History history,
        CancellationToken cancellation) => new()
        {
            Readers = history.Readers,
            Epochs = await RowsAsync(
                database,
                "SELECT epoque, precedente, depuis FROM epoque ORDER BY numero",
                r => new EpochRow(r.GetString(0), r.IsDBNull(1) ? null : r.GetString(1), r.GetFieldValue<DateTimeOffset>(2)),
                cancellation),
            Lines = await LinesAsync(database, cancellation),
            Receptions = await RowsAsync(
                database,
                "SELECT part, source, recues, nouvelles, centimes FROM reception WHERE source IS NOT NULL",
                r => new BatchNote(r.GetInt16(0) == 0, r.GetString(1), r.GetInt32(2), r.GetInt32(3), r.GetInt64(4)),
                cancellation),
            Soins = await RowsAsync(
                database,
                "SELECT vue, vue_octets, echeance, fondatrice FROM soin",
                r => new ObservedSoin(
                    StoredJson.ReadVue(Record(r, 0)), r.IsDBNull(2) ? null : r.GetFieldValue<DateTimeOffset>(2), r.GetString(3)),
                cancellation),
            Journal = await RowsAsync(
                database,
                "SELECT vue, vue_octets, situation_precedente, cause, cause_octets FROM journal ORDER BY transaction, position",
                r => new JournalEntry(
                    StoredJson.ReadVue(Record(r, 0)), Record(r, 0), r.IsDBNull(2) ? null : (Situation)r.GetInt16(2),
                    Caused(Record(r, 3))),
                cancellation),
            Unattached = await RowsAsync(
                database, "SELECT ligne, montant FROM ligne_non_rattachee", r => new UnattachedLine(r.GetString(0), r.GetInt64(1)),
                cancellation),
            Quarantine = await RowsAsync(database, "SELECT corps FROM quarantaine", r => r.GetFieldValue<byte[]>(0), cancellation),
            Published = [.. (await listener.ReadAsync(cancellation)).Select(Published)],
            Waiting = waiting,
        };

    private static Task<IReadOnlyList<StoredLine>> LinesAsync(NpgsqlDataSource database, CancellationToken cancellation) => RowsAsync(
        database,
        "SELECT part, source, organisme, decompte, ordre, montant, contenu, contenu_octets FROM ligne",
        r =>
        {
            var ro = r.GetInt16(0) == 0;
            var reference = new ReferenceLigne { Organisme = r.GetString(2), Decompte = r.GetString(3), Ordre = r.GetInt32(4) };
            return new StoredLine(Paiement(ro, Record(r, 6)), r.GetInt64(5), Lines.Canonical(ro, r.GetString(1), reference));
        },
        cancellation);

    // A record is kept plain or, in the next column, packed.
    private static string Record(NpgsqlDataReader r, int plain) => r.IsDBNull(plain)
        ? System.Text.Encoding.UTF8.GetString(RecordPackers.Unpack(r.GetFieldValue<byte[]>(plain + 1)))
        : r.GetString(plain);

    private static PaiementEmis Paiement(bool ro, string content) => ro
        ? JsonSerializer.Deserialize(content, ContratsJson.Lisible.PaiementRoEmis)!
        : JsonSerializer.Deserialize(content, ContratsJson.Lisible.PaiementComplementaireEmis)!;

    private static List<(string Line, int Revision)> Caused(string cause) =>
    [
        .. JsonNode.Parse(cause)!["lignes"]!.AsArray().Select(l => (
            Lines.Canonical(
                (string)l!["part"]! == "ro",
                (string)l["source"]!,
                new() { Organisme = (string)l["organisme"]!, Decompte = (string)l["decompte"]!, Ordre = (int)l["ordre"]! }),
            (int)l["revision"]!)),
    ];

    private static PublishedVersion Published(byte[] body)
    {
        var text = System.Text.Encoding.UTF8.GetString(body);
        return JsonNode.Parse(text)!.AsObject().ContainsKey("soinId")
            ? PublishedVersion.Of(StoredJson.ReadVue(text), text)
            : new(null, JsonSerializer.Deserialize(text, ContratsJson.Lisible.EpoqueCommencee), text);
    }

    private static async Task<IReadOnlyList<T>> RowsAsync<T>(
        NpgsqlDataSource database, string sql, Func<NpgsqlDataReader, T> read, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellation))
            rows.Add(read(reader));
        return rows;
    }
}
