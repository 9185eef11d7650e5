using Npgsql;
using NpgsqlTypes;
using Reconciliation.Domain;

namespace Reconciliation.Storage;

/// <summary>
/// Packs the records of journées that are stored as plain JSON: those that a version before wrote. Nothing but the form of a row changes;
/// engines go on, and wait for the journées in hand as for any other writer.
/// </summary>
/// <param name="source">The database.</param>
/// <param name="streams">The streams: they read lines back.</param>
public sealed class PackingConversion(NpgsqlDataSource source, PaymentStreams streams)
{
    private static readonly string PlainSoins = $"""
        SELECT s.soin_id, s.beneficiaire_id, s.version, s.vue, s.canal, l.part, l.contenu, l.contenu_octets
        FROM unnest($1::text[], $2::date[]) AS j(b, d)
        JOIN soin AS s ON s.beneficiaire_id = j.b AND s.date_soin = j.d AND (s.vue IS NOT NULL OR s.canal IS NULL)
        LEFT JOIN LATERAL (
            -- Of several contents the one that prevails: the last revision, and in one revision the one that promises less.
            SELECT part, contenu, contenu_octets FROM ligne AS l WHERE {WorkListSql.IsFounding}
            ORDER BY l.revision DESC, l.montant, l.empreinte LIMIT 1) AS l ON true
        ORDER BY s.soin_id
        """;

    private const string PackSoins = """
        UPDATE soin AS s
        SET vue = CASE WHEN n.octets IS NULL THEN s.vue END, vue_octets = coalesce(n.octets, s.vue_octets), canal = n.canal
        FROM unnest($1::uuid[], $2::text[], $3::int[], $4::bytea[], $5::smallint[]) AS n(soin_id, beneficiaire_id, version, octets, canal)
        WHERE s.soin_id = n.soin_id AND s.beneficiaire_id = n.beneficiaire_id AND s.version = n.version
        """;

    private static readonly string PlainLignes = $"""
        SELECT l.beneficiaire_id, l.date_soin, l.position, l.contenu
        FROM unnest($1::text[], $2::date[]) AS j(b, d)
        JOIN ligne AS l ON {JourneeSql.IsOf("l", "j.b", "j.d")} AND l.contenu IS NOT NULL
        """;

    private static readonly string PackLignes = $"""
        UPDATE ligne AS l SET contenu = NULL, contenu_octets = n.octets
        FROM unnest($1::text[], $2::date[], $3::bigint[], $4::bytea[]) AS n(b, d, position, octets)
        WHERE {JourneeSql.IsOf("l", "n.b", "n.d")} AND l.position = n.position
        """;

    private const string PlainVersions = """
        SELECT v.transaction, v.position, v.ecrit_le, v.vue, v.cause
        FROM unnest($1::text[], $2::date[]) AS j(b, d)
        JOIN soin AS s ON s.beneficiaire_id = j.b AND s.date_soin = j.d
        JOIN journal AS v ON v.soin_id = s.soin_id AND (v.vue IS NOT NULL OR v.cause IS NOT NULL)
        """;

    private const string PackVersions = """
        UPDATE journal AS v
        SET vue = NULL, vue_octets = coalesce(n.vue, v.vue_octets), cause = NULL, cause_octets = coalesce(n.cause, v.cause_octets)
        FROM unnest($1::xid8[], $2::bigint[], $3::timestamptz[], $4::bytea[], $5::bytea[]) AS n(t, p, e, vue, cause)
        WHERE v.transaction = n.t AND v.position = n.p AND v.ecrit_le = n.e
        """;

    /// <summary>Packs what is plain of some journées, in one transaction.</summary>
    /// <param name="journees">The journées.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The number of records that were packed; 0 where no dictionary is in force.</returns>
    public async Task<long> PackAsync(IReadOnlyCollection<Journee> journees, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var read = new NpgsqlBatch(connection, transaction);
        var plain = await ReadAsync(read, journees, cancellationToken);
        if (plain is not { Packing: { Vues: { } vues, Lignes: { } lignes, Causes: { } causes }, Count: > 0 })
        {
            return 0;
        }

        await using var write = new NpgsqlBatch(connection, transaction);
        Write(write, plain, vues, lignes, causes);
        await write.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitDurablyAsync();
        return plain.Count;
    }

    private async Task<PlainRecords> ReadAsync(
        NpgsqlBatch batch, IReadOnlyCollection<Journee> journees, CancellationToken cancellationToken)
    {
        string[] beneficiaires = [.. journees.Select(j => j.BeneficiaireId)];
        DateOnly[] days = [.. journees.Select(j => j.DateSoin)];
        batch.Add(AdvisoryLocks.LockJournees)
            .With(NpgsqlDbType.Text, beneficiaires).With(NpgsqlDbType.Date, days).With(NpgsqlDbType.Text, Array.Empty<string>());
        batch.Add(DictionnaireTable.InForce);
        foreach (var sql in new[] { PlainSoins, PlainLignes, PlainVersions })
        {
            batch.Add(sql).With(NpgsqlDbType.Text, beneficiaires).With(NpgsqlDbType.Date, days);
        }

        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        return new(
            PackingInForce.Of(await reader.ReadAllAsync(DictionnaireTable.Read, cancellationToken)),
            await reader.ReadAllAsync(ReadSoin, cancellationToken),
            await reader.ReadAllAsync(
                r => new PlainLigne(RowReaders.Journee(r), r.GetInt64(2), r.GetFieldValue<byte[]>(3)), cancellationToken),
            await reader.ReadAllAsync(
                r => new PlainVersion(RowReaders.Place(r), r.GetDateTime(2), BytesOrNull(r, 3), BytesOrNull(r, 4)), cancellationToken));
    }

    private static void Write(NpgsqlBatch batch, PlainRecords plain, RecordPacker vues, RecordPacker lignes, RecordPacker causes)
    {
        batch.Add(PackSoins)
            .With(NpgsqlDbType.Uuid, [.. plain.Soins.Select(s => s.SoinId)])
            .With(NpgsqlDbType.Text, [.. plain.Soins.Select(s => s.BeneficiaireId)])
            .With(NpgsqlDbType.Integer, [.. plain.Soins.Select(s => s.Version)])
            .With<byte[]?>(NpgsqlDbType.Bytea, [.. plain.Soins.Select(s => PackOrNull(vues, s.Vue))])
            .With<short?>(NpgsqlDbType.Smallint, [.. plain.Soins.Select(s => (short?)s.Canal)]);
        batch.Add(PackLignes)
            .With(NpgsqlDbType.Text, [.. plain.Lignes.Select(l => l.Journee.BeneficiaireId)])
            .With(NpgsqlDbType.Date, [.. plain.Lignes.Select(l => l.Journee.DateSoin)])
            .With(NpgsqlDbType.Bigint, [.. plain.Lignes.Select(l => l.Position)])
            .With(NpgsqlDbType.Bytea, [.. plain.Lignes.Select(l => lignes.Pack(l.Content))]);
        batch.Add(PackVersions)
            .With(NpgsqlDbType.Xid8, [.. plain.Versions.Select(v => v.Place.Transaction)])
            .With(NpgsqlDbType.Bigint, [.. plain.Versions.Select(v => v.Place.Position)])
            .With(NpgsqlDbType.TimestampTz, [.. plain.Versions.Select(v => v.WrittenAt)])
            .With<byte[]?>(NpgsqlDbType.Bytea, [.. plain.Versions.Select(v => PackOrNull(vues, v.Vue))])
            .With<byte[]?>(NpgsqlDbType.Bytea, [.. plain.Versions.Select(v => PackOrNull(causes, v.Cause))]);
    }

    private static byte[]? PackOrNull(RecordPacker packer, byte[]? plain) => plain is null ? null : packer.Pack(plain);

    private static byte[]? BytesOrNull(NpgsqlDataReader r, int column) => r.IsDBNull(column) ? null : r.GetFieldValue<byte[]>(column);

    private PlainSoin ReadSoin(NpgsqlDataReader r) => new(
        r.GetGuid(0), r.GetString(1), r.GetInt32(2), BytesOrNull(r, 3),
        !r.IsDBNull(4) ? (Canal)r.GetInt16(4)
        : r.IsDBNull(5) ? null
        : (Canal)streams.Of(streams.Parts[r.GetInt16(5)]).Restore(RowReaders.Record(r, 6, 7)).Canal);

    // A soin whose view is packed already may lack its channel.
    private sealed record PlainSoin(Guid SoinId, string BeneficiaireId, int Version, byte[]? Vue, Canal? Canal);

    private sealed record PlainLigne(Journee Journee, long Position, byte[] Content);

    // Of a version that was written when causes were not packed yet the view may be packed already.
    private sealed record PlainVersion(JournalPlace Place, DateTime WrittenAt, byte[]? Vue, byte[]? Cause);

    private sealed record PlainRecords(
        PackingInForce Packing, List<PlainSoin> Soins, List<PlainLigne> Lignes, List<PlainVersion> Versions)
    {
        public int Count => Soins.Count + Lignes.Count + Versions.Count;
    }
}
